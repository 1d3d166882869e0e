import { addDays } from '../../lib/format.ts'
import type { EvidenceSearch, EvidenceSplit } from '../evidence-state.ts'
import type { Indicator, Part, Where } from './queries.ts'

const COUNTY = 6
const TOWN = 9

export const whereOf = (search: EvidenceSearch, asOf: string): Where => ({
  to: search.figureTo ?? asOf,
  ...(search.figureFrom ? { from: search.figureFrom } : {}),
  ...(search.figurePlace ? { place: search.figurePlace } : {}),
  ...(search.figureStation ? { station: search.figureStation } : {}),
})

const isOneDay = ({ figureFrom, figureTo }: EvidenceSearch) => figureFrom !== undefined && figureFrom === figureTo

/** The splits that say something in this scope, the one that leads down first. */
export function splitsOf(indicator: Indicator, search: EvidenceSearch): EvidenceSplit[] {
  // Who was active in the last days is counted by outlet only.
  if (indicator.kind === 'active') return search.figureStation ? ['events'] : ['station', 'events']
  const inTime: EvidenceSplit[] = isOneDay(search) ? [] : ['month', 'day']
  if (search.figureStation) return [...inTime.reverse(), 'events']
  // Money and disclosure happen in the county as a whole.
  if (!indicator.id.startsWith('station.')) return ['events', ...inTime]
  // Each member is counted once for a place: outlets have no share of their own, the records themselves come next.
  const isOfMembers = indicator.kind === 'distinct' || indicator.kind === 'ratio'
  if (isOfMembers && (search.figurePlace?.length ?? COUNTY) > TOWN) return ['events', ...inTime]
  const places: Record<number, EvidenceSplit[]> = {
    [COUNTY]: ['town', 'village', 'station'],
    [TOWN]: ['village', 'station'],
  }
  const down = (places[search.figurePlace?.length ?? COUNTY] ?? ['station']).filter(
    (by) => !isOfMembers || by !== 'station',
  )
  return [...down, ...inTime, 'events']
}

/** The scope of one part: where a click on its row leads. */
export function into(split: EvidenceSplit, { key }: Part, to: string): EvidenceSearch {
  if (split === 'station') return { figureStation: key, figureBy: undefined }
  if (split === 'day') return { figureFrom: key, figureTo: key, figureBy: 'events' }
  if (split === 'month') {
    const last = addDays(`${addDays(`${key.slice(0, 7)}-01`, 31).slice(0, 7)}-01`, -1)
    return { figureFrom: `${key.slice(0, 7)}-01`, figureTo: last < to ? last : to, figureBy: 'day' }
  }
  return { figurePlace: key, figureBy: undefined }
}

export const codesAbove = (place: string | undefined): string[] =>
  place === undefined
    ? []
    : [TOWN, 12].filter((length) => place.length >= length).map((length) => place.slice(0, length))
