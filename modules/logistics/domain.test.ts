import type { Problem } from '@xiangji/routing'
import { evaluate } from '@xiangji/routing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerOf, totalsOf } from './domain/answer.ts'
import { type Candidate, dayOf, fleetFor, pointOf } from './domain/day.ts'
import { nearestNeighbour } from './domain/nearest.ts'
import { problemOf, roadMatrix, soundStart } from './domain/problem.ts'
import { faultText, leftText, timeOfDay } from './domain/words.ts'
import { LeftReason, type RouteWishes, RouteWishes as Wishes } from './schema.ts'

const HUB = {
  ...{ id: '000001', place: '000001', name: '甲县', townName: '', level: 'county' as const },
  ...{ lng: 101.6, lat: 26, isEstimated: false },
}
const aVillage = (n: number, lng: number, lat = 26): Candidate => ({
  ...{ id: `000001001${String(n).padStart(3, '0')}`, name: `村${n}`, townName: '永定镇', isStation: false },
  place: `000001001${String(n).padStart(3, '0')}`,
  level: 'village',
  point: { lng, lat, isEstimated: false },
})
const wishesOf = (more: Partial<RouteWishes> = {}): RouteWishes =>
  Wishes.parse({ vehicles: fleetFor(1000, 'zh'), ...more })

const aDay = (villages: readonly Candidate[], more: Partial<RouteWishes> = {}) => {
  const wishes = wishesOf(more)
  const day = dayOf(HUB, villages, wishes)
  return { wishes, day, problem: problemOf(day, wishes) }
}

test('a way is the great circle times the detour, in whole metres; seconds by the slower end', () => {
  const points = [
    { lng: 0, lat: 0, level: 'county' },
    { lng: 0, lat: 1, level: 'town' },
    { lng: 1, lat: 0, level: 'village' },
  ]
  const { distanceM, durationS } = roadMatrix(points, { detour: 1.5, townMps: 10, villageMps: 5 })
  // A degree of a great circle of 6371 km.
  expect(distanceM[1]).toBe(Math.ceil(111_194.926_6 * 1.5))
  expect([...distanceM].filter((_, i) => i % 4 === 0)).toEqual([0, 0, 0])
  expect(distanceM[3]).toBe(distanceM[1])
  expect(durationS[1]).toBe(Math.ceil((distanceM[1] ?? 0) / 10))
  expect(durationS[2]).toBe(Math.ceil((distanceM[2] ?? 0) / 5))
})

test('a place is where it was surveyed, beside its surveyed town, or nowhere', () => {
  const surveyed = { lng: 1, lat: 2, isEstimated: false }
  const estimated = { lng: 3, lat: 4, isEstimated: true }
  expect(pointOf(surveyed, undefined)).toEqual(surveyed)
  expect(pointOf(estimated, surveyed)).toEqual(estimated)
  expect(pointOf(estimated, estimated)).toBeNull()
  expect(pointOf(estimated, undefined)).toBeNull()
})

test('money is fen inside: a day, a kilometre and an hour cost what was said', () => {
  const vehicle = { ...fleetFor(0, 'zh')[0], id: '车', fixedFen: 3000, perKmFen: 50, perHourFen: 2900, rest: null }
  const { day, wishes, problem } = aDay([aVillage(1, 101.7)], {
    vehicles: [vehicle as RouteWishes['vehicles'][number]],
  })
  const routes = [{ vehicle: '车', number: 1, trips: [['000001001001']] }]
  const { days } = evaluate(problem, routes)
  const [one] = days
  const underWayS = (one?.endsS ?? 0) - (one?.leavesS ?? 0)
  const cost = 3000 + (50 * (one?.distanceM ?? 0)) / 1000 + (2900 * underWayS) / 3600
  expect(totalsOf(problem, { days })).toMatchObject({
    costFen: Math.round(cost),
    vehicles: 1,
    trips: 1,
    served: 1,
    left: 0,
  })
  const compared = { nearest: null, start: null, startName: null }
  const answer = answerOf({ routes, left: [] }, compared, { day, wishes, problem, contacts: new Map(), locale: 'zh' })
  expect(answer.days[0]?.trips[0]?.visits[0]).toMatchObject({
    name: '村1',
    pieces: 20,
    legM: (one?.distanceM ?? 0) / 2,
  })
  expect(answer.days[0]?.trips[0]?.distanceM).toBe(one?.distanceM)
})

test('what may be left out costs nothing in the sums', () => {
  const need = { ...wishesOf().villageNeed, skipFen: 5000 }
  const { day, wishes, problem } = aDay([aVillage(1, 101.7), aVillage(2, 101.8)], { villageNeed: need })
  const routes = [{ vehicle: '三轮车', number: 1, trips: [['000001001001']] }]
  const left = [{ stop: '000001001002', reason: 'cheaperToLeave' as const }]
  const compared = { nearest: null, start: null, startName: null }
  const answer = answerOf({ routes, left }, compared, { day, wishes, problem, contacts: new Map(), locale: 'en' })
  expect(answer.totals.costFen).toBe(answer.days[0]?.costFen)
  expect(answer.faults).toEqual([])
  expect(answer.left).toMatchObject([{ id: '000001001002', text: expect.stringContaining('costs more') }])
})

test('the usual fleet grows with the amount and is never empty', () => {
  expect(fleetFor(0, 'zh').map(({ count }) => count)).toEqual([1, 1, 1])
  expect(fleetFor(3400, 'en').map(({ id, count }) => [id, count])).toEqual([
    ['tricycle', 4],
    ['van', 5],
    ['box truck', 2],
  ])
  expect(fleetFor(34_000, 'zh').map(({ count }) => count)).toEqual([40, 50, 20])
  expect(Math.max(...fleetFor(9_000_000, 'zh').map(({ count }) => count))).toBe(99)
})

test('every reason and every fault has words in both languages, with nothing left to fill in', () => {
  const { day, wishes } = aDay([aVillage(1, 101.7)])
  const stops = new Map([['a', '大坝']])
  const kinds = ['unknown', 'twice', 'missing', 'capacity', 'window', 'shift', 'rest', 'distance', 'skill'] as const
  const more = ['apart', 'shipment', 'trips', 'frozen', 'cost'] as const
  for (const locale of ['zh', 'en'] as const) {
    for (const reason of LeftReason.options) expect(leftText(reason, locale)).not.toBe('')
    for (const kind of [...kinds, ...more])
      for (const of of [{ stop: 'a' }, { vehicle: '车', number: 2 }, { stop: 'a', vehicle: '车', number: 2, by: 90 }]) {
        const said = faultText({ kind, ...of }, { stops, wishes, day, locale })
        expect(said).toMatch(/\S/)
        expect(said).not.toMatch(/[{}]|undefined/)
      }
  }
  const late = { kind: 'window' as const, stop: 'a', vehicle: '车', number: 2, by: 61 }
  expect(faultText(late, { stops, wishes, day, locale: 'zh' })).toContain('车2号：到 大坝 晚 2 分钟')
  expect(timeOfDay(86_400)).toBe('24:00')
})

test('what a search begins with has each known vehicle and stop once', () => {
  const { problem } = aDay([aVillage(1, 101.7), aVillage(2, 101.8)])
  const [one, two] = ['000001001001', '000001001002']
  const drawn = [
    { vehicle: '三轮车', number: 1, trips: [[one, one, 'x'], [], [two]] },
    { vehicle: '三轮车', number: 1, trips: [[two]] },
    { vehicle: '三轮车', number: 99, trips: [[two]] },
    { vehicle: '飞机', number: 1, trips: [[two]] },
    { vehicle: '微型面包车', number: 1, trips: [[one], [one], [one], [two]] },
  ] as { vehicle: string; number: number; trips: string[][] }[]
  expect(soundStart(problem, drawn)).toEqual([{ vehicle: '三轮车', number: 1, trips: [[one], [two]] }])
})

test('going on to the nearest breaks no rule and serves no stop twice', () => {
  const far = fc.double({ min: -0.3, max: 0.3, noNaN: true })
  const county = fc.array(fc.tuple(far, far), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(county, (places) => {
      const villages = places.map(([x, y], i) => aVillage(i + 1, 101.6 + x, 26 + y))
      const { problem }: { problem: Problem } = aDay(villages)
      const routes = nearestNeighbour(problem)
      const { faults } = evaluate(problem, routes)
      expect(faults.filter(({ kind }) => kind !== 'missing')).toEqual([])
      expect(faults.length + routes.flatMap(({ trips }) => trips.flat()).length).toBe(villages.length)
    }),
    { numRuns: 60 },
  )
})
