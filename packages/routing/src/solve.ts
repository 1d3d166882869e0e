import { type Compiled, compile, vanOf } from './compile.ts'
import { defaultsFor, type Params, paramsOf } from './params.ts'
import type { Problem, Route, Solution } from './problem.ts'
import { reasonsOf } from './reasons.ts'
import { rowOf } from './row.ts'
import { Anneal } from './search/anneal.ts'
import { Day } from './search/day.ts'
import { type Flat, flatten, renumber, walk } from './search/flat.ts'
import { flatOf } from './search/flat-of.ts'
import { FlatPlan } from './search/flat-plan.ts'
import { Hybrid } from './search/hybrid.ts'
import { Random } from './search/random.ts'
import { richPlanOf } from './search/rich.ts'
import { savings } from './search/savings.ts'
import type { Plan } from './search/tours.ts'
import type { Seen, Stop } from './stop.ts'

export type Progress = { iterations: number; cost: number; done: number }
export type Options = {
  stop: Stop
  /** The same seed and number of iterations give the same answer byte for byte. 1 when not said. */
  seed?: number
  /** So many searches that exchange their best; here they take turns, `together` runs them beside each other. One when not said. */
  threads?: number
  onProgress?: (progress: Progress) => void
  params?: Partial<Params>
}
export type Result = Solution & { iterations: number }

/** Finds routes for a problem. Throws `ProblemFault` where the problem cannot be read. */
export function solve(problem: Problem, options: Options): Result {
  return run(problem, undefined, options)
}

/** The same from a plan on that somebody made. Days of it that break a rule are taken apart. */
export function improve(problem: Problem, routes: readonly Route[], options: Options): Result {
  return run(problem, routes, options)
}

function run(problem: Problem, routes: readonly Route[] | undefined, options: Options): Result {
  const { seed = 1, threads = 1, stop, onProgress, params } = options
  const searches = Array.from({ length: threads }, (_, k) =>
    createSearch(problem, { seed: seed + k, ...(params && { params }), ...(routes && { routes }) }),
  )
  const [first] = searches
  if (!first) throw new RangeError(`threads: ${threads}`)
  for (const until of MEETINGS) {
    for (const search of searches)
      search.run(stop, { until: threads === 1 ? 1 : until, ...(onProgress && { onProgress }) })
    const best = searches.reduce((a, b) => (b.cost() < a.cost() ? b : a))
    for (const search of searches) if (search !== best) search.adopt(best.tours())
    if (threads === 1) break
  }
  return first.result()
}

/** When searches exchange: parts of the whole. Before the first they are too warm to gain from each other. */
export const MEETINGS: readonly number[] = [0.4, 0.6, 0.75, 0.9, 1]

/** A search that can be run in parts and can take over what another found. Tours are rows of numbers: they travel between threads. */
export type Search = {
  run: (stop: Stop, options?: { until?: number; onProgress?: (progress: Progress) => void }) => void
  cost: () => number
  tours: () => number[][]
  adopt: (tours: readonly (readonly number[])[]) => void
  result: () => Result
}

export function createSearch(
  problem: Problem,
  { seed, params: said, routes }: { seed: number; params?: Partial<Params>; routes?: readonly Route[] },
): Search {
  const c = compile(problem)
  const flat = flatOf(c)
  const params = paramsOf(defaultsFor(c.stops, tourSizeOf(c)), said)
  const random = new Random(seed)
  const order = flat && walk(flat)
  const given = routes || (problem.frozen ?? []).length > 0 ? toursOf(c, routes ?? []) : undefined
  let plan: Plan
  let input: Flat | undefined
  let first: number[][]
  if (flat && order) {
    input = flatten(renumber(flat, order), params)
    plan = new FlatPlan(input, { random, blink: params.blink })
    const newOf = order.reduce((out, old, i) => out.fill(i, old, old + 1), new Int32Array(order.length))
    first = given ? given.map((tour) => tour.map((v) => newOf[v]!)) : savings(input)
  } else {
    plan = richPlanOf(c, { random, params })
    first = given ?? []
  }
  const anneal = new Anneal(plan, random, params)
  const search = input && params.evolveFrom < 1 ? new Hybrid(input, { anneal, random, params }) : anneal
  search.start(first.slice(0, plan.tours))
  const best = (): number[][] => {
    const tours = search.tours()
    return order ? tours.map((tour) => tour.map((v) => order[v]!)) : tours
  }
  return {
    run: (stop, { until = 1, onProgress } = {}) =>
      search.run(stop, { until, ...(onProgress && { onProgress: throttled(onProgress) }) }),
    cost: () => search.seen.cost,
    tours: () => search.tours(),
    adopt: (tours) => search.adopt(tours),
    result: () => ({ ...solutionOf(c, best()), iterations: search.seen.iterations }),
  }
}

/** How many stops a tour holds, by the amounts: as many as fill a mean vehicle, or as an equal share for each tour. */
function tourSizeOf({ stops, tours, dimensions, gain, out, vans }: Compiled): number {
  let least = stops / Math.max(1, tours)
  for (let d = 0; d < dimensions; d++) {
    const room = vans.reduce((sum, van) => sum + van.capacity[d]!, 0) / Math.max(1, vans.length)
    let amount = 0
    for (let v = 1; v <= stops; v++) amount += Math.max(out[v * dimensions + d]!, Math.abs(gain[v * dimensions + d]!))
    if (amount > 0) least = Math.max(least, (stops * room) / amount)
  }
  return Math.min(stops, least)
}

/** At most a thousand reports a search. */
function throttled(onProgress: (progress: Progress) => void): (seen: Readonly<Seen>, done: number) => void {
  let next = 0
  return ({ iterations, cost }, done) => {
    if (done < next) return
    next = done + 0.001
    onProgress({ iterations, cost, done })
  }
}

/** A plan's tours, one entry a tour; what is frozen comes first, and days that break a rule keep only that. */
function toursOf(c: Compiled, routes: readonly Route[]): number[][] {
  const tours = c.frozen.map((stops) => [...stops])
  const isFrozen = new Set(tours.flat())
  for (const route of routes) {
    const van = vanOf(c.vans, route)
    if (c.frozen.slice(van.tour, van.tour + van.trips).some((tour) => tour.length > 0)) continue
    const trips = route.trips.map((trip) =>
      trip.map((id) => c.numberOf.get(id) ?? 0).filter((v) => v > 0 && !isFrozen.has(v)),
    )
    for (const v of trips.flat()) isFrozen.add(v)
    const row = rowOf(trips)
    if (new Day(c).price(van, row, row.length) < Number.POSITIVE_INFINITY && mayRide(c, c.vans.indexOf(van), trips))
      tours.splice(van.tour, trips.length, ...trips)
  }
  return tours
}

function mayRide(
  { rides, stops, apart, partner }: Compiled,
  van: number,
  trips: readonly (readonly number[])[],
): boolean {
  return trips.every((trip) =>
    trip.every((v, i) => {
      const other = partner[v]!
      const isWhole =
        other === 0 || (other > 0 ? trip.indexOf(other) > i : trip.indexOf(-other) >= 0 && trip.indexOf(-other) < i)
      return rides[van * (stops + 1) + v] === 1 && isWhole && !apart[v]!.some((w) => trip.includes(w))
    }),
  )
}

function solutionOf(c: Compiled, tours: readonly (readonly number[])[]): Solution {
  const { stops } = c.problem
  const day = new Day(c)
  let cost = 0
  const routes = c.vans.flatMap((van): Route[] => {
    const trips = tours.slice(van.tour, van.tour + van.trips).filter(({ length }) => length > 0)
    if (trips.length === 0) return []
    const row = rowOf(trips)
    cost += day.price(van, row, row.length)
    return [{ vehicle: van.kind.id, number: van.number, trips: trips.map((trip) => trip.map((v) => stops[v - 1]!.id)) }]
  })
  const left = reasonsOf(c, tours)
  for (const { stop } of left) cost += stops[c.numberOf.get(stop)! - 1]!.skipCost ?? 0
  return { routes, left, cost }
}
