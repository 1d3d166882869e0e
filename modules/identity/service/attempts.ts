import type { Db } from '#platform/db'
import { ACCOUNT_FAILURES, ADDRESS_FAILURES, countAttempt, normalise, takeBackAttempt } from '../domain/password.ts'
import * as store from '../store/sessions.ts'
import { hashOf } from './secret.ts'

/** A name that was typed may be a password in the wrong field: only a hash is kept. */
const ofName = (username: string) => `account:${hashOf(normalise(username))}`
const ofAddress = (address: string) => `address:${address}`

/**
 * Failed attempts by user name, also of names that nobody has (the answer must not tell which exist), and by address.
 * They are in the database: a restart forgets none, and all processes count together.
 */
export function createAttempts({ db, now }: { db: Db<'identity'>; now: () => Date }) {
  const count = (subject: string, most: number) =>
    store.changeAttempts(db, subject, (before) => countAttempt(before, now(), most))
  const takeBack = (subject: string) => store.changeAttempts(db, subject, takeBackAttempt)

  return {
    /**
     * Counts an attempt as failed until it is known to be good: many sent at once are not free.
     * @returns whether a failure now would lock the account
     */
    async begin(username: string, address: string): Promise<boolean> {
      await count(ofAddress(address), ADDRESS_FAILURES)
      const { isLast } = await count(ofName(username), ACCOUNT_FAILURES)
      return isLast
    },

    /** Neither good nor bad: the password was right and the code was not sent. */
    async takeBack(username: string, address: string): Promise<void> {
      await takeBack(ofAddress(address))
      await takeBack(ofName(username))
    },

    /** The account's count begins anew; of the address only this attempt is taken back, for one good account must not free the rest. */
    async succeed(username: string, address: string): Promise<void> {
      await takeBack(ofAddress(address))
      await store.forgetAttempts(db, ofName(username))
    },
  }
}

export type Attempts = ReturnType<typeof createAttempts>
