import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { anId } from '#platform/testing'
import { aCounty, anEntry, COUNTY, NEXT_VILLAGE, NOWHERE, OTHER_TOWN, TODAY, TOWN, VILLAGE } from './county.ts'

const S = `/api/stations/${NOWHERE}`
const REPORT = { id: NOWHERE, on: TODAY }

/** Every route with one bad input and the field that its refusal names. */
const ROUTES: [method: 'GET' | 'POST' | 'PATCH', url: string, body: object | undefined, field: string][] = [
  ['GET', '/api/stations?sort=phone', undefined, '/sort'],
  ['GET', '/api/stations.xlsx?level=county', undefined, '/level'],
  ['GET', '/api/stations?page=0', undefined, '/page'],
  ['GET', '/api/stations?pageSize=501', undefined, '/pageSize'],
  ['POST', '/api/stations', { name: '', level: 'village', place: VILLAGE }, '/name'],
  ['POST', '/api/stations', { name: 'A', level: 'village', place: '12' }, '/place'],
  ['POST', '/api/stations', { name: 'A', level: 'village', place: VILLAGE, lng: 101.6 }, '/lat'],
  ['POST', '/api/stations', { name: 'A', level: 'village', place: VILLAGE, lat: 26 }, '/lng'],
  ['POST', '/api/stations', { name: 'A', level: 'village', place: VILLAGE, keeperPhone: 'abc' }, '/keeperPhone'],
  ['GET', '/api/stations/1', undefined, '/id'],
  ['PATCH', S, { name: 'A' }, '/version'],
  ['POST', `${S}/open`, { on: 'today' }, '/on'],
  ['POST', `${S}/close`, { on: TODAY }, '/reason'],
  ['POST', `${S}/keeper`, { keeperName: '' }, '/keeperName'],
  ['GET', `${S}/day?on=2026-02-30`, undefined, '/on'],
  ['POST', `${S}/entries`, { entries: [] }, '/entries'],
  ['POST', `${S}/entries`, { entries: [{ ...anEntry(), quantity: 0 }] }, '/entries/0/quantity'],
  ['POST', `${S}/entries/on-behalf`, { entries: [{ ...anEntry(), waybill: '运单' }] }, '/entries/0/waybill'],
  ['POST', `/api/entries/${NOWHERE}/void`, { eventId: NOWHERE }, '/reason'],
  ['POST', `${S}/reports`, { ...REPORT, id: 1 }, '/id'],
  ['GET', '/api/reports', undefined, '/on'],
  ['GET', '/api/reports.xlsx?on=1', undefined, '/on'],
  ['POST', '/api/stations/import?mode=try', undefined, '/mode'],
  ['POST', `${S}/entries/import`, undefined, '/mode'],
  ['POST', '/api/entries/import?mode=', undefined, '/mode'],
]

test('every route refuses a stranger, a colleague without the permission, and a bad field by its name', async () => {
  const { ask } = await aCounty()
  for (const [method, url, body, field] of ROUTES) {
    const asked = (as?: string) => ask(method, url, { ...(as === undefined ? {} : { as }), ...(body ? { body } : {}) })
    expect([url, (await asked('')).code]).toEqual([url, 'http.notSignedIn'])
    expect([url, (await asked('nobody')).code]).toEqual([url, 'http.notAllowed'])
    const { status, code, body: problem } = await asked()
    expect([url, status, code, problem.problems?.map(({ path }: { path: string }) => path)]).toEqual([
      ...[url, 400, 'http.badInput'],
      expect.arrayContaining([field]),
    ])
  }
  for (const url of ['/api/stations/template.xlsx', '/api/entries/template.xlsx']) {
    expect((await ask('GET', url, { as: '' })).status).toBe(401)
    expect((await ask('GET', url, { as: 'nobody' })).status).toBe(403)
  }
})

test('a station is registered at a place of its level inside the reach, under a name of its own', async () => {
  const { ask, events } = await aCounty()
  const body = { name: '大坝站', level: 'village', place: VILLAGE, keeperName: '李四', keeperPhone: '13812341234' }
  const register = (more: object = {}, as = 'centre') =>
    ask('POST', '/api/stations', { body: { ...body, ...more }, as })
  expect((await register({ place: '000001009001' })).code).toBe('station.placeUnknown')
  expect((await register({ place: '000002001001' })).code).toBe('station.placeUnknown')
  expect((await register({}, 'otherTown')).code).toBe('station.placeUnknown')
  expect((await register({ level: 'town' })).code).toBe('station.placeOfOtherLevel')
  expect((await register({ openOn: '2026-05-11' })).code).toBe('station.dayInFuture')
  const made = await register({ openOn: '2026-05-01' })
  expect(made).toMatchObject({
    status: 200,
    body: {
      ...{ state: 'open', openedOn: '2026-05-01', placeName: '大坝村民委员会', townName: '永定镇', version: 1 },
      ...{ keeperPhone: '138****1234', isEstimated: true, origin: 'live' },
    },
  })
  expect(await register()).toMatchObject({ status: 409, code: 'station.nameTaken', body: { field: 'name' } })
  expect((await ask('GET', `/api/stations/${made.body.id}`)).body).toEqual(made.body)
  expect((await events()).map(({ kind, station }) => [kind, station]).sort()).toEqual([
    ['station.opened', made.body.id],
    ['station.registered', made.body.id],
  ])
})

test('a station is opened, closed and opened again, and the figures go with it', async () => {
  const { ask, station, figure } = await aCounty()
  const { id } = await station({ openOn: null })
  const open = (on: string, as = 'centre') => ask('POST', `/api/stations/${id}/open`, { body: { on }, as })
  const close = (on: string) => ask('POST', `/api/stations/${id}/close`, { body: { on, reason: '站长外出' } })
  expect((await close(TODAY)).code).toBe('station.notOpen')
  expect((await open(TODAY, 'otherTown')).code).toBe('station.unknown')
  expect((await open(TODAY, 'otherCounty')).status).toBe(404)
  expect((await open('2026-05-11')).code).toBe('station.dayInFuture')
  expect((await open('2026-05-01')).body).toMatchObject({ state: 'open', version: 2 })
  expect((await open('2026-05-02')).code).toBe('station.alreadyOpen')
  expect([await figure('station.open'), await figure('station.villageCoverage')]).toEqual([1, 1 / 3])
  expect((await close('2026-04-30')).code).toBe('station.beforeOpening')
  expect((await close('2026-05-03')).body).toMatchObject({ state: 'closed', closedOn: '2026-05-03' })
  expect([await figure('station.open'), await figure('station.villageCoverage')]).toEqual([0, 0])
  expect(await figure('station.coveredVillages', { to: '2026-05-02' })).toBe(1)
  expect((await open('2026-05-02')).code).toBe('station.beforeClosing')
  expect((await open('2026-05-04')).body).toMatchObject({ state: 'open', closedOn: null })
  expect(await figure('station.coveredVillages')).toBe(1)
})

test('a station is changed by whoever saw its last version', async () => {
  const { ask, station } = await aCounty()
  const { id } = await station()
  await station({ name: '良田站', place: NEXT_VILLAGE })
  const change = (body: object, as = 'centre') => ask('PATCH', `/api/stations/${id}`, { body, as })
  expect((await change({ version: 1, address: '村口' })).body).toMatchObject({ address: '村口', version: 2 })
  expect(await change({ version: 1, address: '村尾' })).toMatchObject({
    status: 409,
    code: 'station.changedMeanwhile',
    body: { version: 2 },
  })
  expect((await change({ version: 2, name: '良田站' })).code).toBe('station.nameTaken')
  expect((await change({ version: 2, lng: 101.6 })).code).toBe('station.halfPoint')
  expect((await change({ version: 2, lng: 101.6, lat: 26 })).body).toMatchObject({ lng: 101.6, isEstimated: false })
  expect((await change({ version: 3, lng: null, lat: null })).body).toMatchObject({ isEstimated: true })
  expect((await change({ version: 4, name: 'A' }, 'otherTown')).status).toBe(404)
})

test('a keeper is assigned by name and telephone, which is shown masked', async () => {
  const { ask, station, events } = await aCounty()
  const { id } = await station()
  const body = { keeperName: '李四', keeperPhone: '13812341234', keeperAccount: 'a-1' }
  expect((await ask('POST', `/api/stations/${NOWHERE}/keeper`, { body })).code).toBe('station.unknown')
  expect((await ask('POST', `/api/stations/${id}/keeper`, { body })).body).toMatchObject({
    ...{ keeperName: '李四', keeperPhone: '138****1234', keeperAccount: 'a-1', version: 2 },
  })
  const nobody = await ask('POST', `/api/stations/${id}/keeper`, { body: { ...body, keeperAccount: 'nobody' } })
  expect([nobody.status, nobody.code, nobody.body.field]).toEqual([422, 'station.keeperUnknown', 'keeperAccount'])
  expect(JSON.stringify(await events())).not.toMatch(/李四|1381234/)
})

test("another county's station, another town's and a colleague's are unknown, whatever is done with them", async () => {
  const { ask, station, keeper } = await aCounty()
  const { id } = await station()
  const own = await station()
  keeper(own.id)
  const s = `/api/stations/${id}`
  const asks: [method: 'GET' | 'POST' | 'PATCH', url: string, body?: object][] = [
    ['GET', s],
    ['PATCH', s, { version: 1, name: 'A' }],
    ['POST', `${s}/open`, { on: TODAY }],
    ['POST', `${s}/close`, { on: TODAY, reason: '不干了' }],
    ['POST', `${s}/keeper`, { keeperName: '李四' }],
    ['GET', `${s}/day?on=${TODAY}`],
    ['POST', `${s}/entries`, { entries: [anEntry()] }],
    ['POST', `${s}/entries/on-behalf`, { entries: [anEntry()] }],
    ['POST', `${s}/reports`, { id: anId(), on: TODAY }],
  ]
  for (const as of ['otherCounty', 'otherTown', 'keeper'])
    for (const [method, url, body] of asks)
      expect([as, url, (await ask(method, url, { as, ...(body ? { body } : {}) })).code]).toEqual([
        as,
        url,
        'station.unknown',
      ])
  expect((await ask('GET', '/api/stations', { as: 'otherCounty' })).body).toEqual({ rows: [], total: 0 })
  expect((await ask('GET', '/api/stations', { as: 'keeper' })).body.total).toBe(1)
})

test('the list is searched by station, keeper, address and place, filtered, sorted and paged', async () => {
  const { ask, station } = await aCounty()
  const zhao = await station({ name: '赵家站', keeperName: '周一' })
  await station({ name: '白马站', place: NEXT_VILLAGE, address: '100%街', openOn: '2026-02-01' })
  await station({ name: '安宁站', level: 'town', place: OTHER_TOWN, openOn: null })
  await ask('POST', `/api/stations/${zhao.id}/entries/on-behalf`, { body: { entries: [anEntry()] } })
  const list = async (query: string) => {
    const { rows, total } = (await ask('GET', `/api/stations?${query}`)).body
    return [rows.map(({ name }: { name: string }) => name[0]).join(''), total]
  }
  expect(await list('sort=name')).toEqual(['安白赵', 3])
  expect(await list('')).toEqual(['赵白安', 3])
  expect(await list('sort=openedOn&descending=true')).toEqual(['白赵安', 3])
  expect(await list('sort=lastEntryOn')).toEqual([expect.stringMatching(/^赵/), 3])
  expect(await list('sort=name&pageSize=2')).toEqual(['安白', 3])
  expect(await list('sort=name&pageSize=2&page=2')).toEqual(['赵', 3])
  expect(await list('sort=name&pageSize=2&page=9')).toEqual(['', 3])
  expect(await list('search=%25')).toEqual(['白', 1])
  expect(await list(`search=${encodeURIComponent('周')}`)).toEqual(['赵', 1])
  expect(await list(`search=${encodeURIComponent('良田')}`)).toEqual(['白', 1])
  expect(await list(`place=${TOWN}&sort=name`)).toEqual(['白赵', 2])
  expect(await list('level=town')).toEqual(['安', 1])
  expect(await list('state=planned')).toEqual(['安', 1])
  expect((await ask('GET', `/api/stations?search=${encodeURIComponent('赵')}`)).body.rows[0].lastEntryOn).toBe(TODAY)
})

test('a page of two thousand stations with their ledgers comes quickly', async () => {
  const { ask, owner } = await aCounty()
  await sql`insert into station.station (county, id, name, level, place, state, opened_on)
    select ${COUNTY}, gen_random_uuid(), '站点' || i, 'village', ${VILLAGE}, 'open', '2026-01-01' from generate_series(1, 2000) i`.execute(
    owner,
  )
  await sql`insert into station.entry (county, id, station, place, ledger, service, entered_on, at, quantity, via, entered_by, origin)
    select ${COUNTY}, gen_random_uuid(), s.id, s.place, 'parcel', 'sent', date '2026-05-01' + i, now(), 1, 'phone', 'a', 'live'
    from station.station s, generate_series(1, 8) i`.execute(owner)
  await sql`analyze station.station, station.entry`.execute(owner)
  for (const query of ['', 'sort=lastEntryOn&descending=true', 'search=99&sort=name', 'page=40']) {
    const began = performance.now()
    const { body } = await ask('GET', `/api/stations?${query}`)
    expect(body.rows.length).toBeGreaterThan(0)
    expect(performance.now() - began, query).toBeLessThan(1500)
  }
  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain select max(entered_on) from station.entry
    where county = ${COUNTY} and station = ${NOWHERE} and voided_at is null`.execute(owner)
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('entry_day')
})

test('a keeper is found by his whole telephone however it is written, never by a part of it, and is shown to whoever says why', async () => {
  const { ask, station, events } = await aCounty()
  const { id } = await station({ name: '大坝站', keeperName: '李四', keeperPhone: '138 1234 1234' })
  await station({ name: '小坝站', keeperName: '王五', keeperPhone: '13912341234' })
  const names = async (search: string) =>
    (await ask('GET', `/api/stations?search=${encodeURIComponent(search)}`)).body.rows.map(
      ({ name }: { name: string }) => name,
    )
  expect([await names('13812341234'), await names('+86 138-1234-1234')]).toEqual([['大坝站'], ['大坝站']])
  expect([await names('12341234'), await names('1381234')]).toEqual([[], []])
  const url = `/api/stations/${id}/reveal`
  const body = { field: 'keeperPhone', why: 'reachPerson' }
  expect((await ask('POST', url, { as: '', body })).status).toBe(401)
  expect((await ask('POST', url, { as: 'nobody', body })).status).toBe(403)
  expect((await ask('POST', url, { as: 'otherTown', body })).status).toBe(404)
  expect((await ask('POST', url, { body: { ...body, field: 'keeperName' } })).body.problems[0].path).toBe('/field')
  expect((await ask('POST', url, { body })).body).toEqual({ value: '138 1234 1234' })
  expect((await events()).at(-1)).toMatchObject({ kind: 'privacy.revealed', data: { why: 'reachPerson', note: '' } })
})
