import { expect, test } from 'vitest'
import { addDays } from '#platform/clock'
import { aCaller, testApp } from '#platform/testing'
import { statisticsRoutes } from '../index.ts'
import { aStatistics, eventOf, OUTLETS, TODAY } from './county.ts'

const COUNTY = '000001'
const CAN = ['statistics.read', 'statistics.readEvents', 'statistics.readJournal']

async function anAudit() {
  const county = await aStatistics()
  const callers = { auditor: aCaller({ can: CAN }), clerk: aCaller({ can: ['statistics.read'] }) }
  const app = await testApp(statisticsRoutes(county.statistics), callers, CAN)
  const get = async (url: string, as: 'auditor' | 'clerk' | '' = 'auditor') => {
    const answer = await app.inject({ url, headers: { 'x-test-caller': as } })
    return { status: answer.statusCode, body: answer.json() }
  }
  /** All pages, each asked for by the cursor of the one before. */
  const pages = async (url: string) => {
    const rows: { id: string; adds: number | null; at: string; kind: string; actorName: string }[] = []
    const sizes: number[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await get(`${url}${url.includes('?') ? '&' : '?'}${cursor ? `cursor=${cursor}` : ''}`)
      rows.push(...body.rows)
      sizes.push(body.rows.length)
      cursor = body.next
    }
    return { rows, sizes }
  }
  return { ...county, get, pages }
}

const facts = { ledger: 'parcel', service: 'sent', quantity: 3, amountFen: 0, via: 'phone' }
/** 130 acts, many at one instant, a tenth of them takings-back; between them what is no part of the figure. */
const manyEvents = () =>
  Array.from({ length: 130 }, (_, i) =>
    eventOf(COUNTY, {
      kind: i % 10 === 9 ? 'station.entryVoided' : 'station.entryRecorded',
      outlet: i % 3,
      day: addDays(TODAY, -(i % 4)),
      minute: i % 7,
      data: i % 5 === 4 ? { ...facts, service: 'collected' } : facts,
    }),
  )

test('the events behind a figure come page by page, none twice and none lost, and add up to it', async () => {
  const { tell, catchUp, get, pages } = await anAudit()
  const events = manyEvents()
  await tell(COUNTY, events)
  await tell(COUNTY, [eventOf(COUNTY, { kind: 'station.opened', outlet: 0, day: TODAY })])
  await catchUp()
  for (const [indicator, query] of [
    ['station.parcels', ''],
    ['station.parcelsSent', ''],
    ['station.parcelsCollected', ''],
    ['station.parcels', `?place=${COUNTY}001001&from=${addDays(TODAY, -2)}&to=${addDays(TODAY, -1)}`],
    ['station.parcels', `?station=${OUTLETS[1].id}`],
  ]) {
    const { rows, sizes } = await pages(`/api/figures/${indicator}/events${query}`)
    const { value } = (await get(`/api/figures/${indicator}${query}`)).body
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
    expect(rows.reduce((sum, { adds }) => sum + (adds ?? 0), 0)).toBe(value)
    expect(sizes.slice(0, -1).every((size) => size === 50)).toBe(true)
    expect(sizes.at(-1)).toBeGreaterThan(0)
    const order = rows.map(({ at, id }) => at + id)
    expect(order).toEqual([...order].sort().reverse())
  }
  expect((await pages('/api/figures/station.parcels/events')).rows.map(({ id }) => id).sort()).toEqual(
    events.map(({ id }) => id).sort(),
  )
})

test('a page of evidence names people, places and outlets', async () => {
  const { tell, catchUp, get } = await anAudit()
  await tell(COUNTY, [eventOf(COUNTY, { kind: 'station.entryRecorded', outlet: 0, day: TODAY, data: facts })])
  await catchUp()
  const { body } = await get('/api/figures/station.parcels/events')
  expect(body).toEqual({
    rows: [
      expect.objectContaining({
        ...{ placeName: '大坝村', stationName: '站点0', actorName: '名 account-live', adds: 3, origin: 'live' },
        data: expect.objectContaining({ service: 'sent', quantity: 3 }),
      }),
    ],
    next: null,
  })
})

test('a figure of few events among many others is found whole', async () => {
  const { tell, catchUp, pages } = await anAudit()
  const other = { ...facts, service: 'collected' }
  const entry = (day: string, data: object) => eventOf(COUNTY, { kind: 'station.entryRecorded', outlet: 0, day, data })
  await tell(COUNTY, [
    ...Array.from({ length: 450 }, () => entry(TODAY, other)),
    ...[1, 2, 3].map((back) => entry(addDays(TODAY, -back), facts)),
  ])
  await catchUp()
  const { rows } = await pages('/api/figures/station.parcelsSent/events')
  expect(rows.map(({ adds }) => adds)).toEqual([3, 3, 3])
})

test('the evidence of active outlets is the entries of the days that count', async () => {
  const { act, catchUp, pages } = await anAudit()
  const entry = { kind: 'station.entryRecorded', outlet: 0, data: facts }
  await act(COUNTY, [
    { ...entry, day: TODAY },
    { ...entry, day: addDays(TODAY, -6) },
    { ...entry, day: addDays(TODAY, -7) },
  ])
  await catchUp()
  expect((await pages('/api/figures/station.active/events')).rows.length).toBe(2)
  expect((await pages('/api/figures/station.villageCoverage/events')).rows).toEqual([])
})

test('the journal is read by kind, actor and day, page by page, by whoever audits it and nobody else', async () => {
  const { tell, get, pages } = await anAudit()
  await tell(COUNTY, manyEvents())
  await tell(COUNTY, [eventOf(COUNTY, { kind: 'station.opened', outlet: 0, day: '2026-04-01' })], 'simulated')
  expect((await pages('/api/journal')).rows.length).toBe(131)
  expect((await pages('/api/journal?kind=station.entryVoided')).rows.length).toBe(13)
  expect((await pages('/api/journal?actor=account-simulated')).rows.map(({ kind }) => kind)).toEqual(['station.opened'])
  expect((await pages('/api/journal?from=2026-04-01&to=2026-04-01')).rows.length).toBe(1)
  expect((await pages('/api/journal?kind=station.closed')).rows).toEqual([])
  expect((await get('/api/journal', '')).status).toBe(401)
  expect((await get('/api/journal', 'clerk')).status).toBe(403)
  expect((await get('/api/journal?from=1')).body.problems[0].path).toBe('/from')
  expect((await get('/api/journal?to=9999-12-31')).status).toBe(200)
})
