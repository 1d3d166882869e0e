import { nearest } from './neighbours.ts'

/**
 * A problem of one depot and equal vehicles, flattened for the search: places 0 (depot) and 1 … n (stops), symmetric whole-number
 * distances and durations.
 */
export type Flat = {
  stops: number
  /** How many tours may be driven. */
  tours: number
  /** Row length of the matrices: stops + 1. */
  size: number
  distance: Int32Array
  duration: Int32Array
  /** The place of each node: a stop's own number, 0 for the depot node of each tour. */
  at: Int32Array
  capacity: number
  demand: Int32Array
  isTimed: boolean
  opens: number
  closes: number
  open: Int32Array
  close: Int32Array
  service: Int32Array
  /** The nearest stops of each stop, nearest first, `nearCount` a stop, and how far they are: where it may be put. */
  near: Int32Array
  nearDistance: Int32Array
  nearCount: number
  /** The same for ruin, by distance alone and more of them. */
  around: Int32Array
  aroundCount: number
  orders: (Float64Array | undefined)[]
  /** What a stop costs that no tour holds. */
  absentCost: number
  scale: number
}

export type FlatInput = {
  distance: Int32Array
  duration: Int32Array
  tours: number
  capacity: number
  demand: Int32Array
  windows?: { opens: number; closes: number; open: Int32Array; close: Int32Array; service: Int32Array } | undefined
}

/**
 * Numbers the stops along a nearest-neighbour walk, so that what is near in the county is near in memory: a row of the matrix is then
 * read in a few cache lines. Returns the old number of each new one.
 */
export function walk({ distance, demand }: Pick<FlatInput, 'distance' | 'demand'>): Int32Array {
  const size = demand.length
  const order = new Int32Array(size)
  const left = Int32Array.from({ length: size - 1 }, (_, i) => i + 1)
  for (let i = 1; i < size; i++) {
    const row = order[i - 1]! * size
    let nearest = 0
    for (let k = 1; k < size - i; k++) if (distance[row + left[k]!]! < distance[row + left[nearest]!]!) nearest = k
    order[i] = left[nearest]!
    left[nearest] = left[size - 1 - i]!
  }
  return order
}

/** The same problem with its stops in another order. */
export function renumber(input: FlatInput, order: Int32Array): FlatInput {
  const size = order.length
  const vector = (of: Int32Array): Int32Array => order.map((v) => of[v]!)
  const matrix = (of: Int32Array): Int32Array => {
    const out = new Int32Array(size * size)
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) out[i * size + j] = of[order[i]! * size + order[j]!]!
    return out
  }
  const distance = matrix(input.distance)
  const { windows } = input
  return {
    ...input,
    distance,
    duration: input.duration === input.distance ? distance : matrix(input.duration),
    demand: vector(input.demand),
    windows: windows && {
      ...windows,
      open: vector(windows.open),
      close: vector(windows.close),
      service: vector(windows.service),
    },
  }
}

/** Adds what the search looks up: neighbours and orders. `demand` and windows are by place, the depot's at 0. */
export function flatten(
  input: FlatInput,
  { nearCount, aroundCount }: { nearCount: number; aroundCount: number },
): Flat {
  const size = input.demand.length
  const stops = size - 1
  const none = new Int32Array(size)
  const { opens = 0, closes = 0, open = none, close = none, service = none } = input.windows ?? {}
  const tours = Math.min(input.tours, stops)
  const at = new Int32Array(size + tours)
  for (let v = 1; v <= stops; v++) at[v] = v
  const { distance, duration } = input
  const base = { stops, tours, size, distance, duration, at, capacity: input.capacity, demand: input.demand }
  const timed = { isTimed: input.windows !== undefined, opens, closes, open, close, service }
  const between = (a: number, b: number): number => distance[a * size + b]!
  const withTimes = { ...timed, duration, distance, size }
  const near = nearest(size, nearCount, timed.isTimed ? (a, b) => apart(withTimes, a, b) : between)
  const around = nearest(size, aroundCount, between)
  const nearDistance = near.list.map((u, i) => distance[Math.floor(i / near.count) * size + u]!)
  return {
    ...base,
    ...timed,
    near: near.list,
    nearDistance,
    nearCount: near.count,
    around: around.list,
    aroundCount: around.count,
    orders: ordersOf(base, timed),
    scale: meanReach(nearDistance, near.count),
    absentCost: 20 * largest(distance),
  }
}

/** The largest number of a row, at least 1. */
export function largest(of: Int32Array): number {
  let most = 1
  for (let i = 0; i < of.length; i++) if (of[i]! > most) most = of[i]!
  return most
}

/** How far the nearest eight of a stop are in the mean. */
function meanReach(nearDistance: Int32Array, count: number): number {
  let sum = 0
  let seen = 0
  for (let i = count; i < nearDistance.length; i++)
    if (i % count < 8) {
      sum += nearDistance[i]!
      seen++
    }
  return sum / Math.max(1, seen) + 1
}

/** Distance, made longer by the wait and the lateness that driving from one to the other must cost (Vidal et al. 2013). */
function apart(
  f: Pick<Flat, 'duration' | 'distance' | 'size' | 'open' | 'close' | 'service'>,
  a: number,
  b: number,
): number {
  const distance = f.distance[a * f.size + b]!
  const oneWay = (i: number, j: number): number => {
    const lasts = f.service[i]! + f.duration[i * f.size + j]!
    const wait = Math.max(0, f.open[j]! - lasts - f.close[i]!)
    const late = Math.max(0, f.open[i]! + lasts - f.close[j]!)
    return distance + 0.2 * wait + late
  }
  return Math.min(oneWay(a, b), oneWay(b, a))
}

/** Chance 4, demand 4, far 2, near 1 (Christiaens & Vanden Berghe 2020), and with windows length 2, begin 2, end 2. */
function ordersOf(
  { demand, distance, size }: Pick<Flat, 'demand' | 'distance' | 'size'>,
  { isTimed, open, close }: Pick<Flat, 'isTimed' | 'open' | 'close'>,
): Flat['orders'] {
  const by = (key: (v: number) => number): Float64Array => Float64Array.from({ length: size }, (_, v) => key(v))
  const large = by((v) => -demand[v]!)
  const far = by((v) => -distance[v * size]!)
  const orders = [
    undefined,
    undefined,
    undefined,
    undefined,
    large,
    large,
    large,
    large,
    far,
    far,
    by((v) => distance[v * size]!),
  ]
  if (!isTimed) return orders
  const narrow = by((v) => close[v]! - open[v]!)
  const early = by((v) => open[v]!)
  const late = by((v) => -close[v]!)
  return [...orders, narrow, narrow, early, early, late, late]
}
