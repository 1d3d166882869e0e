import { expect, test } from 'vitest'
import { stationIndicators } from '#modules/station'
import { aCaller, testApp } from '#platform/testing'
import { statisticsRoutes } from '../index.ts'
import { type Act, aStatistics, OUTLETS, TODAY } from './county.ts'

const COUNTY = '000001'
const CAN = ['statistics.read', 'statistics.readEvents', 'statistics.readJournal']
const id = (outlet: number) => OUTLETS[outlet]?.id ?? ''

async function anOffice(acts: readonly Act[] = ACTS) {
  const county = await aStatistics()
  await county.act(COUNTY, acts)
  await county.catchUp()
  const callers = {
    office: aCaller({ can: CAN }),
    townClerk: aCaller({ place: `${COUNTY}001`, can: CAN }),
    keeper: aCaller({ place: `${COUNTY}001001`, station: id(0), can: CAN }),
    /** A keeper whose home is the town of his village. */
    townKeeper: aCaller({ place: `${COUNTY}001`, station: id(0), can: CAN }),
    reader: aCaller({ can: ['statistics.read'] }),
    nobody: aCaller(),
  }
  const app = await testApp(statisticsRoutes(county.statistics), callers, CAN)
  const get = async (url: string, as: keyof typeof callers | '' = 'office') => {
    const answer = await app.inject({ url, headers: { 'x-test-caller': as } })
    const body = answer.json()
    return { status: answer.statusCode, code: body.code, body }
  }
  return { ...county, get }
}

const sale = (outlet: number, day: string, amountFen: number, more: Partial<Act> = {}): Act => ({
  kind: 'station.entryRecorded',
  outlet,
  day,
  data: { service: 'produceSale', ledger: 'produceSale', quantity: 1, amountFen },
  ...more,
})
const ACTS: Act[] = [
  ...[0, 1, 2, 3, 4].map((outlet): Act => ({ kind: 'station.opened', outlet, day: '2026-03-30' })),
  sale(0, '2026-03-31', 100),
  sale(0, '2026-04-30', 200),
  sale(1, '2026-05-01', 400),
  sale(2, '2026-05-09', 800, { origin: 'simulated' }),
  sale(3, TODAY, 1600),
  sale(4, TODAY, 3200),
]

test('a figure can be asked for by whoever may read figures, of an indicator, place and span that there is', async () => {
  const { get } = await anOffice()
  const sales = '/api/figures/station.saleFen'
  expect(await get(sales)).toMatchObject({
    status: 200,
    body: { indicator: 'station.saleFen', value: 6300, simulated: 800, isSimulated: true, numerator: null },
  })
  expect(await get(`${sales}?from=2026-04-01&to=2026-05-01`)).toMatchObject({
    body: { value: 600, isSimulated: false },
  })
  expect(await get(`${sales}?place=${COUNTY}001`)).toMatchObject({ body: { value: 1500 } })
  expect(await get(`${sales}?station=${id(0)}`)).toMatchObject({ body: { value: 300 } })
  expect(await get('/api/figures/station.villageCoverage')).toMatchObject({
    body: { value: 2 / 3, numerator: 2, denominator: 3 },
  })
  expect(await get(`/api/figures/station.villageCoverage?place=${COUNTY}001003`)).toMatchObject({
    body: { value: null, numerator: 0, denominator: 0 },
  })
  expect(await get('/api/figures/station.active')).toMatchObject({ body: { value: 3, simulated: 1 } })

  for (const path of ['', '/parts?by=town', '/events']) {
    const join = path.includes('?') ? '&' : '?'
    const ask = (query: string, as?: 'office' | 'nobody' | '') => get(`${sales}${path}${query && join + query}`, as)
    expect([path, (await ask('', '')).code]).toEqual([path, 'http.notSignedIn'])
    expect([path, (await ask('', 'nobody')).status]).toEqual([path, 403])
    for (const [field, query] of [
      ['/from', 'from=yesterday'],
      ['/to', 'to=2026-02-30'],
      ['/place', 'place=12'],
      ['/station', 'station=x'],
    ]) {
      const { status, body } = await ask(query ?? '')
      expect([path, status, body.problems?.[0].path]).toEqual([path, 400, field])
    }
    expect((await ask(`place=${COUNTY}999`)).status).toBe(200)
    expect((await ask('place=000002')).code).toBe('division.unknown')
    expect((await get(`/api/figures/station.happiness${path}`)).code).toBe('statistics.indicatorUnknown')
  }
  expect((await get(`${sales}/parts?by=week`)).body.problems[0].path).toBe('/by')
  expect((await get(`${sales}/events?cursor=1`)).body.problems[0].path).toBe('/cursor')
  expect((await get(`${sales}/events`, 'reader')).status).toBe(403)
})

test('the list of indicators says what each one means', async () => {
  const { get } = await anOffice([])
  const { status, body } = await get('/api/indicators')
  expect([status, body.length]).toEqual([200, stationIndicators.length])
  for (const { zh, en, definition } of body) expect([zh, en, definition.zh, definition.en].every(Boolean)).toBe(true)
  expect((await get('/api/indicators', '')).status).toBe(401)
  expect((await get('/api/indicators', 'nobody')).status).toBe(403)
})

test('days of the far past and the far future are days too', async () => {
  const { get } = await anOffice()
  for (const path of ['', '/parts?by=day', '/parts?by=month', '/parts?by=town', '/events']) {
    const join = path.includes('?') ? '&' : '?'
    for (const span of ['to=9999-12-31', 'from=0001-01-01&to=9999-12-31', 'from=9999-12-31', 'to=0001-01-01'])
      expect([path, span, (await get(`/api/figures/station.saleFen${path}${join}${span}`)).status]).toEqual([
        path,
        span,
        200,
      ])
  }
})

const total = (parts: readonly { value: number }[]) => parts.reduce((sum, { value }) => sum + value, 0)

test('the parts of a figure, by town, outlet, day or month, sum to the figure', async () => {
  const { get } = await anOffice()
  for (const span of ['', '&from=2026-03-31&to=2026-05-09', '&from=2026-04-15&to=2026-05-01'])
    for (const who of ['office', 'townClerk'] as const)
      for (const indicator of ['station.saleFen', 'station.entries', 'station.open']) {
        const { body: figure } = await get(`/api/figures/${indicator}?${span.slice(1)}`, who)
        for (const by of ['town', 'station', 'day', 'month']) {
          const { body: parts } = await get(`/api/figures/${indicator}/parts?by=${by}${span}`, who)
          expect([who, indicator, span, by, total(parts)]).toEqual([who, indicator, span, by, figure.value])
        }
      }
})

test('the villages of a town sum to the town where nothing lies at the town itself', async () => {
  const { get } = await anOffice()
  const { body } = await get(`/api/figures/station.saleFen/parts?by=village&place=${COUNTY}001`)
  expect(body).toEqual([
    expect.objectContaining({ key: `${COUNTY}001001`, name: '大坝村', value: 700, simulated: 0 }),
    expect.objectContaining({ key: `${COUNTY}001002`, name: '良田村', value: 0 }),
    expect.objectContaining({ key: `${COUNTY}001003`, name: '城东社区', value: 800, simulated: 800 }),
  ])
  const { body: towns } = await get('/api/figures/station.saleFen/parts?by=town')
  expect(towns.map(({ name, value }: { name: string; value: number }) => [name, value])).toEqual([
    ['乙镇', 1500],
    ['丁镇', 4800],
  ])
})

test('a ratio is split into ratios, each over its own villages', async () => {
  const { get } = await anOffice()
  const { body } = await get('/api/figures/station.villageCoverage/parts?by=town')
  expect(body.map((part: Record<string, unknown>) => [part.value, part.numerator, part.denominator])).toEqual([
    [1 / 2, 1, 2],
    [1, 1, 1],
  ])
})

test('active outlets are split into outlets, and not at all by time', async () => {
  const { get } = await anOffice()
  const parts = async (by: string) => {
    const { body } = await get(`/api/figures/station.active/parts?by=${by}`)
    return body.map(({ name, value, simulated }: Record<string, unknown>) => [name, value, simulated])
  }
  expect(await parts('station')).toEqual([
    ['站点2', 1, 1],
    ['站点3', 1, 0],
    ['站点4', 1, 0],
  ])
  expect(await parts('town')).toEqual([
    ['乙镇', 1, 1],
    ['丁镇', 2, 0],
  ])
  expect((await parts('village')).filter(([, value]: number[]) => value)).toEqual([
    ['城东社区', 1, 1],
    ['火把村', 1, 0],
  ])
  expect((await get('/api/figures/station.active/parts?by=day')).code).toBe('statistics.splitUnknown')
})

test('an outlet whose only entry of the days was taken back is not active', async () => {
  const facts = { service: 'sent', ledger: 'parcel', quantity: 1, amountFen: 0 }
  const { get } = await anOffice([
    { kind: 'station.entryRecorded', outlet: 0, day: TODAY, data: facts, origin: 'import' },
    { kind: 'station.entryVoided', outlet: 0, day: TODAY, data: facts },
    { kind: 'station.entryRecorded', outlet: 1, day: '2026-05-04', data: facts },
    { kind: 'station.entryRecorded', outlet: 2, day: '2026-05-03', data: facts },
  ])
  expect((await get('/api/figures/station.active')).body.value).toBe(1)
  expect((await get('/api/figures/station.active?to=2026-05-09')).body.value).toBe(2)
})

test('a town clerk is told of his town, a keeper of his station', async () => {
  const { get } = await anOffice()
  const value = async (query: string, as: 'townClerk' | 'keeper' | 'townKeeper') =>
    (await get(`/api/figures/station.saleFen${query}`, as)).body.value
  expect(await value('', 'townClerk')).toBe(1500)
  expect(await value(`?place=${COUNTY}001001`, 'townClerk')).toBe(700)
  expect((await get(`/api/figures/station.saleFen?place=${COUNTY}`, 'townClerk')).code).toBe('division.unknown')
  expect((await get(`/api/figures/station.saleFen?place=${COUNTY}002`, 'townClerk')).code).toBe('division.unknown')
  expect(await value(`?station=${id(4)}`, 'townClerk')).toBe(0)
  for (const keeper of ['keeper', 'townKeeper'] as const) {
    expect([keeper, await value('', keeper)]).toEqual([keeper, 300])
    expect([keeper, await value(`?station=${id(1)}`, keeper)]).toEqual([keeper, 0])
    const { body } = await get('/api/figures/station.entries/events', keeper)
    expect(body.rows.map(({ station }: { station: string }) => station)).toEqual([id(0), id(0)])
    expect((await get(`/api/figures/station.entries/events?station=${id(1)}`, keeper)).body.rows).toEqual([])
  }
  const towns = (await get('/api/figures/station.saleFen/parts?by=town', 'townClerk')).body
  expect(towns.map(({ key }: { key: string }) => key)).toEqual([`${COUNTY}001`])
})
