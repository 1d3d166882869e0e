import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, civilDay, startOfDay } from '#platform/clock'
import * as domain from './domain.ts'
import type { Service } from './schema.ts'

const TODAY = '2026-05-10'
const NOW = new Date('2026-05-10T04:00:00Z')
const SERVICES: Service[] = ['produceSale', 'collected', 'sent', 'agencyPurchase', 'agencySale', 'billPayment', 'topUp']

type Opening = Parameters<typeof domain.close>[0]
const aStation = (station: Partial<Opening> = {}): Opening => ({
  state: 'open',
  openedOn: '2026-01-01',
  closedOn: null,
  version: 1,
  ...station,
})
const anEntry = (entry: Partial<Parameters<typeof domain.refusalOf>[0]> = {}) => ({
  at: NOW.toISOString(),
  service: 'sent' as Service,
  amountFen: 0,
  ...entry,
})
const day = fc.integer({ min: -400, max: 30 }).map((days) => addDays(TODAY, days))
const entries = fc.array(
  fc.record({
    service: fc.constantFrom(...SERVICES),
    quantity: fc.integer({ min: 1, max: 100 }),
    amountFen: fc.integer({ min: 0, max: 100_000 }),
    voidedAt: fc.constantFrom(null, null, '2026-05-10T04:00:00Z'),
  }),
)
const codeOf = (work: () => unknown) => {
  try {
    work()
    return null
  } catch (error) {
    return (error as { code: string }).code
  }
}

test('each service belongs to one ledger', () => {
  expect(SERVICES.map(domain.ledgerOf)).toEqual([
    'produceSale',
    'parcel',
    'parcel',
    ...['convenience', 'convenience', 'convenience', 'convenience'],
  ])
})

test('the totals of two lists together are the sum of their totals', () => {
  fc.assert(
    fc.property(entries, entries, (a, b) => {
      const [x, y] = [domain.totalsOf(a), domain.totalsOf(b)]
      const sum = Object.fromEntries(
        Object.entries(x).map(([key, value]) => [key, value + y[key as keyof typeof y]]), // both have the same keys
      )
      expect(domain.totalsOf([...a, ...b])).toEqual(sum)
    }),
  )
})

test('every line that stands is in one total, every voided one in none', () => {
  fc.assert(
    fc.property(entries, (some) => {
      const totals = domain.totalsOf(some)
      const standing = some.filter(({ voidedAt }) => voidedAt === null)
      const pieces = standing.reduce((sum, e) => sum + (e.service === 'produceSale' ? 1 : e.quantity), 0)
      expect(totals.saleCount + totals.parcelsCollected + totals.parcelsSent + totals.convenienceCount).toBe(pieces)
      const money = standing
        .filter(({ service }) => domain.ledgerOf(service) !== 'parcel')
        .reduce((sum, { amountFen }) => sum + amountFen, 0)
      expect(totals.saleFen + totals.convenienceFen).toBe(money)
      expect(domain.totalsOf(some.filter(({ voidedAt }) => voidedAt !== null))).toEqual(domain.NO_TOTALS)
    }),
  )
})

test('a report is late from the next noon on, never before', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 72 * 60 }), (on, minutes) => {
      const at = new Date(startOfDay(on).getTime() + minutes * 60_000)
      expect(domain.isLate(startOfDay(on), at)).toBe(minutes >= 36 * 60)
    }),
  )
})

test('an entry goes in on the days that its station is open, and on no other', () => {
  fc.assert(
    fc.property(day, day, fc.option(day), (on, openedOn, closedOn) => {
      fc.pre(closedOn === null || closedOn >= openedOn)
      const at = new Date(startOfDay(on).getTime() + 3_600_000).toISOString()
      const station = aStation({ openedOn, closedOn, state: closedOn === null ? 'open' : 'closed' })
      const refusal = domain.refusalOf(anEntry({ at }), { station, on, now: NOW })
      if (on > TODAY) expect(refusal).toBe('station.entryInFuture')
      else if (on < openedOn) expect(refusal).toBe('station.notOpen')
      else expect(refusal).toBe(closedOn !== null && on > closedOn ? 'station.closed' : null)
    }),
  )
})

test('a clock may be a quarter of an hour ahead, and a sheet may say noon in the morning, but not tomorrow', () => {
  const ahead = (minutes: number, isOfDay = false) => {
    const at = new Date(NOW.getTime() + minutes * 60_000)
    return domain.refusalOf(anEntry({ at: at.toISOString() }), {
      station: aStation(),
      on: civilDay(at),
      now: NOW,
      isOfDay,
    })
  }
  expect([ahead(15), ahead(16), ahead(16, true), ahead(12 * 60, true)]).toEqual([
    null,
    'station.entryInFuture',
    null,
    'station.entryInFuture',
  ])
})

test('a sale of produce has an amount, a service need not', () => {
  const refusal = (service: Service, amountFen: number) =>
    domain.refusalOf(anEntry({ service, amountFen }), { station: aStation(), on: TODAY, now: NOW })
  expect(refusal('produceSale', 0)).toBe('station.saleWithoutAmount')
  expect(refusal('produceSale', 1)).toBeNull()
  expect(refusal('topUp', 0)).toBeNull()
})

test('a station opens and closes on days that have come, in their order, once each', () => {
  const planned = aStation({ state: 'planned', openedOn: null })
  expect(domain.open(planned, '2026-05-01', TODAY)).toEqual(aStation({ openedOn: '2026-05-01', version: 2 }))
  expect(codeOf(() => domain.open(planned, '2026-05-11', TODAY))).toBe('station.dayInFuture')
  expect(codeOf(() => domain.open(aStation(), TODAY, TODAY))).toBe('station.alreadyOpen')
  expect(codeOf(() => domain.close(planned, TODAY, TODAY))).toBe('station.notOpen')
  expect(codeOf(() => domain.close(aStation(), '2026-05-11', TODAY))).toBe('station.dayInFuture')
  expect(codeOf(() => domain.close(aStation(), '2025-12-31', TODAY))).toBe('station.beforeOpening')
  const closed = domain.close(aStation(), '2026-05-01', TODAY)
  expect(closed).toMatchObject({ state: 'closed', closedOn: '2026-05-01' })
  expect(codeOf(() => domain.open(closed, '2026-04-30', TODAY))).toBe('station.beforeClosing')
  expect(domain.open(closed, '2026-05-02', TODAY)).toMatchObject({ state: 'open', closedOn: null })
})

test('a masked telephone keeps its ends only', () => {
  expect(domain.maskPhone('13812341234')).toBe('138****1234')
  expect(domain.maskPhone('67112345')).toBe('********')
  expect(domain.maskPhone('')).toBe('')
})

test('a point has both its coordinates or none', () => {
  const station = { lng: null, lat: null }
  expect(domain.change(station, { lng: 101.6, lat: 26 } as object)).toEqual({ lng: 101.6, lat: 26 })
  expect(codeOf(() => domain.change(station, { lng: 101.6 } as object))).toBe('station.halfPoint')
})
