import { ProblemFault, type Route } from '../problem.ts'
import { type Instance, instanceOf, type Node, nearestWhole, plane, tenths } from './instance.ts'

/**
 * Reads a `.vrp` of CVRPLIB: TYPE CVRP (coordinates, rounded to the nearest whole, or an explicit matrix; DISTANCE as the longest tour) or
 * VRPTW (coordinates, DIMACS tenths). The depot is the one of DEPOT_SECTION. Throws `ProblemFault`.
 */
export function readCvrplib(text: string): Instance {
  const { heads, sections } = parse(text)
  const size = Number(heads.get('DIMENSION'))
  const capacity = Number(heads.get('CAPACITY'))
  if (!(size > 1)) throw new ProblemFault('DIMENSION', 'is a number of at least 2')
  if (!(capacity >= 0)) throw new ProblemFault('CAPACITY', 'is a number')
  const isTimed = heads.get('TYPE') === 'VRPTW'
  const isPlane = sections.has('NODE_COORD_SECTION') && heads.get('EDGE_WEIGHT_TYPE') !== 'EXPLICIT'
  const depot = (sections.get('DEPOT_SECTION')?.[0] ?? 1) - 1
  const order = [depot, ...Array.from({ length: size }, (_, i) => i).filter((i) => i !== depot)]
  const all = nodesOf({ heads, sections }, { size, isTimed, isPlane })
  const nodes = order.map((i) => (i === depot ? { ...all[i]!, serviceS: 0 } : all[i]!))
  const matrix = isPlane
    ? plane(nodes, isTimed ? tenths : nearestWhole)
    : explicit(heads, sections.get('EDGE_WEIGHT_SECTION') ?? [], order)
  return instanceOf(heads.get('NAME') ?? '', {
    nodes,
    capacity,
    vehicles: Number(heads.get('VEHICLES') ?? size),
    matrix,
    isTimed,
    scale: isTimed ? 10 : 1,
    ...(heads.has('DISTANCE') && { maxDistance: Number(heads.get('DISTANCE')) }),
  })
}

function nodesOf(
  { heads, sections }: Parsed,
  { size, isTimed, isPlane }: { size: number; isTimed: boolean; isPlane: boolean },
): Node[] {
  const column = (section: string, width: number): number[][] => rowsOf(sections.get(section), { section, size, width })
  const xy = isPlane ? column('NODE_COORD_SECTION', 3) : []
  const demand = column('DEMAND_SECTION', 2)
  const windows = isTimed ? column('TIME_WINDOW_SECTION', 3) : []
  const each = sections.has('SERVICE_TIME_SECTION') ? column('SERVICE_TIME_SECTION', 2) : []
  const service = Number(heads.get('SERVICE_TIME') ?? 0)
  return demand.map(([, load = 0], i) => {
    const [, x = 0, y = 0] = xy[i] ?? []
    const [, fromS = 0, toS = 0] = windows[i] ?? []
    return { x, y, demand: load, fromS, toS, serviceS: each[i]?.[1] ?? service }
  })
}

type Parsed = { heads: Map<string, string>; sections: Map<string, number[]> }

function parse(text: string): Parsed {
  const heads = new Map<string, string>()
  const sections = new Map<string, number[]>()
  let section: number[] | undefined
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    const head = /^([A-Z_]+)\s*:\s*(.*)$/.exec(line)
    if (head?.[1]) heads.set(head[1], head[2]?.replace(/^"|"$/g, '') ?? '')
    else if (/^[A-Z_]+_SECTION$/.test(line)) {
      section = []
      sections.set(line, section)
    } else if (section && line !== '' && line !== 'EOF')
      for (const word of line.split(/\s+/)) section.push(Number(word))
  }
  return { heads, sections }
}

function rowsOf(
  of: readonly number[] | undefined,
  { section, size, width }: { section: string; size: number; width: number },
): number[][] {
  if (of?.length !== size * width || of.some(Number.isNaN))
    throw new ProblemFault(section, `has ${size} rows of ${width} numbers`)
  const rows: number[][] = []
  for (let i = 0; i < size; i++) {
    const row = of.slice(i * width, (i + 1) * width)
    // Rows may stand in any order; the first number is the node's.
    rows[(row[0] ?? 0) - 1] = row
  }
  return rows
}

/** Explicit weights in TSPLIB's formats: FULL_MATRIX, and LOWER or UPPER, DIAG or not, ROW or COL. */
function explicit(heads: Map<string, string>, weights: readonly number[], order: readonly number[]): Int32Array {
  const size = order.length
  const format = heads.get('EDGE_WEIGHT_FORMAT') ?? 'LOWER_ROW'
  const full = new Float64Array(size * size)
  let k = 0
  for (let i = 0; i < size; i++) {
    const [from, to] = columnsOf(format, i, size)
    for (let j = from; j < to; j++, k++) {
      full[i * size + j] = weights[k] ?? 0
      if (format !== 'FULL_MATRIX') full[j * size + i] = weights[k] ?? 0
    }
  }
  if (k !== weights.length) throw new ProblemFault('EDGE_WEIGHT_SECTION', `has ${k} weights as ${format}`)
  return Int32Array.from(full, (_, at) => Math.round(full[order[Math.floor(at / size)]! * size + order[at % size]!]!))
}

/** From which column to which a row of that format goes; by columns the upper half is the lower half by rows. */
function columnsOf(format: string, row: number, size: number): [from: number, to: number] {
  if (format === 'FULL_MATRIX') return [0, size]
  const own = format.includes('DIAG') ? 1 : 0
  const isLower = format.startsWith('LOWER') === format.endsWith('ROW')
  return isLower ? [0, row + own] : [row + 1 - own, size]
}

/** Writes a `.sol` of CVRPLIB: a tour a line, then the cost. */
export function writeSol(routes: readonly Route[], cost: number): string {
  const tours = routes.flatMap(({ trips }) => trips)
  return `${tours.map((tour, i) => `Route #${i + 1}: ${tour.join(' ')}`).join('\n')}\nCost ${cost}\n`
}

/** Reads a `.sol`: the tours, by the ids that `readCvrplib` and `readSolomon` give. */
export function readSol(text: string): { routes: Route[]; cost: number | undefined } {
  const tours = [...text.matchAll(/^\s*Route\s*#?\d+\s*:\s*(.*)$/gim)].map((line) =>
    (line[1] ?? '').split(/\s+/).filter((id) => id !== ''),
  )
  const cost = /^\s*Cost\s*:?\s*([\d.]+)/im.exec(text)?.[1]
  return {
    routes: tours.map((trip, i) => ({ vehicle: 'vehicle', number: i + 1, trips: [trip] })),
    cost: cost === undefined ? undefined : Number(cost),
  }
}
