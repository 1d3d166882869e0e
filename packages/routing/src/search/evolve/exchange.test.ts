import { expect, test } from 'vitest'
import { aFlat, aParent, price, toursOf } from '../flat.test-data.ts'
import { Random } from '../random.ts'
import { Education } from './education.ts'
import { Exchange } from './exchange.ts'
import type { Individual } from './population.ts'
import type { Routes } from './routes.ts'

function costOf(routes: Routes): number {
  let cost = 0
  for (let r = 0; r < routes.tours; r++) {
    cost += routes.penalty[r]!
    for (let u = routes.begin(r); ; u = routes.next[u]!) {
      cost += routes.arc[u]!
      if (routes.next[u]! > routes.flat.stops) break
    }
  }
  return cost
}

function stopsOf(routes: Routes, r: number): number[] {
  const stops: number[] = []
  for (let v = routes.next[routes.begin(r)]!; v <= routes.flat.stops; v = routes.next[v]!) stops.push(v)
  return stops
}

/** The tours of two solutions, in both directions: which of them has it, a bit each. */
function bothWays(...solutions: readonly Individual[]): Map<string, number> {
  const known = new Map<string, number>()
  solutions.forEach(({ row, ends }, i) => {
    const tours = toursOf(row, ends)
    const names = new Set([...tours, ...tours.map((tour) => tour.toReversed())].map(String))
    for (const name of names) known.set(name, (known.get(name) ?? 0) + 2 ** i)
  })
  return known
}

test.each([false, true])('a child serves each stop once, and its tours are counted true; windows: %s', (isTimed) => {
  const stops = 30
  let made = 0
  let isNew = 0
  let alike = 0
  let inBoth = 0
  for (let seed = 1; seed <= 60; seed++) {
    const flat = aFlat(seed, stops, isTimed)
    const random = new Random(seed)
    const education = new Education(flat, { tours: 14, random, nearCount: 10 })
    const { routes } = education
    routes.penalties = { load: 1 + random.below(9), late: 1 + random.below(5) }
    const a = aParent(education, random)
    const b = aParent(education, random)
    const { near, nearCount } = education
    const exchange = new Exchange(routes, { random, near, nearCount })
    expect(exchange.run(a, a)).toBe(false)
    if (!exchange.run(a, b)) continue
    made++
    const origin = [...routes.origin]
    const known = bothWays(a, b)
    origin.forEach((from, r) => {
      if (from > 0) expect(from).toBe(known.get(String(stopsOf(routes, r))))
    })
    inBoth += origin.filter((from) => from === 3).length
    const row = new Int32Array(stops)
    const ends = new Int32Array(14)
    routes.write(row, ends, (r) => r)
    expect([...row].sort((x, y) => x - y)).toEqual(Array.from({ length: stops }, (_, i) => i + 1))
    expect(costOf(routes)).toBeCloseTo(price(flat, toursOf(row, ends), routes.penalties), 6)
    const whole = new Set([...toursOf(a.row, a.ends), ...toursOf(b.row, b.ends)].map(String))
    if (toursOf(row, ends).some((tour) => !whole.has(String(tour)))) isNew++
    if (toursOf(row, ends).some((tour) => tour.length > 0 && whole.has(String(tour)))) alike++
  }
  expect(made).toBeGreaterThan(30)
  expect(inBoth).toBeGreaterThan(20)
  expect(isNew).toBeGreaterThan(20)
  expect(alike).toBeGreaterThan(20)
})
