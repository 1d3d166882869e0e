import { hashPassword, verifyPassword } from 'better-auth/crypto'
import { DomainError } from '#platform/errors'
import { checkPassword, REMEMBERED } from '../domain/password.ts'
import type { Profile } from '../schema.ts'
import type { IdentityTx } from '../store/accounts.ts'
import * as store from '../store/credentials.ts'

export { hashPassword }

/** Nobody's: work that takes as long as a real comparison. */
const DUMMY = hashPassword('nobody has this password 7')

/** Whether a password is the one of a hash; where there is none the answer is no, after the same work. */
export async function isPassword(hash: string, password: string): Promise<boolean> {
  const isSame = await verifyPassword({ hash: hash || (await DUMMY), password })
  return isSame && hash !== ''
}

/** Sets a password that its owner chose, if the rules and the last ones let him. `present`: the hash that it replaces. */
export async function setOwnPassword(
  tx: IdentityTx,
  profile: Profile,
  { password, now, field }: { password: string; now: Date; field: string },
): Promise<Profile> {
  checkPassword(password, profile.username)
  const owner = { county: profile.county, account: profile.id }
  const present = await store.passwordHashOf(tx, profile.id)
  for (const hash of [present, ...(await store.oldPasswordsOf(tx, owner))].filter(Boolean))
    if (await isPassword(hash, password))
      throw new DomainError(
        hash === present ? 'identity.passwordUnchanged' : 'identity.passwordUsedBefore',
        { field, remembered: REMEMBERED },
        422,
      )
  if (present)
    await store.rememberPassword(tx, owner, {
      hash: present,
      setAt: profile.passwordSetAt ?? profile.createdAt,
      most: REMEMBERED - 1,
    })
  await store.savePassword(tx, profile.id, await hashPassword(password))
  return { ...profile, mustChangePassword: false, passwordSetAt: now }
}
