import { expect, test } from 'vitest'
import { aCounty, codeOf, OTHER, PASSWORD, STATION, VILLAGE } from './county.ts'

const HOUR_MS = 3_600_000
const START = new Date('2026-03-02T01:00:00Z')
const KEEPER = { username: 'keeper', roles: ['stationKeeper'], place: VILLAGE, station: STATION } as const
const keeper = { ...KEEPER, roles: [...KEEPER.roles] }

test('an office session ends when it lies still and after twelve hours whatever is done', async () => {
  let now = START
  const { ask, enrol } = await aCounty(() => now)
  const good = async (as: { cookie: string }) => (await ask('GET', '/api/session', { as })).statusCode === 200
  const clerk = await enrol({ username: 'clerk', roles: ['bureauClerk'] })
  for (let minutes = 25; minutes < 12 * 60; minutes += 25) {
    now = new Date(START.getTime() + minutes * 60_000)
    expect(await good(clerk)).toBe(true)
  }
  now = new Date(START.getTime() + 12 * HOUR_MS)
  expect(await good(clerk)).toBe(false)
  const idle = await enrol({ username: 'idle', roles: ['bureauClerk'] })
  now = new Date(now.getTime() + 31 * 60_000)
  expect(await good(idle)).toBe(false)
})

test('a sign-in makes a token of its own, whatever the browser brought, and what it brought ends', async () => {
  const { ask, enrol } = await aCounty()
  const before = await enrol({ username: 'zhang' })
  const body = { username: 'zhang', password: PASSWORD }
  const planted = { cookie: 'xiangji.session_token=chosen-by-somebody-else' }
  const first = await ask('POST', '/api/session', { body, as: planted })
  expect(String(first.headers['set-cookie'])).not.toContain('chosen')
  expect(codeOf(await ask('GET', '/api/session', { as: planted }))).toEqual([401, 'http.notSignedIn'])
  const second = await ask('POST', '/api/session', { body, as: before })
  expect(second.statusCode).toBe(200)
  expect(codeOf(await ask('GET', '/api/session', { as: before }))).toEqual([401, 'http.notSignedIn'])
})

test("a keeper's telephone stays signed in for weeks; an administrator's never does", async () => {
  let now = START
  const { ask, enrol, signIn } = await aCounty(() => now)
  await enrol(keeper)
  await enrol({ username: 'security', roles: ['securityAdministrator'] })
  const phone = await signIn('keeper', PASSWORD, { device: '红米手机' })
  const office = await signIn('security', PASSWORD, { device: '我的手机' })
  expect((await ask('GET', '/api/devices', { as: phone })).json()).toMatchObject([
    { name: '红米手机', isCurrent: true },
  ])
  expect((await ask('GET', '/api/devices', { as: office })).json()).toEqual([])
  now = new Date(START.getTime() + 13 * 24 * HOUR_MS)
  expect(codeOf(await ask('GET', '/api/session', { as: phone }))).toEqual([200])
  expect(codeOf(await ask('GET', '/api/session', { as: office }))).toEqual([401, 'http.notSignedIn'])
  now = new Date(START.getTime() + 28 * 24 * HOUR_MS)
  expect(codeOf(await ask('GET', '/api/session', { as: phone }))).toEqual([401, 'http.notSignedIn'])
})

test('a lost telephone is shut out at its next request and told why; another is not', async () => {
  const { ask, enrol, signIn, events } = await aCounty()
  const { account } = await enrol(keeper)
  const other = await enrol({ ...keeper, username: 'other' })
  const security = await enrol({ username: 'security', roles: ['securityAdministrator'] })
  const centre = await enrol({ username: 'centre', roles: ['serviceCentreOperator'] })
  const foreign = await enrol({ username: 'foreign', roles: ['serviceCentreOperator'] }, OTHER)
  const clerk = await enrol({ username: 'clerk', roles: ['bureauClerk'] })
  const [lost, kept, third] = [
    await signIn('keeper', PASSWORD, { device: '旧手机' }),
    await signIn('keeper', PASSWORD, { device: '新手机' }),
    await signIn('keeper', PASSWORD, { device: '平板' }),
  ]
  const path = `/api/accounts/${account}/devices`
  expect(codeOf(await ask('GET', path))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf(await ask('GET', path, { as: clerk }))).toEqual([403, 'http.notAllowed'])
  expect(codeOf(await ask('GET', path, { as: foreign }))).toEqual([404, 'account.unknown'])
  const devices: { id: string; name: string }[] = (await ask('GET', path, { as: centre })).json()
  const idOf = (name: string) => devices.find((device) => device.name === name)?.id ?? ''
  const revoke = (name: string, as: { cookie: string }) => ask('POST', `${path}/${idOf(name)}/revoke`, { as })

  expect(codeOf(await ask('DELETE', `/api/devices/${idOf('旧手机')}`, { as: other }))).toEqual([404, 'device.unknown'])
  expect(codeOf(await revoke('旧手机', centre))).toEqual([204])
  expect(codeOf(await ask('GET', '/api/session', { as: lost }))).toEqual([401, 'identity.deviceRevoked'])
  expect(codeOf(await revoke('旧手机', centre))).toEqual([404, 'device.unknown'])
  expect(codeOf(await revoke('平板', security))).toEqual([204])
  expect(codeOf(await ask('GET', '/api/session', { as: third }))).toEqual([401, 'identity.deviceRevoked'])
  expect(codeOf(await ask('GET', '/api/session', { as: kept }))).toEqual([200])
  // Its owner signs in on it again: it is another binding.
  expect(codeOf((await signIn('keeper', PASSWORD, { device: '旧手机' })).answer)).toEqual([200])
  expect(codeOf(await ask('DELETE', `/api/devices/${idOf('新手机')}`, { as: kept }))).toEqual([204])
  expect(codeOf(await ask('GET', '/api/session', { as: kept }))).toEqual([401, 'identity.deviceRevoked'])
  const told = (await events()).filter(({ kind }) => kind === 'identity.deviceRevoked')
  expect(told.map(({ actor }) => actor)).toEqual([centre.account, security.account, account])
})

test('what counts no more is tidied away', async () => {
  let now = START
  const { identity, enrol, signIn, owner } = await aCounty(() => now)
  await enrol({ username: 'zhang' })
  await signIn('zhang', 'wrong')
  now = new Date(START.getTime() + 48 * HOUR_MS)
  await identity.tidy()
  expect(await owner.selectFrom('identity.attempt').selectAll().execute()).toEqual([])
})
