import type { Division, DivisionRow, Level } from './schema.ts'

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
