import { FOREVER } from '../compile.ts'
import { type Problem, ProblemFault } from '../problem.ts'

/** A benchmark instance: the problem in whole numbers, of which `scale` make one unit of the published cost. */
export type Instance = { name: string; problem: Problem; scale: number }

export type Node = { x: number; y: number; demand: number; fromS: number; toS: number; serviceS: number }

/** A number that a file must say. Throws `ProblemFault`, as all of these do. */
export function numberOf(
  field: string,
  said: string | number | undefined,
  { from = 0, isWhole = true }: { from?: number; isWhole?: boolean } = {},
): number {
  const value = said === '' ? Number.NaN : Number(said)
  if (!(value >= from && value <= FOREVER && (!isWhole || Number.isInteger(value))))
    throw new ProblemFault(
      field,
      `应为 ${from} 到 ${FOREVER} 的${isWhole ? '整' : ''}数 · takes a ${isWhole ? 'whole ' : ''}number from ${from} to ${FOREVER}: ${said ?? '-'}`,
    )
  return value
}

export function oneOf(field: string, said: string, known: readonly string[]): string {
  if (known.includes(said)) return said
  throw new ProblemFault(field, `应为 ${known.join('、')} 之一 · is one of ${known.join(', ')}: ${said}`)
}

/** A node whose load is a number of units, whose times are not before the day's zero, and whose window does not end before it begins. */
export function nodeOf(field: string, node: Node): Node {
  numberOf(field, node.demand)
  for (const time of [node.fromS, node.serviceS]) numberOf(field, time, { isWhole: false })
  if (node.fromS > node.toS)
    throw new ProblemFault(field, `时间窗的结束早于开始 · its window ends before it begins: ${node.fromS}–${node.toS}`)
  return node
}

/** Rows that may stand in any order, by the node's number at their beginning: each from `first` on once. */
export function inOrder(field: string, rows: readonly number[][], first: number): number[][] {
  const sorted: number[][] = []
  for (const row of rows) {
    const at = (row[0] ?? -1) - first
    if (!Number.isInteger(at) || at < 0 || at >= rows.length || sorted[at])
      throw new ProblemFault(
        field,
        `编号应为 ${first} 到 ${first + rows.length - 1}，各一次 · numbers its rows from ${first} to ${first + rows.length - 1}, each once: ${row[0]}`,
      )
    sorted[at] = row
  }
  return sorted
}

/** Customers 1 … n get these numbers as ids, as solution files name them. Node 0 is the depot. */
export function instanceOf(
  name: string,
  given: {
    nodes: readonly Node[]
    capacity: number
    vehicles: number
    matrix: Int32Array
    isTimed: boolean
    scale: number
    /** The longest tour, service included. */
    longest?: number
  },
): Instance {
  const { nodes, capacity, vehicles, matrix, isTimed, scale, longest } = given
  const [depot, ...customers] = nodes
  const window = ({ fromS, toS }: Node): { fromS: number; toS: number } => ({
    fromS: Math.round(fromS * scale),
    toS: Math.min(FOREVER, Math.round(toS * scale)),
  })
  const hasService = customers.some(({ serviceS }) => serviceS > 0)
  const isLimited = longest !== undefined
  return {
    name,
    scale,
    problem: {
      places: nodes.length,
      distanceM: matrix,
      durationS: matrix,
      depots: [{ id: 'depot', place: 0, ...(isTimed && depot && { window: window(depot) }) }],
      vehicles: [
        {
          id: 'vehicle',
          count: Math.min(vehicles, customers.length),
          depot: 'depot',
          capacity: [capacity],
          cost: { perM: 1 },
          ...(isLimited &&
            (hasService
              ? { shift: { fromS: 0, toS: Math.floor(longest * scale) } }
              : { maxDistanceM: Math.floor(longest * scale) })),
        },
      ],
      stops: customers.map((node, i) => ({
        id: String(i + 1),
        place: i + 1,
        deliver: [node.demand],
        ...(isTimed && { windows: [window(node)] }),
        ...((isTimed || isLimited) && { serviceS: Math.round(node.serviceS * scale) }),
      })),
    },
  }
}

/** Distances of the plane, rounded as the family does. */
export function plane(nodes: readonly Node[], round: (distance: number) => number): Int32Array {
  const size = nodes.length
  const matrix = new Int32Array(size * size)
  for (const [i, a] of nodes.entries())
    for (let j = 0; j < i; j++) {
      const b = nodes[j]!
      const distance = round(Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2))
      matrix[i * size + j] = distance
      matrix[j * size + i] = distance
    }
  return matrix
}
/** TSPLIB's nint, for CVRP. */
export const nearestWhole = (distance: number): number => Math.floor(distance + 0.5)
/** The rule of the 12th DIMACS challenge for windows: one decimal, truncated; in tenths. */
export const tenths = (distance: number): number => Math.floor(distance * 10)
