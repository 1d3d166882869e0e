import type { Compiled } from '../compile.ts'
import type { Params } from '../params.ts'
import { nearest } from './neighbours.ts'
import type { Random } from './random.ts'
import { RichPlan } from './rich-plan.ts'

/** The working solution for a problem with all its rules, with what its search looks up. */
export function richPlanOf(c: Compiled, { random, params }: { random: Random; params: Params }): RichPlan {
  const { place, distance, duration, places, vans } = c
  const mean = (of: 'perM' | 'perS'): number => vans.reduce((sum, van) => sum + van[of], 0) / Math.max(1, vans.length)
  const perM = mean('perM')
  const perS = mean('perS')
  const apart = (a: number, b: number): number => {
    const at = place[a]! * places + place[b]!
    return perM * distance[at]! + perS * duration[at]!
  }
  const around = nearest(c.stops + 1, params.aroundCount, (a, b) => apart(a, b) + 0.001)
  let sum = 0
  let seen = 0
  for (let v = 1; v <= c.stops; v++)
    for (let k = 0; k < Math.min(8, around.count); k++, seen++) sum += apart(v, around.list[v * around.count + k]!)
  return new RichPlan(c, {
    around,
    orders: ordersOf(c),
    scale: sum / Math.max(1, seen) + 1,
    blink: params.blink,
    chance: () => random.unit(),
  })
}

/** By chance, large, far, near, narrow, early, late, dear to leave out first. */
function ordersOf(c: Compiled): (Float64Array | undefined)[] {
  const by = (key: (v: number) => number): Float64Array =>
    Float64Array.from({ length: c.stops + 1 }, (_, v) => (v === 0 ? 0 : key(v)))
  const large = by((v) => {
    let most = 0
    for (let d = 0; d < c.dimensions; d++)
      most = Math.max(most, Math.abs(c.gain[v * c.dimensions + d]!) + c.out[v * c.dimensions + d]!)
    return -most
  })
  const depot = c.vans[0]?.place ?? 0
  const far = by((v) => -c.distance[depot * c.places + c.place[v]!]!)
  const near = by((v) => c.distance[depot * c.places + c.place[v]!]!)
  const narrow = by((v) => c.windows[v]!.at(-1)! - c.windows[v]![0]!)
  const early = by((v) => c.windows[v]![0]!)
  const late = by((v) => -c.windows[v]!.at(-1)!)
  const dear = by((v) => -c.skipCost[v]!)
  return [
    undefined,
    undefined,
    undefined,
    undefined,
    large,
    large,
    far,
    far,
    near,
    narrow,
    narrow,
    early,
    late,
    dear,
    dear,
  ]
}
