import { ProblemFault } from '../problem.ts'
import { type Instance, instanceOf, type Node, plane, tenths } from './instance.ts'

/** Reads an instance of Solomon (1987) or Gehring & Homberger (1999). Costs as DIMACS counts them: total distance, one decimal. */
export function readSolomon(text: string): Instance {
  const [name = ''] = text.trim().split(/\s+/, 1)
  const rows = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((row) => row.length >= 2 && row.every((value) => Number.isFinite(value)))
  const [vehicles = 0, capacity = 0] = rows[0] ?? []
  const nodes = rows.slice(1).map(
    ([, x = 0, y = 0, demand = 0, fromS = 0, toS = 0, serviceS = 0]): Node => ({
      x,
      y,
      demand,
      fromS,
      toS,
      serviceS,
    }),
  )
  if (nodes.length < 2) throw new ProblemFault('CUSTOMER', 'lists no customers')
  return instanceOf(name, { nodes, capacity, vehicles, matrix: plane(nodes, tenths), isTimed: true, scale: 10 })
}
