import type { Random } from './random.ts'
import type { Plan } from './tours.ts'

/**
 * Adjacent string removal (Christiaens & Vanden Berghe 2020, Slack induction by string removals): strings of stops are taken out of
 * tours that lie close to each other, so that room arises in one region. Taken stops lie in `taken`, in the order of removal.
 */
export class Ruin {
  readonly taken: Int32Array
  count = 0
  private readonly tours: Plan
  private readonly random: Random
  private readonly params: RuinParams
  /** The iteration in which a tour was last ruined. */
  private readonly ruinedAt: Int32Array
  private iteration = 0

  constructor(tours: Plan, random: Random, params: RuinParams) {
    this.tours = tours
    this.random = random
    this.params = params
    this.taken = new Int32Array(tours.stops)
    this.ruinedAt = new Int32Array(tours.tours)
  }

  /** Takes strings out around a stop chosen by chance. */
  run(): void {
    const { tours, random } = this
    const { around, aroundCount } = tours
    const { averageRemoved, longestString } = this.params
    this.iteration++
    const longest = Math.min(longestString, tours.placed / Math.max(1, tours.used))
    const mostStrings = (4 * averageRemoved) / (1 + longest) - 1
    let strings = Math.floor(1 + random.unit() * mostStrings)
    const seed = 1 + random.below(tours.stops)
    if (this.ruins(seed, longest)) strings--
    const start = seed * aroundCount
    for (let k = start; k < start + aroundCount && strings > 0; k++) if (this.ruins(around[k]!, longest)) strings--
  }

  private ruins(stop: number, longest: number): boolean {
    const tour = this.tours.tour[stop]!
    if (tour < 0 || this.ruinedAt[tour] === this.iteration) return false
    this.ruinedAt[tour] = this.iteration
    const size = this.tours.size[tour]!
    const length = Math.floor(1 + this.random.unit() * Math.min(size, longest))
    if (length < size && length > 1 && this.random.unit() < this.params.splitRate) this.takeSplit(stop, length, size)
    else this.takeString(stop, length, size)
    return true
  }

  /** `length` stops in a row, `stop` among them. */
  private takeString(stop: number, length: number, size: number): void {
    let v = this.firstOf(stop, length, size)
    for (let i = 0; i < length; i++) v = this.takeAndGo(v)
    this.tours.closeGap(v)
  }

  /** The same with some stops in the middle spared. */
  private takeSplit(stop: number, length: number, size: number): void {
    let spared = 1
    while (length + spared < size && this.random.unit() < this.params.spareMore) spared++
    const whole = length + spared
    const before = 1 + this.random.below(length - 1)
    let v = this.firstOf(stop, whole, size)
    for (let i = 0; i < whole; i++) {
      const isSpared = i >= before && i < before + spared
      if (i === before) this.tours.closeGap(v)
      v = isSpared ? this.go(v) : this.takeAndGo(v)
    }
    this.tours.closeGap(v)
  }

  /** The first stop of a string of that length that holds `stop`, any of them equally likely. */
  private firstOf(stop: number, length: number, size: number): number {
    const { prev, next, stops } = this.tours
    let back = 0
    let v = stop
    while (back < length - 1 && prev[v]! <= stops) {
      v = prev[v]!
      back++
    }
    let ahead = 0
    let last = stop
    while (ahead < length - 1 && next[last]! <= stops) {
      last = next[last]!
      ahead++
    }
    // Of the starts from `back` stops earlier on, those leave room that have `length` stops until the end.
    const starts = Math.max(1, Math.min(back + ahead + 1 - length + 1, size))
    for (let skip = this.random.below(starts); skip > 0; skip--) v = next[v]!
    return v
  }

  private go(v: number): number {
    return this.tours.next[v]!
  }

  private takeAndGo(v: number): number {
    const { tours } = this
    const next = tours.next[v]!
    if (tours.fixed[v] === 1) return next
    this.taken[this.count++] = v
    tours.remove(v)
    return next
  }
}

export type RuinParams = {
  /** How many stops are taken in the mean. */
  averageRemoved: number
  longestString: number
  /** Of strings, the part that spares some stops in its middle. */
  splitRate: number
  /** The chance of each further stop to be spared. */
  spareMore: number
}
