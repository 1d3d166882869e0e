import { evaluate, type Fault } from './evaluate.ts'
import type { Problem, Solution } from './problem.ts'

/** Everything wrong with a solution; nothing when it holds. It shares no code with the search. */
export function check(problem: Problem, { routes, left, cost }: Solution): Fault[] {
  const { faults, cost: price } = evaluate(problem, routes)
  const isLeft = new Set(left.map(({ stop }) => stop))
  const served = new Set(routes.flatMap(({ trips }) => trips.flat()))
  // A stop that had to be left out is told with its reason, and is no fault of the solution.
  const wrong = faults.filter(({ kind, stop }) => !(kind === 'missing' && stop !== undefined && isLeft.has(stop)))
  for (const { id } of problem.stops) {
    if (isLeft.has(id) && served.has(id)) wrong.push({ kind: 'twice', stop: id })
    if (!isLeft.has(id) && !served.has(id) && !wrong.some(({ stop }) => stop === id))
      wrong.push({ kind: 'missing', stop: id })
  }
  if (Math.abs(cost - price) > 1e-6 * Math.max(1, price)) wrong.push({ kind: 'cost', by: Math.abs(cost - price) })
  return wrong
}
