import type { Seen, Stop } from '../stop.ts'
import type { Random } from './random.ts'
import { Ruin, type RuinParams } from './ruin.ts'
import type { Plan } from './tours.ts'

export type AnnealParams = RuinParams & {
  /** Temperatures at the begin and at the end, in parts of the mean arc between neighbours. */
  warm: number
  cold: number
}

/** Between two looks at the clock. */
const ROUND = 64

/**
 * Simulated annealing over ruin and recreate: a worse solution is taken with a chance that falls as the search goes on (Kirkpatrick et
 * al. 1983; cooling exponential in what the stopping criterion says is done).
 */
export class Anneal {
  readonly seen: Seen = { iterations: 0, sinceBetter: 0, cost: Number.POSITIVE_INFINITY }
  private readonly plan: Plan
  private readonly ruin: Ruin
  private readonly random: Random
  private readonly params: AnnealParams
  private readonly best: Int32Array
  private readonly keys: Float64Array
  /** Stops that the working solution leaves out: each iteration tries them again. */
  private readonly left: Int32Array
  private leftCount = 0
  private current = Number.POSITIVE_INFINITY
  private temperature = 0

  constructor(plan: Plan, random: Random, params: AnnealParams) {
    this.plan = plan
    this.random = random
    this.params = params
    this.ruin = new Ruin(plan, random, params)
    this.keys = new Float64Array(plan.stops)
    this.left = new Int32Array(plan.stops)
    this.best = plan.next.slice()
  }

  /** From these tours on, each in its own place of the row; stops that are in none are put in where they fit. */
  start(tours: readonly (readonly number[])[]): void {
    const { ruin, plan } = this
    this.fill(tours)
    ruin.count = 0
    for (let v = 1; v <= plan.stops; v++) if (plan.tour[v]! < 0) ruin.taken[ruin.count++] = v
    ruin.count = plan.complete(ruin.taken, ruin.count)
    this.recreate(Number.POSITIVE_INFINITY)
    this.accept(plan.total())
  }

  /** Goes on from another solution; what was best stays known. */
  adopt(tours: readonly (readonly number[])[]): void {
    const { plan } = this
    for (let v = 1; v <= plan.stops; v++) if (plan.tour[v]! >= 0) plan.remove(v)
    plan.commit()
    this.start(tours)
  }

  /** The best tours found, one entry a tour. */
  tours(): number[][] {
    return this.read(this.best)
  }

  /** Those that it goes on from at this time: worse, and the warmer the more unlike the best. */
  working(): number[][] {
    return this.read(this.plan.next)
  }

  private read(next: Int32Array): number[][] {
    const { plan } = this
    return Array.from({ length: plan.tours }, (_, r) => {
      const depot = plan.depot(r)
      const stops: number[] = []
      for (let v = next[depot]!; v !== depot; v = next[v]!) stops.push(v)
      return stops
    })
  }

  /** Until the criterion says that so much is done. */
  run(
    stop: Stop,
    { until, onProgress }: { until: number; onProgress?: (seen: Readonly<Seen>, done: number) => void },
  ): void {
    const { seen, plan, params } = this
    const span = Math.log(params.cold / params.warm)
    let done = 0
    for (;;) {
      done = Math.max(done, stop(seen))
      onProgress?.(seen, Math.min(1, done))
      if (done >= until) return
      this.temperature = plan.scale * params.warm * Math.exp(span * done)
      for (let i = 0; i < ROUND; i++) this.step()
    }
  }

  private fill(tours: readonly (readonly number[])[]): void {
    const { plan } = this
    tours.forEach((stops, r) => {
      let after = plan.depot(r)
      for (const v of stops) {
        plan.insert(v, after)
        after = v
      }
    })
  }

  private step(): void {
    const { ruin, plan, seen } = this
    if (plan.join()) this.keep(plan.total())
    ruin.count = this.leftCount
    for (let i = 0; i < this.leftCount; i++) ruin.taken[i] = this.left[i]!
    ruin.run()
    ruin.count = plan.complete(ruin.taken, ruin.count)
    seen.iterations++
    seen.sinceBetter++
    const limit = this.current - this.temperature * Math.log(this.random.unit())
    if (this.recreate(limit) && plan.total() < limit) this.accept(plan.total())
    else plan.rollback()
  }

  private accept(cost: number): void {
    const { plan, ruin } = this
    this.leftCount = 0
    for (let i = 0; i < ruin.count; i++) {
      const v = ruin.taken[i]!
      if (plan.tour[v]! < 0) this.left[this.leftCount++] = v
    }
    this.keep(cost)
  }

  /** The working solution is what the search goes on from. */
  private keep(cost: number): void {
    const { plan, seen } = this
    plan.commit()
    this.current = cost
    if (cost >= seen.cost) return
    seen.cost = cost
    seen.sinceBetter = 0
    this.best.set(plan.next)
  }

  /**
   * Puts the taken stops back one by one: by chance, or the large, the far, the near, the narrow first. False, with some of them still
   * out, as soon as it costs more than may be accepted.
   */
  private recreate(limit: number): boolean {
    const { ruin, plan } = this
    this.sort()
    for (let i = 0; i < ruin.count; i++) {
      if (plan.least() >= limit) return false
      plan.place(ruin.taken[i]!)
    }
    return true
  }

  private sort(): void {
    const { keys, ruin, random, plan } = this
    const { taken, count } = ruin
    const key = plan.orders[random.below(plan.orders.length)]
    for (let i = 0; i < count; i++) keys[i] = key ? key[taken[i]!]! : random.unit()
    for (let i = 1; i < count; i++) {
      const k = keys[i]!
      const v = taken[i]!
      let j = i - 1
      for (; j >= 0 && keys[j]! > k; j--) {
        keys[j + 1] = keys[j]!
        taken[j + 1] = taken[j]!
      }
      keys[j + 1] = k
      taken[j + 1] = v
    }
  }
}
