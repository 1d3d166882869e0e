import { expect, test } from 'vitest'
import { aCounty, COUNTY, codeOf, OTHER, PASSWORD, TOWN, VILLAGE, type Who } from './county.ts'

const START = new Date('2026-03-02T01:00:00Z')

test('a key of another system reads what it was given until its end, and is never a person', async () => {
  let now = START
  const county = await aCounty(() => now)
  const { ask, enrol, identity, events, owner } = county
  const security = await enrol({ username: 'security', roles: ['securityAdministrator'] })
  const system = await enrol({ username: 'system', roles: ['systemAdministrator'] })
  const make = (as: Who | undefined, more: object = {}) =>
    ask('POST', '/api/keys', { body: { name: '省平台', place: TOWN, validUntil: '2026-12-31', ...more }, as })
  expect(codeOf(await make(undefined))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf(await make(system))).toEqual([403, 'http.notAllowed'])
  expect(codeOf(await make(security, { name: '' }))).toEqual([400, 'http.badInput'])
  for (const scope of [
    'identity.read',
    'identity.grantRoles',
    'programme.enterMoney',
    'statistics.readJournal',
    'no.such',
  ])
    expect(codeOf(await make(security, { scopes: [scope] }))).toEqual([422, 'identity.scopeRefused'])
  expect(codeOf(await make(security, { place: OTHER }))).toEqual([422, 'identity.placeOutOfReach'])
  expect(codeOf(await make(security, { validUntil: '2026-03-01' }))).toEqual([422, 'identity.endDateOutOfRange'])
  expect(codeOf(await make(security, { validUntil: '2099-01-01' }))).toEqual([422, 'identity.endDateOutOfRange'])

  const made = (await make(security)).json()
  expect(made.key).toMatch(/^xj_[\w-]{43}$/)
  expect(made.apiKey).toMatchObject({ state: 'active', hint: made.key.slice(0, 7), createdByName: '某人' })
  const headers = { authorization: `Bearer ${made.key}` }
  const caller = await identity.authenticate({ headers, ip: '10.1.2.3' })
  expect(caller).toMatchObject({ county: COUNTY, place: TOWN, station: null, account: `key:${made.apiKey.id}` })
  expect([...(caller?.permissions ?? [])].every((scope) => /^[a-z]+\.read/.test(scope))).toBe(true)
  expect(codeOf(await ask('GET', '/api/accounts', { headers }))).toEqual([403, 'http.notAllowed'])
  for (const path of ['/api/session', '/api/sessions', '/api/devices', '/api/second-factor'])
    expect(codeOf(await ask('GET', path, { headers }))).toEqual([403, 'identity.keyIsNoPerson'])
  expect(await identity.authenticate({ headers: { authorization: `Bearer xj_${'a'.repeat(43)}` } })).toBeUndefined()
  expect(await identity.namesOf(COUNTY, [`key:${made.apiKey.id}`])).toEqual(
    new Map([[`key:${made.apiKey.id}`, '省平台']]),
  )

  expect((await ask('GET', '/api/keys', { as: security })).json()).toMatchObject([
    { name: '省平台', usedFrom: '10.1.2.3', usedAt: START.toISOString() },
  ])
  expect(
    JSON.stringify([await owner.selectFrom('identity.api_key').selectAll().execute(), await events()]),
  ).not.toContain(made.key)
  now = new Date('2026-12-31T16:00:00Z')
  expect(await identity.authenticate({ headers })).toBeUndefined()
})

test('a key is revoked at once and by nobody of another county, and one that runs wild is slowed down', async () => {
  const county = await aCounty(() => START)
  const { ask, enrol, identity } = county
  const security = await enrol({ username: 'security', roles: ['securityAdministrator'] })
  const foreign = await enrol({ username: 'foreign', roles: ['securityAdministrator'] }, OTHER)
  const body = { name: 'k', place: COUNTY, validUntil: '2026-12-31', scopes: ['station.read'] }
  const { key, apiKey } = (await ask('POST', '/api/keys', { body, as: security })).json()
  const headers = { authorization: `Bearer ${key}` }
  for (let n = 0; n < 600; n += 1) await identity.authenticate({ headers })
  await expect(identity.authenticate({ headers })).rejects.toMatchObject({
    code: 'identity.keyTooFast',
    status: 429,
    facts: { retryAfterS: 60 },
  })
  const revoke = (as: Who) => ask('POST', `/api/keys/${apiKey.id}/revoke`, { as })
  expect((await ask('GET', '/api/keys', { as: foreign })).json()).toEqual([])
  expect(codeOf(await revoke(foreign))).toEqual([404, 'apiKey.unknown'])
  expect(codeOf(await revoke(security))).toEqual([204])
  expect(codeOf(await revoke(security))).toEqual([404, 'apiKey.unknown'])
  expect(await identity.authenticate({ headers })).toBeUndefined()
})

test('a bureau clerk picks a keeper by name and sees nothing else of accounts', async () => {
  const { ask, enrol } = await aCounty()
  const clerk = await enrol({ username: 'clerk', roles: ['bureauClerk'] })
  const trainer = await enrol({ username: 'trainer', roles: ['trainer'] })
  const station = '0190c000-0000-7000-8000-000000000001'
  const wang = await enrol({ username: 'wang', name: '王秀英', roles: ['stationKeeper'], place: VILLAGE, station })
  await enrol({ username: 'foreign', name: '王五', roles: ['trainer'] }, OTHER)
  const keepers = (as: Who | undefined, search = '') =>
    ask('GET', `/api/accounts/keepers?search=${encodeURIComponent(search)}`, { as })
  expect(codeOf(await keepers(undefined))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf(await keepers(trainer))).toEqual([403, 'http.notAllowed'])
  expect((await keepers(clerk, '王')).json()).toMatchObject([{ id: wang.account, name: '王秀英' }])
  expect((await keepers(clerk, '%')).json()).toEqual([])
  expect(codeOf(await ask('GET', '/api/accounts', { as: clerk }))).toEqual([403, 'http.notAllowed'])
})

test('the table of roles says what the server decides', async () => {
  const { ask, enrol } = await aCounty()
  const trainer = await enrol({ username: 'trainer', roles: ['trainer'] })
  expect(codeOf(await ask('GET', '/api/roles'))).toEqual([401, 'http.notSignedIn'])
  const { roles, keyScopes } = (await ask('GET', '/api/roles', { as: trainer })).json()
  const of = (role: string) => roles.find((power: { role: string }) => power.role === role)
  expect(of('trainer').permissions.sort()).toEqual([...trainer.caller.permissions].sort())
  expect(of('stationKeeper')).toMatchObject({ home: ['town', 'village'], isGuarded: false })
  expect(of('financeClerk')).toMatchObject({ home: ['county'], isGuarded: true })
  expect(of('simulator')).toBeUndefined()
  expect(keyScopes).toContain('station.read')
})

test('an invitation is good for seven days, once, and a new one voids the old', async () => {
  let now = START
  const { ask, enrol, accept, signIn } = await aCounty(() => now)
  const system = await enrol({ username: 'system', roles: ['systemAdministrator'] })
  const clerk = await enrol({ username: 'clerk', roles: ['bureauClerk'] })
  const body = { username: '赵六', name: '赵六', place: COUNTY }
  const made = (await ask('POST', '/api/accounts', { body, as: system })).json()
  const again = (as?: Who) => ask('POST', `/api/accounts/${made.account.id}/invite`, { as })
  expect((await ask('GET', `/api/invitations/${made.invitation.token}`)).json()).toEqual({
    username: '赵六',
    name: '赵六',
    expiresAt: new Date(START.getTime() + 7 * 86_400_000).toISOString(),
    needsCode: false,
    isKeeper: false,
  })
  expect(codeOf(await again())).toEqual([401, 'http.notSignedIn'])
  expect(codeOf(await again(clerk))).toEqual([403, 'http.notAllowed'])
  now = new Date(START.getTime() + 8 * 86_400_000)
  expect(codeOf(await accept(made.invitation.token))).toEqual([404, 'identity.invitationUnknown'])
  const late = await signIn('system')
  const first = (await ask('POST', `/api/accounts/${made.account.id}/invite`, { as: late })).json()
  const second = (await ask('POST', `/api/accounts/${made.account.id}/invite`, { as: late })).json()
  expect(codeOf(await accept(first.token))).toEqual([404, 'identity.invitationUnknown'])
  expect(codeOf(await accept(second.token, 'weak'))).toEqual([422, 'identity.passwordTooWeak'])
  expect(codeOf(await accept(second.token, PASSWORD))).toEqual([200])
  expect(codeOf(await accept(second.token, 'another-word-8'))).toEqual([404, 'identity.invitationUnknown'])
  expect(codeOf((await signIn('赵六')).answer)).toEqual([200])
  const settled = await ask('POST', `/api/accounts/${made.account.id}/invite`, { as: late })
  expect(codeOf(settled)).toEqual([409, 'identity.inAlready'])
})

test('a sheet of accounts is rehearsed row by row; the good rows go in, the bad ones come back', async () => {
  const { app, ask, enrol, accept, signIn, events } = await aCounty()
  const system = await enrol({ username: 'system', roles: ['systemAdministrator'] })
  const clerk = await enrol({ username: 'clerk', roles: ['bureauClerk'] })
  const { writeSheet } = await import('#platform/excel')
  const { readSheet } = await import('read-excel-file/node')
  type Row = readonly [string, string, string, string, string]
  const rows: Row[] = [
    ['张一', '张一', TOWN, '13800001234', '2027-01-01'],
    ['bad name!', '张二', TOWN, '', ''],
    ['clerk', '张三', TOWN, '', ''],
    ['张四', '张四', '999999', '', ''],
    ['张一', '又一个', TOWN, '', ''],
    ['张五', '=HYPERLINK("x")', VILLAGE, '', ''],
  ]
  const heads = ['用户名', '姓名', '管辖地', '电话', '有效期至']
  const bytes = await writeSheet(
    heads.map((zh, i) => ({ zh, en: zh, value: (row: Row) => row[i] ?? null })),
    rows,
    'zh-CN',
  )
  const boundary = 'xj-boundary'
  const payload = Buffer.concat([
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n`),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  const send = (mode: string, as?: Who) =>
    app.inject({
      method: 'POST',
      url: `/api/accounts/import?mode=${mode}`,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, ...(as ? { cookie: as.cookie } : {}) },
      payload,
    })
  expect(codeOf(await send('check'))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf(await send('check', clerk))).toEqual([403, 'http.notAllowed'])
  expect(codeOf(await ask('POST', '/api/accounts/import', { as: system }))).toEqual([400, 'file.missing'])
  const template = await ask('GET', '/api/accounts/template.xlsx', { as: system })
  expect((await readSheet(template.rawPayload))[0]).toEqual(heads)

  const checked = (await send('check', system)).json()
  expect(checked).toMatchObject({ rows: 6, good: 2, imported: 0, invitations: [] })
  expect(checked.bad.map(({ row, code }: { row: number; code: string }) => [row, code])).toEqual([
    [3, 'identity.cellInvalid'],
    [4, 'identity.usernameTaken'],
    [5, 'identity.placeOutOfReach'],
    [6, 'identity.usernameTaken'],
  ])
  expect((await events()).filter(({ kind }) => kind === 'identity.invited')).toEqual([])
  const rejects = await readSheet((await send('rejects', system)).rawPayload)
  expect(rejects.map((row) => row[0])).toEqual(['用户名', 'bad name!', 'clerk', '张四', '张一'])

  const done = (await send('commit', system)).json()
  expect(done).toMatchObject({ good: 2, imported: 2 })
  expect(done.invitations.map(({ username }: { username: string }) => username)).toEqual(['张一', '张五'])
  expect(codeOf(await accept(done.invitations[0].token))).toEqual([200])
  expect((await signIn('张一')).answer.json()).toMatchObject({ roles: [], permissions: [] })
})
