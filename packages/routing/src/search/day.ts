import type { Compiled, Van } from '../compile.ts'
import type { Reason } from '../problem.ts'

/**
 * Drives one vehicle's day. A day is a row of stop numbers with 0 for each return to the depot. Rules: the vehicle leaves so late that it
 * need not wait at the first stop; it waits for a window to open; a rest is taken where the vehicle stands, as soon as its window is open
 * or when the next chance would be too late; a day that ends before the rest must have begun has none. Hot: no allocation.
 */
export class Day {
  /** What the last day breaks first; undefined when it breaks nothing. */
  broken: Reason | undefined
  metres = 0
  leavesS = 0
  endsS = 0
  private readonly c: Compiled

  constructor(c: Compiled) {
    this.c = c
  }

  /** The cost of the day; Infinity when it breaks a rule, which `broken` names. An unused vehicle costs nothing. */
  price(van: Van, row: Int32Array, length: number): number {
    this.broken = undefined
    this.metres = 0
    this.leavesS = van.fromS
    this.endsS = van.fromS
    if (length === 0) return 0
    if (!this.loads(van, row, length)) return this.breaks('capacity')
    if (!this.drives(van, row, length)) return Number.POSITIVE_INFINITY
    if (this.metres > van.maxM) return this.breaks('distance')
    return van.fixed + van.perM * this.metres + van.perS * (this.endsS - this.leavesS)
  }

  private breaks(reason: Reason): number {
    this.broken = reason
    return Number.POSITIVE_INFINITY
  }

  /** Never more than the capacity on board, from the depot on. */
  private loads({ capacity }: Van, row: Int32Array, length: number): boolean {
    for (let d = 0; d < capacity.length; d++)
      for (let start = 0; start < length; ) {
        start = this.tripLoads(row, start, d, capacity[d]!)
        if (start < 0) return false
      }
    return true
  }

  /** Where the next trip begins; −1 when this one is overloaded in that dimension. */
  private tripLoads(row: Int32Array, start: number, d: number, most: number): number {
    const { dimensions, out, gain } = this.c
    let now = 0
    for (let i = start; row[i] !== 0; i++) now += out[row[i]! * dimensions + d]!
    if (now > most) return -1
    let i = start
    for (; row[i] !== 0; i++) {
      now += gain[row[i]! * dimensions + d]!
      if (now > most) return -1
    }
    return i + 1
  }

  private drives(van: Van, row: Int32Array, length: number): boolean {
    const { c } = this
    let at = van.place
    let now = this.leaving(van, row[0]!)
    let isRested = van.rest === undefined
    this.leavesS = now
    for (let i = 0; i < length; i++) {
      const v = row[i]!
      const to = v === 0 ? van.place : c.place[v]!
      const leg = c.duration[at * c.places + to]!
      const lasts = this.lasts(van, v, i + 1 < length)
      this.metres += c.distance[at * c.places + to]!
      let begins = this.opens(v, now + leg)
      if (!isRested && this.mustRest(van, now, begins + lasts)) {
        now = this.rests(van, now)
        isRested = true
        begins = this.opens(v, now + leg)
      }
      now = begins + lasts
      if ((v > 0 ? begins : now) > van.toS) return this.breaks('window') === 0
      at = to
    }
    this.endsS = now
    return true
  }

  /** Service at a stop; at the depot loading, if another trip follows. */
  private lasts({ reloadS }: Van, v: number, isFollowed: boolean): number {
    if (v > 0) return this.c.service[v]!
    return isFollowed ? reloadS : 0
  }

  private mustRest({ rest }: Van, now: number, nextChance: number): boolean {
    return rest !== undefined && (now >= rest.fromS || nextChance > rest.toS)
  }

  /** When a rest that begins now or when it may is over; never when it would begin too late. */
  private rests({ rest }: Van, now: number): number {
    if (!rest) return now
    const begins = now > rest.fromS ? now : rest.fromS
    return begins > rest.toS ? NEVER : begins + rest.lastsS
  }

  /** So late that the first stop is open on arrival, where that is later than the begin of the shift. */
  private leaving(van: Van, first: number): number {
    const leg = this.c.duration[van.place * this.c.places + this.c.place[first]!]!
    const begins = this.opens(first, van.fromS + leg)
    return begins > van.toS ? van.fromS : begins - leg
  }

  /** When service can begin: at once or when the next window opens; never (past every shift) after the last. */
  private opens(v: number, arrival: number): number {
    if (v === 0) return arrival
    const windows = this.c.windows[v]!
    for (let k = 1; k < windows.length; k += 2)
      if (arrival <= windows[k]!) return arrival > windows[k - 1]! ? arrival : windows[k - 1]!
    return NEVER
  }
}

/** Past the end of every shift, and small enough to add a service to. */
const NEVER = 0x4fffffff
