import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countReadings } from './structure.ts'

/** Every way of placing the figures of every row, tried one by one. */
function bySearch(rows: readonly (readonly number[])[], totals: readonly number[]): number {
  const [row, ...rest] = rows
  if (row === undefined) return Number(totals.every((total) => total === 0))
  let ways = 0
  for (let mask = 0; mask < 2 ** totals.length; mask++) {
    const columns = totals.flatMap((_, column) => (mask & (1 << column) ? [column] : []))
    if (columns.length !== row.length) continue
    const left = totals.map(
      (total, column) => total - (columns.includes(column) ? (row[columns.indexOf(column)] ?? 0) : 0),
    )
    ways += bySearch(rest, left)
  }
  return ways
}

test('the readings of a table are as many as a search through all of them finds', () => {
  const cell = fc.integer({ min: 1, max: 5 })
  const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(rows, fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 3, maxLength: 3 }), (given, totals) => {
      expect(countReadings(given, totals)).toBe(bySearch(given, totals))
    }),
    { seed: 11, numRuns: 200 },
  )
})
