import { type Division, type DivisionRow, type Level, Succession } from './schema.ts'

export const levelOf = (code: string): Level => (code.length === 6 ? 'county' : code.length === 9 ? 'town' : 'village')

type Point = { lng: number; lat: number }
type StoredRow = DivisionRow & { validFrom: string; validTo: string | null }

/** Steps of the golden angle spread any number of points evenly over a disc, the same way each time. */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5))
/** Degrees of latitude, about 0.8 km, between neighbours of the spiral. */
const SPREAD_DEG = 0.0072

function around(centre: Point, index: number): Point {
  const radius = SPREAD_DEG * Math.sqrt(index + 1)
  const turn = index * GOLDEN_ANGLE
  return {
    lng: centre.lng + (radius * Math.cos(turn)) / Math.cos((centre.lat * Math.PI) / 180),
    lat: centre.lat + radius * Math.sin(turn),
  }
}

const pointOf = (row: DivisionRow | undefined): Point | undefined =>
  row && row.lng !== null && row.lat !== null ? { lng: row.lng, lat: row.lat } : undefined

/**
 * Gives every division a place on the map. Where none was surveyed it lies near its parent and says that it is estimated;
 * the table keeps the empty cell.
 */
export function placeOnMap(rows: readonly StoredRow[]): Division[] {
  const byCode = new Map(rows.map((row) => [row.code, row]))
  const known = rows.map(pointOf).find((point) => point !== undefined) ?? { lng: 104, lat: 35 }
  const placed = new Map<string, Point>()
  const siblings = new Map<string, number>()
  const inOrder = [...rows].sort((a, b) => a.code.length - b.code.length || (a.code < b.code ? -1 : 1))
  for (const row of inOrder) {
    const index = siblings.get(row.parent) ?? 0
    const centre = placed.get(row.parent) ?? pointOf(byCode.get(row.parent)) ?? known
    const point = pointOf(row)
    if (!point) siblings.set(row.parent, index + 1)
    placed.set(row.code, point ?? around(centre, row.level === 'town' ? index + 40 : index))
  }
  return inOrder.map((row) => ({ ...row, ...(placed.get(row.code) as Point), isEstimated: row.lng === null })) // each was just placed
}

/** A province or a prefecture as a seat of administration: a county of its own, without towns and without a programme. */
export const seatRow = (code: string, name: string): DivisionRow => ({
  code,
  name,
  level: 'county',
  parent: '',
  isAdministrativeVillage: false,
  lng: null,
  lat: null,
  coordSource: null,
})

/** Reads `divisions.csv`: plain commas, no quotes, a header line; an empty cell is unknown. */
export function parseDivisions(csv: string): DivisionRow[] {
  const [header = '', ...lines] = csv.trim().split(/\r?\n/)
  const columns = header.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    const cell = (name: string) => cells[columns.indexOf(name)] ?? ''
    const number = (name: string) => (cell(name) === '' ? null : Number(cell(name)))
    return {
      code: cell('code'),
      name: cell('name'),
      level: levelOf(cell('code')),
      parent: cell('parent'),
      isAdministrativeVillage: cell('urban_rural') === 'village_committee',
      lng: number('lng'),
      lat: number('lat'),
      coordSource: cell('coord_source') || null,
    }
  })
}

/** Codes at the end of the chain: those that nothing follows. A ring, which no real change makes, has none. */
export function lastOf(steps: readonly Pick<Succession, 'code' | 'successor'>[]): string[] {
  const old = new Set(steps.map(({ code }) => code))
  return [...new Set(steps.map(({ successor }) => successor))].filter((code) => !old.has(code)).sort()
}

/** Whether a division holds on a civil day; what has no end holds. */
export const holdsOn = ({ validTo }: Pick<Division, 'validTo'>, on: string): boolean => validTo === null || validTo > on

export type SuccessionProblem = { row: number; text: string }

/** Reads a table of succession, `code,successor,kind,since,source` with a header; every bad row by its number. */
export function readSuccession(rows: readonly (readonly string[])[]): {
  steps: Succession[]
  problems: SuccessionProblem[]
} {
  const [header = [], ...body] = rows
  const steps: Succession[] = []
  const problems: SuccessionProblem[] = []
  for (const [i, cells] of body.entries()) {
    if (cells.every((cell) => cell.trim() === '')) continue
    const row = i + 2
    const parsed = Succession.safeParse(Object.fromEntries(header.map((name, n) => [name.trim(), cells[n]?.trim()])))
    if (!parsed.success)
      problems.push({ row, text: `${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}` })
    else if (parsed.data.code === parsed.data.successor) problems.push({ row, text: 'code = successor' })
    else steps.push(parsed.data)
  }
  return { steps, problems }
}

type Ring = readonly (readonly [number, number])[]
const M_PER_DEGREE = 111_320

/** Metres between two points; within a county a flat map is exact to centimetres a kilometre. */
export function metresBetween(a: Point, b: Point): number {
  const shrink = Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180)
  return Math.hypot((a.lng - b.lng) * shrink, a.lat - b.lat) * M_PER_DEGREE
}

/** All rings of an outline: Polygon or MultiPolygon, bare, in a Feature or in a FeatureCollection. */
function ringsOf(geojson: unknown): Ring[] {
  if (typeof geojson !== 'object' || geojson === null) return []
  const { type, features, geometry, coordinates } = geojson as Record<string, unknown> // GeoJSON by its own types
  if (Array.isArray(features)) return features.flatMap(ringsOf)
  if (geometry) return ringsOf(geometry)
  if (type === 'Polygon') return coordinates as Ring[] // RFC 7946
  return type === 'MultiPolygon' ? (coordinates as Ring[][]).flat() : []
}

function crossings(ring: Ring, { lng, lat }: Point): number {
  let count = 0
  for (const [i, [x, y]] of ring.entries()) {
    const [px, py] = ring.at(i - 1) as readonly [number, number] // i - 1 of the first is the last
    if (y > lat !== py > lat && lng < ((px - x) * (lat - y)) / (py - y) + x) count++
  }
  return count
}

function metresToEdge(ring: Ring, point: Point): number {
  const shrink = Math.cos((point.lat * Math.PI) / 180)
  const at = ([x, y]: readonly [number, number]) => [(x - point.lng) * shrink, y - point.lat] as const
  let nearest = Number.POSITIVE_INFINITY
  for (const [i, corner] of ring.entries()) {
    const [ax, ay] = at(ring.at(i - 1) as readonly [number, number]) // as above
    const [bx, by] = at(corner)
    const [dx, dy] = [bx - ax, by - ay]
    const share = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)))
    nearest = Math.min(nearest, Math.hypot(ax + share * dx, ay + share * dy) * M_PER_DEGREE)
  }
  return nearest
}

/** The outlines that counties have are coarse: a village on the border may lie this far beyond. */
const OUTLINE_M = 500
/** No village lies farther from its town's surveyed point than this. */
const FAR_M = 40_000

/** Why a surveyed point cannot be right: outside the county, or too far from its town. Undefined when it can. */
export function pointRefused(
  point: Point,
  { geojson, town }: { geojson: unknown; town: Point | undefined },
): 'division.outsideCounty' | 'division.farFromTown' | undefined {
  const rings = ringsOf(geojson)
  const isInside = rings.reduce((sum, ring) => sum + crossings(ring, point), 0) % 2 === 1
  if (rings.length > 0 && !isInside && rings.every((ring) => metresToEdge(ring, point) > OUTLINE_M))
    return 'division.outsideCounty'
  return town && metresBetween(point, town) > FAR_M ? 'division.farFromTown' : undefined
}
