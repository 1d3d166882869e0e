import { type Compiled, FOREVER } from '../compile.ts'
import { Day } from './day.ts'
import type { FlatInput } from './flat.ts'

/**
 * The problem as one of one depot and equal vehicles that cost by distance alone, if it is that; then the search need not drive whole days.
 */
export function flatOf(c: Compiled): FlatInput | undefined {
  const van = c.vans[0]
  if (!van || !isFlat(c) || !isEachServedAlone(c)) return undefined
  const places = [van.place, ...c.place.subarray(1)]
  const isEach = places.length === c.places && places.every((place, i) => place === i)
  const gather = (of: Int32Array): Int32Array => {
    if (isEach) return of
    const out = new Int32Array(places.length ** 2)
    places.forEach((from, i) => {
      for (let j = 0; j < places.length; j++) out[i * places.length + j] = of[from * c.places + places[j]!]!
    })
    return out
  }
  const distance = gather(c.distance)
  const isTimed = van.toS < FOREVER || c.windows.some((windows) => windows.length > 0 && windows[1]! < FOREVER)
  const duration = c.duration === c.distance || !isTimed ? distance : gather(c.duration)
  if (!isSymmetric(distance, places.length)) return undefined
  if (duration !== distance && !isSymmetric(duration, places.length)) return undefined
  return {
    distance,
    duration,
    tours: c.vans.length,
    capacity: van.capacity[0] ?? FOREVER,
    demand: c.dimensions === 1 ? c.out : new Int32Array(c.stops + 1),
    windows: isTimed
      ? {
          opens: van.fromS,
          closes: van.toS,
          open: c.windows.reduce(
            (out, windows, v) => (v > 0 ? out.fill(windows[0]!, v, v + 1) : out),
            new Int32Array(c.stops + 1),
          ),
          close: c.windows.reduce(
            (out, windows, v) => (v > 0 ? out.fill(windows[1]!, v, v + 1) : out),
            new Int32Array(c.stops + 1),
          ),
          service: c.service,
        }
      : undefined,
  }
}

function isFlat({ problem, vans, dimensions, gain, out, isOptional, rides, windows, keep }: Compiled): boolean {
  const { vehicles, shipments = [], apart = [], frozen = [] } = problem
  const [kind] = vehicles
  const van = vans[0]
  if (!kind || !van || vehicles.length > 1 || dimensions > 1) return false
  if (shipments.length + apart.length + frozen.length > 0 || keep.some((k) => k > 0)) return false
  if (van.fixed !== 0 || van.perS !== 0 || van.perM <= 0 || van.maxM < FOREVER || van.rest || van.trips !== 1)
    return false
  if (gain.some((g, i) => g !== -out[i]!) || isOptional.some((o, v) => v > 0 && o === 1)) return false
  // All vehicles are of one kind here: what one may serve, each may.
  return windows.every(({ length }) => length <= 2) && rides.subarray(1, problem.stops.length + 1).every((r) => r === 1)
}

/** The search takes it that a stop can always have a tour of its own. */
function isEachServedAlone(c: Compiled): boolean {
  const day = new Day(c)
  const row = new Int32Array(2)
  for (row[0] = 1; row[0] <= c.stops; row[0]++)
    if (day.price(c.vans[0]!, row, 2) === Number.POSITIVE_INFINITY) return false
  return true
}

function isSymmetric(of: Int32Array, size: number): boolean {
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) if (of[i * size + j] !== of[j * size + i]) return false
  return true
}
