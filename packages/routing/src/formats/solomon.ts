import { ProblemFault } from '../problem.ts'
import { type Instance, inOrder, instanceOf, type Node, nodeOf, numberOf, plane, tenths } from './instance.ts'

const COLUMNS = 7

/** Reads an instance of Solomon (1987) or Gehring & Homberger (1999). Costs as DIMACS counts them: total distance, one decimal. Throws `ProblemFault`. */
export function readSolomon(text: string): Instance {
  const [name = ''] = text.trim().split(/\s+/, 1)
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/).map(Number))
  const at = lines.findIndex((row) => row.length === 2 && row.every(Number.isFinite))
  const [vehicles, capacity] = lines[at] ?? []
  const below = lines.slice(at + 1)
  // Titles of columns stand above; from the first row of numbers on every line is a customer.
  const first = below.findIndex(([number]) => Number.isFinite(number))
  const rows = at < 0 || first < 0 ? [] : below.slice(first)
  const wrong = rows.find((row) => row.length !== COLUMNS || row.some((value) => !Number.isFinite(value)))
  if (wrong)
    throw new ProblemFault(
      'CUSTOMER',
      `每行应有 ${COLUMNS} 个数 · has ${COLUMNS} numbers a row: ${wrong.map((value) => (Number.isNaN(value) ? '?' : value)).join(' ')}`,
    )
  if (at < 0)
    throw new ProblemFault('VEHICLE', '应有一行：车辆数和载量 · has a line of two numbers, vehicles and capacity')
  if (rows.length < 2) throw new ProblemFault('CUSTOMER', '没有客户 · lists no customers')
  const nodes = inOrder('CUSTOMER', rows, 0).map(
    ([node, x = 0, y = 0, demand = 0, fromS = 0, toS = 0, serviceS = 0]): Node =>
      nodeOf(`CUSTOMER ${node}`, { x, y, demand, fromS, toS, serviceS }),
  )
  return instanceOf(name, {
    nodes,
    capacity: numberOf('CAPACITY', capacity),
    vehicles: numberOf('VEHICLE NUMBER', vehicles, { from: 1 }),
    matrix: plane(nodes, tenths),
    isTimed: true,
    scale: 10,
  })
}
