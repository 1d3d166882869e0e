import type { Seen, Stop } from '../stop.ts'
import type { Anneal } from './anneal.ts'
import { Evolution, type EvolutionParams } from './evolution.ts'
import type { Flat } from './flat.ts'
import type { Random } from './random.ts'

export type HybridParams = EvolutionParams & {
  /** Which part of the search goes by strings before solutions are crossed. */
  evolveFrom: number
  /** How many solutions of that part are the first of a population: the best, and on the way to it one after each so many. */
  fromStrings: number
  /** Crossing pays only in a search that has time for so many iterations a stop. */
  crossWorth: number
}

/** Strings are too warm before this part of theirs for what they make to be worth keeping. */
const WARM = 0.3
/** The part of a search that tells how many iterations it has time for. */
const SAMPLE = 0.02

type Run = { until: number; onProgress?: (seen: Readonly<Seen>, done: number) => void }

/**
 * Strings first, then crossing: what annealing found, and solutions that it went through on the way, are the first of a population. Strings are
 * quick to find the shape of long tours, crossing then finds what no string reaches. Where the annealing leaves stops out it goes on to the end, for crossing serves all.
 */
export class Hybrid {
  readonly seen: Seen
  private readonly flat: Flat
  private readonly random: Random
  private readonly params: HybridParams
  private readonly anneal: Anneal
  private readonly onTheWay: number[][][] = []
  private from: number | undefined
  private evolution: Evolution | undefined

  constructor(flat: Flat, { anneal, random, params }: { anneal: Anneal; random: Random; params: HybridParams }) {
    this.flat = flat
    this.anneal = anneal
    this.random = random
    this.params = params
    this.seen = anneal.seen
  }

  start(tours: readonly (readonly number[])[]): void {
    this.anneal.start(tours)
  }

  adopt(tours: readonly (readonly number[])[]): void {
    if (this.evolution) this.evolution.add(tours)
    else this.anneal.adopt(tours)
  }

  tours(): number[][] {
    const evolved = this.evolution?.tours() ?? []
    return evolved.length > 0 ? evolved : this.anneal.tours()
  }

  run(stop: Stop, { until, onProgress }: Run): void {
    const told = onProgress && { onProgress: (seen: Readonly<Seen>) => onProgress(seen, Math.min(1, stop(seen))) }
    this.from ??= this.begin(stop, { until, ...told })
    const { from } = this
    if (!this.evolution && from > 0) this.runStrings((seen) => stop(seen) / from, { until: until / from, ...told })
    if (until <= from) return
    this.evolution ??= this.evolve()
    if (this.evolution) this.evolution.run(stop, { until, ...(onProgress && { onProgress }) })
    else this.anneal.run(stop, { until, ...(onProgress && { onProgress }) })
  }

  /** From which part on solutions are crossed: 1 where time is too short for it. */
  private begin(stop: Stop, { until, ...told }: Run): number {
    const { seen, params, flat, anneal } = this
    if (params.crossWorth === 0) return params.evolveFrom
    const begun = stop(seen)
    const before = seen.iterations
    anneal.run(stop, { until: Math.min(until, begun + SAMPLE), ...told })
    const part = stop(seen) - begun
    return part > 0 && (seen.iterations - before) / part >= params.crossWorth * flat.stops ? params.evolveFrom : 1
  }

  private runStrings(stop: Stop, { until, ...told }: Run): void {
    const { seen, params, onTheWay } = this
    const count = params.fromStrings - 1
    while (onTheWay.length < count) {
      const next = WARM + ((1 - WARM) * (onTheWay.length + 1)) / (count + 1)
      this.anneal.run(stop, { until: Math.min(until, next), ...told })
      if (stop(seen) < next) return
      onTheWay.push(this.anneal.working())
    }
    this.anneal.run(stop, { until: Math.min(1, until), ...told })
  }

  private evolve(): Evolution | undefined {
    const { flat, random, params, seen } = this
    const found = this.anneal.tours().filter(({ length }) => length > 0)
    if (found.reduce((sum, { length }) => sum + length, 0) < flat.stops) return undefined
    const tours = Math.min(flat.tours, Math.ceil(1.3 * found.length) + 3)
    const evolution = new Evolution(flat, { tours, random, params, seen })
    evolution.add(found)
    for (const one of this.onTheWay) evolution.add(one)
    return evolution
  }
}
