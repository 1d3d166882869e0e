import type { Routes } from './routes.ts'

/** A tour of a split carries at most so many times the capacity. */
const OVERLOAD = 1.5
/** Where tours are few, so many times as much is tried first. */
const ROOM = 3

/**
 * Cuts a row of all stops into tours at least cost with penalties (Prins 2004; Vidal 2016): the shortest path over the row by Bellman,
 * with as many rounds as there are tours only where fewer rounds are not enough.
 */
export class Split {
  private readonly routes: Routes
  private readonly cost: Float64Array
  private readonly from: Int32Array
  private readonly far: number
  private late = 0
  private leaves = 0

  constructor(routes: Routes) {
    const { flat, tours } = routes
    this.routes = routes
    this.far = flat.distance.subarray(0, flat.size).reduce((a, b) => Math.max(a, b), 1)
    this.cost = new Float64Array((tours + 1) * (flat.stops + 1))
    this.from = new Int32Array((tours + 1) * (flat.stops + 1))
  }

  /** Where each tour ends in the row. */
  run(row: Int32Array, ends: Int32Array): void {
    const { tours, flat } = this.routes
    const { stops } = flat
    const used = this.free(row)
    if (used <= tours) {
      ends.fill(stops)
      for (let i = stops, k = used - 1; k >= 0; k--) {
        ends[k] = i
        i = this.from[i]!
      }
      return
    }
    if (!this.bounded(row, ROOM)) this.bounded(row, Number.POSITIVE_INFINITY)
    for (let i = stops, k = tours; k > 0; k--) {
      ends[k - 1] = i
      i = this.from[k * (stops + 1) + i]!
    }
  }

  /** With as many tours as it takes; how many. */
  private free(row: Int32Array): number {
    const { cost, from } = this
    const { stops } = this.routes.flat
    cost.fill(Number.POSITIVE_INFINITY, 0, stops + 1)
    cost[0] = 0
    for (let i = 0; i < stops; i++) this.extend(row, i, cost[i]!, 0)
    let used = 0
    for (let i = stops; i > 0; i = from[i]!) used++
    return used
  }

  /** With as many tours as there are, each overladen or late up to so many times what it is without this limit; false where none is found. */
  private bounded(row: Int32Array, room: number): boolean {
    const { cost } = this
    const { tours, flat } = this.routes
    const width = flat.stops + 1
    cost.fill(Number.POSITIVE_INFINITY)
    cost[0] = 0
    for (let k = 0; k < tours; k++) {
      // A round may also leave its tour empty.
      for (let i = 0; i < width; i++) {
        cost[(k + 1) * width + i] = cost[k * width + i]!
        this.from[(k + 1) * width + i] = i
      }
      for (let i = 0; i < flat.stops; i++) {
        const so = cost[k * width + i]!
        if (so < Number.POSITIVE_INFINITY) this.extend(row, i, so, (k + 1) * width, room)
      }
    }
    return cost[tours * width + flat.stops]! < Number.POSITIVE_INFINITY
  }

  /** Tries all tours that begin with the stop at `i` of the row. */
  private extend(row: Int32Array, i: number, so: number, offset: number, room = 1): void {
    const { cost, from, routes, far } = this
    const { distance, size, demand, capacity, isTimed, closes, duration, stops } = routes.flat
    const { penalties } = routes
    const most = room * OVERLOAD * capacity
    // Two more arcs to the depot are cheaper than more lateness than this.
    const latest = (room * 2 * far) / penalties.late
    let load = 0
    let length = 0
    this.late = 0
    this.leaves = routes.flat.opens
    let u = 0
    for (let j = i; j < stops; j++) {
      const v = row[j]!
      load += demand[v]!
      length += distance[u * size + v]!
      if (isTimed) this.serve(u, v)
      if (j > i && (load > most || this.late > latest)) return
      const late = isTimed ? this.late + Math.max(0, this.leaves + duration[v * size]! - closes) : 0
      const over = Math.max(0, load - capacity)
      const price = so + length + distance[v * size]! + over * penalties.load + late * penalties.late
      if (price < cost[offset + j + 1]!) {
        cost[offset + j + 1] = price
        from[offset + j + 1] = i
      }
      u = v
    }
  }

  /** Drives from `u` to `v`. */
  private serve(u: number, v: number): void {
    const { duration, size, open, close, service } = this.routes.flat
    const arrival = this.leaves + duration[u * size + v]!
    const over = arrival - close[v]!
    if (over > 0) this.late += over
    this.leaves = Math.min(Math.max(arrival, open[v]!), close[v]!) + service[v]!
  }
}
