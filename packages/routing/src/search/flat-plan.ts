import type { Flat } from './flat.ts'
import { Join } from './join.ts'
import type { Random } from './random.ts'
import { Plan } from './tours.ts'
import { Undo } from './undo.ts'

const NEVER = 0x3fffffff
/** The arc of a stop that is in no tour: too short to be looked at. */
const OUT = -0x7fffffff

/**
 * The working solution of a flat problem: load per tour, length of the arc behind each node and, with windows, the earliest departure
 * and latest arrival of each node (Savelsbergh 1992), so that a place is judged in constant time. Hot: typed arrays, no allocation.
 */
export class FlatPlan extends Plan {
  readonly flat: Flat
  readonly around: Int32Array
  readonly aroundCount: number
  readonly orders: Flat['orders']
  readonly scale: number
  /** Total distance of what is placed. */
  private cost = 0
  private costKept = 0
  private readonly load: Int32Array
  private readonly arc: Int32Array
  private readonly arcInto: Int32Array
  private readonly depart: Int32Array
  private readonly latest: Int32Array
  private readonly arcs: Undo
  private readonly arcsInto: Undo
  private readonly departs: Undo
  private readonly latests: Undo
  private readonly random: Random
  private readonly joins: Join
  private untilBlink = 1
  private readonly blink: number
  /** The best place found for the stop at hand: how much longer the tour becomes, and behind which node; −1 for none. */
  private best = NEVER
  private bestAfter = -1

  constructor(flat: Flat, { random, blink }: { random: Random; blink: number }) {
    super(flat.stops, flat.tours)
    const nodes = this.next.length
    this.flat = flat
    this.around = flat.around
    this.aroundCount = flat.aroundCount
    this.orders = flat.orders
    this.scale = flat.scale
    this.random = random
    this.blink = blink
    this.load = new Int32Array(flat.tours)
    this.arc = new Int32Array(nodes).fill(OUT, 0, flat.stops + 1)
    this.arcInto = this.arc.slice()
    this.depart = new Int32Array(nodes)
    this.latest = new Int32Array(nodes)
    for (let r = 0; r < flat.tours; r++) {
      this.depart[this.depot(r)] = flat.opens
      this.latest[this.depot(r)] = flat.closes
    }
    this.arcs = new Undo(this.arc)
    this.arcsInto = new Undo(this.arcInto)
    this.departs = new Undo(this.depart)
    this.latests = new Undo(this.latest)
    this.drawBlink()
    this.joins = new Join(this, random)
  }

  total(): number {
    return this.cost + (this.stops - this.placed) * this.flat.absentCost
  }

  /** By the triangle inequality no stop makes a tour shorter. */
  least(): number {
    return this.cost
  }

  between(u: number, v: number): number {
    const { at, distance, size } = this.flat
    return distance[at[u]! * size + at[v]!]!
  }

  loadOf(v: number): number {
    return this.load[this.tour[v]!]!
  }

  /** What is delivered up to and with this node of a tour. */
  loadUntil(v: number): number {
    let sum = 0
    for (let u = v; u <= this.stops; u = this.prev[u]!) sum += this.flat.demand[u]!
    return sum
  }

  /** Could one drive on from `u` to `v` in time? */
  isInTime(u: number, v: number): boolean {
    if (!this.flat.isTimed) return true
    const { at, duration, size } = this.flat
    return this.depart[u]! + duration[at[u]! * size + at[v]!]! <= this.latest[v]!
  }

  isBefore(u: number, v: number): boolean {
    for (let w = this.next[u]!; w <= this.stops; w = this.next[w]!) if (w === v) return true
    return false
  }

  join(): boolean {
    return this.joins.run()
  }

  /** Times are counted anew once for all that were taken out in a row. */
  closeGap(before: number): void {
    if (!this.flat.isTimed) return
    this.departFrom(before)
    this.latestFrom(this.prev[before]!)
  }

  complete(_taken: Int32Array, count: number): number {
    return count
  }

  /** Puts the stop where it costs least, seldom overlooking a place (blinks of SISR); false where it fits nowhere. */
  place(v: number): boolean {
    this.seekNear(v)
    if (this.bestAfter < 0) this.seekAll(v)
    if (this.bestAfter < 0 && this.used < this.tours) this.bestAfter = this.depot(this.order[this.used]!)
    if (this.bestAfter < 0) return false
    this.insert(v, this.bestAfter)
    return true
  }

  /**
   * The best place beside one of the stop's neighbours. By the triangle inequality a place costs at least twice the distance to the
   * nearer of its two ends less the arc that it replaces: most neighbours fall by that alone, before anything else of them is read.
   */
  private seekNear(v: number): void {
    const { next, prev, tour, load, arc, arcInto } = this
    const { at, distance, size, near, nearDistance, nearCount } = this.flat
    const room = this.flat.capacity - this.flat.demand[v]!
    const row = v * size
    const toDepot = distance[row]!
    this.best = this.used < this.tours ? 2 * toDepot : NEVER
    this.bestAfter = -1
    const start = v * nearCount
    for (let k = start; k < start + nearCount; k++) {
      const u = near[k]!
      const reach = nearDistance[k]!
      const least = 2 * (reach < toDepot ? reach : toDepot)
      if (arc[u]! > least - this.best && load[tour[u]!]! <= room) {
        const w = next[u]!
        this.weigh(v, u, w, reach + distance[row + at[w]!]! - arc[u]!)
      }
      if (arcInto[u]! > least - this.best && load[tour[u]!]! <= room) {
        const p = prev[u]!
        this.weigh(v, p, u, reach + distance[row + at[p]!]! - arcInto[u]!)
      }
    }
  }

  /** The best place of all: asked when no neighbour has room. */
  private seekAll(v: number): void {
    const { next, load, arc, order } = this
    const { at, distance, size } = this.flat
    const room = this.flat.capacity - this.flat.demand[v]!
    const row = v * size
    for (let i = 0; i < this.used; i++) {
      const r = order[i]!
      if (load[r]! > room) continue
      const depot = this.depot(r)
      let u = depot
      do {
        const w = next[u]!
        this.weigh(v, u, w, distance[row + at[u]!]! + distance[row + at[w]!]! - arc[u]!)
        u = w
      } while (u !== depot)
    }
  }

  private weigh(v: number, after: number, before: number, more: number): void {
    if (more >= this.best || (this.flat.isTimed && !this.fits(v, after, before)) || !this.sees()) return
    this.best = more
    this.bestAfter = after
  }

  private fits(v: number, after: number, before: number): boolean {
    const { at, duration, size, open, close, service } = this.flat
    const row = v * size
    let start = this.depart[after]! + duration[row + at[after]!]!
    if (start > close[v]!) return false
    if (start < open[v]!) start = open[v]!
    return start + service[v]! + duration[row + at[before]!]! <= this.latest[before]!
  }

  private sees(): boolean {
    if (--this.untilBlink > 0) return true
    this.drawBlink()
    return false
  }

  private drawBlink(): void {
    this.untilBlink =
      this.blink <= 0 ? NEVER : 1 + Math.floor(Math.log(1 - this.random.unit()) / Math.log(1 - this.blink))
  }

  override commit(): void {
    super.commit()
    this.arcs.commit()
    this.arcsInto.commit()
    this.departs.commit()
    this.latests.commit()
    this.costKept = this.cost
  }

  override rollback(): void {
    super.rollback()
    this.arcs.rollback()
    this.arcsInto.rollback()
    this.departs.rollback()
    this.latests.rollback()
    this.cost = this.costKept
  }

  protected override attach(v: number, after: number): void {
    super.attach(v, after)
    const { at, distance, size, demand, isTimed } = this.flat
    const { arcs, arcsInto } = this
    const row = v * size
    const before = this.next[v]!
    const into = distance[row + at[after]!]!
    const out = distance[row + at[before]!]!
    this.cost += into + out - this.arc[after]!
    arcs.set(after, into)
    arcs.set(v, out)
    arcsInto.set(v, into)
    arcsInto.set(before, out)
    this.load[this.tour[v]!]! += demand[v]!
    if (isTimed) {
      this.departFrom(v)
      this.latestFrom(v)
    }
  }

  protected override undoAttach(v: number): void {
    this.load[this.tour[v]!]! -= this.flat.demand[v]!
    super.detach(v)
  }

  protected override detach(v: number): void {
    const { at, distance, size, demand } = this.flat
    const { arcs, arcsInto } = this
    const after = this.prev[v]!
    const before = this.next[v]!
    this.load[this.tour[v]!]! -= demand[v]!
    super.detach(v)
    const joined = distance[at[after]! * size + at[before]!]!
    this.cost += joined - this.arc[after]! - this.arc[v]!
    arcs.set(after, joined)
    arcsInto.set(before, joined)
    arcs.set(v, OUT)
    arcsInto.set(v, OUT)
  }

  protected override undoDetach(v: number, after: number): void {
    super.attach(v, after)
    this.load[this.tour[v]!]! += this.flat.demand[v]!
  }

  /** Departures from `v` on, until one is as it was. */
  private departFrom(v: number): void {
    const { next, prev, depart, departs } = this
    const { at, duration, size, open, service, stops } = this.flat
    for (let u = v; u <= stops; u = next[u]!) {
      const p = prev[u]!
      const arrival = depart[p]! + duration[at[p]! * size + u]!
      const leaves = (arrival > open[u]! ? arrival : open[u]!) + service[u]!
      if (leaves === depart[u] && u !== v) return
      departs.set(u, leaves)
    }
  }

  private latestFrom(v: number): void {
    const { next, prev, latest, latests } = this
    const { at, duration, size, close, service, stops } = this.flat
    for (let u = v; u <= stops; u = prev[u]!) {
      const w = next[u]!
      const until = latest[w]! - duration[u * size + at[w]!]! - service[u]!
      const may = until < close[u]! ? until : close[u]!
      if (may === latest[u] && u !== v) return
      latests.set(u, may)
    }
  }
}
