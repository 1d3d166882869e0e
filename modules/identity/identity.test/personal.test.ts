import { sql } from 'kysely'
import { readSheet } from 'read-excel-file/node'
import { expect, test } from 'vitest'
import { systemCaller } from '#platform/authz'
import { addDays, civilDay } from '#platform/clock'
import { inTransaction } from '#platform/db'
import { keysInUse, reseal } from '#platform/fields/reseal'
import { aCipher } from '#platform/testing'
import { createIdentityPersonal } from '../index.ts'
import { createSealer } from '../service/secret.ts'
import { fromBase32, stepOf, totp } from '../service/totp.ts'
import { aCounty, admins, COUNTY, codeOf, OTHER, PASSWORD, STATION, VILLAGE } from './county.ts'

const START = new Date('2026-03-02T01:00:00Z')
const DAY_MS = 86_400_000
const PHONE = '138 1234 5678'
const BARE = '13812345678'
const SECRET = 's'.repeat(40)

/** The county with its accounts as persons; the clock can be moved. */
async function aRegister() {
  const clock = { now: START }
  const now = () => clock.now
  const county = await aCounty(now)
  const personal = createIdentityPersonal({ fields: aCipher(), secret: SECRET, now })
  const within = <T>(work: Parameters<typeof inTransaction<'identity', T>>[2], of = COUNTY): Promise<T> =>
    inTransaction(county.db, systemCaller(of), work)
  const caller = systemCaller(COUNTY)
  const find = (phone: string | null, account: string | null = null) =>
    within((tx) => personal.find(tx, caller, { phone, account }))
  const erase = (phone: string | null, account: string | null = null) =>
    within((tx) => personal.erase(tx, caller, { phone, account }))
  const rule = (id: string) => {
    const found = personal.retention.find((one) => one.id === id)
    if (!found) throw new Error(`no rule ${id}`)
    const by = () => civilDay(clock.now)
    return {
      due: () => within((tx) => found.due(tx, COUNTY, by())),
      run: (of = COUNTY) => within((tx) => found.run(tx, of, { by: by(), limit: 100 }), of),
    }
  }
  const stored = async (username: string) => {
    const { rows } = await sql<{ phone: string; index: string | null }>`
      select phone, phone_index as index from identity.profile where username = ${username}`.execute(county.owner)
    return rows[0]
  }
  return { ...county, clock, personal, within, find, erase, rule, stored }
}

test('a telephone lies sealed, is masked in list and sheet, found by its whole number, and changed only by another number', async () => {
  const register = await aRegister()
  const { ask, events, stored } = register
  const { system } = await admins(register)
  const body = { username: '李四', name: '李四', place: VILLAGE, phone: PHONE }
  const { account } = (await ask('POST', '/api/accounts', { body, as: system })).json()
  await ask('POST', '/api/accounts', {
    body: { ...body, username: '王五', name: '王五', phone: '87654321' },
    as: system,
  })
  expect(await stored('李四')).toEqual({ phone: expect.stringMatching(/^xj1\./), index: expect.any(String) })
  const { rows } = await sql<{ text: string }>`select row_to_json(p)::text as text from identity.profile p`.execute(
    register.owner,
  )
  expect(JSON.stringify(rows)).not.toMatch(/1381234|138 1234|87654321/)

  const found = async (search: string) =>
    (await ask('GET', `/api/accounts?search=${encodeURIComponent(search)}`, { as: system }))
      .json()
      .rows.map(({ username, phone }: { username: string; phone: string }) => [username, phone])
  for (const search of [BARE, PHONE, '+86 138-1234-5678', '李四'])
    expect(await found(search)).toEqual([['李四', '138****5678']])
  expect(await found('8765-4321')).toEqual([['王五', '876*4321']])
  for (const search of ['1381234', '12345678', '13812345679']) expect(await found(search)).toEqual([])
  const sheet = await readSheet((await ask('GET', '/api/accounts.xlsx', { as: system })).rawPayload)
  expect(sheet.map((row) => row[5])).toContain('138****5678')

  const change = (phone: string) =>
    ask('PATCH', `/api/accounts/${account.id}`, { body: { phone, name: '李四' }, as: system })
  const before = await stored('李四')
  await change(PHONE)
  expect(await stored('李四')).toEqual(before)
  expect((await change('13900001111')).json().phone).toBe('139****1111')
  expect([await found(BARE), await found('13900001111')]).toEqual([[], [['李四', '139****1111']]])
  expect((await change('')).json().phone).toBe('')
  expect(await stored('李四')).toEqual({ phone: '', index: null })
  const told = (await events()).filter(({ kind }) => kind === 'identity.accountChanged')
  expect(told.map(({ data }) => data)).toEqual([{ changed: ['phone'] }, { changed: ['phone'] }])
})

test('a telephone is shown in full to the two who keep accounts, for a reason that the journal keeps without the number', async () => {
  const register = await aRegister()
  const { ask, enrol, events } = register
  const { system, security, clerk } = await admins(register)
  const centre = await enrol({ username: 'centre', roles: ['serviceCentreOperator'] })
  const { account } = await enrol({
    ...{ username: 'keeper', roles: ['stationKeeper'], place: VILLAGE, station: STATION, phone: PHONE },
  })
  const theirs = await enrol({ username: 'theirs', phone: '13700000000' }, OTHER)
  const reveal = (as: { cookie: string } | undefined, body: object = {}, id = account) =>
    ask('POST', `/api/accounts/${id}/reveal`, {
      body: { field: 'phone', why: 'reachPerson', note: '', ...body },
      as,
    })
  expect(codeOf(await reveal(undefined))).toEqual([401, 'http.notSignedIn'])
  for (const other of [clerk, centre]) expect(codeOf(await reveal(other))).toEqual([403, 'http.notAllowed'])
  expect(codeOf(await reveal(system, { field: 'name' }))).toEqual([400, 'http.badInput'])
  expect(codeOf(await reveal(system, { why: 'other' }))).toEqual([422, 'privacy.noteMissing'])
  expect(codeOf(await reveal(system, { note: `打 ${BARE}` }))).toEqual([422, 'privacy.noteHoldsNumber'])
  expect(codeOf(await reveal(system, {}, theirs.account))).toEqual([404, 'account.unknown'])
  const seen = await reveal(system)
  expect([seen.json(), seen.headers['cache-control']]).toEqual([{ value: PHONE }, 'no-store'])
  expect((await reveal(security, { why: 'compare' })).json()).toEqual({ value: PHONE })
  const all = await events()
  expect(
    all
      .filter(({ kind }) => kind === 'privacy.revealed')
      .map(({ actor, subject, place, data }) => [actor, subject, place, data]),
  ).toEqual([
    [system.account, `account:${account}`, VILLAGE, { field: 'phone', why: 'reachPerson', note: '' }],
    [security.account, `account:${account}`, VILLAGE, { field: 'phone', why: 'compare', note: '' }],
  ])
  expect(JSON.stringify(all)).not.toMatch(/1381234|138 1234/)
})

test('one person’s data are found by telephone and by account; erased when the account has ended, all but the name behind the journal', async () => {
  const { find, erase, enrol, signIn, identity, platform, stored, owner, events } = await aRegister()
  const { account } = await enrol({
    ...{ username: '李四', name: '李四喜', roles: ['stationKeeper'], place: VILLAGE, station: STATION, phone: PHONE },
  })
  await enrol({ username: 'other', phone: '13900001111' })
  await signIn('李四', PASSWORD, { device: '四喜的红米' })
  const said = async (...who: [string | null, (string | null)?]) =>
    (await find(...who)).map(({ subject, values, blockedBy }) => [
      subject,
      values.map(({ value }) => value),
      blockedBy?.zh.slice(0, 4),
    ])
  const ways = [PHONE, '四喜的红米', expect.any(String), expect.any(String)]
  const who = ['李四喜', '李四', 'stationKeeper', START.toISOString()]
  const both = [
    [`account:${account}`, ways, '账号在用'],
    [`account:${account}`, who, '日志和资'],
  ]
  expect(await said(BARE)).toEqual(both)
  expect(await said(null, account)).toEqual(both)
  expect(await said('13711112222', null)).toEqual([])

  expect(await erase(BARE)).toBe(0)
  await identity.disable(platform, account)
  const before = (await events()).length
  expect((await said(BARE))[0]?.[2]).toBeUndefined()
  expect(await erase(BARE)).toBe(1)
  expect(await erase(BARE)).toBe(0)
  expect(await said(BARE)).toEqual([])
  expect(await said(null, account)).toEqual([[`account:${account}`, who, '日志和资']])
  expect(await stored('李四')).toEqual({ phone: '', index: null })
  expect((await stored('other'))?.phone).not.toBe('')
  const { rows } = await sql`
    select from identity.device where account = ${account} union all select from identity.session where account = ${account}`.execute(
    owner,
  )
  expect(rows).toEqual([])
  // Who did what stays told: the journal as it was, and the name behind it.
  expect((await events()).length).toBe(before)
  expect(await identity.namesOf(COUNTY, [account])).toEqual(new Map([[account, '李四喜']]))
})

test('what is known of those who left, ended sessions, unbound telephones and spent links go on their day and not before', async () => {
  const register = await aRegister()
  const { clock, enrol, identity, platform, rule, stored, ask, signIn, events } = register
  const { system } = await admins(register)
  const { account } = await enrol({ username: 'left', phone: PHONE })
  await enrol({ username: 'until', phone: PHONE, validUntil: '2026-03-31' })
  await enrol({ username: 'stays', phone: PHONE })
  const keeper = await enrol({ username: 'keeper', roles: ['stationKeeper'], place: VILLAGE, station: STATION })
  await signIn('keeper', PASSWORD, { device: '旧手机' })
  const [device] = (await identity.devicesOf(platform, keeper.account)) ?? []
  await identity.revokeDevice(platform, keeper.account, device?.id ?? '')
  const { rows: revoked } = await sql<{ from: string }>`
    select ip_address || user_agent as from from identity.session where revoked_at is not null`.execute(register.owner)
  expect(revoked).toEqual([{ from: '' }])
  await identity.disable(platform, account)
  await ask('POST', '/api/accounts', { body: { username: 'new', name: '新人', place: COUNTY }, as: system })

  const [left, sessions, devices, links] = ['left', 'session', 'device', 'invitation'].map((id) =>
    rule(`identity.${id}`),
  )
  const move = (days: number) => {
    clock.now = new Date(START.getTime() + days * DAY_MS)
  }
  const dueOn = async () => [
    (await left?.due())?.firstOn,
    (await devices?.due())?.firstOn,
    (await links?.due())?.firstOn,
  ]
  const today = civilDay(START)
  expect(await dueOn()).toEqual([addDays(today, 180), addDays(today, 180), addDays(today, 37)])
  expect([await left?.run(), await sessions?.run(), await devices?.run(), await links?.run()]).toEqual([0, 0, 0, 0])

  move(36)
  expect(await links?.run()).toBe(0)
  move(37)
  expect([await links?.run(OTHER), await links?.run(), await links?.run()]).toEqual([0, 1, 0])
  // Everybody's session lay still for long; a telephone's lives on for weeks.
  expect((await sessions?.due())?.count).toBeGreaterThan(3)
  expect([await sessions?.run(OTHER), await sessions?.run(), await sessions?.run()]).toEqual([0, expect.any(Number), 0])
  move(179)
  expect([await left?.run(), await devices?.run()]).toEqual([0, 0])
  move(180)
  expect([await left?.run(), await devices?.run()]).toEqual([1, 1])
  expect((await stored('until'))?.phone).not.toBe('')
  move(29 + 180)
  expect(await left?.run()).toBe(1)
  expect([await stored('left'), await stored('until')]).toEqual([
    { phone: '', index: null },
    { phone: '', index: null },
  ])
  expect((await stored('stays'))?.phone).not.toBe('')
  expect(JSON.stringify(await events())).not.toContain('1381234')
})

test('a second factor of an earlier release stays good, is taken under the ring, and one of another installation does not open', async () => {
  const register = await aRegister()
  const { ask, enrol, signIn, owner, clock, within, personal } = register
  const { cookie, account } = await enrol({ username: 'finance', roles: ['financeClerk'] })
  const { secret } = (await ask('POST', '/api/second-factor', { as: { cookie } })).json()
  const codeNow = () => totp(fromBase32(secret), stepOf(clock.now))
  await ask('POST', '/api/second-factor/confirm', { body: { code: codeNow() }, as: { cookie } })
  const kept = async () => {
    const { rows } = await sql<{ secret: string }>`select secret from identity.second_factor`.execute(owner)
    return rows[0]?.secret ?? ''
  }
  expect(await kept()).toMatch(/^xj1\./)
  const enter = async () => {
    clock.now = new Date(clock.now.getTime() + 30_000)
    return codeOf((await signIn('finance', PASSWORD, { code: codeNow() })).answer)
  }
  expect(await enter()).toEqual([200])

  // As 0008 to 0013 kept it.
  await sql`alter table identity.second_factor drop constraint secret_sealed`.execute(owner)
  const put = (text: string) => sql`update identity.second_factor set secret = ${text}`.execute(owner)
  await put(createSealer(SECRET, 'second factor').seal(secret))
  expect(await enter()).toEqual([200])
  const column = personal.columns.find(({ table }) => table === 'second_factor')
  if (!column) throw new Error('the secrets are no sealed column')
  const round = () =>
    within((tx) => reseal(tx as never, aCipher(), { county: COUNTY, column, after: null, limit: 100 }))
  expect(await round()).toEqual({ resealed: 1, unreadable: 0, last: null })
  expect(await round()).toEqual({ resealed: 0, unreadable: 0, last: null })
  expect([...(await within((tx) => keysInUse(tx as never, COUNTY, column)))]).toEqual([['ofsecret', 1]])
  expect(await kept()).toMatch(/^xj1\./)
  expect(await enter()).toEqual([200])

  // What another installation's secret sealed opens nowhere, and is left as it is.
  const foreign = createSealer('t'.repeat(40), 'second factor').seal(secret)
  await put(foreign)
  expect(await round()).toEqual({ resealed: 0, unreadable: 1, last: null })
  expect([await kept(), await enter()]).toEqual([foreign, [401, 'identity.wrongCode']])
  expect(account).toBeTruthy()
})
