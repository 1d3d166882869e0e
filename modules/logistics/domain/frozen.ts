import { evaluate, type Fault, type Problem } from '@xiangji/routing'

type Frozen = NonNullable<Problem['frozen']>[number]

/** The stops of a day that has begun which stay as they are. */
function kept({ trips, keep, ...route }: Frozen): Frozen {
  if (keep === 'whole') return { ...route, trips, keep }
  let left = keep
  const begun = trips.map((trip) => {
    const part = trip.slice(0, left)
    left -= part.length
    return part
  })
  return { ...route, trips: begun.filter(({ length }) => length > 0), keep: keep - left }
}

const faultsOf = (problem: Problem, routes: readonly Frozen[]): Fault[] =>
  evaluate({ ...problem, frozen: [] }, routes).faults.filter(({ kind }) => kind !== 'missing')

/** What is wrong with what has been driven already: from there on no plan can be found. */
export const frozenFaults = (problem: Problem): Fault[] => faultsOf(problem, (problem.frozen ?? []).map(kept))

/** Where the rest of a day that has begun breaks a rule, the search begins with the part that stays. */
export const drivable = (problem: Problem): Problem => ({
  ...problem,
  frozen: (problem.frozen ?? []).map((day) => (faultsOf(problem, [day]).length > 0 ? kept(day) : day)),
})
