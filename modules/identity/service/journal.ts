import type { Caller } from '#platform/authz'
import type { Tx } from '#platform/db'
import { uuidv7 } from '#platform/ids'
import type { Event, record as recordInJournal } from '#platform/journal'
import type { IdentityEvent, Profile } from '../schema.ts'

export type Record = typeof recordInJournal
type Actor = Pick<Caller, 'county' | 'account' | 'origin'>

/** Puts an act upon an account into the journal, at the account's own place. */
export const journalWith =
  (record: Record, now: () => Date) =>
  async (tx: Tx<'identity'>, actor: Actor, account: Profile, event: IdentityEvent): Promise<void> => {
    const entry: Event = {
      ...event,
      id: uuidv7(),
      at: now(),
      place: account.place,
      station: account.station,
      subject: `account:${account.id}`,
    }
    await record(tx, actor, [entry])
  }

export type Journal = ReturnType<typeof journalWith>

/** An act upon the county's own settings or a key: `subject` says which. */
export const countyJournalWith =
  (record: Record, now: () => Date) =>
  async (
    tx: Tx<'identity'>,
    actor: Actor & Pick<Caller, 'place'>,
    { subject, place, ...event }: IdentityEvent & { subject: string; place?: string },
  ): Promise<void> => {
    await record(tx, actor, [{ ...event, id: uuidv7(), at: now(), place: place ?? actor.county, subject }])
  }

export type CountyJournal = ReturnType<typeof countyJournalWith>

/** Whoever acts on his own account reaches it, whatever his station. */
export const reachOf = ({ county, place }: Pick<Profile, 'county' | 'place'>) => ({ county, place, station: null })
export const actorOf = ({ county, id, isSimulator }: Profile): Actor => ({
  county,
  account: id,
  origin: isSimulator ? 'simulated' : 'live',
})
/** Somebody who has not proved who he is. */
export const unknownActor = (county: string): Actor => ({ county, account: 'unknown', origin: 'live' })
/** Whose door was tried, for the access log, also when it stayed shut. */
export const visitorOf = (profile: Profile) => ({ ...reachOf(profile), account: profile.id, roles: profile.roles })
