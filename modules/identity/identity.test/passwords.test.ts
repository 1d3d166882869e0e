import { expect, test } from 'vitest'
import { systemCaller } from '#platform/authz'
import { scoped } from '#platform/db'
import { aCipher } from '#platform/testing'
import { createIdentityService } from '../index.ts'
import { aCounty, COUNTY, codeOf, PASSWORD } from './county.ts'

const DAY_MS = 86_400_000
const START = new Date('2026-03-02T01:00:00Z')
const word = (n: number) => `another-word-${n}`

test('a password grows old: a warning fourteen days before, then only a new one opens the doors', async () => {
  let now = START
  const county = await aCounty(() => now)
  const { ask, enrol, signIn } = county
  await enrol({ username: 'finance', roles: ['financeClerk'] })
  await enrol({ username: 'trainer', roles: ['trainer'] })
  const me = async (username: string) => (await signIn(username)).answer.json()
  now = new Date(START.getTime() + 75 * DAY_MS)
  expect(await me('finance')).toMatchObject({ passwordDaysLeft: null, mustChangePassword: false })
  now = new Date(START.getTime() + 76 * DAY_MS)
  expect(await me('finance')).toMatchObject({ passwordDaysLeft: 14, mustChangePassword: false })
  expect(await me('trainer')).toMatchObject({ passwordDaysLeft: null })
  now = new Date(START.getTime() + 90 * DAY_MS)
  expect(await me('finance')).toMatchObject({ isPasswordTooOld: true, mustChangePassword: true, permissions: [] })
  expect(await me('trainer')).toMatchObject({ mustChangePassword: false })
  const as = await signIn('finance')
  expect(
    codeOf(await ask('POST', '/api/password', { body: { currentPassword: PASSWORD, newPassword: word(1) }, as })),
  ).toEqual([204])
  expect((await ask('GET', '/api/session', { as })).json()).toMatchObject({
    mustChangePassword: false,
    permissions: expect.arrayContaining(['programme.enterMoney']),
  })
})

test('the last five passwords are not taken again, the sixth is', { timeout: 90_000 }, async () => {
  let now = START
  const { ask, enrol } = await aCounty(() => now)
  const as = await enrol({ username: 'zhang' })
  let current = PASSWORD
  const change = async (newPassword: string) => {
    now = new Date(now.getTime() + 1000)
    const answer = await ask('POST', '/api/password', { body: { currentPassword: current, newPassword }, as })
    if (answer.statusCode === 204) current = newPassword
    return codeOf(answer)
  }
  for (let n = 1; n <= 4; n += 1) expect(await change(word(n))).toEqual([204])
  for (const old of [PASSWORD, word(1), word(2), word(3)])
    expect(await change(old)).toEqual([422, 'identity.passwordUsedBefore'])
  expect(await change(word(5))).toEqual([204])
  expect(await change(PASSWORD)).toEqual([204])
})

test('a county sets how long passwords and sessions last, within bounds, and nobody else does', async () => {
  let now = START
  const county = await aCounty(() => now)
  const { ask, enrol, signIn, events } = county
  const security = await enrol({ username: 'security', roles: ['securityAdministrator'] })
  const trainer = await enrol({ username: 'trainer', roles: ['trainer'] })
  const policy = (await ask('GET', '/api/identity-policy', { as: trainer })).json()
  expect(policy).toMatchObject({ guardedPasswordDays: 90, passwordDays: 180, idleMinutes: 30 })
  const put = (body: object, as?: { cookie: string }) => ask('PUT', '/api/identity-policy', { body, as })
  expect(codeOf(await put(policy))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf(await put(policy, trainer))).toEqual([403, 'http.notAllowed'])
  expect(codeOf(await put({ ...policy, passwordDays: 3650 }, security))).toEqual([400, 'http.badInput'])
  expect(codeOf(await put({ ...policy, passwordDays: 30, idleMinutes: 5 }, security))).toEqual([200])
  now = new Date(START.getTime() + 29 * DAY_MS)
  expect((await signIn('trainer')).answer.json()).toMatchObject({ passwordDaysLeft: 1 })
  expect((await events()).find(({ kind }) => kind === 'identity.policySet')).toMatchObject({
    data: { passwordDays: 30 },
    actor: security.account,
  })
})

test('the lock outlives a restart and holds in every process', async () => {
  const now = START
  const { signIn, enrol, owner } = await aCounty(() => now)
  await enrol({ username: 'zhang' })
  for (let i = 0; i < 10; i += 1) await signIn('zhang', 'wrong')
  const other = createIdentityService({
    ...{ db: scoped<'identity'>(owner), fields: aCipher(), secret: 't'.repeat(40), now: () => now },
  })
  await expect(
    other.signIn({ headers: {}, ip: '10.0.0.9' }, { username: 'zhang', password: PASSWORD }),
  ).rejects.toMatchObject({ code: 'identity.tooManyAttempts', status: 429, facts: { retryAfterS: 900 } })
})

test('one address that fails with many names must wait too, and a good account of its own does not free it', {
  timeout: 90_000,
}, async () => {
  const now = START
  const { enrol, identity } = await aCounty(() => now)
  await enrol({ username: 'zhang' })
  const from = (ip: string) => ({ headers: {}, ip })
  const guess = (n: number) => identity.signIn(from('10.0.0.1'), { username: `name-${n}`, password: 'x' })
  for (let n = 0; n < 90; n += 10) await Promise.allSettled(Array.from({ length: 11 }, (_, i) => guess(n * 11 + i)))
  const good = { username: 'zhang', password: PASSWORD }
  expect((await identity.signIn(from('10.0.0.1'), good)).me.username).toBe('zhang')
  await expect(guess(5000)).rejects.toMatchObject({ code: 'identity.wrongPassword' })
  await expect(identity.signIn(from('10.0.0.1'), good)).rejects.toMatchObject({ code: 'identity.tooManyAttempts' })
  expect((await identity.signIn(from('10.0.0.2'), good)).me.username).toBe('zhang')
})

test('the clock does not tell whether a name exists', async () => {
  const { signIn, enrol } = await aCounty()
  for (let n = 0; n < 4; n += 1) await enrol({ username: `zhang${n}` })
  const took = async (username: string) => {
    const began = performance.now()
    await signIn(username, 'wrong')
    return performance.now() - began
  }
  const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] }
  for (let i = 0; i < 8; i += 1) {
    times.known.push(await took(`zhang${i % 4}`))
    times.unknown.push(await took(`nobody${i % 4}`))
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0
  // A refusal lasts at least a quarter of a second, so that what was done in it is hidden.
  expect(Math.min(...times.known, ...times.unknown)).toBeGreaterThan(240)
  expect(Math.abs(median(times.known) - median(times.unknown))).toBeLessThan(100)
})

test('who left keeps his name on what he did', async () => {
  const { identity, enrol } = await aCounty()
  const zhang = await enrol({ username: 'zhang', name: '张三' })
  await identity.disable(systemCaller(COUNTY), zhang.account)
  expect(await identity.namesOf(COUNTY, [zhang.account])).toEqual(new Map([[zhang.account, '张三']]))
})
