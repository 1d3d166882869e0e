import type { Routes } from './routes.ts'

/** Places kept for each stop and tour: of three one is left whatever two stops go. */
const KEPT = 3
const NEVER = 0x3fffffff
/** As in `Education`. */
const GAIN = -1e-4

/**
 * SWAP* (Vidal 2022): a stop of each of two tours change sides, each put where it is best in the other without the one that leaves. The
 * three best places of each stop in each tour are kept until that tour changes. For problems without windows.
 */
export class SwapStar {
  private readonly routes: Routes
  private readonly near: Int32Array
  private readonly nearCount: number
  /** By tour and stop. */
  private readonly cost: Int32Array
  private readonly place: Int32Array
  private readonly keptAt: Int32Array
  private readonly testedAt: Int32Array
  private readonly seenBy: Int32Array
  /** By stop: what its tour saves without it, below 0. */
  private readonly gone: Int32Array
  /** The second tour at hand, in a row: its stops, what they take, what it saves without each. */
  private readonly ofS: Int32Array
  private readonly demandOfS: Int32Array
  private readonly goneOfS: Int32Array
  /** The best found for two tours: the stops and what each is put behind; 0 for none. */
  private gain = 0
  private u = 0
  private v = 0
  private behindU = 0
  private behindV = 0
  private foundCost = 0
  private foundPlace = 0

  constructor(routes: Routes, near: Int32Array, nearCount: number) {
    const { tours, flat } = routes
    const cells = flat.isTimed ? 0 : tours * (flat.stops + 1)
    this.routes = routes
    this.near = near
    this.nearCount = nearCount
    this.cost = new Int32Array(cells * KEPT)
    this.place = new Int32Array(cells * KEPT)
    this.keptAt = new Int32Array(cells)
    this.testedAt = new Int32Array(tours)
    this.seenBy = new Int32Array(tours)
    this.gone = new Int32Array(flat.stops + 1)
    this.ofS = new Int32Array(flat.stops)
    this.demandOfS = new Int32Array(flat.stops)
    this.goneOfS = new Int32Array(flat.stops)
  }

  reset(): void {
    this.keptAt.fill(-1)
    this.testedAt.fill(-1)
  }

  /** Exchanges between neighbouring tours; false where none gains. */
  run(): boolean {
    const { routes, testedAt } = this
    if (routes.flat.isTimed) return false
    let isChanged = false
    this.seenBy.fill(-1)
    for (let r = 0; r < routes.tours; r++) {
      if (routes.size[r] === 0) continue
      const last = testedAt[r]!
      testedAt[r] = routes.moves
      if (this.withNeighbours(r, last)) isChanged = true
    }
    return isChanged
  }

  private withNeighbours(r: number, last: number): boolean {
    const { routes } = this
    const { next, tour, flat } = routes
    let isChanged = false
    for (let u = next[routes.begin(r)]!; u <= flat.stops; ) {
      const after = next[u]!
      if (this.withToursNear(u, r, last)) isChanged = true
      // An exchange may have taken `u` elsewhere: what followed it then is skipped until the next round.
      u = tour[u] === r ? next[u]! : tour[after] === r ? after : flat.stops + 1
    }
    return isChanged
  }

  private withToursNear(u: number, r: number, last: number): boolean {
    const { routes, near, nearCount, seenBy } = this
    const { tour, changedAt } = routes
    let isChanged = false
    for (let k = u * nearCount; k < (u + 1) * nearCount; k++) {
      const other = tour[near[k]!]!
      if (other <= r || seenBy[other] === r) continue
      seenBy[other] = r
      if (changedAt[r]! <= last && changedAt[other]! <= last) continue
      if (last < 0 && routes.areKnown(r, other)) continue
      if (this.exchange(r, other)) isChanged = true
    }
    return isChanged
  }

  /** Makes the best exchange of two tours, or moves the stop that is best moved. */
  private exchange(r: number, s: number): boolean {
    const { routes } = this
    this.gain = GAIN
    this.u = 0
    this.v = 0
    this.weighAll(r)
    this.weighAll(s)
    this.seekExchange(r, s)
    this.seekMove(r, s)
    this.seekMove(s, r)
    const { u, v } = this
    if (u === 0 && v === 0) return false
    if (u > 0) routes.take(u)
    if (v > 0) routes.take(v)
    if (u > 0) routes.put(u, this.behindU)
    if (v > 0) routes.put(v, this.behindV)
    routes.moves++
    routes.changed(r)
    routes.changed(s)
    return true
  }

  private seekExchange(r: number, s: number): void {
    const { routes, gone, ofS, demandOfS, goneOfS } = this
    const { next, load, penalty, flat } = routes
    const { demand, stops, capacity } = flat
    const rate = routes.penalties.load
    let count = 0
    for (let v = next[routes.begin(s)]!; v <= stops; v = next[v]!) {
      ofS[count] = v
      demandOfS[count] = demand[v]!
      goneOfS[count++] = gone[v]!
    }
    for (let u = next[routes.begin(r)]!; u <= stops; u = next[u]!) {
      const base = gone[u]! - penalty[r]! - penalty[s]!
      const overR = load[r]! - capacity - demand[u]!
      const overS = load[s]! - capacity + demand[u]!
      this.keep(s, u)
      for (let i = 0; i < count; i++) {
        const amount = demandOfS[i]!
        let cost = base + goneOfS[i]!
        if (overR + amount > 0) cost += (overR + amount) * rate
        if (overS - amount > 0) cost += (overS - amount) * rate
        if (cost < this.gain) this.tryExchange(cost, u, r, ofS[i]!, s)
      }
    }
  }

  /** `u` of tour `r` and `v` of tour `s` change sides at `cost` and what it takes to put them in. */
  private tryExchange(cost: number, u: number, r: number, v: number, s: number): void {
    this.keep(r, v)
    this.seek(u, v, s)
    const half = cost + this.foundCost
    const behindU = this.foundPlace
    if (half >= this.gain) return
    this.seek(v, u, r)
    if (half + this.foundCost >= this.gain) return
    this.gain = half + this.foundCost
    this.u = u
    this.v = v
    this.behindU = behindU
    this.behindV = this.foundPlace
  }

  private seekMove(from: number, to: number): void {
    const { routes, gone } = this
    const { next, load, penalty, flat } = routes
    const { demand, stops } = flat
    for (let u = next[routes.begin(from)]!; u <= stops; u = next[u]!) {
      this.keep(to, u)
      const cell = (to * (stops + 1) + u) * KEPT
      const left = routes.penaltyOf(load[from]! - demand[u]!, 0) - penalty[from]!
      const given = routes.penaltyOf(load[to]! + demand[u]!, 0) - penalty[to]!
      const cost = gone[u]! + this.cost[cell]! + left + given
      if (cost >= this.gain) continue
      this.gain = cost
      this.u = u
      this.v = 0
      this.behindU = this.place[cell]!
    }
  }

  private weighAll(r: number): void {
    const { routes, gone } = this
    const { next, prev, at, arc, flat } = routes
    const { distance, size, stops } = flat
    for (let v = next[routes.begin(r)]!; v <= stops; v = next[v]!) {
      const p = at[prev[v]!]!
      const x = at[next[v]!]!
      gone[v] = distance[p * size + x]! - arc[prev[v]!]! - arc[v]!
    }
  }

  /** The best place of `u` in the tour of `v` without `v`. */
  private seek(u: number, v: number, s: number): void {
    const { next, prev, at, flat } = this.routes
    const { distance, size, stops } = flat
    const { cost, place } = this
    const q = prev[v]!
    const y = next[v]!
    this.foundCost = distance[u * size + at[q]!]! + distance[u * size + at[y]!]! - distance[at[q]! * size + at[y]!]!
    this.foundPlace = q
    const cell = (s * (stops + 1) + u) * KEPT
    for (let k = cell; k < cell + KEPT; k++) {
      const behind = place[k]!
      if (behind === v || behind === q) continue
      if (cost[k]! < this.foundCost) {
        this.foundCost = cost[k]!
        this.foundPlace = behind
      }
      return
    }
  }

  /** Finds the three best places of `u` in tour `s` where the tour has changed since. */
  private keep(s: number, u: number): void {
    const { routes, cost, place, keptAt } = this
    const { next, at, arc, flat, changedAt } = routes
    const { distance, size, stops } = flat
    const index = s * (stops + 1) + u
    if (keptAt[index]! >= changedAt[s]!) return
    keptAt[index] = routes.moves
    const cell = index * KEPT
    let c0 = NEVER
    let c1 = NEVER
    let c2 = NEVER
    let p0 = 0
    let p1 = 0
    let p2 = 0
    const row = u * size
    let w = routes.begin(s)
    let near = distance[row]!
    do {
      const x = next[w]!
      const to = at[x]!
      const far = distance[row + to]!
      const more = near + far - arc[w]!
      if (more < c2) {
        if (more < c0) {
          c2 = c1
          p2 = p1
          c1 = c0
          p1 = p0
          c0 = more
          p0 = w
        } else if (more < c1) {
          c2 = c1
          p2 = p1
          c1 = more
          p1 = w
        } else {
          c2 = more
          p2 = w
        }
      }
      w = x
      near = far
    } while (w <= stops)
    cost[cell] = c0
    cost[cell + 1] = c1
    cost[cell + 2] = c2
    place[cell] = p0
    place[cell + 1] = p1
    place[cell + 2] = p2
  }
}
