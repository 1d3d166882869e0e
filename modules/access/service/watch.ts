import { systemCaller } from '#platform/authz'
import { type Db, inTransaction, type Tx } from '#platform/db'
import { uuidv7 } from '#platform/ids'
import { followKinds, record } from '#platform/journal'
import { grantOf, isSame, keepDays, watch } from '../domain.ts'
import { type AccessEvent, AlarmRule, type Finding, WatchState } from '../schema.ts'
import * as store from '../store.ts'
import type { Delivery } from './delivery.ts'

const BATCH = 5000
const DAY_MS = 86_400_000
/** Events by which somebody may do more than before. */
const GRANTING = ['identity.accountCreated', 'identity.accountChanged', 'identity.keyMade', 'identity.policySet']

export const journal = (
  tx: Tx<'access'>,
  { account, ...caller }: Parameters<typeof record>[1],
  { county, subject, at, event }: { county: string; subject: string; at: Date; event: AccessEvent },
): Promise<number> =>
  record(tx, { account, ...caller }, [{ id: uuidv7(), at, place: county, subject, kind: event.kind, data: event.data }])

/** The rules over what is new, once a minute; and the months that are old enough to go. */
export function createWatch({
  db,
  now,
  delivery,
  onError,
}: {
  db: Db<'access'>
  now: () => Date
  delivery: Delivery | undefined
  onError: (error: unknown) => void
}) {
  async function raise(tx: Tx<'access'>, county: string, finding: Finding): Promise<void> {
    const [open] = await store.openAlarms(tx, county, finding)
    if (open && isSame(open, finding)) return store.countAgain(tx, county, { id: open.id, at: finding.at })
    const id = uuidv7()
    await store.raise(tx, county, { id, finding })
    const event = { kind: 'access.alarmRaised', data: { rule: finding.rule, about: finding.subject } } as const
    await journal(tx, systemCaller(county), { county, subject: `alarm:${id}`, at: finding.at, event })
  }

  async function granted(tx: Tx<'access'>, county: string, after: store.Watch['events']) {
    const { events, cursor } = await followKinds(tx, { county, kinds: GRANTING, after, limit: BATCH })
    return { grants: events.flatMap(grantOf), cursor, isMore: events.length === BATCH }
  }

  /** One batch in one transaction: cursor, memory and alarms move together. */
  const step = (county: string): Promise<boolean> =>
    inTransaction(db, systemCaller(county), async (tx) => {
      const taken = await store.takeWatch(tx, county)
      if (!taken) return false
      const { rows, cursor } = await store.following(tx, { county, after: taken.requests, limit: BATCH })
      const given = await granted(tx, county, taken.events)
      const at = now()
      const { state, findings } = watch(
        WatchState.parse(taken.state),
        { requests: rows, grants: given.grants },
        // While it catches up, a writer's later rows are still to come.
        rows.length === BATCH ? (rows.at(-1)?.at ?? at) : at,
      )
      for (const finding of findings) await raise(tx, county, finding)
      await store.saveWatch(tx, county, { requests: cursor, events: given.cursor, state, at })
      return rows.length === BATCH || given.isMore
    })

  async function deliver(county: string): Promise<void> {
    if (!delivery) return
    const caller = systemCaller(county)
    const since = new Date(now().getTime() - DAY_MS)
    const waiting = await inTransaction(db, caller, (tx) => store.undelivered(tx, county, since))
    for (const { id, rule, firstAt, facts } of waiting) {
      const isTold = await delivery({ county, id, rule: AlarmRule.parse(rule), at: firstAt, facts }).then(
        () => true,
        (error: unknown) => {
          onError(error)
          return false
        },
      )
      await inTransaction(db, caller, (tx) => store.delivered(tx, county, { id, at: isTold ? now() : null }))
    }
  }

  return {
    /** Reads what is new in the log and in the journal, raises alarms and tells them outside. */
    async watch(county: string): Promise<void> {
      while (await step(county));
      await deliver(county)
    },

    ensurePartitions: () => store.ensurePartitions(db),

    /** Drops whole months that are older than the log is kept, and says so in each county's journal. */
    async expire(counties: readonly string[], wanted: number | undefined): Promise<string[]> {
      const days = keepDays(wanted)
      const months = await store.expire(db, days)
      for (const county of counties)
        for (const month of months)
          await inTransaction(db, systemCaller(county), (tx) =>
            journal(tx, systemCaller(county), {
              ...{ county, subject: `accessLog:${month}`, at: now() },
              event: { kind: 'access.logExpired', data: { month, keepDays: days } },
            }),
          )
      return months
    },
  }
}
