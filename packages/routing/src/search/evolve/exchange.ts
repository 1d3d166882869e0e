import type { Random } from '../random.ts'
import type { Individual } from './population.ts'
import type { Routes } from './routes.ts'

/**
 * Selective route exchange (Nagata & Bräysy 2010): some neighbouring tours of the one solution give way to those of the other that serve
 * most of the same stops. A stop then served twice is left out at one of the two, one served no more is put where it costs least.
 */
export class Exchange {
  private readonly routes: Routes
  private readonly random: Random
  private readonly near: Int32Array
  private readonly nearCount: number
  /** By stop: is it in the tours that leave, in those that come, is it still to be put in? */
  private readonly leaves: Uint8Array
  private readonly comes: Uint8Array
  private readonly row: Int32Array
  private readonly ends: Int32Array
  private readonly left: Int32Array
  private readonly isOpen: Uint8Array
  /** By tour of the child: has it all that it had in its parent? */
  private readonly isWhole: Uint8Array
  private leftCount = 0
  /** How many stops and tours the child has so far. */
  private count = 0
  private used = 0
  private readonly one = new Int32Array(1)

  constructor(routes: Routes, { random, near, nearCount }: { random: Random; near: Int32Array; nearCount: number }) {
    const { stops } = routes.flat
    this.routes = routes
    this.random = random
    this.near = near
    this.nearCount = nearCount
    this.leaves = new Uint8Array(stops + 1)
    this.comes = new Uint8Array(stops + 1)
    this.row = new Int32Array(stops)
    this.ends = new Int32Array(routes.tours)
    this.left = new Int32Array(stops)
    this.isOpen = new Uint8Array(stops + 1)
    this.isWhole = new Uint8Array(routes.tours)
  }

  /** Leaves the child in `routes`; false where the two have the same tours. */
  run(a: Individual, b: Individual): boolean {
    const { random, routes } = this
    const toursA = usedOf(a)
    const toursB = usedOf(b)
    const most = Math.min(toursA, toursB)
    const unlike = this.unlike(a, b, toursA)
    if (most < 2 || unlike < 0) return false
    const count = 1 + random.below(most - 1)
    const fromA = (unlike + toursA - random.below(count)) % toursA
    this.leaves.fill(0)
    each(a, fromA, count, toursA, (v) => {
      this.leaves[v] = 1
    })
    const fromB = this.mostAlike(b, count, toursB)
    this.comes.fill(0)
    each(b, fromB, count, toursB, (v) => {
      this.comes[v] = 1
    })
    // Of a stop in both, either the tours that stay keep it or those that come.
    const isKept = random.unit() < 0.5
    this.count = 0
    this.used = 0
    this.copy(a, { from: fromA + count, count: toursA - count, tours: toursA }, (v) => isKept || this.comes[v] === 0)
    const ofA = this.used
    this.copy(b, { from: fromB, count, tours: toursB }, (v) => !isKept || this.leaves[v] === 1)
    this.ends.fill(this.count, this.used)
    routes.read(this.row, this.ends)
    this.noteOrigins(a, b, ofA)
    this.open()
    random.shuffle(this.left.subarray(0, this.leftCount))
    for (let i = 0; i < this.leftCount; i++) this.put(this.left[i]!)
    return true
  }

  /** A tour of the one that the other does not have, by chance; −1 for none. */
  private unlike(a: Individual, b: Individual, tours: number): number {
    const start = this.random.below(tours)
    for (let k = 0; k < tours; k++) {
      const tour = (start + k) % tours
      if (!hasTour(b, a.row, a.ends[tour - 1] ?? 0, a.ends[tour]!)) return tour
    }
    return -1
  }

  /** The first `ofA` tours come from the one: those that lost nothing are known, by the other too where it has the same. */
  private noteOrigins(a: Individual, b: Individual, ofA: number): void {
    const { row, ends, isWhole, used, routes } = this
    for (let r = 0; r < used; r++) {
      if (isWhole[r] === 0) continue
      const isInBoth = hasTour(r < ofA ? b : a, row, ends[r - 1] ?? 0, ends[r]!)
      routes.origin[r] = isInBoth ? 3 : r < ofA ? 1 : 2
    }
  }

  /** From which tour on so many serve most of the stops that leave, less those that they do not share. */
  private mostAlike(b: Individual, count: number, tours: number): number {
    let best = 0
    let bestAlike = Number.NEGATIVE_INFINITY
    const start = this.random.below(tours)
    for (let k = 0; k < tours; k++) {
      const from = (start + k) % tours
      let alike = 0
      each(b, from, count, tours, (v) => {
        alike += this.leaves[v] === 1 ? 1 : -1
      })
      if (alike <= bestAlike) continue
      bestAlike = alike
      best = from
    }
    return best
  }

  private copy(
    { row, ends }: Individual,
    { from, count, tours }: { from: number; count: number; tours: number },
    isIn: (v: number) => boolean,
  ): void {
    for (let k = 0; k < count; k++) {
      const tour = (from + k) % tours
      let isWhole = 1
      for (let i = ends[tour - 1] ?? 0; i < ends[tour]!; i++) {
        if (isIn(row[i]!)) this.row[this.count++] = row[i]!
        else isWhole = 0
      }
      this.isWhole[this.used] = isWhole
      this.ends[this.used++] = this.count
    }
  }

  /** Notes the stops that no tour serves any more. */
  private open(): void {
    const { leaves, comes, isOpen, left } = this
    this.leftCount = 0
    for (let v = 1; v < leaves.length; v++) {
      isOpen[v] = leaves[v] === 1 && comes[v] === 0 ? 1 : 0
      if (isOpen[v] === 1) left[this.leftCount++] = v
    }
  }

  /** Puts a stop where it costs least with penalties, beside a near one or into an empty tour. */
  private put(v: number): void {
    const { routes, near, nearCount, isOpen } = this
    const { prev, flat } = routes
    let best = Number.POSITIVE_INFINITY
    let behind = -1
    const weigh = (u: number): void => {
      const price = this.priceOf(v, u)
      if (price >= best) return
      best = price
      behind = u
    }
    for (let k = v * nearCount; k < (v + 1) * nearCount; k++) {
      const u = near[k]!
      if (isOpen[u] === 1) continue
      weigh(u)
      if (prev[u]! > flat.stops) weigh(prev[u]!)
    }
    const empty = routes.emptyTour()
    if (empty >= 0 || behind < 0) weigh(routes.begin(Math.max(0, empty)))
    routes.put(v, behind)
    routes.changed(routes.tour[behind]!)
    this.isOpen[v] = 0
  }

  private priceOf(v: number, behind: number): number {
    const { routes, one } = this
    const { next, at, arc, tour, load, penalty, flat } = routes
    const { distance, size, demand, isTimed } = flat
    const r = tour[behind]!
    const x = next[behind]!
    one[0] = v
    const late = isTimed ? routes.lateOver(behind, one, 1, x) : 0
    const more = distance[v * size + at[behind]!]! + distance[v * size + at[x]!]! - arc[behind]!
    return more + routes.penaltyOf(load[r]! + demand[v]!, late) - penalty[r]!
  }
}

/** Calls for each stop of so many tours in a row, the first following the last. */
function each({ row, ends }: Individual, from: number, count: number, tours: number, call: (v: number) => void): void {
  for (let k = 0; k < count; k++) {
    const tour = (from + k) % tours
    for (let i = ends[tour - 1] ?? 0; i < ends[tour]!; i++) call(row[i]!)
  }
}

/** Has the solution a tour of the stops from `start` to before `end` of the row, in this or the other direction? */
function hasTour({ next, prev }: Individual, row: Int32Array, start: number, end: number): boolean {
  const first = row[start]!
  const ahead = prev[first] === 0 && next[first] === (start + 1 < end ? row[start + 1] : 0) ? next : prev
  if ((ahead === next ? prev : next)[first] !== 0) return false
  for (let i = start; i < end; i++) if (ahead[row[i]!] !== (i + 1 < end ? row[i + 1] : 0)) return false
  return true
}

/** Tours with stops come first. */
function usedOf({ row, ends }: Individual): number {
  return ends.indexOf(row.length) + 1
}
