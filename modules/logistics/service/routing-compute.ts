import { afterTime, any, evaluate, improve, solve, whenAborted } from '@xiangji/routing'
import type { Compute } from '#platform/computation'
import { bare, totalsOf } from '../domain/answer.ts'
import { nearestNeighbour } from '../domain/nearest.ts'
import { problemOf, soundStart } from '../domain/problem.ts'
import type { Day, DayTotals, LeftReason, PlannedRoute, RouteWishes } from '../schema.ts'

export type RoutingInput = { day: Day; wishes: RouteWishes; startName: string | null }
export type RoutingResult = {
  routes: PlannedRoute[]
  left: { stop: string; reason: LeftReason }[]
  nearest: DayTotals | null
  start: DayTotals | null
}

/** Steps of the progress bar. */
const STEPS = 1000

/** Runs in a thread of its own. What has begun is not driven by nearest neighbours: nobody turns back for a comparison. */
export const compute: Compute<RoutingInput, RoutingResult> = ({ day, wishes }, { now, isStopped, report }) => {
  const problem = problemOf(day, wishes)
  const stop = any(
    afterTime({ now, ms: wishes.seconds * 1000 }),
    whenAborted({
      get aborted() {
        return isStopped()
      },
    }),
  )
  const start = wishes.start ? soundStart(problem, wishes.start.routes) : []
  const options = {
    stop,
    onProgress: ({ cost, done }: { cost: number; done: number }) =>
      report({ done: Math.min(STEPS, Math.floor(done * STEPS)), total: STEPS, best: Math.round(cost) }),
  }
  const { routes, left } = start.length > 0 ? improve(problem, start, options) : solve(problem, options)
  const isFree = wishes.frozen.length === 0 && !isStopped()
  return {
    routes: start.length > 0 || wishes.frozen.length > 0 ? bare(routes) : numbered(bare(routes)),
    left: left.map(({ stop: id, reason }) => ({ stop: id, reason })),
    nearest: isFree ? totalsOf(problem, evaluate(problem, nearestNeighbour(problem))) : null,
    start: wishes.start ? totalsOf(problem, evaluate(problem, wishes.start.routes)) : null,
  }
}

/** Vehicles of a kind are equal: those that drive are counted from 1. */
const numbered = (routes: readonly PlannedRoute[]): PlannedRoute[] =>
  routes.map((route, i) => ({
    ...route,
    number: 1 + routes.slice(0, i).filter(({ vehicle }) => vehicle === route.vehicle).length,
  }))
