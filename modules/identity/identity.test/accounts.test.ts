import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { systemCaller } from '#platform/authz'
import { aCounty, admins, COUNTY, codeOf, OTHER, STATION, TOWN, VILLAGE, type Who } from './county.ts'

test('one administrator makes an account, the other says what it may do', async () => {
  const county = await aCounty()
  const { ask, signIn, accept, events } = county
  const { system, security, clerk } = await admins(county)
  const body = { username: '李四', name: '李四', place: VILLAGE, phone: '13800001234' }
  const create = (as: Who | undefined, more: object = {}) =>
    ask('POST', '/api/accounts', { body: { ...body, ...more }, as })

  expect(codeOf(await create(undefined))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf(await create(clerk))).toEqual([403, 'http.notAllowed'])
  expect(codeOf(await create(security))).toEqual([403, 'http.notAllowed'])
  expect(codeOf(await create(system, { username: 'a b' }))).toEqual([400, 'http.badInput'])
  expect(codeOf(await create(system, { roles: ['simulator'] }))).toEqual([400, 'http.badInput'])
  expect(codeOf(await create(system, { roles: ['stationKeeper'], station: STATION }))).toEqual([403, 'http.notAllowed'])
  expect(codeOf(await create(system, { place: OTHER }))).toEqual([422, 'identity.placeOutOfReach'])
  expect(codeOf(await create(system, { place: '000001999' }))).toEqual([422, 'identity.placeUnknown'])

  const made = await create(system)
  expect(codeOf(made)).toEqual([201])
  const { account, invitation } = made.json()
  expect(account).toMatchObject({ phone: '138****1234', state: 'active', isInvited: true, isDemo: false })
  expect(codeOf(await create(system))).toEqual([409, 'identity.usernameTaken'])

  const patch = (as: Who | undefined, change: object) =>
    ask('PATCH', `/api/accounts/${account.id}`, { body: change, as })
  expect(codeOf(await patch(undefined, {}))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf(await patch(clerk, {}))).toEqual([403, 'http.notAllowed'])
  expect(codeOf(await patch(security, { roles: 'all' }))).toEqual([400, 'http.badInput'])
  expect(codeOf(await patch(system, { roles: ['trainer'] }))).toEqual([403, 'http.notAllowed'])
  expect(codeOf(await patch(system, { place: COUNTY }))).toEqual([403, 'http.notAllowed'])
  expect(codeOf(await patch(security, { name: '别名' }))).toEqual([403, 'http.notAllowed'])
  expect(codeOf(await patch(security, { roles: ['stationKeeper'] }))).toEqual([422, 'identity.stationMissing'])
  expect((await patch(security, { roles: ['stationKeeper'], station: STATION })).json()).toMatchObject({
    roles: ['stationKeeper'],
    station: STATION,
  })
  expect(codeOf(await patch(system, { name: '李四儿' }))).toEqual([200])

  expect(codeOf((await signIn('李四')).answer)).toEqual([401, 'identity.wrongPassword'])
  expect(codeOf(await accept(invitation.token))).toEqual([200])
  expect((await signIn('李四')).answer.json()).toMatchObject({
    mustChangePassword: false,
    station: STATION,
    permissions: expect.arrayContaining(['station.enter']),
  })
  const told = (await events()).filter(({ subject }) => subject === `account:${account.id}`)
  expect(told.map(({ kind }) => kind.slice(9))).toEqual([
    'accountCreated',
    'invited',
    'accountChanged',
    'accountChanged',
    'signInFailed',
    'invitationAccepted',
    'signedIn',
  ])
  expect(told[0]).toMatchObject({ actor: system.account, place: VILLAGE, origin: 'live' })
  expect(JSON.stringify(told)).not.toMatch(/李四|1380000/)
})

test('nobody changes what he himself may do', async () => {
  const county = await aCounty()
  const { ask } = county
  const { security } = await admins(county)
  const mine = `/api/accounts/${security.account}`
  for (const answer of [
    await ask('PATCH', mine, { body: { roles: ['securityAdministrator', 'bureauClerk'] }, as: security }),
    await ask('POST', `${mine}/disable`, { as: security }),
    await ask('POST', `${mine}/reset-password`, { as: security }),
  ])
    expect(codeOf(answer)).toEqual([409, 'identity.notOnOneself'])
})

test('a disabled account ends at once, signs in no more, and comes back', async () => {
  const county = await aCounty()
  const { ask, signIn, accept, events } = county
  const { security, clerk } = await admins(county)
  const path = `/api/accounts/${clerk.account}`
  expect(codeOf(await ask('GET', '/api/session', { as: clerk }))).toEqual([200])
  for (const verb of ['disable', 'enable', 'reset-password']) {
    expect(codeOf(await ask('POST', `${path}/${verb}`))).toEqual([401, 'http.notSignedIn'])
    expect(codeOf(await ask('POST', `${path}/${verb}`, { as: clerk }))).toEqual([403, 'http.notAllowed'])
    expect(codeOf(await ask('POST', `/api/accounts/x/${verb}`, { as: security }))).toEqual([400, 'http.badInput'])
    expect(codeOf(await ask('POST', `/api/accounts/${STATION}/${verb}`, { as: security }))).toEqual([
      404,
      'account.unknown',
    ])
  }
  expect((await ask('POST', `${path}/disable`, { as: security })).json()).toMatchObject({ state: 'disabled' })
  expect(codeOf(await ask('GET', '/api/session', { as: clerk }))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf((await signIn('clerk', 'wrong')).answer)).toEqual([401, 'identity.wrongPassword'])
  const refused = await signIn('clerk')
  expect([codeOf(refused.answer), refused.cookie]).toEqual([[403, 'identity.disabled'], ''])
  expect((await ask('POST', `${path}/enable`, { as: security })).json()).toMatchObject({ state: 'active' })
  expect(codeOf(await ask('GET', '/api/session', { as: clerk }))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf((await signIn('clerk')).answer)).toEqual([200])

  const { token } = (await ask('POST', `${path}/reset-password`, { as: security })).json()
  expect(codeOf((await signIn('clerk')).answer)).toEqual([401, 'identity.wrongPassword'])
  expect(codeOf(await accept(token, 'another-word-8'))).toEqual([200])
  expect(codeOf((await signIn('clerk', 'another-word-8')).answer)).toEqual([200])
  expect((await events()).map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['identity.accountDisabled', 'identity.accountEnabled', 'identity.passwordReset']),
  )
})

test("an evaluator's account ends after its last day, also in the middle of a session", async () => {
  let now = new Date('2026-06-30T15:59:00Z')
  const { ask, signIn, enrol } = await aCounty(() => now)
  const evaluator = await enrol({ username: 'evaluator', roles: ['evaluator'], validUntil: '2026-06-30' })
  expect(codeOf(await ask('GET', '/api/session', { as: evaluator }))).toEqual([200])
  now = new Date('2026-06-30T16:00:00Z')
  expect(codeOf(await ask('GET', '/api/session', { as: evaluator }))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf((await signIn('evaluator')).answer)).toEqual([403, 'identity.expired'])
})

test("another county's account is unknown here", async () => {
  const county = await aCounty()
  const { identity, ask, enrol } = county
  const { system, security } = await admins(county)
  const foreign = await enrol({ username: 'foreign', roles: ['bureauClerk'] }, OTHER)
  const path = `/api/accounts/${foreign.account}`
  for (const answer of [
    await ask('PATCH', path, { body: { name: '别名' }, as: system }),
    await ask('POST', `${path}/disable`, { as: security }),
    await ask('POST', `${path}/enable`, { as: security }),
    await ask('POST', `${path}/reset-password`, { as: security }),
  ])
    expect(codeOf(answer)).toEqual([404, 'account.unknown'])
  const { rows } = (await ask('GET', '/api/accounts?pageSize=200', { as: system })).json()
  expect(rows.map(({ username }: { username: string }) => username)).not.toContain('foreign')
  expect(await identity.namesOf(COUNTY, [foreign.account, system.account])).toEqual(new Map([[system.account, '某人']]))
})

test('the list is searched, filtered, sorted by pinyin and paged', async () => {
  const county = await aCounty()
  const { ask, enrol, identity } = county
  const { system, security, clerk } = await admins(county)
  const people = [
    { username: 'zhao', name: '赵六', place: TOWN, roles: ['townClerk'] as const },
    { username: 'bai', name: '白七', place: VILLAGE, roles: ['courier'] as const },
    { username: 'ma', name: '马%八', place: VILLAGE, roles: ['trainer', 'courier'] as const },
  ]
  for (const person of people) await enrol({ ...person, roles: [...person.roles] })
  await identity.disable(systemCaller(COUNTY), clerk.account)
  const list = async (query: string) => {
    const { rows, total } = (await ask('GET', `/api/accounts?${query}`, { as: security })).json()
    return [rows.map(({ username }: { username: string }) => username), total]
  }

  expect(codeOf(await ask('GET', '/api/accounts'))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf(await ask('GET', '/api/accounts?page=0', { as: system }))).toEqual([400, 'http.badInput'])
  expect(codeOf(await ask('GET', '/api/accounts?sort=phone', { as: system }))).toEqual([400, 'http.badInput'])
  const bai = await enrol({ username: 'bai2', roles: ['financeClerk'] })
  expect(codeOf(await ask('GET', '/api/accounts', { as: bai }))).toEqual([403, 'http.notAllowed'])
  expect(await list(`place=${TOWN}&sort=name`)).toEqual([['bai', 'ma', 'zhao'], 3])
  expect(await list(`place=${TOWN}&sort=name&descending=true&pageSize=2`)).toEqual([['zhao', 'ma'], 3])
  expect(await list(`place=${TOWN}&sort=name&descending=true&pageSize=2&page=2`)).toEqual([['bai'], 3])
  expect(await list('search=%25')).toEqual([['ma'], 1])
  expect(await list('search=BAI&sort=username')).toEqual([['bai', 'bai2'], 2])
  expect(await list('role=courier&sort=username')).toEqual([['bai', 'ma'], 2])
  expect(await list('state=disabled')).toEqual([['clerk'], 1])
  expect((await list('state=active&isDemo=false'))[1]).toBe(6)
})

test('a page of twenty thousand accounts comes quickly', async () => {
  const { identity, owner } = await aCounty()
  await sql`insert into identity.profile (county, id, username, name, roles, place, created_at, created_by)
    select '000001', gen_random_uuid()::text, 'u' || i, '某人' || i, array['courier'], '000001001001', now() - i * interval '1 s', 'system'
    from generate_series(1, 20000) i`.execute(owner)
  const began = performance.now()
  const query = { page: 500, pageSize: 20, sort: 'createdAt', descending: true, search: '某人' } as const
  const { rows, total } = await identity.listAccounts(systemCaller(COUNTY), query)
  expect([rows.length, total]).toEqual([20, 20_000])
  expect(performance.now() - began).toBeLessThan(1000)
})

test('the list goes out as an Excel sheet in the language that the browser asks for', async () => {
  const county = await aCounty()
  const { ask } = county
  const { system, clerk } = await admins(county)
  const sheet = (as: Who | undefined, language = 'zh-CN', query = '') =>
    ask('GET', `/api/accounts.xlsx${query}`, { as, headers: { 'accept-language': language } })
  expect(codeOf(await sheet(undefined))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf(await sheet(clerk))).toEqual([403, 'http.notAllowed'])
  expect(codeOf(await sheet(system, 'en', '?role=king'))).toEqual([400, 'http.badInput'])
  const { readSheet } = await import('read-excel-file/node')
  const answer = await sheet(system, 'zh-CN', '?sort=username')
  expect(answer.headers['content-type']).toContain('spreadsheetml')
  const [head, first] = await readSheet(answer.rawPayload)
  expect(head?.slice(0, 2)).toEqual(['用户名', '姓名'])
  expect(first?.[0]).toBe('clerk')
  const [english] = await readSheet((await sheet(system, 'en-GB')).rawPayload)
  expect(english?.[0]).toBe('User name')
})
