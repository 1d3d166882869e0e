import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leastCost } from './brute-force.test-data.ts'
import { check } from './check.ts'
import { evaluate } from './evaluate.ts'
import { aProblem, FEATURES, type Feature } from './generate.test-data.ts'
import type { Problem, Solution } from './problem.ts'
import { improve, solve } from './solve.ts'
import { afterIterations } from './stop.ts'

const someFeatures = fc.subarray([...FEATURES])
const solved = (problem: Problem, iterations = 2_000): Solution => solve(problem, { stop: afterIterations(iterations) })

/** What is left out although it must be served weighs more than anything. */
const costOf = (problem: Problem, { cost, left }: Solution): number =>
  cost + 1e9 * left.filter(({ stop }) => problem.stops.find(({ id }) => id === stop)?.skipCost === undefined).length

describe('a small problem is solved as well as trying all plans does', () => {
  test.each([
    ...FEATURES.map((feature): Feature[] => [feature]),
    [],
    ['windows', 'trips'],
    ['shipments', 'windows'],
    ['kinds', 'optional', 'time'],
    ['rest', 'windows', 'time'],
    ['trips', 'distance', 'collect'],
  ] as Feature[][])(
    '%s %s %s',
    (...features) => {
      const named = features.filter((feature) => feature !== undefined)
      for (const seed of [1, 2, 3]) {
        const problem = aProblem(seed, named.includes('trips') || named.includes('kinds') ? 5 : 6, named)
        expect(costOf(problem, solved(problem))).toBeCloseTo(leastCost(problem), 6)
      }
    },
    120_000,
  )
})

test('whatever the rules, the solution holds under the independent checker', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 25 }), someFeatures, (seed, stops, features) => {
      const problem = aProblem(seed, stops, features)
      expect(check(problem, solved(problem, 200))).toEqual([])
    }),
    { numRuns: 150 },
  )
})

test('with one depot and equal vehicles the fast search holds under the checker too, at sizes where tours are joined', () => {
  for (const features of [[], ['windows']] as Feature[][])
    for (const seed of [1, 2, 3]) {
      const problem = aProblem(seed, 80, features)
      const many = {
        ...problem,
        vehicles: problem.vehicles.map((kind) => ({
          ...kind,
          count: 80,
          capacity: [40],
          shift: { fromS: 0, toS: 900 },
        })),
      }
      expect(check(many, solved(many, 5_000))).toEqual([])
    }
})

test('the same seed and number of iterations give the same answer byte for byte, also with two searches', () => {
  for (const features of [[], ['windows'], [...FEATURES]] as Feature[][]) {
    const problem = aProblem(5, 20, features)
    for (const threads of [1, 2]) {
      const run = (): string => JSON.stringify(solve(problem, { stop: afterIterations(500), seed: 3, threads }))
      expect(run()).toBe(run())
    }
  }
})

test('improve never ends above the plan that it was given', () => {
  fc.assert(
    fc.property(fc.integer(), someFeatures, (seed, features) => {
      const problem = aProblem(seed, 12, features)
      const first = solve(problem, { stop: afterIterations(1), seed: 1 })
      const better = improve(problem, first.routes, { stop: afterIterations(100), seed: 2 })
      expect(check(problem, better)).toEqual([])
      expect(costOf(problem, better)).toBeLessThanOrEqual(costOf(problem, first) + 1e-6)
    }),
    { numRuns: 60 },
  )
})

test('a plan that breaks rules is taken apart and mended', () => {
  const problem = aProblem(4, 10, ['windows'])
  const routes = [{ vehicle: 'a', number: 1, trips: [problem.stops.map(({ id }) => id)] }]
  expect(evaluate(problem, routes).faults).not.toEqual([])
  expect(check(problem, improve(problem, routes, { stop: afterIterations(300) }))).toEqual([])
})

describe('frozen routes', () => {
  const problem = aProblem(8, 14, ['trips', 'kinds'])
  const [first] = solved(problem).routes

  test('a whole day stays as it is', () => {
    if (!first) throw new Error('the plan has a route')
    const frozen = { ...problem, frozen: [{ ...first, keep: 'whole' as const }] }
    const again = solve(frozen, { stop: afterIterations(500), seed: 9 })
    expect(again.routes).toContainEqual(first)
    expect(check(frozen, again)).toEqual([])
  })

  test('from a position on the day may change, before it never', () => {
    if (!first) throw new Error('the plan has a route')
    const late = {
      ...problem,
      stops: [...problem.stops, { id: 'late', place: 3, deliver: [1] }],
      frozen: [{ ...first, keep: 2 }],
    }
    const again = solve(late, { stop: afterIterations(500), seed: 9 })
    const same = again.routes.find(({ vehicle, number }) => vehicle === first.vehicle && number === first.number)
    expect(same?.trips.flat().slice(0, 2)).toEqual(first.trips.flat().slice(0, 2))
    expect(check(late, again)).toEqual([])
  })
})

describe('every stop left out has its reason', () => {
  const one = (stop: object, vehicle: object = {}): Problem => ({
    places: 2,
    distanceM: [0, 50, 50, 0],
    durationS: [0, 50, 50, 0],
    depots: [{ id: 'hub', place: 0 }],
    vehicles: [{ id: 'van', count: 1, depot: 'hub', capacity: [10], cost: { perM: 1 }, ...vehicle }],
    stops: [{ id: 'a', place: 1, ...stop }],
  })
  test.each([
    ['capacity', one({ deliver: [11] })],
    ['window', one({ windows: [{ fromS: 0, toS: 49 }] })],
    ['window', one({}, { shift: { fromS: 0, toS: 99 } })],
    ['distance', one({}, { maxDistanceM: 99 })],
    ['skill', one({ skills: ['cold'] })],
    ['cheaperToLeave', one({ skipCost: 99 })],
  ])('%s', (reason, problem) => {
    expect(solved(problem, 50).left).toEqual([{ stop: 'a', reason }])
  })

  test('a stop that fits alone, in a fleet that is full, is left for the capacity', () => {
    const problem = one({ deliver: [10] })
    const two = { ...problem, stops: [...problem.stops, { id: 'b', place: 1, deliver: [10] }] }
    expect(solved(two, 50).left).toMatchObject([{ reason: 'capacity' }])
  })
})
