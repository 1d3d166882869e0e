import type { Problem, Route } from '@xiangji/routing'
import { evaluate } from '@xiangji/routing'

/** So many of the nearest are tried before a vehicle turns back. */
const TRIED = 12

/**
 * What a dispatcher without a computer does: each vehicle, the largest first, goes on to the nearest stop that it can still serve, back when
 * there is none, and out again. Knows nothing of frozen routes.
 */
export function nearestNeighbour(problem: Problem): Route[] {
  const open = new Set(problem.stops.map(({ id }) => id))
  const placeOf = new Map(problem.stops.map(({ id, place }) => [id, place]))
  const routes = problem.vehicles
    .toSorted((a, b) => (b.capacity[0] ?? 0) - (a.capacity[0] ?? 0))
    .flatMap((kind) =>
      Array.from({ length: kind.count }, (_, k): Route => {
        const of = { vehicle: kind.id, number: k + 1 }
        const trips: string[][] = []
        for (let t = 0; t < (kind.trips ?? 1); t++) {
          const trip = nextTrip(problem, { route: { ...of, trips }, open, placeOf })
          if (trip.length === 0) break
          trips.push(trip)
        }
        return { ...of, trips }
      }),
    )
  return routes.filter(({ trips }) => trips.length > 0)
}

type Under = { route: Route; open: Set<string>; placeOf: ReadonlyMap<string, number> }

/** One more trip of a vehicle; what it serves is taken from `open`. */
function nextTrip(problem: Problem, { route, open, placeOf }: Under): string[] {
  const { distanceM, places } = problem
  const trip: string[] = []
  for (let at = problem.depots[0]?.place ?? 0; ; at = placeOf.get(trip.at(-1) ?? '') ?? 0) {
    const far = (id: string): number => distanceM[at * places + (placeOf.get(id) ?? 0)] ?? 0
    const near = [...open].sort((a, b) => far(a) - far(b))
    const next = near
      .slice(0, TRIED)
      .find((id) => isSound(problem, { ...route, trips: [...route.trips, [...trip, id]] }))
    if (next === undefined) return trip
    trip.push(next)
    open.delete(next)
  }
}

const isSound = (problem: Problem, route: Route): boolean =>
  evaluate({ ...problem, frozen: [] }, [route]).faults.every(({ kind }) => kind === 'missing')
