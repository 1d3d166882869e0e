import {
  afterTime,
  any,
  evaluate,
  improve,
  type Options,
  type Problem,
  type Route,
  type Solution,
  solve,
  whenAborted,
} from '@xiangji/routing'
import type { Compute, Progress } from '#platform/computation'
import { bare, totalsOf } from '../domain/answer.ts'
import { drivable } from '../domain/frozen.ts'
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
const MS = 1000
/** While it runs, the search prices a stop that must be served and is not beyond any plan: then there is no cost to tell yet. */
const PRICELESS_FEN = 100_000_000_000

type Around = { now: () => number; isStopped: () => boolean; report: (progress: Progress) => void }

/** The part of the time from `from` to `to`, and what is said while it runs. */
function part(
  { now, isStopped, report }: Around,
  { beganAt, ms, from, to, best }: { beganAt: number; ms: number; from: number; to: number; best: number },
): Options {
  const aborted = {
    get aborted() {
      return isStopped()
    },
  }
  return {
    stop: any(afterTime({ now, ms: beganAt + ms * to - now() }), whenAborted(aborted)),
    onProgress: ({ cost, done }) => {
      const share = from + (to - from) * Math.min(1, done)
      const least = Math.round(Math.min(best, cost))
      report({ done: Math.floor(share * STEPS), total: STEPS, ...(least < PRICELESS_FEN ? { best: least } : {}) })
    },
  }
}

const mustOf = ({ stops }: Problem): ReadonlySet<string> =>
  new Set(stops.filter(({ skipCost }) => skipCost === undefined).map(({ id }) => id))

/** Stops that must be served and are not; the cost of a solution counts them as nothing. */
const missedBy = (problem: Problem, { left }: Solution): number => {
  const must = mustOf(problem)
  return left.filter(({ stop }) => must.has(stop)).length
}

/** The plan that serves more of what must be served, then the cheaper one. */
function better(problem: Problem, a: Solution, b: Solution): Solution {
  const more = missedBy(problem, a) - missedBy(problem, b)
  if (more !== 0) return more > 0 ? b : a
  return b.cost < a.cost ? b : a
}

/**
 * Runs in a thread of its own. A free day is begun twice, from nothing and from the nearest neighbour's plan, each for half of the time: of
 * many stops the one is never far behind, of few the other finds what needs fewer vehicles. So an answer is never worse than the
 * comparison beside it.
 */
export const compute: Compute<RoutingInput, RoutingResult> = ({ day, wishes }, around) => {
  const problem = drivable(problemOf(day, wishes))
  const time = { beganAt: around.now(), ms: wishes.seconds * MS, best: Number.POSITIVE_INFINITY }
  const start = wishes.start ? soundStart(problem, wishes.start.routes) : []
  const began = wishes.start ? totalsOf(problem, evaluate(problem, wishes.start.routes)) : null
  if (start.length > 0 || wishes.frozen.length > 0) {
    const found = improve(problem, start, part(around, { ...time, from: 0, to: 1 }))
    return { ...resultOf(problem, found, bare(found.routes)), nearest: null, start: began }
  }
  const fromNothing = solve(problem, part(around, { ...time, from: 0, to: 0.5 }))
  const nearest = around.isStopped() ? undefined : nearestNeighbour(problem)
  const found = nearest
    ? better(problem, fromNothing, fromNearest(problem, nearest, { around, time, fromNothing }))
    : fromNothing
  return {
    ...resultOf(problem, found, numbered(bare(found.routes))),
    nearest: nearest ? totalsOf(problem, evaluate(problem, nearest)) : null,
    start: began,
  }
}

type Time = { beganAt: number; ms: number; best: number }

const fromNearest = (
  problem: Problem,
  nearest: readonly Route[],
  { around, time, fromNothing }: { around: Around; time: Time; fromNothing: Solution },
): Solution =>
  improve(
    problem,
    nearest,
    part(around, {
      ...time,
      best: missedBy(problem, fromNothing) > 0 ? time.best : fromNothing.cost,
      from: 0.5,
      to: 1,
    }),
  )

/** Nothing keeps a stop that must be served out of the plan, and yet it is: the search has not come to it. */
function resultOf(
  problem: Problem,
  { left }: Solution,
  routes: PlannedRoute[],
): Pick<RoutingResult, 'routes' | 'left'> {
  const must = mustOf(problem)
  return {
    routes,
    left: left.map(({ stop, reason }) => ({
      stop,
      reason: reason === 'cheaperToLeave' && must.has(stop) ? 'notFound' : reason,
    })),
  }
}

/** Vehicles of a kind are equal: those that drive are counted from 1. */
const numbered = (routes: readonly PlannedRoute[]): PlannedRoute[] =>
  routes.map((route, i) => ({
    ...route,
    number: 1 + routes.slice(0, i).filter(({ vehicle }) => vehicle === route.vehicle).length,
  }))
