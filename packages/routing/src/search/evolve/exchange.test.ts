import { expect, test } from 'vitest'
import { aFlat, aParent, price, toursOf } from '../flat.test-data.ts'
import { Random } from '../random.ts'
import { Education } from './education.ts'
import { Exchange } from './exchange.ts'
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

const bothWays = (tours: number[][]): Set<string> =>
  new Set(tours.flatMap((tour) => [String(tour), String(tour.toReversed())]))

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
    const [ofA, ofB] = [a, b].map((one) => bothWays(toursOf(one.row, one.ends)))
    for (let r = 0; r < routes.tours; r++) {
      const tour = String(stopsOf(routes, r))
      if (origin[r] !== 0) expect(origin[r]).toBe((ofA?.has(tour) ? 1 : 0) + (ofB?.has(tour) ? 2 : 0))
    }
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
