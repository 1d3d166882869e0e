import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from '#platform/clock'
import { cover, monthOf, presence, presenceChanges, sumDeltas } from './domain.ts'

const day = fc.integer({ min: 0, max: 1500 }).map((n) => addDays('2024-01-01', n))
const daysFrom = (from: string, to: string) => {
  const days: string[] = []
  for (let on = from; on <= to; on = addDays(on, 1)) days.push(on)
  return days
}

/** The days that a cover takes, months spelled out. */
const spelled = ({ months, days }: ReturnType<typeof cover>) => [
  ...days.flatMap(([first, last]) => daysFrom(first, last)),
  ...(months ? daysFrom(months[0], addDays(months[1], -1)) : []),
]

test('months and days together cover a span exactly, each day once', () => {
  fc.assert(
    fc.property(day, day, (a, b) => {
      const [from, to] = a <= b ? [a, b] : [b, a]
      expect(spelled(cover(from, to)).sort()).toEqual(daysFrom(from, to))
    }),
    { numRuns: 300 },
  )
})

test('the months of a cover are whole, and its days are fewer than two months', () => {
  fc.assert(
    fc.property(day, day, (a, b) => {
      const [from, to] = a <= b ? [a, b] : [b, a]
      const { months, days } = cover(from, to)
      if (months) expect(months.map(monthOf)).toEqual(months)
      expect(days.flatMap(([first, last]) => daysFrom(first, last)).length).toBeLessThan(61)
    }),
  )
})

test('a span without a beginning is all months before the last and the days of the last', () => {
  expect(cover(undefined, '2026-05-10')).toEqual({
    months: ['0001-01-01', '2026-05-01'],
    days: [['2026-05-01', '2026-05-10']],
  })
  expect(cover(undefined, '2026-05-31')).toEqual({ months: ['0001-01-01', '2026-06-01'], days: [] })
})

test('a span that ends before it begins covers nothing', () => {
  const { months, days } = cover('2026-05-10', '2026-03-01')
  expect(months).toBeNull()
  expect(days.flatMap(([first, last]) => daysFrom(first, last))).toEqual([])
})

test('a member is present from the day its weight rises above nothing to the day it falls back', () => {
  const weights = new Map([
    ['2026-05-03', -1],
    ['2026-05-01', 1],
    ['2026-05-02', 1],
    ['2026-05-07', -1],
    ['2026-05-09', 1],
  ])
  expect([...presence(weights)]).toEqual([
    ['2026-05-01', 1],
    ['2026-05-07', -1],
    ['2026-05-09', 1],
  ])
})

const weights = fc
  .array(fc.tuple(fc.constantFrom('live', 'import', 'simulated'), day, fc.integer({ min: -2, max: 2 })), {
    maxLength: 12,
  })
  .map((rows) => {
    const origins = new Map<'live' | 'import' | 'simulated', Map<string, number>>()
    for (const [origin, on, weight] of rows) {
      const days = origins.get(origin as 'live') ?? new Map<string, number>()
      origins.set(origin as 'live', days.set(on, (days.get(on) ?? 0) + weight))
    }
    return origins
  })
const key = { indicator: 'a.b', place: '000001', member: 'm' }

test('over all origins a member is present once or not at all, on every day', () => {
  fc.assert(
    fc.property(weights, (after) => {
      const changes = [...presenceChanges(key, new Map(), after)].filter(({ grain }) => grain === 'day')
      const days = [...new Set(changes.map(({ startsOn }) => startsOn))].sort()
      let count = 0
      for (const on of days) {
        count += changes.filter(({ startsOn }) => startsOn === on).reduce((sum, { value }) => sum + value, 0)
        expect(count === 0 || count === 1).toBe(true)
      }
    }),
  )
})

test('changes made one after the other are the change made at once', () => {
  fc.assert(
    fc.property(weights, weights, (middle, end) => {
      const stepwise = [...presenceChanges(key, new Map(), middle), ...presenceChanges(key, middle, end)]
      const bySize = (a: object, b: object) => JSON.stringify(a).localeCompare(JSON.stringify(b))
      expect(sumDeltas(stepwise).sort(bySize)).toEqual(sumDeltas(presenceChanges(key, new Map(), end)).sort(bySize))
    }),
  )
})
