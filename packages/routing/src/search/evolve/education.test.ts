import { expect, test } from 'vitest'
import { aFlat, aParent, price, shuffled, toursOf } from '../flat.test-data.ts'
import { Random } from '../random.ts'
import { Education } from './education.ts'
import { Exchange } from './exchange.ts'
import { Split } from './split.ts'

/** All plans that differ by one stop moved, two exchanged, a piece turned or ends joined. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: an oracle is read from top to bottom
function* neighbours(tours: readonly (readonly number[])[]): Generator<number[][]> {
  const copy = (): number[][] => tours.map((tour) => [...tour])
  for (let r = 0; r < tours.length; r++)
    for (let i = 0; i < tours[r]!.length; i++)
      for (let s = 0; s < tours.length; s++) {
        for (let j = 0; j <= tours[s]!.length; j++) {
          const moved = copy()
          const [v] = moved[r]!.splice(i, 1)
          moved[s]!.splice(j, 0, v!)
          yield moved
          const joined = copy()
          const a = joined[r]!.splice(i)
          const b = joined[s]!.splice(j)
          if (r !== s) {
            joined[r]!.push(...b)
            joined[s]!.push(...a)
            yield joined
          }
        }
        for (let j = 0; j < tours[s]!.length; j++) {
          const swapped = copy()
          const v = swapped[r]![i]!
          swapped[r]![i] = swapped[s]![j]!
          swapped[s]![j] = v
          yield swapped
        }
        for (let j = i + 2; r === s && j <= tours[r]!.length; j++) {
          const turned = copy()
          turned[r] = [...turned[r]!.slice(0, i), ...turned[r]!.slice(i, j).reverse(), ...turned[r]!.slice(j)]
          yield turned
        }
      }
}

test.each([false, true])('what local search leaves cannot be bettered by a move; windows: %s', (isTimed) => {
  let found = 0
  for (let seed = 1; seed <= 40; seed++) {
    const flat = aFlat(seed, 9, isTimed)
    const random = new Random(seed)
    const education = new Education(flat, { tours: 5, random, nearCount: 9 })
    const { routes } = education
    routes.penalties = { load: 3 + random.below(20), late: 1 + random.below(5) }
    const row = shuffled(random, 9)
    const ends = Int32Array.from([3, 5, 7, 9, 9])
    const before = price(flat, toursOf(row, ends), routes.penalties)
    routes.read(row, ends)
    education.run()
    routes.write(row, ends, () => 0)
    const tours = toursOf(row, ends)
    expect([...row].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    const after = price(flat, tours, routes.penalties)
    expect(after).toBeLessThanOrEqual(before)
    for (const other of neighbours(tours)) {
      expect(price(flat, other, routes.penalties)).toBeGreaterThan(after - 1e-3)
      found++
    }
  }
  expect(found).toBeGreaterThan(10_000)
})

test.each([false, true])('what local search spares itself in a child could not gain; windows: %s', (isTimed) => {
  let known = 0
  let made = 0
  for (let seed = 1; seed <= 60; seed++) {
    const flat = aFlat(seed, 80, isTimed)
    const random = new Random(seed)
    const education = new Education(flat, { tours: 30, random, nearCount: 12 })
    const { routes, near, nearCount } = education
    routes.penalties = { load: 3 + random.below(20), late: 1 + random.below(5) }
    const a = aParent(education, random)
    const b = aParent(education, random)
    if (!new Exchange(routes, { random, near, nearCount }).run(a, b)) continue
    made++
    known += routes.origin.filter((from) => from > 0).length
    education.run()
    routes.write(a.row, a.ends, () => 0)
    const another = new Education(flat, { tours: 30, random, nearCount: 12 })
    another.routes.penalties = routes.penalties
    another.routes.read(a.row, a.ends)
    another.run()
    expect(another.routes.moves).toBe(0)
  }
  expect(made).toBeGreaterThan(30)
  expect(known).toBeGreaterThan(made)
})

test.each([false, true])('a row is cut where cutting costs least; windows: %s', (isTimed) => {
  for (let seed = 1; seed <= 20; seed++) {
    const flat = aFlat(seed, 7, isTimed)
    const random = new Random(seed)
    const tours = seed % 2 === 0 ? 7 : 2
    const { routes } = new Education(flat, { tours, random, nearCount: 7 })
    routes.penalties = { load: 1 + random.below(9), late: 1 + random.below(5) }
    const row = shuffled(random, 7)
    const ends = new Int32Array(tours)
    new Split(routes).run(row, ends)
    let least = Number.POSITIVE_INFINITY
    for (let cuts = 0; cuts < 64; cuts++) {
      const all: number[][] = [[]]
      row.forEach((v, i) => {
        if (i > 0 && (cuts >> (i - 1)) & 1) all.push([])
        all.at(-1)?.push(v)
      })
      if (all.length <= tours) least = Math.min(least, price(flat, all, routes.penalties))
    }
    expect(price(flat, toursOf(row, ends), routes.penalties)).toBeGreaterThanOrEqual(least - 1e-6)
    if (tours === 2) expect(price(flat, toursOf(row, ends), routes.penalties)).toBeCloseTo(least, 6)
  }
})
