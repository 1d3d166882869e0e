import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { sql } from 'kysely'
import { readSheet } from 'read-excel-file/node'
import { expect, onTestFinished, test } from 'vitest'
import { createDisclosurePersonal, createDisclosureService } from '#modules/disclosure'
import { createDivisionService } from '#modules/division'
import { createStationPersonal, createStationService } from '#modules/station'
import { systemCaller } from '#platform/authz'
import { civilDay, daysBetween } from '#platform/clock'
import { scoped } from '#platform/db'
import { createFiles } from '#platform/files'
import { folderStore } from '#platform/files/stores'
import { aCaller, aCipher, anId, testApp, testDb } from '#platform/testing'
import { dueOn, maskName } from './domain.ts'
import { createPrivacyPersonal, createPrivacyService, privacyRoutes } from './index.ts'

const COUNTY = '000001'
const VILLAGE = '000001001001'
const NOWHERE = '0190c000-0000-7000-8000-00000000000f'
const PHONE = '13812341234'
const ALL = ['privacy.read', 'privacy.manage', 'station.reveal', 'disclosure.reveal']
const DAY_MS = 86_400_000

/** The service over the real modules that keep personal data; `clock` can be moved. */
async function anOffice() {
  const { db, owner } = await testDb()
  const folder = mkdtempSync(path.join(tmpdir(), 'xiangji-privacy-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const clock = { now: new Date('2026-05-11T04:00:00Z') }
  const now = () => clock.now
  const fields = aCipher()
  const files = createFiles({ db, store: folderStore(folder), now })
  const divisions = createDivisionService({ db: scoped<'division'>(db) })
  const place = { lng: 101, lat: 26, coordSource: null, isAdministrativeVillage: false }
  for (const county of [COUNTY, '000002'])
    await divisions.load(systemCaller(county), [
      { ...place, code: county, name: '某县', level: 'county', parent: '' },
      { ...place, code: `${county}001`, name: '永定镇', level: 'town', parent: county },
      {
        ...{ ...place, isAdministrativeVillage: true, code: `${county}001001` },
        ...{ name: '大坝村', level: 'village', parent: `${county}001` },
      },
    ])
  const stations = createStationService({
    ...{ db: scoped<'station'>(db), divisions, fields, now },
    isKeeper: async (_, account) => account.startsWith('a-'),
  })
  const disclosure = createDisclosureService({ db: scoped<'disclosure'>(db), files, fields, now })
  const personal = [
    createStationPersonal({ fields }),
    createDisclosurePersonal({ fields }),
    createPrivacyPersonal({ fields }),
  ]
  const accounts = async (county: string) => new Map(county === COUNTY ? [['account-7', '李四喜']] : [])
  const privacy = createPrivacyService({ db: scoped<'privacy'>(db), fields, files, personal, accounts, now })
  const officer = aCaller({ account: 'officer', can: ALL })
  const callers = { officer, otherCounty: aCaller({ county: '000002', can: ALL }), nobody: aCaller() }
  const app = await testApp(privacyRoutes(privacy), callers, ALL)
  const ask = async (method: 'GET' | 'POST', url: string, body?: object, as = 'officer') => {
    const answer = await app.inject({
      method,
      url: `/api/privacy${url}`,
      headers: { 'x-test-caller': as },
      ...(body ? { payload: body } : {}),
    })
    const isJson = String(answer.headers['content-type']).includes('json')
    // biome-ignore lint/suspicious/noExplicitAny: what came over the wire, looked at by each test
    const json: any = isJson ? answer.json() : null
    return { status: answer.statusCode, code: json?.code as string | undefined, body: json, bytes: answer.rawPayload }
  }
  const station = (name: string, keeperName = '李四喜', county = COUNTY) =>
    stations.register(systemCaller(county), {
      ...{ name, level: 'village', place: `${county}001001`, address: '', reusedOutlet: '' },
      ...{ keeperName, keeperPhone: '138 1234 1234', lng: null, lat: null, openOn: '2026-01-01' },
    })
  const complain = () =>
    disclosure.complain(COUNTY, { kind: 'complaint', about: '', body: '三天没有开门', contact: `${PHONE}李四喜` })
  const answerAll = async () => {
    for (const { id, state } of (await disclosure.complaints(officer, { limit: 100, offset: 0 })).rows)
      if (state === 'received') await disclosure.answer(officer, id, '已督促恢复营业')
  }
  const request = async (more: object = {}) => {
    const id = anId()
    const body = { id, kind: 'erase', name: '李四喜', phone: PHONE, askedOn: civilDay(clock.now), ...more }
    return { id, ...(await ask('POST', '/requests', body)) }
  }
  const events = () => owner.selectFrom('platform.event').selectAll().orderBy('recorded_at').orderBy('id').execute()
  return { owner, clock, stations, disclosure, privacy, officer, ask, station, complain, answerAll, request, events }
}

test('a person is found by telephone across the modules, is handed all of it, and is erased where nothing stands in the way', async () => {
  const { station, stations, complain, answerAll, request, ask, officer, events, owner } = await anOffice()
  const open = await station('大坝站')
  const closed = await station('小坝站')
  await station('别县站', '王五', '000002')
  await stations.close(systemCaller(COUNTY), closed.id, { on: '2026-05-01', reason: '合并' })
  await complain()
  const { id } = await request()
  await request({ kind: 'copy', id: anId() })

  const found = (await ask('GET', `/requests/${id}/found`)).body
  expect(
    found.map(({ what, blockedBy }: { what: { zh: string }; blockedBy: object | null }) => [
      what.zh.slice(0, 4),
      blockedBy !== null,
    ]),
  ).toEqual([
    ['站点 大', true],
    ['站点 小', false],
    ['投诉举报', true],
  ])
  expect(JSON.stringify(found)).not.toMatch(/1381234|李四喜/)

  expect((await ask('POST', `/requests/${id}/export`, { format: 'json' })).code).toBe('privacy.notChecked')
  expect((await ask('POST', `/requests/${id}/erase`)).code).toBe('privacy.notChecked')
  expect((await ask('POST', `/requests/${id}/check`, { how: 'idCard' })).body).toMatchObject({
    ...{ state: 'checked', checkedBy: 'officer', name: '李**', phone: '138****1234' },
  })
  const json = (await ask('POST', `/requests/${id}/export`, { format: 'json' })).body
  expect(json).toContainEqual({ what: '站点 大坝站', name: '站长电话', value: '138 1234 1234' })
  const sheet = await readSheet((await ask('POST', `/requests/${id}/export`, { format: 'xlsx' })).bytes)
  expect(sheet).toContainEqual(['站点 大坝站', '站长姓名', '李四喜'])

  const first = (await ask('POST', `/requests/${id}/erase`)).body
  expect([first.erased, first.kept.length]).toEqual([1, 2])
  await answerAll()
  await stations.assignKeeper(officer, open.id, { keeperAccount: null, keeperName: '赵六', keeperPhone: '' })
  expect((await ask('POST', `/requests/${id}/erase`)).body).toEqual({ erased: 1, kept: [] })
  expect((await ask('GET', `/requests/${id}/found`)).body).toEqual([])
  const { rows } = await sql<{ text: string }>`
    select row_to_json(s)::text as text from station.station s where county = ${COUNTY}
    union all select row_to_json(c)::text from disclosure.complaint c`.execute(owner)
  expect(rows.length).toBe(3)
  expect(JSON.stringify(rows)).not.toMatch(/1381234|李四喜/)

  expect((await ask('POST', `/requests/${id}/close`, { result: 'done', outcome: '已清除并告知' })).body.state).toBe(
    'done',
  )
  expect((await ask('POST', `/requests/${id}/close`, { result: 'done', outcome: '再办' })).code).toBe(
    'privacy.alreadyClosed',
  )
  expect((await ask('POST', `/requests/${id}/erase`)).code).toBe('privacy.alreadyClosed')
  const told = (await events()).filter(({ kind }) => kind.startsWith('privacy.'))
  expect(told.map(({ kind }) => kind.slice(8))).toEqual([
    'requested',
    'requested',
    'requestChecked',
    'exported',
    'exported',
    'erased',
    'erased',
    'requestClosed',
  ])
  expect(JSON.stringify(told)).not.toMatch(/1381234|李四喜/)
})

test('a request of another kind erases nothing, of another county is unknown, and every route knows whom it lets in', async () => {
  const { request, ask, clock } = await anOffice()
  const { id } = await request({ kind: 'copy' })
  await ask('POST', `/requests/${id}/check`, { how: 'callBack' })
  expect((await ask('POST', `/requests/${id}/check`, { how: 'callBack' })).code).toBe('privacy.alreadyChecked')
  expect((await ask('POST', `/requests/${id}/erase`)).code).toBe('privacy.otherKind')
  expect((await request({ phone: '' })).code).toBe('privacy.personUnnamed')
  expect((await request({ phone: '', account: 'account-7' })).status).toBe(200)
  expect((await request({ account: 'account-8' })).code).toBe('privacy.accountUnknown')
  expect((await request({ name: ' ' })).body.problems[0].path).toBe('/name')
  expect((await request({ askedOn: '2026-05-12' })).code).toBe('privacy.dayInFuture')
  expect((await ask('POST', `/requests/${NOWHERE}/check`, { how: 'idCard' })).code).toBe('privacyRequest.unknown')
  for (const [method, url, body] of [
    ['GET', '/retention', undefined],
    ['GET', '/requests', undefined],
    ['GET', '/consents', undefined],
    ['GET', `/requests/${id}/found`, undefined],
    ['POST', `/requests/${id}/check`, { how: 'idCard' }],
    ['POST', `/requests/${id}/export`, { format: 'json' }],
    ['POST', `/requests/${id}/erase`, undefined],
    ['POST', `/requests/${id}/close`, { result: 'refused', outcome: '不符合' }],
  ] as const) {
    expect((await ask(method, url, body, '')).status).toBe(401)
    expect((await ask(method, url, body, 'nobody')).status).toBe(403)
    if (url.includes(id)) expect((await ask(method, url, body, 'otherCounty')).status).toBe(404)
  }
  const { rows } = (await ask('GET', '/requests')).body
  expect(rows).toContainEqual(expect.objectContaining({ id, dueOn: '2026-06-01', askedOn: civilDay(clock.now) }))
  expect((await ask('GET', '/register', undefined, '')).body.map((entry: { id: string }) => entry.id)).toContain(
    'station.keeperPhone',
  )
})

test('a consent is kept with its words and its day, is found by telephone, and is withdrawn once', async () => {
  const { ask, owner } = await anOffice()
  const id = anId()
  const body = {
    id,
    name: '李四喜',
    phone: PHONE,
    purpose: '宣传培训照片',
    textVersion: '2026-1',
    givenOn: '2026-05-10',
  }
  expect((await ask('POST', '/consents', body)).status).toBe(200)
  expect((await ask('POST', '/consents', body)).status).toBe(200)
  expect((await ask('POST', '/consents', { ...body, id: anId(), givenOn: '2026-05-12' })).code).toBe(
    'privacy.dayInFuture',
  )
  expect((await ask('POST', '/consents', { ...body, fileId: NOWHERE })).code).toBe('file.unknown')
  expect((await ask('GET', '/consents?phone=138-1234-1234')).body).toMatchObject({
    ...{ total: 1, rows: [{ id, name: '李**', phone: '138****1234', basis: 'consent', withdrawnOn: null }] },
  })
  expect((await ask('GET', '/consents?phone=13999999999')).body.total).toBe(0)
  const withdraw = (on: string, as?: string) => ask('POST', `/consents/${id}/withdraw`, { on }, as)
  expect((await withdraw('2026-05-11', 'nobody')).status).toBe(403)
  expect((await withdraw('2026-05-11', 'otherCounty')).status).toBe(404)
  expect((await withdraw('2026-05-09')).status).toBe(404)
  expect((await withdraw('2026-05-11')).body.withdrawnOn).toBe('2026-05-11')
  expect((await withdraw('2026-05-11')).status).toBe(404)
  const { rows } = await sql`select * from privacy.consent`.execute(owner)
  expect(JSON.stringify(rows)).not.toMatch(/1381234|李四喜/)
})

test('what is kept no longer than needed goes on its day, not before, in bounded batches that are journalled', async () => {
  const { clock, station, stations, complain, answerAll, request, ask, privacy, disclosure, officer, events } =
    await anOffice()
  const { id: stationId } = await station('大坝站')
  await stations.close(systemCaller(COUNTY), stationId, { on: '2026-05-11', reason: '合并' })
  await complain()
  await answerAll()
  const asked = await request({ kind: 'copy' })
  await ask('POST', `/requests/${asked.id}/close`, { result: 'refused', outcome: '查无此人' })

  const outlook = async () =>
    Object.fromEntries(
      (await ask('GET', '/retention')).body.map(
        ({ id, dueNow, dueIn30, dueInYear, firstOn }: Record<string, unknown>) => [
          id,
          [dueNow, dueIn30, dueInYear, firstOn],
        ],
      ),
    )
  expect(await outlook()).toEqual({
    'station.keeper': [0, 0, 1, '2026-11-07'],
    'disclosure.contact': [0, 0, 0, '2029-05-10'],
    'privacy.request': [0, 0, 0, '2029-05-10'],
    'privacy.consent': [0, 0, 0, null],
  })
  const move = (day: string) => {
    clock.now = new Date(`${day}T04:00:00Z`)
  }
  move('2026-11-06')
  expect(await privacy.expire(COUNTY)).toEqual({})
  expect((await outlook())['station.keeper']).toEqual([0, 1, 1, '2026-11-07'])
  move('2026-11-07')
  expect(await privacy.expire('000002')).toEqual({})
  expect(await privacy.expire(COUNTY)).toEqual({ 'station.keeper': 1 })
  expect(await privacy.expire(COUNTY)).toEqual({})
  expect(await stations.load(officer, stationId)).toMatchObject({ keeperName: '', keeperPhone: '', name: '大坝站' })
  move('2029-05-10')
  expect(await privacy.expire(COUNTY)).toEqual({ 'disclosure.contact': 1, 'privacy.request': 1 })
  const [complaint] = (await disclosure.complaints(officer, { limit: 1, offset: 0 })).rows
  expect(complaint).toMatchObject({ contact: '', answer: '已督促恢复营业' })
  expect((await ask('GET', '/requests')).body.rows[0]).toMatchObject({ name: '', phone: '', outcome: '查无此人' })
  const told = (await events()).filter(({ kind }) => kind === 'privacy.expired')
  expect(told.map(({ actor, data }) => [actor, data])).toEqual([
    ['system', { rule: 'station.keeper', count: 1 }],
    ['system', { rule: 'disclosure.contact', count: 1 }],
    ['system', { rule: 'privacy.request', count: 1 }],
  ])
})

test('a masked number is shown to whoever says why, and the look is in the journal without the number', async () => {
  const { station, stations, complain, disclosure, officer, events } = await anOffice()
  const { id } = await station('大坝站')
  await complain()
  const asked = { field: 'keeperPhone', why: 'reachPerson', note: '核对日报' } as const
  expect(await stations.reveal(officer, id, asked)).toEqual({ value: '138 1234 1234' })
  const [complaint] = (await disclosure.complaints(officer, { limit: 1, offset: 0 })).rows
  const { value } = await disclosure.reveal(officer, complaint?.id ?? '', { ...asked, field: 'contact', note: '' })
  expect(value).toBe(`${PHONE}李四喜`)
  const before = (await events()).length
  await expect(stations.reveal(officer, id, { ...asked, why: 'other', note: '看看' })).rejects.toMatchObject({
    code: 'privacy.noteMissing',
  })
  await expect(stations.reveal(officer, id, { ...asked, note: `打 ${PHONE}` })).rejects.toMatchObject({
    code: 'privacy.noteHoldsNumber',
  })
  await expect(stations.reveal(aCaller({ county: '000002' }), id, asked)).rejects.toMatchObject({ status: 404 })
  const all = await events()
  expect(all.length).toBe(before)
  expect(
    all
      .filter(({ kind }) => kind === 'privacy.revealed')
      .map(({ actor, subject, place, data }) => [actor, subject, place, data]),
  ).toEqual([
    ['officer', `station:${id}`, VILLAGE, { field: 'keeperPhone', why: 'reachPerson', note: '核对日报' }],
    ['officer', `complaint:${complaint?.id}`, COUNTY, { field: 'contact', why: 'reachPerson', note: '' }],
  ])
  expect(JSON.stringify(all)).not.toMatch(/1381234|李四喜/)
})

test('a term has fifteen working days, ends on one, and a name keeps its first character only', () => {
  const day = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }).map(civilDay)
  fc.assert(
    fc.property(day, (askedOn) => {
      const due = dueOn(askedOn)
      expect([0, 6]).not.toContain(new Date(`${due}T00:00:00Z`).getUTCDay())
      const days = Array.from({ length: daysBetween(askedOn, due) }, (_, i) =>
        new Date(Date.parse(`${askedOn}T00:00:00Z`) + (i + 1) * DAY_MS).getUTCDay(),
      )
      expect(days.filter((weekday) => weekday !== 0 && weekday !== 6).length).toBe(15)
    }),
  )
  expect([maskName('张三'), maskName('欧阳娜娜'), maskName('')]).toEqual(['张*', '欧***', ''])
})
