import type { Caller } from '#platform/authz'
import { DomainError } from '#platform/errors'
import type { AccountState, AnyRole, IdentityEvent, Profile, UpdateAccount } from '../schema.ts'
import { HOME, isGuarded, LEVEL } from './roles.ts'

/** The three posts that keep each other in check (GB/T 22239, 安全管理中心): no account holds two of them. */
const POSTS = ['systemAdministrator', 'securityAdministrator', 'auditAdministrator'] as const

/** Roles that one person may not hold together: who watches is not who acts, and an evaluator comes from outside. */
const apart = (roles: readonly AnyRole[]): readonly AnyRole[] => {
  if ((roles.includes('evaluator') || roles.includes('provinceOfficer')) && roles.length > 1) return roles
  const posts = POSTS.filter((post) => roles.includes(post))
  return posts.length > 1 ? posts : []
}

const refuse = (code: string, facts: Record<string, unknown>) => new DomainError(`identity.${code}`, facts, 422)

type Standing = Pick<Profile, 'roles' | 'place' | 'station' | 'validUntil'>

/** Roles, home division, station and end date must go together; a refusal names the field to mend. */
export function checkStanding({ roles, place, station, validUntil }: Standing): void {
  const conflict = apart(roles)
  if (conflict.length > 0) throw refuse('rolesApart', { field: 'roles', roles: conflict })
  for (const role of roles) {
    const lengths = HOME[role]
    if (lengths && !lengths.some((length) => length === place.length))
      throw refuse('placeOfOtherLevel', { field: 'place', role, levels: lengths.map((length) => LEVEL[length]) })
  }
  // 530000 a province, 532300 a prefecture: a seat, not a county of work.
  if (roles.includes('provinceOfficer') && !/^\d{4}00$/.test(place))
    throw refuse('placeOfOtherLevel', { field: 'place', role: 'provinceOfficer', levels: ['province'] })
  if (roles.includes('stationKeeper') && !station) throw refuse('stationMissing', { field: 'station' })
  if (station && !roles.includes('stationKeeper')) throw refuse('stationWithoutKeeper', { field: 'station' })
  if (roles.includes('evaluator') && !validUntil) throw refuse('endDateMissing', { field: 'validUntil' })
}

/** The platform itself (the command line, the demonstration); an account's id is a UUID and never this. */
const isPlatform = (caller: Pick<Caller, 'account'>) => caller.account === 'system'

function need(caller: Caller, permission: string): void {
  if (!isPlatform(caller) && !caller.permissions.has(permission))
    throw new DomainError('http.notAllowed', { permission }, 403)
}

const checkReach = (caller: Caller, place: string): void => {
  if (!place.startsWith(caller.place)) throw refuse('placeOutOfReach', { field: 'place' })
}

/** Whoever makes an account says what it may do only if he is the one who grants roles. */
export function checkCreation(caller: Caller, standing: Standing): void {
  if (standing.roles.length > 0) need(caller, 'identity.grantRoles')
  checkReach(caller, standing.place)
  checkStanding(standing)
}

const STANDING = ['roles', 'place', 'station', 'validUntil'] as const
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Whether somebody may do more, farther or longer after a change than before. */
const gains = (before: Profile, after: Profile): boolean =>
  after.roles.some((role) => !before.roles.includes(role)) ||
  !after.place.startsWith(before.place) ||
  (before.validUntil !== null && (after.validUntil === null || after.validUntil > before.validUntil))

/** Whether its owner, and nobody who made the account, set the password that it has. */
export const isOwnersOwn = ({ passwordSetAt, mustChangePassword }: Profile): boolean =>
  passwordSetAt !== null && !mustChangePassword

/**
 * Whoever handed out the way into an account could enter it himself, so he adds nothing to what it may do; and power over
 * money or accounts is given to somebody who has come in already, never to a link that lies about.
 */
function checkGain(caller: Caller, before: Profile, after: Profile): void {
  if (isPlatform(caller) || !gains(before, after)) return
  if (before.credentialBy === caller.account) throw new DomainError('identity.handedOutByYou')
  if (isGuarded(after.roles) && !isOwnersOwn(before)) throw new DomainError('identity.personNotIn')
}

/** What is asked to change; a telephone that is another one comes sealed, with its index. */
export type Patch = Omit<UpdateAccount, 'phone'> & Partial<Pick<Profile, 'phone' | 'phoneIndex'>>

/** An account after a change, and which fields are other than before. Nobody changes what he himself may do. */
export function change(caller: Caller, before: Profile, patch: Patch): { after: Profile; changed: string[] } {
  if (before.isSimulator) throw new DomainError('identity.simulatorIsFixed')
  const after: Profile = { ...before, ...defined(patch) }
  const changed = (['name', 'phone', ...STANDING] as const).filter((field) => !same(before[field], after[field]))
  if (STANDING.some((field) => changed.includes(field))) {
    refuseOneself(caller, before)
    checkStanding(after)
  }
  // The station lies inside the home division and only narrows the reach; the other three can widen it.
  if (changed.some((field) => field === 'roles' || field === 'place' || field === 'validUntil'))
    need(caller, 'identity.grantRoles')
  if (changed.some((field) => field === 'name' || field === 'phone')) need(caller, 'identity.manage')
  if (changed.includes('place')) checkReach(caller, after.place)
  checkGain(caller, before, after)
  return { after, changed }
}

/** Leaves out what a caller wrote as `undefined`. */
const defined = (patch: Patch): Partial<Profile> =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))

export function refuseOneself(caller: Pick<Caller, 'account'>, account: Pick<Profile, 'id'>): void {
  if (caller.account === account.id) throw new DomainError('identity.notOnOneself')
}

/** An old way in ends and a new one is handed out by one person alone: only where little can be done with it. */
export function checkReset(caller: Caller, account: Profile): void {
  refuseOneself(caller, account)
  if (account.isSimulator) throw new DomainError('identity.simulatorIsFixed')
  if (!isPlatform(caller) && isGuarded(account.roles)) throw new DomainError('identity.needsTwoPersons')
}

export function stateOf(
  { disabledAt, validUntil }: Pick<Profile, 'disabledAt' | 'validUntil'>,
  today: string,
): AccountState {
  if (disabledAt) return 'disabled'
  return validUntil !== null && validUntil < today ? 'expired' : 'active'
}

/** A telephone number as lists show it: 138****1234. */
export function masked(phone: string): string {
  const digits = phone.replaceAll(/\D/g, '')
  if (digits.length < 8) return '*'.repeat(digits.length)
  return `${digits.slice(0, 3)}${'*'.repeat(digits.length - 7)}${digits.slice(-4)}`
}

/** What the journal keeps of a change: which fields, and the new reach, but nothing personal. */
export function changeEvent(after: Profile, changed: string[]): IdentityEvent {
  const standing = STANDING.filter((field) => changed.includes(field)).map((field) => [field, after[field]])
  return { kind: 'identity.accountChanged', data: { changed, ...Object.fromEntries(standing) } }
}
