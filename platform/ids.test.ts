import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, civilDay, daysBetween, startOfDay } from './clock.ts'
import { timeOfId, uuidv7 } from './ids.ts'

const aTime = fc.integer({ min: 0, max: 2 ** 48 - 1 })
const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 })
const day = fc.integer({ min: 0, max: 60_000 }).map((n) => addDays('1995-01-01', n))

test('an id gives back the millisecond that it was made in and is a UUID of version 7', () => {
  fc.assert(
    fc.property(aTime, bytes, (ms, random) => {
      const id = uuidv7(ms, random)
      expect(timeOfId(id)).toBe(ms)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }),
  )
})

test('ids sort by the time they were made, whatever chance adds', () => {
  fc.assert(
    fc.property(aTime, aTime, bytes, bytes, (a, b, x, y) => {
      fc.pre(a < b)
      expect(uuidv7(a, x) < uuidv7(b, y)).toBe(true)
    }),
  )
})

test('ids of one millisecond differ by their chance', () => {
  expect(new Set(Array.from({ length: 1000 }, () => uuidv7(1_700_000_000_000))).size).toBe(1000)
})

test('a civil day begins at the first instant that falls on it', () => {
  fc.assert(
    fc.property(day, (on) => {
      const start = startOfDay(on)
      expect(civilDay(start)).toBe(on)
      expect(civilDay(new Date(start.getTime() - 1))).toBe(addDays(on, -1))
    }),
  )
})

test('sixteen hundred UTC is the next day in Shanghai', () => {
  expect(civilDay(new Date('2026-06-30T15:59:59.999Z'))).toBe('2026-06-30')
  expect(civilDay(new Date('2026-06-30T16:00:00Z'))).toBe('2026-07-01')
})

test('days added are the days between', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: -4000, max: 4000 }), (on, days) => {
      const other = addDays(on, days)
      expect(daysBetween(on, other)).toBe(days)
      expect(addDays(other, -days)).toBe(on)
      expect(Math.sign(days)).toBe(on < other ? 1 : on === other ? 0 : -1)
    }),
  )
})

test('there is no day before the year one and none after the year 9999', () => {
  expect(addDays('9999-12-31', 1)).toBe('9999-12-31')
  expect(addDays('0001-01-01', -1)).toBe('0001-01-01')
})
