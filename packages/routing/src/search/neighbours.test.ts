import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearest } from './neighbours.ts'

test('the nearest are those that sorting all would name, in that order', () => {
  const problem = fc.uniqueArray(fc.integer({ min: 0, max: 9999 }), { minLength: 3, maxLength: 60 })
  fc.assert(
    fc.property(problem, fc.integer({ min: 0, max: 70 }), (at, count) => {
      const size = at.length
      const apart = (a: number, b: number): number => Math.abs(at[a]! - at[b]!)
      const { list, count: kept } = nearest(size, count, apart)
      expect(kept).toBe(Math.min(count, size - 2))
      for (let a = 1; a < size; a++) {
        const others = at.flatMap((_, b) => (b === 0 || b === a ? [] : [b]))
        const sorted = others.sort((b, c) => apart(a, b) - apart(a, c) || b - c)
        expect([...list.subarray(a * kept, (a + 1) * kept)]).toEqual(sorted.slice(0, kept))
      }
    }),
  )
})
