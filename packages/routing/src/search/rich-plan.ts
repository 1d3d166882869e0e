import type { Compiled } from '../compile.ts'
import { FOREVER } from '../compile.ts'
import { Day } from './day.ts'
import { Plan } from './tours.ts'

const OVERLOOKED = 0.2

/**
 * The working solution under all rules. A tour is one trip; a vehicle's trips are driven in their order, empty ones not at all. A place is
 * judged by driving the day with the stop in it, after the distance alone has ruled most places out. Hot: typed arrays, no allocation.
 */
export class RichPlan extends Plan {
  readonly around: Int32Array
  readonly aroundCount: number
  readonly orders: readonly (Float64Array | undefined)[]
  readonly scale: number
  private readonly c: Compiled
  private readonly day: Day
  private readonly chance: () => number
  private readonly blink: number
  private readonly cost: Float64Array
  private readonly dirty: Uint8Array
  private leftCost = 0
  /** The day of the vehicle at hand as it is, and with the stop put in on trial. */
  private readonly base: Int32Array
  private baseLength = 0
  private readonly trial: Int32Array
  private trialLength = 0
  private readonly isTaken: Uint8Array
  /** The best place so far: what it costs, which tour, how many stops come before, and the same for where a shipment is put down. */
  private best = 0
  private bestTour = -1
  private bestAt = 0
  private bestTo = 0

  constructor(
    c: Compiled,
    {
      around,
      orders,
      scale,
      blink,
      chance,
    }: Pick<Plan, 'orders' | 'scale'> & {
      around: { list: Int32Array; count: number }
      blink: number
      chance: () => number
    },
  ) {
    super(c.stops, c.tours)
    this.c = c
    this.day = new Day(c)
    this.around = around.list
    this.aroundCount = around.count
    this.orders = orders
    this.scale = scale
    this.blink = blink
    this.chance = chance
    this.cost = new Float64Array(c.vans.length)
    this.dirty = new Uint8Array(c.vans.length)
    const longest = c.stops + c.tours + 4
    this.base = new Int32Array(longest)
    this.trial = new Int32Array(longest)
    this.isTaken = new Uint8Array(c.stops + 1)
    this.leftCost = c.skipCost.reduce((sum, cost) => sum + cost, 0)
    c.frozen.forEach((stops, r) => {
      for (const v of stops.slice(0, c.keep[r]!)) this.fix(v)
    })
  }

  /** What is frozen stays, and with one end of a shipment the other. */
  private fix(v: number): void {
    this.fixed[v] = 1
    this.fixed[Math.abs(this.c.partner[v]!)] = 1
  }

  total(): number {
    this.settle()
    let sum = this.leftCost
    for (let i = 0; i < this.cost.length; i++) sum += this.cost[i]!
    return sum
  }

  /** Not known before days are priced, and that is most of the work. */
  least(): number {
    return Number.NEGATIVE_INFINITY
  }

  /** Whole days are priced anew anyway. */
  closeGap(): void {}

  join(): boolean {
    return false
  }

  /** A shipment goes whole: of its two stops only the first stays in the list. */
  complete(taken: Int32Array, count: number): number {
    const { partner } = this.c
    const { isTaken } = this
    let kept = 0
    for (let i = 0; i < count; i++) {
      const v = taken[i]!
      const other = partner[v]!
      if (other !== 0 && this.tour[Math.abs(other)]! >= 0) this.remove(Math.abs(other))
      const head = other < 0 ? -other : v
      if (isTaken[head] === 1) continue
      isTaken[head] = 1
      taken[kept++] = head
    }
    for (let i = 0; i < kept; i++) isTaken[taken[i]!] = 0
    return kept
  }

  place(v: number): boolean {
    const { c } = this
    const to = c.partner[v]!
    this.settle()
    this.best = c.skipCost[v]! + c.skipCost[to]!
    this.bestTour = -1
    for (let i = 0; i < c.vans.length; i++) if (this.mayRide(i, v, to)) this.tryVan(i, v, to)
    if (this.bestTour < 0) return false
    this.insert(v, this.nodeAt(this.bestTour, this.bestAt))
    if (to > 0) this.insert(to, this.nodeAt(this.bestTour, this.bestTo))
    return true
  }

  private mayRide(i: number, v: number, to: number): boolean {
    const { rides, stops, vans } = this.c
    const row = i * (stops + 1)
    if (rides[row + v] === 0 || (to > 0 && rides[row + to] === 0)) return false
    if (!this.isUnused(i)) return true
    // Of unused vehicles of one kind the first stands for all; it is overlooked often, or only the cheapest kind would ever be begun.
    if (i > 0 && vans[i - 1]!.kind === vans[i]!.kind && this.isUnused(i - 1)) return false
    return this.chance() >= OVERLOOKED
  }

  private isUnused(i: number): boolean {
    const { tour, trips } = this.c.vans[i]!
    for (let r = tour; r < tour + trips; r++) if (this.size[r]! > 0) return false
    return true
  }

  private tryVan(i: number, v: number, to: number): void {
    const { keep, vans } = this.c
    const van = vans[i]!
    this.write(i)
    let start = 0
    let isEmptySeen = false
    for (let r = van.tour; r < van.tour + van.trips; r++) {
      const size = this.size[r]!
      const isOpen = keep[r]! !== FOREVER && !(size === 0 && isEmptySeen) && !this.isKeptApart(r, v, to)
      if (isOpen && to > 0) this.tryPair(i, r, start, v, to)
      else if (isOpen) this.tryOne(i, r, start, v)
      if (size === 0) isEmptySeen = true
      else start += size + 1
    }
  }

  private tryOne(i: number, r: number, start: number, v: number): void {
    const { trial } = this
    const last = start + this.size[r]!
    this.put(r, start + this.c.keep[r]!, v)
    for (let p = start + this.c.keep[r]!; p <= last; p++) {
      if (p > start + this.c.keep[r]!) {
        trial[p - 1] = trial[p]!
        trial[p] = v
      }
      if (this.isWorth(i, p, v)) this.judge(i, r, p - start, 0)
    }
  }

  private tryPair(i: number, r: number, start: number, v: number, to: number): void {
    const { trial } = this
    const last = start + this.size[r]!
    for (let p = start + this.c.keep[r]!; p <= last; p++) {
      this.put(r, p, v)
      if (!this.isWorth(i, p, v)) continue
      trial.copyWithin(p + 2, p + 1, this.trialLength)
      this.trialLength++
      trial[p + 1] = to
      for (let q = p + 1; q <= last + 1; q++) {
        if (q > p + 1) {
          trial[q - 1] = trial[q]!
          trial[q] = to
        }
        this.judge(i, r, p - start, q - start)
      }
    }
  }

  /** The day with the stop at that position of the row; an empty trip begins with it. */
  private put(r: number, p: number, v: number): void {
    const { trial, base } = this
    const more = this.size[r] === 0 ? 2 : 1
    trial.set(base)
    trial.copyWithin(p + more, p, this.baseLength)
    trial[p] = v
    if (more === 2) trial[p + 1] = 0
    this.trialLength = this.baseLength + more
  }

  /** Could the stop at this position of the trial cost less than the best place so far, by distance alone? */
  private isWorth(i: number, p: number, v: number): boolean {
    const { vans, place, distance, places } = this.c
    const van = vans[i]!
    const before = p > 0 && this.trial[p - 1] !== 0 ? place[this.trial[p - 1]!]! : van.place
    const after = this.trial[p + 1] !== 0 ? place[this.trial[p + 1]!]! : van.place
    const at = place[v]!
    const more = distance[before * places + at]! + distance[at * places + after]! - distance[before * places + after]!
    return van.perM * more + (this.baseLength === 0 ? van.fixed : 0) < this.best
  }

  private judge(i: number, r: number, at: number, to: number): void {
    const more = this.day.price(this.c.vans[i]!, this.trial, this.trialLength) - this.cost[i]!
    if (!(more < this.best) || this.chance() < this.blink) return
    this.best = more
    this.bestTour = r
    this.bestAt = at
    this.bestTo = to
  }

  private isKeptApart(r: number, v: number, to: number): boolean {
    const { apart } = this.c
    for (const other of apart[v]!) if (this.tour[other] === r) return true
    if (to > 0) for (const other of apart[to]!) if (this.tour[other] === r) return true
    return false
  }

  /** The node behind which a stop comes to stand with `before` stops before it. */
  private nodeAt(r: number, before: number): number {
    let node = this.depot(r)
    for (let k = 0; k < before; k++) node = this.next[node]!
    return node
  }

  /** Writes the day of a vehicle into `base`. */
  private write(i: number): void {
    const { tour, trips } = this.c.vans[i]!
    const { base, next } = this
    let length = 0
    for (let r = tour; r < tour + trips; r++) {
      if (this.size[r] === 0) continue
      const depot = this.depot(r)
      for (let v = next[depot]!; v !== depot; v = next[v]!) base[length++] = v
      base[length++] = 0
    }
    this.baseLength = length
  }

  private settle(): void {
    const { dirty, cost, day, c } = this
    for (let i = 0; i < dirty.length; i++) {
      if (dirty[i] === 0) continue
      dirty[i] = 0
      this.write(i)
      cost[i] = day.price(c.vans[i]!, this.base, this.baseLength)
    }
  }

  protected override attach(v: number, after: number): void {
    super.attach(v, after)
    this.leftCost -= this.c.skipCost[v]!
    this.dirty[this.c.vanOfTour[this.tour[v]!]!] = 1
  }

  protected override detach(v: number): void {
    this.dirty[this.c.vanOfTour[this.tour[v]!]!] = 1
    super.detach(v)
    this.leftCost += this.c.skipCost[v]!
  }
}
