import { expect, test } from 'vitest'
import { check } from '../check.ts'
import { evaluate } from '../evaluate.ts'
import { solve } from '../solve.ts'
import { afterIterations } from '../stop.ts'
import { readCvrplib, readSol, writeSol } from './cvrplib.ts'
import { readSolomon } from './solomon.ts'

const CVRP = `NAME : small
TYPE : CVRP
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1 0 0
2 3 4
3 0 10
4 1 1
DEMAND_SECTION
1 0
2 5
3 5
4 5
DEPOT_SECTION
 1
 -1
EOF
`
const SOLOMON = `S1

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.   DEMAND   READY TIME   DUE DATE   SERVICE TIME

    0      0     0     0      0    100      0
    1      1     1     5     10     20      3
    2      3     4     5      0     50      3
`

test('a CVRPLIB instance is read with distances rounded to the nearest whole', () => {
  const { name, problem, scale } = readCvrplib(CVRP)
  expect({ name, scale, stops: problem.stops.length }).toEqual({ name: 'small', scale: 1, stops: 3 })
  expect([...Array.from(problem.distanceM).slice(0, 4)]).toEqual([0, 5, 10, 1])
  expect(check(problem, solve(problem, { stop: afterIterations(100) }))).toEqual([])
})

test('the depot is the one that the file names, and explicit weights are read by rows or by columns', () => {
  const text = (format: string, weights: string): string =>
    `TYPE : CVRP\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : EXPLICIT\nEDGE_WEIGHT_FORMAT : ${format}\nCAPACITY : 9\nEDGE_WEIGHT_SECTION\n${weights}\nDEMAND_SECTION\n1 1\n2 0\n3 1\nDEPOT_SECTION\n 2\n -1\nEOF\n`
  const rows = [0, 12, 23, 12, 0, 13, 23, 13, 0]
  for (const [format, weights] of [
    ['LOWER_ROW', '12\n13 23'],
    ['LOWER_DIAG_ROW', '0\n12 0\n13 23 0'],
    ['UPPER_ROW', '12 13\n23'],
    ['LOWER_COL', '12 13\n23'],
    ['UPPER_COL', '12\n13 23'],
    ['FULL_MATRIX', '0 12 13\n12 0 23\n13 23 0'],
  ] as const)
    expect([format, [...Array.from(readCvrplib(text(format, weights)).problem.distanceM)]]).toEqual([format, rows])
})

test('a Solomon instance is read in tenths, truncated, as DIMACS counts', () => {
  const { problem, scale } = readSolomon(SOLOMON)
  expect(scale).toBe(10)
  expect([...Array.from(problem.distanceM)]).toEqual([0, 14, 50, 14, 0, 36, 50, 36, 0])
  expect(problem.stops[0]).toMatchObject({ windows: [{ fromS: 100, toS: 200 }], serviceS: 30, deliver: [5] })
  expect(solve(problem, { stop: afterIterations(200) }).cost).toBe(100)
})

test('what is written as .sol is read again, and costs the same', () => {
  const { problem } = readCvrplib(CVRP)
  const { routes, cost } = solve(problem, { stop: afterIterations(200) })
  const again = readSol(writeSol(routes, cost))
  expect(again.cost).toBe(cost)
  expect(evaluate(problem, again.routes)).toMatchObject({ cost, faults: [] })
})

test('the longest tour counts the service at each stop where a file gives one', () => {
  const limited = CVRP.replace('CAPACITY : 10', 'CAPACITY : 100\nDISTANCE : 24\nSERVICE_TIME : 2.0')
  const { problem } = readCvrplib(limited)
  const { routes, cost } = solve(problem, { stop: afterIterations(200) })
  // All three in one tour are 1 + 4 + 7 + 10 = 22 long and take 6 more.
  expect({ cost, tours: routes.length }).toEqual({ cost: 30, tours: 2 })
  expect(solve(readCvrplib(limited.replace('2.0', '0')).problem, { stop: afterIterations(200) }).cost).toBe(22)
})

test('titles may end with a colon, and rows stand in any order', () => {
  const swapped = CVRP.replace('2 3 4\n3 0 10\n', '3 0 10\n2 3 4\n').replace('DEMAND_SECTION', 'DEMAND_SECTION :')
  expect(readCvrplib(swapped).problem).toEqual(readCvrplib(CVRP).problem)
  const rows = SOLOMON.trimEnd().split('\n')
  expect(readSolomon([...rows.slice(0, -2), rows.at(-1), rows.at(-2)].join('\r\n')).problem).toEqual(
    readSolomon(SOLOMON).problem,
  )
})

test.each([
  ['DIMENSION', CVRP.replace('DIMENSION : 4', 'DIMENSION : 4.5')],
  ['CAPACITY', CVRP.replace('CAPACITY : 10', 'CAPACITY : -1')],
  ['VEHICLES', CVRP.replace('CAPACITY', 'VEHICLES : x\nCAPACITY')],
  ['TYPE', CVRP.replace('CVRP', 'TSP')],
  ['EDGE_WEIGHT_TYPE', CVRP.replace('EUC_2D', 'GEO')],
  ['DISTANCE', CVRP.replace('CAPACITY', 'DISTANCE : far\nCAPACITY')],
  ['NODE_COORD_SECTION', CVRP.replace('4 1 1\n', '')],
  ['NODE_COORD_SECTION', CVRP.replace('4 1 1\n', '3 1 1\n')],
  ['NODE_COORD_SECTION', CVRP.replace('4 1 1\n', '5 1 1\n')],
  ['DEMAND_SECTION 2', CVRP.replace('2 5\n', '2 -5\n')],
  ['DEPOT_SECTION', CVRP.replace(' 1\n -1', ' 9\n -1')],
  ['DEPOT_SECTION', CVRP.replace(' 1\n -1', ' 1\n 2\n -1')],
])('a file that is wrong is refused by the name of its field: %s', (field, text) => {
  expect(() => readCvrplib(text)).toThrow(expect.objectContaining({ name: 'ProblemFault', field }))
})

test.each([
  ['VEHICLE', 'nothing'],
  ['VEHICLE', SOLOMON.replace('  2         10', '')],
  ['CUSTOMER', SOLOMON.slice(0, SOLOMON.indexOf('    1 '))],
  ['CUSTOMER', SOLOMON.replace('    50      3', '')],
  ['CUSTOMER', SOLOMON.replace('    2      3', '    1      3')],
  ['CUSTOMER 1', SOLOMON.replace('10     20      3', '20     10      3')],
])('a Solomon file that is wrong is refused by the name of its part: %s', (field, text) => {
  expect(() => readSolomon(text)).toThrow(expect.objectContaining({ name: 'ProblemFault', field }))
})
