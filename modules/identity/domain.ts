import type { Caller } from '#platform/authz'
import { DomainError } from '#platform/errors'
import type { AccountState, AnyRole, IdentityEvent, Profile, UpdateAccount } from './schema.ts'

/** What every office of the county may look at. A permission changes nothing if and only if its verb begins with `read`. */
const READS = [
  'division.read',
  'programme.read',
  'station.read',
  'station.readReports',
  'statistics.read',
  'statistics.readEvents',
  'disclosure.read',
  'file.read',
] as const

/** 代填: what may be done for a station by somebody else; it is marked so. */
const ON_BEHALF = ['station.enterOnBehalf', 'station.voidEntry', 'station.confirmReport'] as const

/** The work of the programme, which the simulator plays. */
const WORK = [
  'division.survey',
  'programme.enterMoney',
  'programme.reportTarget',
  'programme.enterExternal',
  'programme.reportTask',
  'station.manage',
  'station.enter',
  'station.enterOnBehalf',
  'station.voidEntry',
  'station.confirmReport',
  'disclosure.publish',
  'disclosure.answerComplaint',
  'file.put',
] as const

/**
 * Who may do what. How far he may do it, his home division and station say.
 * The three administrators keep each other in check: one makes accounts, one says what they may do, one watches both.
 */
export const rolePermissions = {
  systemAdministrator: [
    ...READS,
    'identity.read',
    'identity.manage',
    'identity.update',
    'programme.load',
    'statistics.rebuild',
    'platform.backup',
  ],
  securityAdministrator: [
    ...READS,
    'identity.read',
    'identity.update',
    'identity.grantRoles',
    'identity.disable',
    'identity.resetPassword',
  ],
  auditAdministrator: [
    ...READS,
    'identity.read',
    'statistics.readJournal',
    'journal.readSeals',
    'journal.verify',
    'access.read',
    'access.acknowledge',
  ],
  countyLeader: [...READS, 'identity.read', 'statistics.readJournal', 'journal.readSeals', 'journal.verify'],
  bureauClerk: [
    ...READS,
    'division.survey',
    'programme.reportTarget',
    'programme.enterExternal',
    'programme.reportTask',
    'station.manage',
    'disclosure.publish',
    'disclosure.review',
    'disclosure.answerComplaint',
    'file.put',
  ],
  financeClerk: [...READS, 'programme.enterMoney', 'file.put'],
  informationOfficer: [
    ...READS,
    'programme.enterExternal',
    'disclosure.publish',
    'disclosure.answerComplaint',
    'file.put',
  ],
  townClerk: [...READS],
  implementerManager: [
    'division.read',
    'programme.read',
    'programme.reportTask',
    'station.read',
    'statistics.read',
    'disclosure.read',
    'file.read',
    'file.put',
  ],
  serviceCentreOperator: [...READS, ...ON_BEHALF, 'identity.read', 'division.survey', 'station.manage', 'file.put'],
  stationSupervisor: [...READS, ...ON_BEHALF, 'division.survey', 'file.put'],
  stationKeeper: [
    'division.read',
    'station.read',
    'station.enter',
    'station.voidEntry',
    'station.confirmReport',
    'statistics.read',
    'statistics.readEvents',
  ],
  trainer: ['division.read', 'disclosure.read'],
  courier: ['division.read', 'station.read', 'disclosure.read'],
  businessEntity: ['division.read', 'disclosure.read'],
  evaluator: [...READS],
  provinceOfficer: ['programme.readCounties'],
  simulator: [...READS, ...WORK, 'demo.simulate'],
} as const satisfies Record<AnyRole, readonly string[]>

/** Every permission that some role has. */
export const permissions: ReadonlySet<string> = new Set(Object.values(rolePermissions).flat())

export const permissionsOf = (roles: readonly AnyRole[]): Set<string> =>
  new Set(roles.flatMap((role): readonly string[] => rolePermissions[role]))

/** The lengths of code that a role's home division may have; a role that is not named goes with any. */
const HOME: Partial<Record<AnyRole, readonly number[]>> = {
  systemAdministrator: [6],
  securityAdministrator: [6],
  auditAdministrator: [6],
  countyLeader: [6],
  bureauClerk: [6],
  financeClerk: [6],
  informationOfficer: [6],
  implementerManager: [6],
  serviceCentreOperator: [6],
  evaluator: [6],
  simulator: [6],
  townClerk: [9],
  stationSupervisor: [6, 9],
  stationKeeper: [9, 12],
}
const LEVEL: Record<number, string> = { 6: 'county', 9: 'town', 12: 'village' }

/** Roles that one person may not hold together: who watches is not who acts, and an evaluator comes from outside. */
const apart = (roles: readonly AnyRole[]): readonly AnyRole[] => {
  const has = (role: AnyRole) => roles.includes(role)
  if ((has('evaluator') || has('provinceOfficer')) && roles.length > 1) return roles
  if (has('auditAdministrator') && (has('systemAdministrator') || has('securityAdministrator'))) return roles
  return []
}

const refuse = (code: string, facts: Record<string, unknown>) => new DomainError(`identity.${code}`, facts, 422)

type Standing = Pick<Profile, 'roles' | 'place' | 'station' | 'validUntil'>

/** Roles, home division, station and end date must go together; a refusal names the field to mend. */
export function checkStanding({ roles, place, station, validUntil }: Standing): void {
  const conflict = apart(roles)
  if (conflict.length > 0) throw refuse('rolesApart', { field: 'roles', roles: conflict })
  for (const role of roles) {
    const lengths = HOME[role]
    if (lengths && !lengths.includes(place.length))
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

/** An account after a change, and which fields are other than before. Nobody changes what he himself may do. */
export function change(caller: Caller, before: Profile, patch: UpdateAccount): { after: Profile; changed: string[] } {
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
  return { after, changed }
}

/** Leaves out what a caller wrote as `undefined`. */
const defined = (patch: UpdateAccount): Partial<Profile> =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))

export function refuseOneself(caller: Pick<Caller, 'account'>, account: Pick<Profile, 'id'>): void {
  if (caller.account === account.id) throw new DomainError('identity.notOnOneself')
}

export function stateOf(
  { disabledAt, validUntil }: Pick<Profile, 'disabledAt' | 'validUntil'>,
  today: string,
): AccountState {
  if (disabledAt) return 'disabled'
  return validUntil !== null && validUntil < today ? 'expired' : 'active'
}

/** One spelling for one name: full-width and half-width, capital and small are the same. */
export const normalise = (username: string): string => username.normalize('NFKC').toLowerCase()

const MIN_LENGTH = 10
const CLASSES = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u]

/** At least ten characters of at least two classes, and not one's own name. */
export function checkPassword(password: string, username: string): void {
  const needs: string[] = []
  if ([...password].length < MIN_LENGTH) needs.push('length')
  if (CLASSES.filter((kind) => kind.test(password)).length < 2) needs.push('classes')
  if (normalise(password) === normalise(username)) needs.push('notUsername')
  if (needs.length > 0)
    throw refuse('passwordTooWeak', { field: 'password', needs, minLength: MIN_LENGTH, minClasses: 2 })
}

/** Without 0 O 1 l I: it is read out on the telephone. */
const LEGIBLE = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Three groups of four from random bytes, a digit in each so that it passes the rule: about 56 bits. */
export function oneTimePassword(bytes: Uint8Array): string {
  const letterAt = (i: number) => LEGIBLE[(bytes[i] ?? 0) % LEGIBLE.length] ?? ''
  const digitAt = (i: number) => String(2 + ((bytes[i] ?? 0) % 8))
  return [0, 4, 8].map((i) => letterAt(i) + letterAt(i + 1) + letterAt(i + 2) + digitAt(i + 3)).join('-')
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

/** Failed attempts at one account in a quarter of an hour, after which even the right password must wait. */
const MAX_FAILURES = 10
const WINDOW_MS = 15 * 60_000

/** The attempts that still count, or a refusal that says how long to wait. */
export function attemptsLeft(failures: readonly number[], nowMs: number): number[] {
  const recent = failures.filter((at) => at > nowMs - WINDOW_MS)
  if (recent.length < MAX_FAILURES) return recent
  const retryAfterS = Math.ceil(((recent[0] ?? nowMs) + WINDOW_MS - nowMs) / 1000)
  throw new DomainError('identity.tooManyAttempts', { retryAfterS }, 429)
}
