import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freshState, grantOf, isNight, isSame, keepDays, RULES, watch } from './domain.ts'
import type { Finding, SeenRequest, WatchState } from './schema.ts'

const NOON = Date.parse('2026-06-01T04:00:00Z') // 12:00 in Shanghai
const MINUTE = 60_000

const aRequest = (request: Partial<SeenRequest> & { atMs?: number } = {}): SeenRequest => {
  const { atMs = NOON, ...rest } = request
  return {
    at: new Date(atMs),
    writer: 'w1',
    seq: 1,
    account: 'li',
    roles: ['bureauClerk'],
    act: 'read',
    route: '/api/stations',
    status: 200,
    address: '10.0.0.1',
    times: 1,
    ...rest,
  }
}
/** Rows one after the other, numbered as a writer numbers them. */
const rowsOf = (requests: readonly (Partial<SeenRequest> & { atMs?: number })[], from = 1): SeenRequest[] =>
  requests.map((request, i) => aRequest({ seq: from + i, ...request }))

function run(rows: readonly SeenRequest[], state = freshState(), nowMs = NOON) {
  return watch(state, { requests: rows, grants: [] }, new Date(nowMs))
}
const rulesOf = (findings: readonly Finding[]) => findings.map(({ rule, subject }) => [rule, subject])
const many = (n: number, request: Partial<SeenRequest>, everyMs = 1000) =>
  rowsOf(Array.from({ length: n }, (_, i) => ({ ...request, atMs: NOON + i * everyMs })))

test('the twentieth refusal of one account within ten minutes is an alarm, the nineteenth is not', () => {
  const refused = { status: 403 }
  expect(run(many(19, refused)).findings).toEqual([])
  const { findings, state } = run(many(20, refused))
  expect(findings).toEqual([
    {
      rule: 'refusals',
      subject: 'account:li',
      at: new Date(NOON + 19_000),
      facts: { account: 'li', address: '10.0.0.1', route: '/api/stations', count: 20, windowMinutes: 10 },
    },
  ])
  // It begins anew: nineteen more are quiet.
  expect(run(rowsOf(many(19, refused), 21), state, NOON + MINUTE).findings).toEqual([])
})

test('refusals that are spread over more than ten minutes are no alarm, whichever rounds they fall into', () => {
  const slow = many(60, { status: 404 }, 33_000)
  let state = freshState()
  const found: Finding[] = []
  for (let i = 0; i < slow.length; i += 7) {
    const step = run(slow.slice(i, i + 7), state, NOON + (i + 7) * 33_000)
    state = step.state
    found.push(...step.findings)
  }
  expect(found).toEqual([])
})

test('what is found does not depend on where the rounds are cut', () => {
  const kinds = fc.record({
    account: fc.constantFrom('', 'li', 'wang'),
    address: fc.constantFrom('10.0.0.1', '10.0.0.2'),
    status: fc.constantFrom(200, 401, 403, 409),
    act: fc.constantFrom('read' as const, 'export' as const, 'signIn' as const),
    roles: fc.constantFrom(['bureauClerk'], ['systemAdministrator']),
    times: fc.integer({ min: 1, max: 30 }),
  })
  fc.assert(
    fc.property(fc.array(kinds, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (requests, size) => {
      const rows = rowsOf(requests.map((request, i) => ({ ...request, atMs: NOON + i * 1000 })))
      const end = NOON + 60_000
      const whole = run(rows, freshState(), end)
      let state: WatchState = freshState()
      const parts: Finding[] = []
      for (let i = 0; i < rows.length; i += size) {
        const step = run(rows.slice(i, i + size), state, end)
        state = step.state
        parts.push(...step.findings)
      }
      expect(parts).toEqual(whole.findings)
      if (rows.length > 0) expect(state).toEqual(whole.state)
    }),
  )
})

test('nobody is counted by address, an office of one address is not', () => {
  const anonymous = { account: '', roles: [], status: 401 }
  expect(rulesOf(run(many(20, anonymous)).findings)).toEqual([['refusals', 'address:10.0.0.1']])
  expect(rulesOf(run([aRequest({ ...anonymous, times: 5000 })]).findings)).toEqual([['refusals', 'address:10.0.0.1']])
  const office = rowsOf(Array.from({ length: 60 }, (_, i) => ({ account: `clerk-${i}`, status: 403 })))
  expect(run(office).findings).toEqual([])
  const spraying = office.map((row) => ({ ...row, act: 'signIn' as const, status: 401 }))
  expect(rulesOf(run(spraying).findings)).toEqual([
    ['refusals', 'address:10.0.0.1'],
    ['refusals', 'address:10.0.0.1'],
    ['refusals', 'address:10.0.0.1'],
  ])
})

test('a refusal by the business (409, 422) and a wrong form (400) are no attack', () => {
  for (const status of [400, 409, 422, 500]) expect(run(many(100, { status })).findings).toEqual([])
})

test.each([
  ['2026-06-01T13:59:59Z', false], // 21:59:59 in Shanghai
  ['2026-06-01T14:00:00Z', true], // 22:00
  ['2026-06-01T18:00:00Z', true], // 02:00
  ['2026-06-01T21:59:59Z', true], // 05:59:59
  ['2026-06-01T22:00:00Z', false], // 06:00
])('%s is night in Shanghai: %s', (at, expected) => {
  expect(isNight(new Date(at))).toBe(expected)
  const atMs = Date.parse(at)
  expect(run([aRequest({ atMs, act: 'export' })], freshState(), atMs).findings).toHaveLength(expected ? 1 : 0)
  expect(run([aRequest({ atMs, act: 'export', status: 403 })], freshState(), atMs).findings).toEqual([])
  expect(run([aRequest({ atMs, act: 'personal' })], freshState(), atMs).findings).toEqual([])
})

test('an administrator at a new address is an alarm, at his first and at a known one he is not, and others are free', () => {
  const admin = { account: 'root', roles: ['securityAdministrator'] }
  const { findings, state } = run(
    rowsOf([admin, admin, { ...admin, address: '10.0.0.9' }, { ...admin, address: '10.0.0.9' }, admin]),
  )
  expect(findings).toEqual([
    {
      rule: 'newAddress',
      subject: 'account:root',
      at: new Date(NOON),
      facts: { account: 'root', address: '10.0.0.9', roles: ['securityAdministrator'] },
    },
  ])
  expect(state.addresses).toEqual({ root: ['10.0.0.1', '10.0.0.9'] })
  expect(run(rowsOf([{}, { address: '10.0.0.9' }])).findings).toEqual([])
  // Whoever is refused has not been at work from there.
  expect(run(rowsOf([admin, { ...admin, address: '10.0.0.9', status: 401 }])).findings).toEqual([])
})

test('a role, a key and other rules of sign-in are each an alarm that says by whom; a machine at play and a mere name are none', () => {
  const told = (kind: string, subject: string, data: object) =>
    grantOf({ kind: `identity.${kind}`, at: new Date(NOON), subject, actor: 'root', origin: 'live', data })
  const grants = [
    ...told('accountChanged', 'account:li', { changed: ['roles'], roles: ['systemAdministrator'] }),
    ...told('keyMade', 'key:7', { scopes: ['station.read'], place: '000001', validUntil: '2026-12-31' }),
    ...told('policySet', 'policy:identity', { passwordDays: 365 }),
    ...told('accountChanged', 'account:wang', { changed: ['name'] }),
    ...told('accountCreated', 'account:wang', { roles: [] }),
  ]
  const { findings } = watch(freshState(), { requests: [], grants }, new Date(NOON))
  expect(findings.map(({ rule, subject, facts }) => [rule, subject, facts])).toEqual([
    ['roleGiven', 'account:li', { account: 'li', by: 'root', roles: ['systemAdministrator'] }],
    ['keyMade', 'key:7', { account: 'root', scopes: ['station.read'] }],
    ['policySet', 'policy:identity', { account: 'root' }],
  ])
  const robot = { kind: 'identity.policySet', at: new Date(NOON), subject: 'policy:identity', actor: 'robot', data: {} }
  expect(grantOf({ ...robot, origin: 'simulated' })).toEqual([])
})

test('a row taken out of the log leaves a hole in the numbers', () => {
  const whole = many(10, {})
  expect(run(whole).findings).toEqual([])
  for (let i = 0; i < 9; i += 1) {
    const { findings } = run(whole.filter((_, at) => at !== i))
    expect(findings.map(({ rule, facts }) => [rule, facts])).toEqual([['logGap', { from: i + 1, to: i + 1, count: 1 }]])
  }
  const { state } = run(whole.slice(0, 4))
  expect(run(whole.slice(7), state).findings[0]?.facts).toEqual({ from: 5, to: 7, count: 3 })
})

test('a process that falls silent without a word is an alarm once; one that said goodbye is not', () => {
  const log = { act: 'log' as const, account: '', roles: [], status: 0, address: '' }
  const alive = rowsOf([
    { ...log, route: 'log.started' },
    { ...log, route: 'log.alive', atMs: NOON + MINUTE },
  ])
  const first = run(alive, freshState(), NOON + MINUTE)
  const soon = run([], first.state, NOON + 5 * MINUTE)
  expect(soon.findings).toEqual([])
  const late = run([], soon.state, NOON + 7 * MINUTE)
  expect(late.findings.map(({ rule, facts }) => [rule, facts])).toEqual([
    ['logGap', { lastAt: new Date(NOON + MINUTE).toISOString() }],
  ])
  expect(run([], late.state, NOON + 90 * MINUTE).findings).toEqual([])
  const goodbye = rowsOf([{ ...log, route: 'log.stopped', atMs: NOON + 2 * MINUTE }], 3)
  expect(run([], run(goodbye, first.state).state, NOON + 90 * MINUTE).findings).toEqual([])
})

test('the same again within an hour counts on the open alarm; another person or a later hour is another', () => {
  const finding: Finding = { rule: 'nightExport', subject: 'account:li', at: new Date(NOON), facts: {} }
  const open = { rule: 'nightExport', subject: 'account:li', lastAt: new Date(NOON - RULES.quietMs) } as const
  expect(isSame(open, finding)).toBe(true)
  expect(isSame({ ...open, lastAt: new Date(NOON - RULES.quietMs - 1) }, finding)).toBe(false)
  expect(isSame({ ...open, subject: 'account:wang' }, finding)).toBe(false)
})

test('the log is kept 180 days at least, whatever is asked', () => {
  expect([undefined, 0, -5, 30, Number.NaN, 180, 400.9].map(keepDays)).toEqual([180, 180, 180, 180, 180, 180, 400])
})

test('memory stays small under an attack from many addresses', () => {
  const flood = rowsOf(
    Array.from({ length: 9000 }, (_, i) => ({ account: '', roles: [], status: 401, address: `a${i}` })),
  )
  expect(Object.keys(run(flood).state.refusals).length).toBeLessThanOrEqual(RULES.mostKeys)
})
