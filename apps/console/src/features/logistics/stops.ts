import type { Basis, StopNeed, Wishes } from './queries.ts'

export type Chosen = Pick<Wishes, 'serves' | 'towns' | 'townNeed' | 'villageNeed'>
export type Stop = {
  id: string
  name: string
  townName: string
  isEstimated: boolean
  need: StopNeed
  isChanged: boolean
}

const isIn = (
  { serves, towns }: Pick<Wishes, 'serves' | 'towns'>,
  { level, place }: { level: string; place: string },
) => (serves !== 'towns' || level === 'town') && (towns.length === 0 || towns.includes(place.slice(0, 9)))

const usualOf = (chosen: Chosen, { id, level }: { id: string; level: string }): StopNeed => ({
  ...{ id, isServed: true },
  ...(level === 'town' ? chosen.townNeed : chosen.villageNeed),
})

/** The stops of a wish: those that it names, each with its own need or its kind's. */
export function stopsOf(basis: Basis, chosen: Chosen, needs: readonly StopNeed[]): Stop[] {
  const own = new Map(needs.map((need) => [need.id, need]))
  const spots = chosen.serves === 'stations' ? basis.stations : basis.places
  return spots
    .filter((spot) => isIn(chosen, spot))
    .map((spot) => ({
      ...{ id: spot.id, name: spot.name, townName: spot.townName, isEstimated: spot.isEstimated },
      ...{ need: own.get(spot.id) ?? usualOf(chosen, spot), isChanged: own.has(spot.id) },
    }))
}

/** Places of a wish that nobody has surveyed, nor their town. */
export const lostOf = (basis: Basis, chosen: Pick<Wishes, 'serves' | 'towns'>): Basis['unplaced'] =>
  basis.unplaced.filter((place) => place.isStation === (chosen.serves === 'stations') && isIn(chosen, place))

/** The usual needs of whatever no sheet and nobody has said anything about, surveyed or not. */
export function othersOf(basis: Basis, chosen: Chosen, said: readonly StopNeed[]): StopNeed[] {
  const named = new Set(said.map(({ id }) => id))
  const stops = stopsOf(basis, chosen, []).map(({ need }) => need)
  const lost = lostOf(basis, chosen).map((place) => usualOf(chosen, place))
  return [...stops, ...lost].filter(({ id }) => !named.has(id))
}
