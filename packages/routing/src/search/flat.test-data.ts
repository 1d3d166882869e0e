import { compile } from '../compile.ts'
import { aProblem } from '../generate.test-data.ts'
import type { Education } from './evolve/education.ts'
import type { Individual } from './evolve/population.ts'
import type { Penalties } from './evolve/routes.ts'
import { Split } from './evolve/split.ts'
import { type Flat, flatten } from './flat.ts'
import { flatOf } from './flat-of.ts'
import type { Random } from './random.ts'

/** What tours cost with penalties, counted stop by stop. */
export function price(flat: Flat, tours: readonly (readonly number[])[], penalties: Penalties): number {
  let cost = 0
  for (const tour of tours) {
    let at = 0
    let now = flat.opens
    let late = 0
    const load = tour.reduce((sum, v) => sum + flat.demand[v]!, 0)
    for (const v of tour) {
      cost += flat.distance[at * flat.size + v]!
      now = Math.max(now + flat.duration[at * flat.size + v]!, flat.open[v]!)
      late += Math.max(0, now - flat.close[v]!)
      now = Math.min(now, flat.close[v]!) + flat.service[v]!
      at = v
    }
    cost += flat.distance[at * flat.size]!
    late += Math.max(0, now + flat.duration[at * flat.size]! - flat.closes)
    cost += penalties.load * Math.max(0, load - flat.capacity) + (flat.isTimed ? penalties.late * late : 0)
  }
  return cost
}

/** One depot and many vehicles that carry 12; windows are 150 s wide. */
export function aFlat(seed: number, stops: number, isTimed: boolean): Flat {
  const problem = aProblem(seed, stops, isTimed ? ['windows'] : [])
  const [kind] = problem.vehicles
  const one = problem.stops.map(({ windows: [window] = [], ...stop }) => ({
    ...stop,
    ...(window && { windows: [{ fromS: window.fromS, toS: window.fromS + 150 }] }),
  }))
  const many = { ...problem, stops: one, vehicles: [{ ...kind!, count: stops, capacity: [12] }] }
  const input = flatOf(compile(many))
  if (!input) throw new Error('the problem should be flat')
  return flatten(input, { nearCount: stops, aroundCount: stops })
}

export const shuffled = (random: Random, stops: number): Int32Array => {
  const row = Int32Array.from({ length: stops }, (_, i) => i + 1)
  random.shuffle(row)
  return row
}

export const toursOf = (row: Int32Array, ends: Int32Array): number[][] =>
  Array.from(ends, (end, r) => [...row.subarray(ends[r - 1] ?? 0, end)])

/** A row of chance, cut and improved until no move gains. */
export function aParent(education: Education, random: Random): Individual {
  const { routes } = education
  const { stops } = routes.flat
  const row = shuffled(random, stops)
  const ends = new Int32Array(routes.tours)
  new Split(routes).run(row, ends)
  routes.read(row, ends)
  education.run()
  routes.write(row, ends, (r) => r)
  const next = new Int32Array(stops + 1)
  const prev = new Int32Array(stops + 1)
  for (const tour of toursOf(row, ends))
    tour.forEach((v, i) => {
      next[v] = tour[i + 1] ?? 0
      prev[v] = tour[i - 1] ?? 0
    })
  return { row, ends, next, prev, distance: 0, over: 0, late: 0, cost: 0, fitness: 0, others: [] }
}
