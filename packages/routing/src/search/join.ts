import type { Flat } from './flat.ts'
import type { Random } from './random.ts'
import type { Tours } from './tours.ts'

/** What joining needs to know of a solution. */
type Joinable = Tours & {
  readonly flat: Flat
  between: (u: number, v: number) => number
  isInTime: (u: number, v: number) => boolean
  isBefore: (u: number, v: number) => boolean
  loadOf: (v: number) => number
  loadUntil: (v: number) => number
  closeGap: (before: number) => void
}

/** With how many neighbours a stop is joined on trial. */
const TRIED = 12

/**
 * Joins a stop to a near one by exchanging the ends of their tours (2-opt*), or, where no windows forbid it, by turning what lies between
 * (2-opt). Only savings are taken: uphill joins, being cheap and many, would heat the search. Strings are too short for that: with long tours the search would never leave a wrong pairing of begins and ends. Hot: the
 * difference of four arcs is looked at first, loads are added up only where that would be taken.
 */
export class Join {
  private readonly plan: Joinable
  private readonly random: Random
  private readonly moved: Int32Array
  private readonly other: Int32Array
  private bestWith = 0
  private bestTurns = false
  private best = 0

  constructor(plan: Joinable, random: Random) {
    this.plan = plan
    this.random = random
    this.moved = new Int32Array(plan.stops + 1)
    this.other = new Int32Array(plan.stops + 1)
  }

  /** Joins a stop chosen by chance where that saves most; false where no join saves. */
  run(): boolean {
    const { plan } = this
    const { near, nearCount, isTimed } = plan.flat
    const a = 1 + this.random.below(plan.stops)
    if (plan.tour[a]! < 0) return false
    this.best = 0
    this.bestWith = 0
    const start = a * nearCount
    const end = start + (nearCount < TRIED ? nearCount : TRIED)
    for (let k = start; k < end; k++) {
      const b = near[k]!
      if (plan.tour[b]! < 0) continue
      this.tryTails(a, b)
      if (!isTimed) this.tryTurned(a, b)
    }
    if (this.bestWith === 0) return false
    if (this.bestTurns) this.turn(a, this.bestWith)
    else this.swapTails(a, this.bestWith)
    return true
  }

  /** a's begin goes on with b's end, and the begin before b with what followed a. */
  private tryTails(a: number, b: number): void {
    const { plan } = this
    if (plan.tour[a] === plan.tour[b]) return
    const after = plan.next[a]!
    const before = plan.prev[b]!
    const more = plan.between(a, b) + plan.between(before, after) - plan.between(a, after) - plan.between(before, b)
    if (more >= this.best || !plan.isInTime(a, b) || !plan.isInTime(before, after)) return
    const { capacity } = plan.flat
    const headA = plan.loadUntil(a)
    const tailB = plan.loadOf(b) - plan.loadUntil(before)
    if (headA + tailB > capacity || plan.loadOf(a) - headA + plan.loadOf(b) - tailB > capacity) return
    this.best = more
    this.bestWith = b
    this.bestTurns = false
  }

  /** a is followed by b, read backwards: within a tour the stops between are turned, of two tours both begins and both ends are joined. */
  private tryTurned(a: number, b: number): void {
    const { plan } = this
    const afterA = plan.next[a]!
    const afterB = plan.next[b]!
    if (afterA === b || afterB === a) return
    const more = plan.between(a, b) + plan.between(afterA, afterB) - plan.between(a, afterA) - plan.between(b, afterB)
    if (more >= this.best) return
    if (plan.tour[a] !== plan.tour[b]) {
      const { capacity } = plan.flat
      const heads = plan.loadUntil(a) + plan.loadUntil(b)
      if (heads > capacity || plan.loadOf(a) + plan.loadOf(b) - heads > capacity) return
    }
    this.best = more
    this.bestWith = b
    this.bestTurns = true
  }

  private swapTails(a: number, b: number): void {
    const { plan, moved, other } = this
    const before = plan.prev[b]!
    const tailA = this.take(plan.next[a]!, moved)
    const tailB = this.take(b, other)
    this.give(other, tailB, a)
    this.give(moved, tailA, before)
  }

  private turn(a: number, b: number): void {
    const { plan, moved, other } = this
    if (plan.tour[a] === plan.tour[b]) {
      const [from, to] = plan.isBefore(a, b) ? [a, b] : [b, a]
      let count = 0
      for (let v = plan.next[from]!; ; v = plan.next[v]!) {
        moved[count++] = v
        if (v === to) break
      }
      for (let i = 0; i < count; i++) plan.remove(moved[i]!)
      this.giveTurned(moved, count, from)
      return
    }
    const depot = plan.depot(plan.tour[b]!)
    const tail = this.take(plan.next[a]!, moved)
    let heads = 0
    for (let v = plan.next[depot]!; ; v = plan.next[v]!) {
      other[heads++] = v
      if (v === b) break
    }
    for (let i = 0; i < heads; i++) plan.remove(other[i]!)
    this.giveTurned(other, heads, a)
    this.giveTurned(moved, tail, depot)
  }

  /** Takes out all from `v` to the end of its tour. */
  private take(v: number, into: Int32Array): number {
    const { plan } = this
    let count = 0
    const behind = plan.prev[v]!
    for (let u = v; u <= plan.stops; count++) {
      const next = plan.next[u]!
      into[count] = u
      plan.remove(u)
      u = next
    }
    plan.closeGap(plan.next[behind]!)
    return count
  }

  private give(stops: Int32Array, count: number, behind: number): void {
    let after = behind
    for (let i = 0; i < count; i++) {
      this.plan.insert(stops[i]!, after)
      after = stops[i]!
    }
  }

  private giveTurned(stops: Int32Array, count: number, behind: number): void {
    let after = behind
    for (let i = count - 1; i >= 0; i--) {
      this.plan.insert(stops[i]!, after)
      after = stops[i]!
    }
  }
}
