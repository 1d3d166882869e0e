import type { CountyPack } from '@xiangji/county-pack'
import type { SitingProblem, Town } from './problem.ts'
import { rulesOf } from './rules.ts'

/** A row of the table of divisions; an empty or an estimated place has no coordinates here. */
export type PlaceRow = {
  code: string
  name: string
  level: 'county' | 'town' | 'village'
  parent: string
  isAdministrativeVillage: boolean
  lng: number | null
  lat: number | null
}

/** What the table of divisions does not say of a village. */
export type VillageFact = { code: string; residents: number | null; isDesignated: boolean }

type Ring = readonly (readonly number[])[]
const M_PER_DEGREE = 111_320

/** Rings by polygon: the first is the outline, the others are holes. */
function polygonsOf(geojson: unknown): Ring[][] {
  if (typeof geojson !== 'object' || geojson === null) return []
  const { type, features, geometry, coordinates } = geojson as Record<string, unknown> // GeoJSON by its own types
  if (Array.isArray(features)) return features.flatMap(polygonsOf)
  if (geometry) return polygonsOf(geometry)
  if (type === 'Polygon') return [coordinates as Ring[]] // RFC 7946
  return type === 'MultiPolygon' ? (coordinates as Ring[][]) : []
}

/** Shoelace formula on a flat map, exact to a percent at the size of a county. */
function areaOf(ring: Ring): number {
  let twice = 0
  for (const [i, [x = 0, y = 0]] of ring.entries()) {
    const [px = 0, py = 0] = ring.at(i - 1) ?? []
    twice += px * y - x * py
  }
  const shrink = Math.cos(((ring[0]?.[1] ?? 0) * Math.PI) / 180)
  return (Math.abs(twice) / 2) * shrink * M_PER_DEGREE ** 2
}

/** Square metres inside an outline; null without one. */
export function areaM2Of(geojson: unknown): number | null {
  const polygons = polygonsOf(geojson)
  if (polygons.length === 0) return null
  const sum = polygons.reduce((all, [outline = [], ...holes]) => {
    return all + areaOf(outline) - holes.reduce((inside, hole) => inside + areaOf(hole), 0)
  }, 0)
  return sum > 0 ? sum : null
}

const pointOf = ({ lng, lat }: PlaceRow): Town['point'] => (lng === null || lat === null ? null : { lng, lat })

/** A county as a problem: its towns and administrative villages (社区 are none), the rules of its plan, no wishes yet. */
export function problemOf(county: {
  divisions: readonly PlaceRow[]
  boundary: unknown
  pack: Pick<CountyPack, 'sitingRules' | 'targets'>
  facts?: readonly VillageFact[]
}): SitingProblem {
  const facts = new Map((county.facts ?? []).map((fact) => [fact.code, fact]))
  const rows = [...county.divisions].sort((a, b) => (a.code < b.code ? -1 : 1))
  const towns = rows
    .filter(({ level }) => level === 'town')
    .map((row) => ({ code: row.code, name: row.name, point: pointOf(row) }))
  const villages = rows
    .filter(({ level, isAdministrativeVillage }) => level === 'village' && isAdministrativeVillage)
    .map((row) => ({
      code: row.code,
      name: row.name,
      point: pointOf(row),
      town: row.parent,
      residents: facts.get(row.code)?.residents ?? null,
      isDesignated: facts.get(row.code)?.isDesignated ?? false,
    }))
  return {
    towns,
    villages,
    rules: rulesOf(county.pack, { towns: towns.length, villages: villages.length }),
    existing: [],
    costFen: null,
    budgetFen: null,
    forceIn: [],
    forceOut: [],
    areaM2: areaM2Of(county.boundary),
  }
}
