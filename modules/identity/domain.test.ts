import fc from 'fast-check'
import { expect, test } from 'vitest'
import { systemCaller } from '#platform/authz'
import {
  attemptsLeft,
  change,
  checkPassword,
  checkStanding,
  masked,
  normalise,
  oneTimePassword,
  permissions,
  permissionsOf,
  rolePermissions,
  stateOf,
} from './domain.ts'
import { AnyRole, type Profile, Role } from './schema.ts'

const COUNTY = '000001'
const TOWN = '000001001'
const VILLAGE = '000001001001'
const STATION = '0190c000-0000-7000-8000-000000000001'

test('a permission of the leader and of the evaluator only reads', () => {
  for (const role of ['countyLeader', 'evaluator', 'auditAdministrator', 'townClerk'] as const)
    // To have seen an alarm is the one thing that an auditor writes down.
    for (const permission of rolePermissions[role])
      expect(permission).toMatch(/^[a-z]+\.read([A-Z]|$)|^access\.acknowledge$/)
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

test('a one-time password always passes the rule for passwords', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (bytes) => {
      const secret = oneTimePassword(bytes)
      expect(secret).toMatch(/^([a-hjkmnp-z2-9]{3}[2-9]-?){3}$/)
      checkPassword(secret, '张三')
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

test('the eleventh failure within a quarter of an hour is told how long to wait, one of yesterday counts no more', () => {
  const ten = Array.from({ length: 10 }, (_, i) => i * 1000)
  expect(() => attemptsLeft(ten, 10_000)).toThrow(expect.objectContaining({ status: 429, facts: { retryAfterS: 890 } }))
  expect(attemptsLeft(ten, 900_000 + 4500)).toHaveLength(5)
})

const aProfile = (profile: Partial<Profile> = {}): Profile => ({
  county: COUNTY,
  id: STATION,
  username: 'li',
  name: '李四',
  ...standing([]),
  phone: '',
  disabledAt: null,
  mustChangePassword: false,
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
