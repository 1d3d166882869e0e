import type { FastifyRequest } from 'fastify'
import { type Caller, SIGNED_IN } from '#platform/authz'
import type { Db } from '#platform/db'
import { DomainError } from '#platform/errors'
import type { Fields } from '#platform/fields'
import { record as recordInJournal } from '#platform/journal'
import type { SecondFactorRule } from '../domain/policy.ts'
import { forgetAttemptsBefore } from '../store/sessions.ts'
import { createAccounts } from './accounts.ts'
import { createAttempts } from './attempts.ts'
import { createDevices } from './devices.ts'
import { createExternals } from './external/index.ts'
import type { ExternalSettings } from './external/settings.ts'
import { createAccountImport, type PlaceFinder } from './import.ts'
import { createInvitations } from './invitations.ts'
import { countyJournalWith, journalWith, type Record } from './journal.ts'
import { createKeys } from './keys.ts'
import { createPolicies } from './policies.ts'
import { createSecondFactors, secretsOf } from './second-factor.ts'
import { createSealer } from './secret.ts'
import { createSessions } from './sessions.ts'
import { createSetup } from './setup.ts'
import { createSignedIn } from './signed-in.ts'

export type IdentityService = ReturnType<typeof createIdentityService>

type Options = {
  db: Db<'identity'>
  fields: Fields
  /** The keys of sign-ins under way are derived from it, and those of second factors that an earlier release sealed. */
  secret: string
  now: () => Date
  record?: Record
  /** The codes of a county's places by what an office calls them; without it only codes are taken. */
  places?: PlaceFinder
  secondFactor?: SecondFactorRule
  external?: ExternalSettings
}

/** By code only. */
const byCode: PlaceFinder = async () => (words) => (/^\d{6}(\d{3}){0,2}$/.test(words) ? words : undefined)

export function createIdentityService({
  db,
  fields,
  secret,
  now,
  record = recordInJournal,
  places = byCode,
  secondFactor: rule = 'required',
  external = {},
}: Options) {
  const journal = journalWith(record, now)
  const countyJournal = countyJournalWith(record, now)
  const people = createSignedIn({ db, now, rule })
  const attempts = createAttempts({ db, now })
  const needs = { db, now, journal, people }
  const secondFactors = createSecondFactors({ ...needs, attempts, fields, column: secretsOf(secret), rule })
  const sessions = createSessions({ ...needs, attempts, secondFactors })
  const invitations = createInvitations(needs)
  const accounts = createAccounts({ ...needs, fields, invitations })
  const keys = createKeys({ db, now, journal: countyJournal })
  const { takeCode: _, ...ownSecondFactor } = secondFactors
  const { begin: _begin, refuseEnded: _refuse, proveSecond: _prove, ...ownSessions } = sessions
  const { invite: _invite, ...links } = invitations

  type Asking = Pick<FastifyRequest, 'headers'> & { ip?: string; routeOptions?: FastifyRequest['routeOptions'] }

  return {
    /** Who is behind a request: a person's session, or another system's key. */
    async authenticate(request: Asking): Promise<Caller | undefined> {
      const key = keys.keyOf(request.headers.authorization)
      if (!key) return (await people.find(request))?.caller
      const caller = await keys.callerOfKey(key, request.ip ?? '')
      // What belongs to a person's own sign-in is no machine's business.
      if (caller && request.routeOptions?.config.can === SIGNED_IN)
        throw new DomainError('identity.keyIsNoPerson', {}, 403)
      return caller
    },

    ...ownSessions,
    ...ownSecondFactor,
    ...createDevices(needs),
    ...accounts,
    ...links,
    ...createAccountImport({ accounts, places }),
    listKeys: keys.listKeys,
    createKey: keys.createKey,
    revokeKey: keys.revokeKey,
    ...createPolicies({ db, journal: countyJournal, people }),
    ...createSetup({ ...needs, sessions }),
    ...createExternals({
      ...needs,
      attempts,
      sessions,
      sealer: createSealer(secret, 'external sign-in'),
      settings: external,
    }),

    /** Removes attempts that count no more; once a day is enough. */
    tidy: (): Promise<void> => forgetAttemptsBefore(db, now()),
  }
}
