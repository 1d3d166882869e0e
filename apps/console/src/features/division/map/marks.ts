import type { TextKey } from '../../../lib/i18n.ts'
import { tokens } from '../../../ui/tokens.ts'
import type { Division, Station } from './queries.ts'

/** What the legend names and filters. */
export const KINDS = ['town', 'village', 'community', 'stationTown', 'stationVillage'] as const
export type Kind = (typeof KINDS)[number]
export const STATES = ['open', 'planned', 'closed'] as const
export type State = (typeof STATES)[number]

export const KIND_TEXTS: Record<Kind, TextKey> = {
  town: 'map.town',
  village: 'map.village',
  community: 'map.community',
  stationTown: 'map.stationTown',
  stationVillage: 'map.stationVillage',
}

const STATE_COLOURS: Record<State, string> = { open: tokens.primary, planned: tokens.info, closed: '#6d6a62' }
const GROUND = tokens.accentText

export const kindOfDivision = ({ level, isAdministrativeVillage }: Division): Kind => {
  if (level === 'town') return 'town'
  return isAdministrativeVillage ? 'village' : 'community'
}
export const kindOfStation = ({ level }: Station): Kind => (level === 'town' ? 'stationTown' : 'stationVillage')

export type Mark = { shape: string; size: number; colour: string; isHollow: boolean }

const SHAPES: Record<Kind, { shape: string; size: number }> = {
  town: { shape: 'M4 4h8v8H4z', size: 14 },
  village: { shape: 'M8 4a4 4 0 1 0 .01 0z', size: 11 },
  community: { shape: 'M8 3.5 13 12H3z', size: 13 },
  stationTown: { shape: 'M8 15 2.5 8.5V2h11v6.5z', size: 20 },
  stationVillage: { shape: 'M8 15C4.5 11 3 8.8 3 6.2a5 5 0 0 1 10 0C13 8.8 11.5 11 8 15z', size: 17 },
}

/** A sign for a kind and state: told by shape first, by colour second; hollow where the place is estimated. */
export const markOf = (kind: Kind, isHollow: boolean, state?: State): Mark => ({
  ...SHAPES[kind],
  colour: state ? STATE_COLOURS[state] : GROUND,
  isHollow,
})

/** Closed outlets are crossed out, planned ones dotted: a state is not told by colour alone. */
export const svgOf = ({ shape, size, colour, isHollow }: Mark, state?: State): string => {
  const dash = state === 'planned' ? ' stroke-dasharray="2 1.4"' : ''
  const cross = state === 'closed' ? '<path d="M3 3 13 13M13 3 3 13" stroke="#1f2a2e" stroke-width="1.6"/>' : ''
  const fill = isHollow ? '#fffdf8' : colour
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="${size}" height="${size}" aria-hidden="true"><path d="${shape}" fill="${fill}" fill-opacity="${isHollow ? 0.75 : 1}" stroke="${isHollow ? colour : '#ffffff'}" stroke-width="${isHollow ? 1.8 : 1}"${dash}/>${cross}</svg>`
}
