import type { Answer, PlannedDay, Route, Wishes } from './queries.ts'

/** A plan that can be redrawn: the routes, and why stops are left out. */
export type Drawn = { routes: Route[]; left: { id: string; reason: Answer['left'][number]['reason'] }[] }

const routeOf = ({ vehicle, number, trips }: PlannedDay): Route => ({
  vehicle,
  number,
  trips: trips.map(({ visits }) => visits.map(({ id }) => id)),
})

export const drawnOf = ({ days, left }: Answer): Drawn => ({
  routes: days.map(routeOf),
  left: left.filter(({ reason }) => reason !== 'unplaced').map(({ id, reason }) => ({ id, reason })),
})

/** Where a stop is or goes: `trip` from 0; one past the last is a new trip. */
export type Place = { vehicle: string; number: number; trip: number }
export const placeKey = ({ vehicle, number, trip }: Place): string => `${vehicle}|${number}|${trip}`
export function placeAt(key: string): Place {
  const [vehicle = '', number = '1', trip = '0'] = key.split('|')
  return { vehicle, number: Number(number), trip: Number(trip) }
}

const without = (routes: readonly Route[], id: string): Route[] =>
  routes.map((route) => ({ ...route, trips: route.trips.map((trip) => trip.filter((other) => other !== id)) }))

const driven = (routes: readonly Route[]): Route[] =>
  routes
    .map((route) => ({ ...route, trips: route.trips.filter(({ length }) => length > 0) }))
    .filter(({ trips }) => trips.length > 0)

/** One place up or down within its trip. */
export function shifted({ routes, left }: Drawn, id: string, by: -1 | 1): Drawn {
  const move = (trip: string[]): string[] => {
    const at = trip.indexOf(id)
    const to = at + by
    const other = trip[to]
    return at < 0 || other === undefined ? trip : trip.with(to, id).with(at, other)
  }
  return { routes: routes.map((route) => ({ ...route, trips: route.trips.map(move) })), left }
}

/** To the end of another trip, or off the plan. */
export function moved({ routes, left }: Drawn, id: string, to: Place | null): Drawn {
  const rest = without(routes, id)
  if (to === null) return { routes: driven(rest), left: [...left, { id, reason: 'notPlanned' }] }
  const isThere = rest.some(({ vehicle, number }) => vehicle === to.vehicle && number === to.number)
  const all = isThere ? rest : [...rest, { vehicle: to.vehicle, number: to.number, trips: [] }]
  const added = all.map((route) => {
    if (route.vehicle !== to.vehicle || route.number !== to.number) return route
    const trips = to.trip < route.trips.length ? route.trips : [...route.trips, []]
    return {
      ...route,
      trips: trips.map((trip, t) => (t === Math.min(to.trip, trips.length - 1) ? [...trip, id] : trip)),
    }
  })
  return { routes: driven(added), left: left.filter((one) => one.id !== id) }
}

/** The first `keep` stops of a vehicle's day stay as they stand; null: all of it. */
export type Lock = { vehicle: string; number: number; keep: number | null }

const isSame = (a: { vehicle: string; number: number }, b: { vehicle: string; number: number }) =>
  a.vehicle === b.vehicle && a.number === b.number

/** The locks as a wish has them: a route that was rearranged after it was locked is locked as it stands. */
export const frozenOf = (locks: readonly Lock[], routes: readonly Route[]): Wishes['frozen'] =>
  locks.flatMap((lock) => {
    const route = routes.find((one) => isSame(one, lock))
    return route ? [{ ...route, keep: lock.keep }] : []
  })

export const lockOf = (locks: readonly Lock[], day: { vehicle: string; number: number }): Lock | undefined =>
  locks.find((lock) => isSame(lock, day))

export const withLock = (
  locks: readonly Lock[],
  { vehicle, number }: PlannedDay,
  keep: number | null | undefined,
): Lock[] => [
  ...locks.filter((lock) => !isSame(lock, { vehicle, number })),
  ...(keep === undefined ? [] : [{ vehicle, number, keep }]),
]

/** How many of a day's stops are locked, from its first on. */
export const lockedCount = (lock: Lock | undefined): number =>
  lock === undefined ? 0 : (lock.keep ?? Number.POSITIVE_INFINITY)

/** Whether a stop may be put at the end of a trip (or of a new one) without moving what is locked. */
export function isOpenTrip(locks: readonly Lock[], { vehicle, number, trips }: PlannedDay, trip: number): boolean {
  const before = trips.slice(0, trip + 1).reduce((sum, { visits }) => sum + visits.length, 0)
  return before >= lockedCount(lockOf(locks, { vehicle, number }))
}
