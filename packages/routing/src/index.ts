/**
 * Vehicle routing: one search (ruin and recreate under annealing) over two evaluations, one of constant time for a depot with equal
 * vehicles and one that drives the whole day under all rules.
 *
 * @example
 * const problem: Problem = { places: 3, distanceM, durationS: distanceM, depots: [{ id: 'hub', place: 0 }],
 *   vehicles: [{ id: 'van', count: 1, depot: 'hub', capacity: [10], cost: { perM: 1 } }],
 *   stops: [{ id: 'a', place: 1, deliver: [3] }, { id: 'b', place: 2, deliver: [4] }] }
 * const { routes, left, cost } = solve(problem, { stop: afterIterations(10_000), seed: 7 })
 */
export { check } from './check.ts'
export { type DayPlan, type Evaluation, evaluate, type Fault, type Visit } from './evaluate.ts'
export { readCvrplib, readSol, writeSol } from './formats/cvrplib.ts'
export type { Instance } from './formats/instance.ts'
export { readSolomon } from './formats/solomon.ts'
export { DEFAULTS, type Params } from './params.ts'
export {
  type Depot,
  type Frozen,
  type Left,
  type Problem,
  ProblemFault,
  type Reason,
  type Route,
  type Shipment,
  type Solution,
  type Stop as Customer,
  type Vehicle,
  type Window,
} from './problem.ts'
export {
  createSearch,
  improve,
  MEETINGS,
  type Options,
  type Progress,
  type Result,
  type Search,
  solve,
} from './solve.ts'
export {
  afterIterations,
  afterTime,
  all,
  any,
  atCost,
  type Seen,
  type Stop,
  whenAborted,
  withoutProgress,
} from './stop.ts'
export { type Mate, together } from './together.ts'
