import type { Problem } from '../problem.ts'

/** A benchmark instance: the problem in whole numbers, of which `scale` make one unit of the published cost. */
export type Instance = { name: string; problem: Problem; scale: number }

export type Node = { x: number; y: number; demand: number; fromS: number; toS: number; serviceS: number }

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
    maxDistance?: number
  },
): Instance {
  const { nodes, capacity, vehicles, matrix, isTimed, scale, maxDistance } = given
  const [depot, ...customers] = nodes
  const window = ({ fromS, toS }: Node): { fromS: number; toS: number } => ({
    fromS: Math.round(fromS * scale),
    toS: Math.round(toS * scale),
  })
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
          ...(maxDistance !== undefined && { maxDistanceM: maxDistance }),
        },
      ],
      stops: customers.map((node, i) => ({
        id: String(i + 1),
        place: i + 1,
        deliver: [node.demand],
        ...(isTimed && { windows: [window(node)], serviceS: Math.round(node.serviceS * scale) }),
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
