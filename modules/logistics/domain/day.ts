import type { Day, Need, RouteWishes, RoutingBasis, Serves, Spot, VehicleWish } from '../schema.ts'

/** A division or a station, and where it is as far as anybody knows. */
export type Candidate = Omit<Spot, 'lng' | 'lat' | 'isEstimated' | 'level'> & {
  level: 'town' | 'village'
  isStation: boolean
  point: { lng: number; lat: number; isEstimated: boolean } | null
}

type Placed = { lng: number; lat: number; isEstimated: boolean }

/**
 * Where a vehicle can be sent: a surveyed point, or beside a surveyed town. A place whose town nobody has surveyed either is drawn
 * somewhere on the map and is no place to drive to.
 */
export function pointOf(place: Placed, town: Placed | undefined): Placed | null {
  if (!place.isEstimated) return { lng: place.lng, lat: place.lat, isEstimated: false }
  return town && !town.isEstimated ? { lng: place.lng, lat: place.lat, isEstimated: true } : null
}

const isOf = ({ serves, towns }: Pick<RouteWishes, 'serves' | 'towns'>, { isStation, level, place }: Candidate) => {
  const kind: Serves = isStation ? 'stations' : level === 'town' && serves === 'towns' ? 'towns' : 'places'
  return kind === serves && (towns.length === 0 || towns.includes(place.slice(0, 9)))
}

/** The day's stops: those that are served, each with its need, and those that nobody can be sent to. */
export function dayOf(hub: Spot, candidates: readonly Candidate[], wishes: Omit<RouteWishes, 'vehicles'>): Day {
  const changed = new Map(wishes.needs.map((need) => [need.id, need]))
  const day: Day = { hub, stops: [], unplaced: [] }
  for (const candidate of candidates) {
    if (!isOf(wishes, candidate) || candidate.id === hub.id) continue
    const { isServed = true, ...own } = changed.get(candidate.id) ?? {}
    if (!isServed) continue
    const need: Need = { ...(candidate.level === 'town' ? wishes.townNeed : wishes.villageNeed), ...own }
    const { point, isStation: _, ...spot } = candidate
    const { id, place, name, townName } = spot
    const { pieces, weightG } = need
    if (point) day.stops.push({ ...need, ...spot, ...point })
    else day.unplaced.push({ id, place, name, townName, pieces, weightG })
  }
  return day
}

const HOUR_S = 3600
const FLEET = {
  zh: { tricycle: '三轮车', van: '微型面包车', truck: '厢式货车' },
  en: { tricycle: 'tricycle', van: 'van', truck: 'box truck' },
}
/** A day of this fleet carries so many pieces; it is half full then, for windows and ways take the rest. */
const FLEET_PIECES = 3400

/** What a county that starts with shared delivery has, as many of each as the amount needs. */
export function fleetFor(pieces: number, language: 'zh' | 'en'): VehicleWish[] {
  const times = pieces / FLEET_PIECES
  const kind = (
    id: string,
    count: number,
    rest: Pick<VehicleWish, 'pieces' | 'weightG' | 'fixedFen' | 'perKmFen' | 'perHourFen'>,
  ): VehicleWish => ({
    id,
    count: Math.min(99, Math.max(1, Math.round(count * times))),
    ...rest,
    ...{ fromS: 7 * HOUR_S, toS: 19 * HOUR_S, maxDistanceM: null, trips: 3, reloadS: 1200, isCold: false },
    rest: { fromS: 11 * HOUR_S, toS: 14 * HOUR_S, lastsS: 1800 },
  })
  const name = FLEET[language]
  return [
    kind(name.tricycle, 4, { pieces: 80, weightG: 300_000, fixedFen: 3000, perKmFen: 50, perHourFen: 2900 }),
    kind(name.van, 5, { pieces: 200, weightG: 800_000, fixedFen: 8000, perKmFen: 80, perHourFen: 3200 }),
    kind(name.truck, 2, { pieces: 500, weightG: 2_500_000, fixedFen: 16_000, perKmFen: 150, perHourFen: 3600 }),
  ]
}

/** The county as it may be asked about. */
export function basisOf(
  hub: Spot | null,
  candidates: readonly Candidate[],
  defaults: RoutingBasis['defaults'],
): RoutingBasis {
  const placed = candidates.flatMap(({ point, isStation, ...spot }) =>
    point ? [{ isStation, spot: { ...spot, ...point } }] : [],
  )
  return {
    hub,
    places: placed.filter(({ isStation }) => !isStation).map(({ spot }) => spot),
    stations: placed.filter(({ isStation }) => isStation).map(({ spot }) => spot),
    unplaced: candidates
      .filter(({ point }) => point === null)
      .map(({ id, place, name, townName, isStation, level }) => ({ id, place, name, townName, isStation, level })),
    defaults,
  }
}
