import fc from 'fast-check'
import { expect, test } from 'vitest'
import { systemCaller } from '#platform/authz'
import { NOTHING } from '#platform/fields'
import { asMade, checkPassword, countAttempt, legible, normalise, takeBackAttempt } from './domain/password.ts'
import { DEFAULT_POLICY, passwordDaysLeft, passwordWarning } from './domain/policy.ts'
import { isGuarded, keyScopes, permissions, permissionsOf, rolePermissions } from './domain/roles.ts'
import { change, checkStanding, masked, stateOf } from './domain/standing.ts'
import { AnyRole, type Profile, Role } from './schema.ts'

const COUNTY = '000001'
const TOWN = '000001001'
const VILLAGE = '000001001001'
const STATION = '0190c000-0000-7000-8000-000000000001'

test('a permission of the leader and of the evaluator only reads; the auditor also acknowledges alarms and stands by as a witness', () => {
  expect([...permissionsOf(['auditAdministrator'])].filter((permission) => !/\.read/.test(permission)).sort()).toEqual([
    'access.acknowledge',
    'identity.witness',
    'journal.verify',
  ])
  for (const role of ['evaluator', 'townClerk'] as const)
    for (const permission of rolePermissions[role]) expect(permission).toMatch(/^[a-z]+\.read([A-Z]|$)/)
  expect([...permissionsOf(['countyLeader'])].filter((permission) => !/\.read/.test(permission))).toEqual([
    'journal.verify',
  ])
})

test('nobody but the simulator may send its own clock, and no person can be given its role', () => {
  const holders = AnyRole.options.filter((role) => permissionsOf([role]).has('demo.simulate'))
  expect(holders).toEqual(['simulator'])
  expect(Role.options).not.toContain('simulator')
})

test('an administrator enters no business figures, and none of the three can do all that accounts need', () => {
  const work = /^(station|programme)\.(enter|manage|confirm|report)|^disclosure\.(publish|answer)/
  for (const role of ['systemAdministrator', 'securityAdministrator', 'auditAdministrator'] as const) {
    expect([...permissionsOf([role])].filter((permission) => work.test(permission))).toEqual([])
    expect(permissionsOf([role]).has('identity.manage') && permissionsOf([role]).has('identity.grantRoles')).toBe(false)
  }
})

test('the permissions are those of all roles, and two roles together may do what either may', () => {
  fc.assert(
    fc.property(fc.subarray([...AnyRole.options]), fc.subarray([...AnyRole.options]), (some, others) => {
      const both = permissionsOf([...some, ...others])
      expect(both).toEqual(permissionsOf(some).union(permissionsOf(others)))
      expect(both.isSubsetOf(permissions)).toBe(true)
    }),
  )
})

const standing = (roles: Role[], place = COUNTY, more: { station?: string; validUntil?: string } = {}) => ({
  roles,
  place,
  station: more.station ?? null,
  validUntil: more.validUntil ?? null,
})

test.each([
  ['a town clerk of a county', standing(['townClerk']), 'placeOfOtherLevel', 'place'],
  ['a bureau clerk of a town', standing(['bureauClerk'], TOWN), 'placeOfOtherLevel', 'place'],
  ['a keeper without a station', standing(['stationKeeper'], VILLAGE), 'stationMissing', 'station'],
  [
    'a station without a keeper',
    standing(['courier'], VILLAGE, { station: STATION }),
    'stationWithoutKeeper',
    'station',
  ],
  ['an evaluator without an end', standing(['evaluator']), 'endDateMissing', 'validUntil'],
  [
    'an evaluator who also works here',
    standing(['evaluator', 'bureauClerk'], COUNTY, { validUntil: '2027-01-01' }),
    'rolesApart',
    'roles',
  ],
  ['an auditor of himself', standing(['auditAdministrator', 'systemAdministrator']), 'rolesApart', 'roles'],
  [
    'who makes accounts and grants roles',
    standing(['systemAdministrator', 'securityAdministrator']),
    'rolesApart',
    'roles',
  ],
])('%s is refused, and the field is named', (_, wrong, code, field) => {
  expect(() => checkStanding(wrong)).toThrow(
    expect.objectContaining({ code: `identity.${code}`, facts: expect.objectContaining({ field }) }),
  )
})

test('a keeper of a town station, a keeper of a village station and an evaluator with an end are accepted', () => {
  checkStanding(standing(['stationKeeper'], TOWN, { station: STATION }))
  checkStanding(standing(['stationKeeper'], VILLAGE, { station: STATION }))
  checkStanding(standing(['evaluator'], COUNTY, { validUntil: '2027-01-01' }))
})

test('a weak password is refused with all that it lacks', () => {
  const needs = (password: string) => {
    try {
      checkPassword(password, 'zhangsan888')
      return []
    } catch (error) {
      return (error as { facts: { needs: string[] } }).facts.needs
    }
  }
  expect(needs('short')).toEqual(['length', 'classes'])
  expect(needs('aaaaaaaaaaaa')).toEqual(['classes'])
  expect(needs('ZhangSan888')).toEqual(['notUsername'])
  expect(needs('我家门前有条小河流')).toEqual(['length', 'classes'])
  expect(needs('我家门前有一条小河流8')).toEqual([])
})

test('a code that one person tells another is the same however it is typed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (bytes) => {
      const code = legible(bytes)
      expect(code).toMatch(/^([a-hjkmnp-z2-9]{4}-){2}[a-hjkmnp-z2-9]{4}$/)
      expect(asMade(code.toUpperCase().replaceAll('-', ' '))).toBe(asMade(code))
    }),
  )
})

test('a masked number keeps its length and at most its ends', () => {
  expect(masked('13800001234')).toBe('138****1234')
  expect(masked('6711234')).toBe('*******')
  expect(masked('')).toBe('')
})

test('an account ends after its last day, not on it, and disabled comes first', () => {
  expect(stateOf({ disabledAt: null, validUntil: '2026-06-30' }, '2026-06-30')).toBe('active')
  expect(stateOf({ disabledAt: null, validUntil: '2026-06-30' }, '2026-07-01')).toBe('expired')
  expect(stateOf({ disabledAt: new Date(), validUntil: '2026-06-30' }, '2026-07-01')).toBe('disabled')
})

test('a name typed in full width or capitals is the same name', () => {
  expect(normalise('ＺｈａｎｇＳａｎ')).toBe('zhangsan')
  expect(normalise('张三')).toBe('张三')
})

test('the tenth failure within a quarter of an hour locks for as long, and one of yesterday counts no more', () => {
  const at = (s: number) => new Date(s * 1000)
  const nine = { failures: Array.from({ length: 9 }, (_, i) => at(i)), lockedUntil: null }
  const tenth = countAttempt(nine, at(9), 10)
  expect(tenth).toMatchObject({ lockedUntil: at(909), isLast: true })
  expect(takeBackAttempt(tenth)).toEqual(nine)
  expect(countAttempt(nine, at(904.5), 10)).toMatchObject({ isLast: false, lockedUntil: null })
  expect(() => countAttempt({ failures: [], lockedUntil: at(909) }, at(19), 10)).toThrow(
    expect.objectContaining({ status: 429, facts: { retryAfterS: 890 } }),
  )
  expect(countAttempt({ failures: [], lockedUntil: at(909) }, at(909), 10).failures).toEqual([at(909)])
})

test('a password ages by the county, sooner where much can be done, and never in a demonstration', () => {
  const set = new Date('2026-01-01T00:00:00Z')
  const left = (roles: Role[], day: number, more: Partial<Profile> = {}) =>
    passwordDaysLeft(
      { ...aProfile({ roles, passwordSetAt: set, ...more }) },
      DEFAULT_POLICY,
      new Date(set.getTime() + day * 86_400_000),
    )
  expect(left(['financeClerk'], 0)).toBe(90)
  expect(left(['financeClerk'], 90)).toBe(0)
  expect(left(['trainer'], 90)).toBe(90)
  expect(left(['trainer'], 400, { isDemo: true })).toBeNull()
  expect([20, 14, 1, 0].map(passwordWarning)).toEqual([null, 14, 1, null])
})

test('no key of a machine has power over money or accounts', () => {
  expect(keyScopes.filter((scope) => scope.startsWith('identity.') || scope === 'programme.enterMoney')).toEqual([])
  expect(AnyRole.options.filter((role) => isGuarded([role])).sort()).toEqual([
    'auditAdministrator',
    'countyLeader',
    'financeClerk',
    'securityAdministrator',
    'serviceCentreOperator',
    'simulator',
    'systemAdministrator',
  ])
})

const aProfile = (profile: Partial<Profile> = {}): Profile => ({
  county: COUNTY,
  id: STATION,
  username: 'li',
  name: '李四',
  ...standing([]),
  phone: NOTHING,
  phoneIndex: null,
  disabledAt: null,
  mustChangePassword: false,
  passwordSetAt: new Date(0),
  credentialBy: 'system',
  isSimulator: false,
  isDemo: false,
  createdAt: new Date(0),
  createdBy: 'system',
  ...profile,
})

test('an account that changes to what it is has not changed', () => {
  const caller = { ...systemCaller(COUNTY), account: 'a' }
  expect(change(caller, aProfile(), { name: '李四', roles: [] }).changed).toEqual([])
})
