import type { Flat } from '../flat.ts'
import type { Random } from '../random.ts'
import { Routes } from './routes.ts'
import { SwapStar } from './swap-star.ts'

/** A gain must be more than what adding up penalties in another order makes of nothing. */
const GAIN = -1e-4
/** Stops between two looks at the clock. */
const ROUND = 32

/**
 * Local search under penalties (Vidal et al. 2012, 2022): a stop or two are moved behind or exchanged with a near one, begins and ends of
 * tours are joined anew, and stops of two tours change sides (SWAP*), the first gain taken, until nothing gains. Hot.
 */
export class Education {
  readonly routes: Routes
  /** How many stops were looked at: what the work is counted by. */
  looked = 0
  private readonly random: Random
  private readonly order: Int32Array
  /** The nearest stops of each, nearest first, `nearCount` a stop. */
  readonly near: Int32Array
  readonly nearCount: number
  private readonly testedAt: Int32Array
  private readonly middle: Int32Array
  private readonly swaps: SwapStar

  constructor(flat: Flat, { tours, random, nearCount }: { tours: number; random: Random; nearCount: number }) {
    this.routes = new Routes(flat, tours)
    this.random = random
    this.order = Int32Array.from({ length: flat.stops }, (_, i) => i + 1)
    this.nearCount = Math.min(nearCount, flat.nearCount)
    this.near = new Int32Array((flat.stops + 1) * this.nearCount)
    for (let v = 1; v <= flat.stops; v++)
      for (let k = 0; k < this.nearCount; k++) this.near[v * this.nearCount + k] = flat.near[v * flat.nearCount + k]!
    this.testedAt = new Int32Array(flat.stops + 1)
    this.middle = new Int32Array(flat.stops + 4)
    this.swaps = new SwapStar(this.routes, this.near, this.nearCount)
  }

  /** Improves the tours in `routes` until no move gains, or time is over. */
  run(isOver: () => boolean = () => false): void {
    const { routes, order, testedAt } = this
    testedAt.fill(-1)
    this.swaps.reset()
    this.random.shuffle(order)
    for (let round = 0; ; round++) {
      const before = routes.moves
      for (let i = 0; i < order.length; i++) {
        if (i % ROUND === 0 && isOver()) return
        this.improve(order[i]!, round)
      }
      this.looked += order.length
      // The dear exchange is tried where nothing cheaper gains any more.
      if (round > 0 && routes.moves === before && !this.swaps.run()) return
    }
  }

  private improve(u: number, round: number): void {
    const { routes, near, nearCount, testedAt } = this
    const { tour, changedAt, prev, flat } = routes
    const last = testedAt[u]!
    testedAt[u] = routes.moves
    const start = u * nearCount
    for (let k = start; k < start + nearCount; k++) {
      const v = near[k]!
      const ru = tour[u]!
      const rv = tour[v]!
      if (round === 0 ? routes.areKnown(ru, rv) : changedAt[ru]! <= last && changedAt[rv]! <= last) continue
      if (this.moved(u, v) || this.swapped(u, v) || this.joined(u, v)) continue
      if (prev[v]! > flat.stops) this.behind(u, prev[v]!)
    }
    if (round === 0) return
    const empty = routes.emptyTour()
    if (empty >= 0 && changedAt[tour[u]!]! > last) this.behind(u, routes.begin(empty))
  }

  /** The same with the begin of a tour. */
  private behind(u: number, begin: number): void {
    const { tour } = this.routes
    if (!this.moved(u, begin) && tour[u] !== tour[begin]) this.joined(u, begin)
  }

  /** Moves `u`, or it and the next, behind `v`, where that gains. Within one tour the load stays. */
  private moved(u: number, v: number): boolean {
    const { routes } = this
    const { next, prev, at, arc, flat } = routes
    const { distance, size, stops } = flat
    const p = prev[u]!
    if (v === p) return false
    const most = this.most(u, v)
    const x = next[u]!
    const y = next[v]!
    const row = u * size
    const duv = distance[row + at[v]!]!
    const duy = distance[row + at[y]!]!
    const rowP = at[p]! * size
    const gone = arc[p]! + arc[v]!
    const one = distance[rowP + at[x]!]! - gone - arc[u]! + duv + duy
    if (one < most && this.gainsMoved(one, u, v, 1, false)) return routes.relocate(u, v, 1, false)
    if (x > stops || x === v) return false
    const rowX = x * size
    const both = distance[rowP + at[next[x]!]!]! - gone - arc[x]!
    const straight = both + duv + distance[rowX + at[y]!]!
    if (straight < most && this.gainsMoved(straight, u, v, 2, false)) return routes.relocate(u, v, 2, false)
    const turned = both + distance[rowX + at[v]!]! + duy
    return turned < most && this.gainsMoved(turned, u, v, 2, true) && routes.relocate(u, v, 2, true)
  }

  /** Exchanges `u`, or it and the next, with `v`, or it and the next. */
  private swapped(u: number, v: number): boolean {
    const { routes } = this
    const { next, prev, at, arc, flat } = routes
    const { distance, size, stops } = flat
    const q = prev[v]!
    const x = next[u]!
    const y = next[v]!
    if (u === q || u === y) return false
    const most = this.most(u, v)
    const p = prev[u]!
    const rowV = v * size
    const gone = distance[rowV + at[p]!]! + distance[u * size + at[q]!]! - arc[p]! - arc[q]!
    if (u < v) {
      const gain = gone + distance[rowV + at[x]!]! + distance[u * size + at[y]!]! - arc[u]! - arc[v]!
      if (gain < most && this.gainsSwapped(gain, u, 1, v, 1)) return routes.swap(u, 1, v, 1)
    }
    if (x > stops || x === q || x === v) return false
    const xx = next[x]!
    const gain = gone + distance[rowV + at[xx]!]! + distance[x * size + at[y]!]! - arc[x]! - arc[v]!
    if (gain < most && this.gainsSwapped(gain, u, 2, v, 1)) return routes.swap(u, 2, v, 1)
    if (y > stops || u > v || y === p || v === xx) return false
    const pairs = gone + distance[y * size + at[xx]!]! + distance[x * size + at[next[y]!]!]! - arc[x]! - arc[y]!
    return pairs < most && this.gainsSwapped(pairs, u, 2, v, 2) && routes.swap(u, 2, v, 2)
  }

  /** Lets `v` follow `u` by turning what lies between, or joins begins and ends of their two tours anew. */
  private joined(u: number, v: number): boolean {
    const { routes } = this
    const { next, tour, at, arc, position, flat } = routes
    const { distance, size, isTimed } = flat
    const x = next[u]!
    const y = next[v]!
    const gone = arc[u]! + arc[v]!
    const rowX = at[x]! * size
    const most = this.most(u, v)
    const turned = distance[u * size + at[v]!]! + distance[rowX + at[y]!]! - gone
    if (tour[u] === tour[v]) {
      if (position[u]! >= position[v]! || x === v || turned >= most) return false
      return this.gainsTurned(turned, u, v) && routes.turn(u, v)
    }
    if (!isTimed && turned < most && this.gainsEnds(turned, u, v, true)) return routes.joinTurned(u, v)
    const tails = distance[u * size + at[y]!]! + distance[rowX + at[v]!]! - gone
    return tails < most && this.gainsEnds(tails, u, v, false) && routes.joinTails(u, v)
  }

  /** No change of two tours gains more than their penalties and the difference of arcs. */
  private most(u: number, v: number): number {
    const { tour, penalty } = this.routes
    const ru = tour[u]!
    const rv = tour[v]!
    return (ru === rv ? penalty[ru]! : penalty[ru]! + penalty[rv]!) + GAIN
  }

  private gainsEnds(gain: number, u: number, v: number, isTurned: boolean): boolean {
    const { routes } = this
    const { next, tour, load, loadUntil, penalty, flat } = routes
    const ru = tour[u]!
    const rv = tour[v]!
    const tailU = load[ru]! - loadUntil[u]!
    const tailV = load[rv]! - loadUntil[v]!
    const first = loadUntil[u]! + (isTurned ? loadUntil[v]! : tailV)
    const second = isTurned ? tailU + tailV : loadUntil[v]! + tailU
    const lateU = flat.isTimed ? routes.lateJoined(u, next[v]!) : 0
    const lateV = flat.isTimed ? routes.lateJoined(v, next[u]!) : 0
    const after = routes.penaltyOf(first, lateU) + routes.penaltyOf(second, lateV)
    return gain + after - penalty[ru]! - penalty[rv]! < GAIN
  }

  /** Does moving `count` stops from `u` on behind `v` in another tour gain, with penalties? */
  private gainsMoved(gain: number, u: number, v: number, count: number, isTurned: boolean): boolean {
    const { routes, middle } = this
    const { next, prev, tour, load, penalty, flat } = routes
    const ru = tour[u]!
    const rv = tour[v]!
    if (ru === rv) return this.gainsWithin(gain, u, v, count, isTurned)
    const x = next[u]!
    const amount = flat.demand[u]! + (count === 2 ? flat.demand[x]! : 0)
    let lateU = 0
    let lateV = 0
    if (flat.isTimed) {
      lateU = routes.lateJoined(prev[u]!, count === 2 ? next[x]! : x)
      middle[0] = isTurned ? x : u
      middle[1] = isTurned ? u : x
      lateV = routes.lateOver(v, middle, count, next[v]!)
    }
    return (
      gain +
        routes.penaltyOf(load[ru]! - amount, lateU) +
        routes.penaltyOf(load[rv]! + amount, lateV) -
        penalty[ru]! -
        penalty[rv]! <
      GAIN
    )
  }

  /** The same within one tour: its load stays. */
  private gainsWithin(gain: number, u: number, v: number, count: number, isTurned: boolean): boolean {
    const { routes, middle } = this
    const { next, prev, position, tour, flat } = routes
    if (!flat.isTimed) return gain < GAIN
    let n = 0
    const x = next[u]!
    const first = isTurned ? x : u
    const second = isTurned ? u : x
    const behind = count === 2 ? next[x]! : x
    if (position[v]! < position[u]!) {
      middle[n++] = first
      if (count === 2) middle[n++] = second
      for (let w = next[v]!; w !== u; w = next[w]!) middle[n++] = w
      return this.gainsOver(gain, tour[u]!, v, n, behind)
    }
    for (let w = behind; ; w = next[w]!) {
      middle[n++] = w
      if (w === v) break
    }
    middle[n++] = first
    if (count === 2) middle[n++] = second
    return this.gainsOver(gain, tour[u]!, prev[u]!, n, next[v]!)
  }

  private gainsOver(gain: number, r: number, from: number, count: number, to: number): boolean {
    const { routes, middle } = this
    const late = routes.lateOver(from, middle, count, to)
    return gain + (late - routes.late[r]!) * routes.penalties.late < GAIN
  }

  private gainsSwapped(gain: number, u: number, countU: number, v: number, countV: number): boolean {
    const { routes, middle } = this
    const { next, prev, tour, load, penalty, flat } = routes
    const { demand } = flat
    const ru = tour[u]!
    const rv = tour[v]!
    const x = next[u]!
    const y = next[v]!
    const behindU = countU === 2 ? next[x]! : x
    const behindV = countV === 2 ? next[y]! : y
    if (ru === rv) return flat.isTimed ? this.gainsSwappedWithin(gain, u, countU, v, countV) : gain < GAIN
    const out = demand[u]! + (countU === 2 ? demand[x]! : 0)
    const into = demand[v]! + (countV === 2 ? demand[y]! : 0)
    let lateU = 0
    let lateV = 0
    if (flat.isTimed) {
      middle[0] = v
      middle[1] = y
      lateU = routes.lateOver(prev[u]!, middle, countV, behindU)
      middle[0] = u
      middle[1] = x
      lateV = routes.lateOver(prev[v]!, middle, countU, behindV)
    }
    return (
      gain +
        routes.penaltyOf(load[ru]! - out + into, lateU) +
        routes.penaltyOf(load[rv]! - into + out, lateV) -
        penalty[ru]! -
        penalty[rv]! <
      GAIN
    )
  }

  private gainsSwappedWithin(gain: number, u: number, countU: number, v: number, countV: number): boolean {
    const { routes, middle } = this
    const { next, prev, position, tour } = routes
    const isFirst = position[u]! < position[v]!
    const a = isFirst ? u : v
    const b = isFirst ? v : u
    const countA = isFirst ? countU : countV
    const countB = isFirst ? countV : countU
    const behindA = countA === 2 ? next[next[a]!]! : next[a]!
    const behindB = countB === 2 ? next[next[b]!]! : next[b]!
    let n = 0
    middle[n++] = b
    if (countB === 2) middle[n++] = next[b]!
    for (let w = behindA; w !== b; w = next[w]!) middle[n++] = w
    middle[n++] = a
    if (countA === 2) middle[n++] = next[a]!
    return this.gainsOver(gain, tour[u]!, prev[a]!, n, behindB)
  }

  private gainsTurned(gain: number, u: number, v: number): boolean {
    const { routes, middle } = this
    if (!routes.flat.isTimed) return gain < GAIN
    let n = 0
    for (let w = v; w !== u; w = routes.prev[w]!) middle[n++] = w
    return this.gainsOver(gain, routes.tour[u]!, u, n, routes.next[v]!)
  }
}
