import type { Problem, Route, Vehicle } from '@xiangji/routing'
import type { Day, PlannedRoute, RouteWishes, VehicleWish } from '../schema.ts'

type Point = { lng: number; lat: number; level: string }

const EARTH_M = 6_371_000
const COLD = 'cold'

/** Metres along the great circle. */
function greatCircleM(a: Point, b: Point): number {
  const rad = Math.PI / 180
  const h =
    Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lng - a.lng) * rad) / 2) ** 2
  return 2 * EARTH_M * Math.asin(Math.sqrt(h))
}

/** Whole metres and seconds between all points: the great circle times the detour, slower where one end is a village. */
export function roadMatrix(
  points: readonly Point[],
  { detour, townMps, villageMps }: { detour: number; townMps: number; villageMps: number },
): { distanceM: Float64Array; durationS: Float64Array } {
  const n = points.length
  const distanceM = new Float64Array(n * n)
  const durationS = new Float64Array(n * n)
  for (const [i, a] of points.entries())
    for (const [j, b] of points.entries()) {
      const metres = Math.ceil(greatCircleM(a, b) * detour)
      distanceM[i * n + j] = metres
      durationS[i * n + j] = Math.ceil(metres / (a.level === 'village' || b.level === 'village' ? villageMps : townMps))
    }
  return { distanceM, durationS }
}

const KMH = 3.6
const M_PER_KM = 1000
const S_PER_HOUR = 3600

const vehicleOf = (wish: VehicleWish, depot: string): Vehicle => ({
  id: wish.id,
  count: wish.count,
  depot,
  capacity: [wish.pieces, wish.weightG],
  cost: { fixed: wish.fixedFen, perM: wish.perKmFen / M_PER_KM, perS: wish.perHourFen / S_PER_HOUR },
  shift: { fromS: wish.fromS, toS: wish.toS },
  trips: wish.trips,
  reloadS: wish.reloadS,
  ...(wish.maxDistanceM === null ? {} : { maxDistanceM: wish.maxDistanceM }),
  ...(wish.rest ? { rest: wish.rest } : {}),
  ...(wish.isCold ? { skills: [COLD] } : {}),
})

/** The day as `packages/routing` reads it: place 0 is the hub, place i + 1 stop i; amounts are pieces and grams, costs fen. */
export function problemOf({ hub, stops }: Day, wishes: RouteWishes): Problem {
  const { detour, townKmh, villageKmh } = wishes.road
  const roads = roadMatrix([hub, ...stops], { detour, townMps: townKmh / KMH, villageMps: villageKmh / KMH })
  const ids = new Set(stops.map(({ id }) => id))
  return {
    places: stops.length + 1,
    ...roads,
    depots: [{ id: hub.id, place: 0 }],
    vehicles: wishes.vehicles.map((vehicle) => vehicleOf(vehicle, hub.id)),
    stops: stops.map(({ id, pieces, weightG, serviceS, fromS, toS, isCold, skipFen }, i) => ({
      ...{ id, place: i + 1, deliver: [pieces, weightG], serviceS, windows: [{ fromS, toS }] },
      ...(isCold ? { skills: [COLD] } : {}),
      ...(skipFen === null ? {} : { skipCost: skipFen }),
    })),
    apart: wishes.apart
      .filter(({ stop, other }) => ids.has(stop) && ids.has(other))
      .map(({ stop, other }) => [stop, other] as const),
    frozen: wishes.frozen.map(({ keep, ...route }) => ({ ...route, keep: keep ?? 'whole' })),
  }
}

/** Of a plan on that somebody made, what a search can begin with: known vehicles once each, known stops once each, no trip too many. */
export function soundStart(problem: Problem, routes: readonly PlannedRoute[]): Route[] {
  const seen = new Set<string>()
  const isFresh = (key: string) => !seen.has(key) && seen.add(key) !== undefined
  const known = new Set(problem.stops.map(({ id }) => id))
  return routes.flatMap((route) => {
    const kind = problem.vehicles.find(({ id }) => id === route.vehicle)
    const trips = route.trips.filter(({ length }) => length > 0)
    const isDrivable = kind && route.number <= kind.count && trips.length <= (kind.trips ?? 1)
    if (!isDrivable || !isFresh(`${route.vehicle}/${route.number}`)) return []
    return [{ ...route, trips: trips.map((trip) => trip.filter((id) => known.has(id) && isFresh(id))) }]
  })
}
