import type { Seen, Stop } from '../stop.ts'
import { Education } from './evolve/education.ts'
import { Exchange } from './evolve/exchange.ts'
import { type Individual, Population, type PopulationParams, tournament } from './evolve/population.ts'
import { Split } from './evolve/split.ts'
import { type Flat, largest } from './flat.ts'
import type { Random } from './random.ts'

export type EvolutionParams = PopulationParams & {
  /** How many solutions there are before the first crossing. */
  first: number
  /** The first population crosses from this part of the search on, however few are made by then. */
  crossFrom: number
  crossNear: number
  /** After so many iterations a stop without anything better another population is begun. */
  patience: number
  /** The part of solutions that penalties are set to make feasible. */
  feasible: number
}

/** Stops looked at that count as one iteration of the other search. */
const LOOKED = 10
/** After so many solutions penalties are set anew. */
const PENALISED = 50
/** So often two parents are drawn that differ. */
const TRIES = 10
/** Fewer are no population. */
const FEW = 8

/**
 * Hybrid genetic search (Vidal et al. 2012, 2022) over flat problems: two solutions exchange tours (or are crossed as rows and
 * cut into tours), are improved under penalties, and live on by cost and by what they add to diversity.
 */
export class Evolution {
  readonly seen: Seen
  private readonly flat: Flat
  private readonly random: Random
  private readonly params: EvolutionParams
  private readonly education: Education
  private readonly split: Split
  private readonly exchange: Exchange
  private feasible: Population
  private infeasible: Population
  private readonly row: Int32Array
  private readonly ends: Int32Array
  private readonly isTaken: Uint8Array
  private readonly bearing: Float64Array
  private best: number[][] = []
  /** How many populations there were, how many solutions this one has made. */
  private populations = 1
  private made = 0
  /** The cheapest of this population, and the iteration that found it. */
  private cheapest = Number.POSITIVE_INFINITY
  private betterAt: number
  private loadKept = 0
  private timeKept = 0
  private tried = 0
  private isOver: () => boolean = () => false

  constructor(
    flat: Flat,
    { tours, random, params, seen }: { tours: number; random: Random; params: EvolutionParams; seen: Seen },
  ) {
    this.flat = flat
    this.random = random
    this.params = params
    this.seen = seen
    this.betterAt = seen.iterations
    this.education = new Education(flat, { tours, random, nearCount: params.crossNear })
    this.split = new Split(this.education.routes)
    const { routes, near, nearCount } = this.education
    this.exchange = new Exchange(routes, { random, near, nearCount })
    this.feasible = new Population(params)
    this.infeasible = new Population(params)
    this.row = new Int32Array(flat.stops)
    this.ends = new Int32Array(tours)
    this.isTaken = new Uint8Array(flat.stops + 1)
    this.bearing = bearings(flat)
    const load = Math.max(0.1, Math.min(1000, largest(flat.distance) / largest(flat.demand)))
    this.education.routes.penalties = { load, late: 1 }
  }

  tours(): number[][] {
    return this.best
  }

  /** Takes a solution into the population, if it serves all stops. */
  add(tours: readonly (readonly number[])[]): void {
    const used = tours.filter(({ length }) => length > 0)
    const served = used.reduce((sum, { length }) => sum + length, 0)
    if (served < this.flat.stops || used.length > this.ends.length) return
    let i = 0
    this.ends.forEach((_, r) => {
      for (const v of used[r] ?? []) this.row[i++] = v
      this.ends[r] = i
    })
    this.education.routes.read(this.row, this.ends)
    this.educate()
    this.made++
  }

  run(
    stop: Stop,
    { until, onProgress }: { until: number; onProgress?: (seen: Readonly<Seen>, done: number) => void },
  ): void {
    const { seen } = this
    this.isOver = () => stop(seen) >= until
    for (;;) {
      const done = stop(seen)
      onProgress?.(seen, Math.min(1, done))
      if (done >= until) return
      this.step(done)
    }
  }

  private step(done: number): void {
    if (this.seen.iterations - this.betterAt > this.params.patience * this.flat.stops) this.startAnew()
    if (this.isToMake(done)) this.byChance()
    else this.breed()
    this.educate()
    this.made++
    if (this.made % PENALISED === 0) this.setPenalties()
  }

  private isToMake(done: number): boolean {
    const { made, params, populations } = this
    return made < FEW || (made < params.first && (populations > 1 || done < params.crossFrom))
  }

  /** A population that finds nothing better for long has become too much alike: another may end elsewhere. The best found stays known. */
  private startAnew(): void {
    this.feasible = new Population(this.params)
    this.infeasible = new Population(this.params)
    this.made = 0
    this.populations++
    this.cheapest = Number.POSITIVE_INFINITY
    this.betterAt = this.seen.iterations
  }

  private byChance(): void {
    const { row, random } = this
    for (let i = 0; i < row.length; i++) row[i] = i + 1
    random.shuffle(row)
    this.cut()
  }

  private cut(): void {
    const { row, ends } = this
    this.split.run(row, ends)
    this.education.routes.read(row, ends)
  }

  /** Two that are alike have nothing to exchange: others are drawn, and if that happens again and again they are crossed as rows. */
  private breed(): void {
    const { random, feasible, infeasible, exchange } = this
    const draw = (): Individual => tournament(random, feasible, infeasible)
    for (let tries = 0; tries < TRIES; tries++) if (exchange.run(draw(), draw())) return
    this.cross(draw(), draw())
    this.cut()
  }

  /** Order crossover (Oliver et al. 1987): a piece of the one where it stands, the rest in the order of the other. */
  private cross(a: Individual, b: Individual): void {
    const { row, isTaken, random } = this
    const { length } = row
    const start = random.below(length)
    let end = random.below(length)
    while (end === start && length > 1) end = random.below(length)
    isTaken.fill(0)
    let j = start
    const count = ((end - start + length) % length) + 1
    for (let i = 0; i < count; i++) {
      row[j] = a.row[j]!
      isTaken[row[j]!] = 1
      j = (j + 1) % length
    }
    for (let i = 1; i <= length; i++) {
      const v = b.row[(end + i) % length]!
      if (isTaken[v]) continue
      row[j] = v
      j = (j + 1) % length
    }
  }

  private educate(): void {
    const { education, random } = this
    const { routes } = education
    this.improve()
    const one = this.take()
    this.tried++
    if (one.over === 0) this.loadKept++
    if (one.late === 0) this.timeKept++
    if (one.over + one.late === 0 || random.unit() < 0.5) return
    const { penalties } = routes
    routes.penalties = { load: penalties.load * 10, late: penalties.late * 10 }
    for (let r = 0; r < routes.tours; r++) routes.penalty[r] = routes.penaltyOf(routes.load[r]!, routes.late[r]!)
    this.improve()
    routes.penalties = penalties
    if (this.isFeasible()) this.take()
  }

  private isFeasible(): boolean {
    const { routes } = this.education
    for (let r = 0; r < routes.tours; r++) if (routes.load[r]! > this.flat.capacity || routes.late[r]! > 0) return false
    return true
  }

  private improve(): void {
    const { education, seen } = this
    const before = education.looked
    education.run(this.isOver)
    const work = Math.ceil((education.looked - before) / LOOKED)
    seen.iterations += work
    seen.sinceBetter += work
  }

  /** The solution at hand as a member of its population. */
  private take(): Individual {
    const { flat, bearing, seen } = this
    const { routes } = this.education
    const one: Individual = {
      row: new Int32Array(flat.stops),
      ends: new Int32Array(routes.tours),
      next: new Int32Array(flat.stops + 1),
      prev: new Int32Array(flat.stops + 1),
      distance: 0,
      over: 0,
      late: 0,
      cost: 0,
      fitness: 0,
      others: [],
    }
    routes.write(one.row, one.ends, (r) => this.bearingOf(r, bearing))
    for (let r = 0; r < routes.tours; r++) {
      one.over += Math.max(0, routes.load[r]! - flat.capacity)
      one.late += routes.late[r]!
      this.follow(r, one)
    }
    one.cost = this.costOf(one)
    const isFeasible = one.over + one.late === 0
    const population = isFeasible ? this.feasible : this.infeasible
    population.add(one)
    if (isFeasible && one.distance < this.cheapest) {
      this.cheapest = one.distance
      this.betterAt = seen.iterations
    }
    if (isFeasible && one.distance < seen.cost) {
      seen.cost = one.distance
      seen.sinceBetter = 0
      this.best = this.toursOf(one)
    }
    return one
  }

  /** Notes the arcs of a tour. */
  private follow(r: number, one: Individual): void {
    const { routes } = this.education
    const { stops } = this.flat
    let u = routes.begin(r)
    do {
      const v = routes.next[u]!
      one.distance += routes.arc[u]!
      if (u <= stops) one.next[u] = v <= stops ? v : 0
      if (v <= stops) one.prev[v] = u <= stops ? u : 0
      u = v
    } while (u <= stops)
  }

  private toursOf({ row, ends }: Individual): number[][] {
    return Array.from(ends, (end, r) => [...row.subarray(ends[r - 1] ?? 0, end)])
  }

  private costOf({ distance, over, late }: Individual): number {
    const { penalties } = this.education.routes
    return distance + over * penalties.load + late * penalties.late
  }

  private bearingOf(r: number, bearing: Float64Array): number {
    const { routes } = this.education
    let x = 0
    let y = 0
    for (let v = routes.next[routes.begin(r)]!; v <= this.flat.stops; v = routes.next[v]!) {
      x += bearing[2 * v]!
      y += bearing[2 * v + 1]!
    }
    return Math.atan2(y, x)
  }

  private setPenalties(): void {
    const { routes } = this.education
    const { penalties } = routes
    const scaled = (penalty: number, kept: number): number => {
      const part = kept / this.tried
      const { feasible } = this.params
      return Math.min(
        1e5,
        Math.max(0.1, part < feasible - 0.05 ? penalty * 1.2 : part > feasible + 0.05 ? penalty * 0.85 : penalty),
      )
    }
    routes.penalties = {
      load: scaled(penalties.load, this.loadKept),
      late: this.flat.isTimed ? scaled(penalties.late, this.timeKept) : 1,
    }
    this.loadKept = 0
    this.timeKept = 0
    this.tried = 0
    for (const one of this.infeasible.members) one.cost = this.costOf(one)
    this.infeasible.sort()
  }
}

/** Places in a plane, x and y a stop, by their distances to the depot and to two stops far off (trilateration); the depot lies at 0. */
function bearings({ stops, size, distance }: Flat): Float64Array {
  const out = new Float64Array(2 * (stops + 1))
  let a = 1
  for (let v = 1; v <= stops; v++) if (distance[v]! > distance[a]!) a = v
  const base = Math.max(1, distance[a]!)
  const x = (v: number): number => (distance[v]! ** 2 + base ** 2 - distance[a * size + v]! ** 2) / (2 * base)
  const height = (v: number): number => Math.sqrt(Math.max(0, distance[v]! ** 2 - x(v) ** 2))
  let b = 1
  for (let v = 1; v <= stops; v++) if (height(v) > height(b)) b = v
  for (let v = 1; v <= stops; v++) {
    const above = (x(v) - x(b)) ** 2 + (height(v) - height(b)) ** 2
    const below = (x(v) - x(b)) ** 2 + (height(v) + height(b)) ** 2
    const seen = distance[b * size + v]! ** 2
    out[2 * v] = x(v)
    out[2 * v + 1] = Math.abs(above - seen) <= Math.abs(below - seen) ? height(v) : -height(v)
  }
  return out
}
