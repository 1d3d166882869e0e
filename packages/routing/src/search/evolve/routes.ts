import type { Flat } from '../flat.ts'

/** What a unit of load above the capacity, and a unit of time too late, costs while infeasible tours are allowed. */
export type Penalties = { load: number; late: number }

/**
 * Tours that may break load and windows at a price (Vidal et al. 2013). Nodes 1 … n are stops, n + 1 + r where tour r begins and
 * n + 1 + tours + r where it ends. A stop that is reached too late is served at its last moment and the lateness counted: what lies behind
 * it then does not suffer again (time warp, Nagata et al. 2010). As waiting costs nothing, two numbers a node and direction are enough to
 * price any join of a tour's begin with another's end. Hot: typed arrays, no allocation.
 */
export class Routes {
  readonly flat: Flat
  readonly tours: number
  readonly at: Int32Array
  readonly next: Int32Array
  readonly prev: Int32Array
  readonly tour: Int32Array
  /** Place in the tour; its begin is 0. */
  readonly position: Int32Array
  /** How long the arc behind a node is. */
  readonly arc: Int32Array
  /** What is loaded for the stops up to and with this node. */
  readonly loadUntil: Int32Array
  readonly load: Int32Array
  readonly late: Int32Array
  readonly penalty: Float64Array
  readonly size: Int32Array
  /** The count of moves at which a tour was last changed. */
  readonly changedAt: Int32Array
  /** Which solutions had a tour as it is, a bit each; 0 once it has changed: two that one solution had have nothing to gain from each other. */
  readonly origin: Uint8Array
  moves = 0
  penalties: Penalties = { load: 1, late: 1 }
  /** When a node is left, and the lateness until then. */
  protected readonly leaves: Int32Array
  protected readonly lateUntil: Int32Array
  /** Until when a node may be reached without more lateness from there on than `lateFrom`. */
  protected readonly latest: Int32Array
  protected readonly lateFrom: Int32Array
  private empty = 0

  constructor(flat: Flat, tours: number) {
    const { stops } = flat
    const nodes = stops + 1 + 2 * tours
    const row = (): Int32Array => new Int32Array(nodes)
    this.flat = flat
    this.tours = tours
    this.at = row()
    for (let v = 1; v <= stops; v++) this.at[v] = v
    this.next = row()
    this.prev = row()
    this.tour = row()
    this.position = row()
    this.arc = row()
    this.loadUntil = row()
    this.leaves = row()
    this.lateUntil = row()
    this.latest = row()
    this.lateFrom = row()
    this.load = new Int32Array(tours)
    this.late = new Int32Array(tours)
    this.penalty = new Float64Array(tours)
    this.size = new Int32Array(tours)
    this.changedAt = new Int32Array(tours)
    this.origin = new Uint8Array(tours)
  }

  begin(r: number): number {
    return this.flat.stops + 1 + r
  }

  /** Takes over these tours, given as stops in a row and where each tour ends in it. */
  read(row: Int32Array, ends: Int32Array): void {
    const { next, prev, tours } = this
    this.moves = 0
    let i = 0
    for (let r = 0; r < tours; r++) {
      const begin = this.begin(r)
      let last = begin
      for (; i < ends[r]!; i++) {
        const v = row[i]!
        next[last] = v
        prev[v] = last
        last = v
      }
      next[last] = begin + tours
      prev[begin + tours] = last
      this.changed(r)
      this.changedAt[r] = 0
    }
    this.empty = 0
  }

  /** Writes the tours out, those with stops first and in the order of `bearing`. */
  write(row: Int32Array, ends: Int32Array, bearing: (r: number) => number): void {
    const order = Array.from({ length: this.tours }, (_, r) => r).filter((r) => this.size[r]! > 0)
    const keys = order.map(bearing)
    const sorted = order.map((r, i) => ({ r, key: keys[i]! })).sort((a, b) => a.key - b.key)
    let i = 0
    for (let k = 0; k < this.tours; k++) {
      const one = sorted[k]
      if (one) for (let v = this.next[this.begin(one.r)]!; v <= this.flat.stops; v = this.next[v]!) row[i++] = v
      ends[k] = i
    }
  }

  /** A tour without stops; −1 when all are used. */
  emptyTour(): number {
    if (this.empty >= 0 && this.size[this.empty] === 0) return this.empty
    this.empty = this.size.indexOf(0)
    return this.empty
  }

  penaltyOf(load: number, late: number): number {
    const over = load - this.flat.capacity
    return (over > 0 ? over * this.penalties.load : 0) + late * this.penalties.late
  }

  /** Links a stop in behind a node; `changed` is to follow. */
  put(v: number, behind: number): void {
    const x = this.next[behind]!
    this.link(behind, v)
    this.link(v, x)
  }

  /** Links a stop out; `changed` is to follow. */
  take(v: number): void {
    this.link(this.prev[v]!, this.next[v]!)
  }

  /** Counts a tour anew after its links were changed. */
  changed(r: number): void {
    const { next, tour, position, loadUntil, arc, at: place, flat } = this
    const { stops, demand, distance, size } = flat
    const begin = this.begin(r)
    const end = begin + this.tours
    tour[begin] = r
    position[begin] = 0
    loadUntil[begin] = 0
    let at = 0
    let load = 0
    let last = begin
    for (let v = next[begin]!; v <= stops; v = next[v]!) {
      arc[last] = distance[place[last]! * size + v]!
      last = v
      load += demand[v]!
      tour[v] = r
      position[v] = ++at
      loadUntil[v] = load
    }
    arc[last] = distance[place[last]! * size]!
    tour[end] = r
    position[end] = at + 1
    loadUntil[end] = load
    this.size[r] = at
    this.load[r] = load
    if (flat.isTimed) this.late[r] = this.timed(begin, end)
    this.penalty[r] = this.penaltyOf(load, this.late[r]!)
    this.changedAt[r] = this.moves
    this.origin[r] = 0
  }

  /** Had one solution both tours? */
  areKnown(r: number, s: number): boolean {
    return (this.origin[r]! & this.origin[s]!) !== 0
  }

  private timed(begin: number, end: number): number {
    const { next, prev, at, leaves, lateUntil, latest, lateFrom } = this
    const { duration, size, open, close, service, opens, closes } = this.flat
    leaves[begin] = opens
    lateUntil[begin] = 0
    let u = begin
    for (let v = next[begin]!; v !== end; v = next[v]!) {
      const arrival = leaves[u]! + duration[at[u]! * size + v]!
      const over = arrival - close[v]!
      lateUntil[v] = lateUntil[u]! + (over > 0 ? over : 0)
      leaves[v] = (over > 0 ? close[v]! : arrival < open[v]! ? open[v]! : arrival) + service[v]!
      u = v
    }
    latest[end] = closes
    lateFrom[end] = 0
    let w = end
    for (let v = prev[end]!; v !== begin; v = prev[v]!) {
      const lasts = service[v]! + duration[v * size + at[w]!]!
      const must = open[v]! + lasts - latest[w]!
      const may = latest[w]! - lasts
      lateFrom[v] = lateFrom[w]! + (must > 0 ? must : 0)
      latest[v] = (may < close[v]! ? may : close[v]!) + (must > 0 ? must : 0)
      w = v
    }
    return this.lateJoined(begin, next[begin]!)
  }

  /** The lateness of a tour that goes up to `u` and on from `v`. */
  lateJoined(u: number, v: number): number {
    const { duration, size } = this.flat
    const arrival = this.leaves[u]! + duration[this.at[u]! * size + this.at[v]!]!
    const over = arrival - this.latest[v]!
    return this.lateUntil[u]! + this.lateFrom[v]! + (over > 0 ? over : 0)
  }

  /** The lateness of a tour that goes up to `u`, over the first `count` stops of `middle`, and on from `v`. */
  lateOver(u: number, middle: Int32Array, count: number, v: number): number {
    const { at } = this
    const { duration, size, open, close, service } = this.flat
    let late = this.lateUntil[u]!
    let leaves = this.leaves[u]!
    let place = at[u]!
    for (let i = 0; i < count; i++) {
      const w = middle[i]!
      const arrival = leaves + duration[place * size + w]!
      const over = arrival - close[w]!
      if (over > 0) {
        late += over
        leaves = close[w]! + service[w]!
      } else leaves = (arrival < open[w]! ? open[w]! : arrival) + service[w]!
      place = w
    }
    const over = leaves + duration[place * size + at[v]!]! - this.latest[v]!
    return late + this.lateFrom[v]! + (over > 0 ? over : 0)
  }

  /** Puts `u`, or it and the next, behind `v`; turned, the next first. This and what follows counts the tours anew and is true. */
  relocate(u: number, v: number, count: number, isTurned: boolean): boolean {
    const { next, prev, tour } = this
    const ru = tour[u]!
    const rv = tour[v]!
    const last = count === 2 ? next[u]! : u
    const p = prev[u]!
    const behind = next[last]!
    this.link(p, behind)
    const y = next[v]!
    if (isTurned) {
      this.link(v, last)
      this.link(last, u)
      this.link(u, y)
    } else {
      this.link(v, u)
      this.link(last, y)
    }
    return this.relinked(ru, rv)
  }

  /** `u`, or it and the next, and `v`, or it and the next, change places. */
  swap(u: number, countU: number, v: number, countV: number): boolean {
    const { next, prev, tour } = this
    const ru = tour[u]!
    const rv = tour[v]!
    const lastU = countU === 2 ? next[u]! : u
    const lastV = countV === 2 ? next[v]! : v
    const p = prev[u]!
    const behindU = next[lastU]!
    const q = prev[v]!
    const behindV = next[lastV]!
    this.link(p, v)
    this.link(lastV, behindU)
    this.link(q, u)
    this.link(lastU, behindV)
    return this.relinked(ru, rv)
  }

  /** `v`, later in the tour of `u`, follows it, and what lay between is driven backwards. */
  turn(u: number, v: number): boolean {
    const { next, prev, tour } = this
    const x = next[u]!
    const y = next[v]!
    let w = x
    while (w !== y) {
      const after = next[w]!
      next[w] = prev[w]!
      prev[w] = after
      w = after
    }
    this.link(u, v)
    this.link(x, y)
    return this.relinked(tour[u]!, tour[u]!)
  }

  /** `u` goes on with `v` and what came before it, backwards; what followed `u`, turned, comes before what followed `v`. */
  joinTurned(u: number, v: number): boolean {
    const { next, prev, tour, flat, tours } = this
    const ru = tour[u]!
    const rv = tour[v]!
    const beginV = this.begin(rv)
    const endU = this.begin(ru) + tours
    const y = next[v]!
    let last = u
    for (let w = v; w <= flat.stops; ) {
      const before = prev[w]!
      this.link(last, w)
      last = w
      w = before
    }
    const lastOfU = last
    let lastOfV = beginV
    for (let w = prev[endU]!; w !== u; ) {
      const before = prev[w]!
      this.link(lastOfV, w)
      lastOfV = w
      w = before
    }
    this.link(lastOfU, endU)
    this.link(lastOfV, y)
    return this.relinked(ru, rv)
  }

  /** What follows `v` follows `u`, and the reverse. */
  joinTails(u: number, v: number): boolean {
    const { next, prev, tour, flat, tours } = this
    const ru = tour[u]!
    const rv = tour[v]!
    const endU = this.begin(ru) + tours
    const endV = this.begin(rv) + tours
    const x = next[u]!
    const y = next[v]!
    const lastU = prev[endU]!
    const lastV = prev[endV]!
    if (y <= flat.stops) {
      this.link(u, y)
      this.link(lastV, endU)
    } else this.link(u, endU)
    if (x <= flat.stops) {
      this.link(v, x)
      this.link(lastU, endV)
    } else this.link(v, endV)
    return this.relinked(ru, rv)
  }

  private link(a: number, b: number): void {
    this.next[a] = b
    this.prev[b] = a
  }

  private relinked(ru: number, rv: number): boolean {
    this.moves++
    this.changed(ru)
    if (rv !== ru) this.changed(rv)
    return true
  }
}
