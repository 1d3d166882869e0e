import { expect, test } from 'vitest'
import { anId } from '#platform/testing'
import type { EnterCommand } from '../index.ts'
import { aCounty, anEntry, NEXT_VILLAGE, NOON, NOWHERE, TODAY } from './county.ts'

async function aStation() {
  const county = await aCounty()
  const { id } = await county.station()
  county.keeper(id)
  const enter = async (entries: readonly object[], as = 'keeper', station = id) => {
    const onBehalf = as === 'keeper' || as === 'simulator' || as === 'neighbour' ? '' : '/on-behalf'
    const { status, body } = await county.ask('POST', `/api/stations/${station}/entries${onBehalf}`, {
      as,
      body: { entries },
    })
    return status === 200
      ? body.results.map(({ state, code }: { state: string; code: string | null }) => code ?? state)
      : body.code
  }
  const day = async (on = TODAY) => (await county.ask('GET', `/api/stations/${id}/day?on=${on}`)).body
  const voids = (entry: string, body: object, as = 'keeper') =>
    county.ask('POST', `/api/entries/${entry}/void`, { as, body: { reason: '记错了', ...body } })
  return { ...county, id, enter, day, voids }
}

test('an entry sent twice is one line, one event and one piece of the figure', async () => {
  const { enter, day, events, figure } = await aStation()
  const entry = anEntry({ quantity: 3 })
  expect(await enter([entry, anEntry()])).toEqual(['recorded', 'recorded'])
  expect(await enter([entry])).toEqual(['known'])
  expect(await enter([{ ...entry, id: entry.id.toUpperCase() }])).toEqual(['known'])
  const twice = anEntry()
  expect(await enter([twice, twice])).toEqual(['recorded', 'known'])
  expect(await enter([entry], 'supervisor')).toEqual(['known'])
  expect((await day()).totals.parcelsSent).toBe(5)
  expect((await events()).filter(({ kind }) => kind === 'station.entryRecorded').length).toBe(3)
  expect(await figure('station.parcelsSent')).toBe(5)
})

test('a refused entry says why and does not hold up the others', async () => {
  const { enter, day, ask, id } = await aStation()
  const taken = anEntry()
  await enter([taken])
  const at = (time: string) => anEntry({ at: time })
  expect(
    await enter([
      anEntry(),
      { ...taken, quantity: 9 },
      at('2026-05-10T04:16:00Z'),
      at('2025-12-31T15:59:00Z'),
      anEntry({ service: 'produceSale' }),
      anEntry({ id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301' }),
      anEntry({ id: '00000000-0000-7000-8000-000000000001' }),
      anEntry({ service: 'topUp', amountFen: 500 }),
    ]),
  ).toEqual([
    ...['recorded', 'journal.idTaken', 'station.entryInFuture', 'station.notOpen', 'station.saleWithoutAmount'],
    ...['journal.idOutOfRange', 'journal.idOutOfRange', 'recorded'],
  ])
  expect((await day()).entries.length).toBe(3)
  await ask('POST', `/api/stations/${id}/close`, { body: { on: '2026-05-09', reason: '站长外出' } })
  expect(await enter([anEntry(), at('2026-05-08T20:00:00Z')])).toEqual(['station.closed', 'recorded'])
})

test('a waybill counts once each way, in whichever station', async () => {
  const { enter, station, keeper, figure, voids } = await aStation()
  const parcel = (more: Partial<EnterCommand> = {}) => anEntry({ waybill: 'YT1234567890', ...more })
  const first = parcel({ service: 'collected' })
  expect(await enter([first, parcel({ service: 'collected' }), parcel()])).toEqual([
    'recorded',
    'station.waybillTaken',
    'recorded',
  ])
  const next = await station({ place: NEXT_VILLAGE })
  keeper(next.id, 'neighbour', NEXT_VILLAGE)
  const there = (entries: object[]) => enter(entries, 'neighbour', next.id)
  expect(await there([anEntry(), parcel(), anEntry({ waybill: 'ZT1234567890' })])).toEqual([
    'recorded',
    'station.waybillTaken',
    'recorded',
  ])
  expect(await figure('station.parcels')).toBe(4)
  expect((await voids(first.id, { eventId: anId() })).status).toBe(200)
  expect(await there([parcel({ service: 'collected' })])).toEqual(['recorded'])
  expect(await figure('station.parcels')).toBe(4)
})

test("an id that another station's ledger holds is refused, and the others go in", async () => {
  const { enter, station, keeper } = await aStation()
  const entry = anEntry()
  await enter([entry])
  const next = await station({ place: NEXT_VILLAGE })
  keeper(next.id, 'neighbour', NEXT_VILLAGE)
  expect(await enter([entry, anEntry()], 'neighbour', next.id)).toEqual(['journal.idTaken', 'recorded'])
})

test('a voided entry leaves its day and its figure as they were, and stays to be seen', async () => {
  const { enter, day, voids, figure, events } = await aStation()
  const entry = anEntry({ service: 'produceSale', amountFen: 1250, at: '2026-05-08T02:00:00.000Z', goods: '松茸' })
  await enter([entry, anEntry({ service: 'produceSale', amountFen: 100 })])
  expect(await figure('station.saleFen')).toBe(1350)
  expect((await voids(NOWHERE, { eventId: anId() })).code).toBe('entry.unknown')
  expect((await voids(entry.id, { eventId: anId() }, 'otherTown')).status).toBe(404)
  const eventId = anId()
  const voided = await voids(entry.id, { eventId })
  expect(voided).toMatchObject({
    status: 200,
    body: { id: entry.id, voidReason: '记错了', voidedAt: NOON.toISOString() },
  })
  expect(await figure('station.saleFen')).toBe(100)
  expect(await figure('station.saleFen', { from: '2026-05-08', to: '2026-05-08' })).toBe(0)
  expect(await figure('station.entries')).toBe(1)
  expect(await day('2026-05-08')).toMatchObject({ totals: { saleCount: 0, saleFen: 0 }, entries: [{ id: entry.id }] })
  expect((await voids(entry.id, { eventId })).body).toEqual(voided.body)
  expect((await voids(entry.id, { eventId: anId() })).code).toBe('station.alreadyVoided')
  expect((await events()).filter(({ kind }) => kind === 'station.entryVoided').length).toBe(1)
})

test('what is entered on behalf of a keeper says so, and by whom', async () => {
  const { enter, day, events } = await aStation()
  await enter([anEntry({ note: '电话报来' })], 'supervisor')
  expect((await day()).entries).toEqual([
    expect.objectContaining({ via: 'onBehalf', enteredBy: 'supervisor', note: '电话报来', origin: 'live' }),
  ])
  expect((await events()).at(-1)).toMatchObject({ actor: 'supervisor', data: { via: 'onBehalf' } })
})

test("a simulator's entries are simulated, in the ledger, the journal and the figure", async () => {
  const { enter, day, events } = await aStation()
  await enter([anEntry()], 'simulator')
  expect((await day()).entries).toEqual([expect.objectContaining({ origin: 'simulated' })])
  expect((await events()).at(-1)).toMatchObject({ origin: 'simulated' })
})

test('a day shows its lines newest first, its totals, and the days without a report', async () => {
  const { enter, day, ask, id, clock } = await aStation()
  const entries = [
    anEntry({ service: 'collected', quantity: 2 }),
    anEntry({ service: 'sent', quantity: 3 }),
    anEntry({ service: 'billPayment', quantity: 1, amountFen: 5000 }),
    anEntry({ service: 'produceSale', amountFen: 800, goods: '核桃', unit: '斤', quantity: 4 }),
  ]
  await enter(entries)
  const shown = await day()
  expect(shown.entries.map((entry: { id: string }) => entry.id)).toEqual(entries.map((entry) => entry.id).reverse())
  expect(shown.totals).toEqual({
    ...{ saleCount: 1, saleFen: 800, parcelsCollected: 2, parcelsSent: 3, convenienceCount: 1, convenienceFen: 5000 },
  })
  expect(shown.report).toBeNull()
  expect(shown.missing.length).toBe(14)
  clock.now = new Date('2026-05-11T04:00:00Z')
  await ask('POST', `/api/stations/${id}/reports`, { as: 'keeper', body: { id: anId(), on: TODAY } })
  expect((await day('2026-05-11')).missing).not.toContain(TODAY)
  expect((await day('2026-01-03')).missing).toEqual(['2026-01-02', '2026-01-01'])
})

test('a long day is counted whole', async () => {
  const { enter, day } = await aStation()
  for (let i = 0; i < 3; i++) await enter(Array.from({ length: 400 }, () => anEntry({ service: 'collected' })))
  expect((await day()).totals.parcelsCollected).toBe(1200)
})
