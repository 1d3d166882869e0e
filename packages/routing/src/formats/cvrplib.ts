import { ProblemFault, type Route } from '../problem.ts'
import {
  type Instance,
  inOrder,
  instanceOf,
  type Node,
  nearestWhole,
  nodeOf,
  numberOf,
  oneOf,
  plane,
  tenths,
} from './instance.ts'

/**
 * Reads a `.vrp` of CVRPLIB: TYPE CVRP (coordinates, rounded to the nearest whole, or an explicit matrix; DISTANCE as the longest tour, with
 * SERVICE_TIME at each stop where it is given) or VRPTW (coordinates, DIMACS tenths). The depot is the one of DEPOT_SECTION. Throws `ProblemFault`.
 */
export function readCvrplib(text: string): Instance {
  const { heads, sections } = parse(text)
  const size = numberOf('DIMENSION', heads.get('DIMENSION'), { from: 2 })
  const capacity = numberOf('CAPACITY', heads.get('CAPACITY'))
  const isTimed = oneOf('TYPE', heads.get('TYPE') ?? 'CVRP', ['CVRP', 'VRPTW']) === 'VRPTW'
  const isPlane =
    oneOf('EDGE_WEIGHT_TYPE', heads.get('EDGE_WEIGHT_TYPE') ?? 'EUC_2D', ['EUC_2D', 'EXPLICIT']) === 'EUC_2D'
  const all = nodesOf({ heads, sections }, { size, isTimed, isPlane })
  const depot = depotOf(sections.get('DEPOT_SECTION'), size)
  const order = [depot, ...Array.from({ length: size }, (_, i) => i).filter((i) => i !== depot)]
  const nodes = order.map((i) => (i === depot ? { ...all[i]!, serviceS: 0 } : all[i]!))
  const matrix = isPlane
    ? plane(nodes, isTimed ? tenths : nearestWhole)
    : explicit(heads, sections.get('EDGE_WEIGHT_SECTION') ?? [], order)
  const distance = heads.get('DISTANCE')
  return instanceOf(heads.get('NAME') ?? '', {
    nodes,
    capacity,
    vehicles: heads.has('VEHICLES') ? numberOf('VEHICLES', heads.get('VEHICLES'), { from: 1 }) : size,
    matrix,
    isTimed,
    scale: isTimed ? 10 : 1,
    ...(distance !== undefined && { longest: numberOf('DISTANCE', distance, { isWhole: false }) }),
  })
}

/** The depot's node, from 0: the first when the file names none. The list ends with -1. */
function depotOf(listed: readonly number[] | undefined, size: number): number {
  const [depot = 1, ...others] = listed?.slice(0, listed.includes(-1) ? listed.indexOf(-1) : listed.length) ?? []
  if (others.length > 0 || !Number.isInteger(depot) || depot < 1 || depot > size)
    throw new ProblemFault(
      'DEPOT_SECTION',
      `应为一个 1 到 ${size} 的节点号 · takes one node from 1 to ${size}: ${[depot, ...others]}`,
    )
  return depot - 1
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
  const service = numberOf('SERVICE_TIME', heads.get('SERVICE_TIME') ?? '0', { isWhole: false })
  return demand.map(([node, load = 0], i) => {
    const [, x = 0, y = 0] = xy[i] ?? []
    const [, fromS = 0, toS = 0] = windows[i] ?? []
    return nodeOf(`DEMAND_SECTION ${node}`, { x, y, demand: load, fromS, toS, serviceS: each[i]?.[1] ?? service })
  })
}

type Parsed = { heads: Map<string, string>; sections: Map<string, number[]> }

function parse(text: string): Parsed {
  const heads = new Map<string, string>()
  const sections = new Map<string, number[]>()
  let section: number[] | undefined
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    const title = /^([A-Z_]+_SECTION)\s*:?$/.exec(line)?.[1]
    const head = /^([A-Z_]+)\s*:\s*(.*)$/.exec(line)
    if (title) {
      section = []
      sections.set(title, section)
    } else if (head?.[1]) heads.set(head[1], head[2]?.replace(/^"|"$/g, '') ?? '')
    else if (section && line !== '' && line !== 'EOF') for (const word of line.split(/\s+/)) section.push(Number(word))
  }
  return { heads, sections }
}

function rowsOf(
  of: readonly number[] | undefined,
  { section, size, width }: { section: string; size: number; width: number },
): number[][] {
  if (of?.length !== size * width || of.some(Number.isNaN))
    throw new ProblemFault(section, `应有 ${size} 行、每行 ${width} 个数 · has ${size} rows of ${width} numbers`)
  return inOrder(
    section,
    Array.from({ length: size }, (_, i) => of.slice(i * width, (i + 1) * width)),
    1,
  )
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
  if (k !== weights.length)
    throw new ProblemFault('EDGE_WEIGHT_SECTION', `按 ${format} 应有 ${k} 个数 · has ${k} weights as ${format}`)
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
