import type { FastifyRequest } from 'fastify'
import type { Caller } from '#platform/authz'
import type { Db } from '#platform/db'
import { record as recordInJournal } from '#platform/journal'
import { createAccounts } from './accounts.ts'
import { createAttempts } from './attempts.ts'
import { createAuth } from './auth.ts'
import { journalWith, type Record } from './journal.ts'
import { createSessions } from './sessions.ts'
import { createSetup } from './setup.ts'
import { createSignedIn } from './signed-in.ts'

export type IdentityService = ReturnType<typeof createIdentityService>

/** `url`: where better-auth's own few connections go. `secret`: signs the session cookies; another one signs everybody out. */
export function createIdentityService({
  db,
  url,
  secret,
  now,
  record = recordInJournal,
}: {
  db: Db<'identity'>
  url: string
  secret: string
  now: () => Date
  record?: Record
}) {
  const { auth, close } = createAuth({ url, secret })
  const journal = journalWith(record, now)
  const people = createSignedIn({ db, auth, now })
  const needs = { db, auth, now, journal, people }

  return {
    /** Who is behind a request's session cookie, if it is good and the account may still sign in. */
    authenticate: async (request: Pick<FastifyRequest, 'headers'>): Promise<Caller | undefined> =>
      (await people.find(request))?.caller,

    ...createSessions({ ...needs, attempts: createAttempts(now) }),
    ...createAccounts(needs),
    ...createSetup(needs),

    /** Closes better-auth's connections. */
    close,
  }
}
