import { evaluate } from './evaluate.ts'
import type { Problem, Route } from './problem.ts'

/** The least cost of all plans, by trying each: stops one after another into each place of each trip, or left out. */
export function leastCost(problem: Problem): number {
  const slots = problem.vehicles.flatMap((kind) =>
    Array.from({ length: kind.count }, (_, k) => ({ vehicle: kind.id, number: k + 1, trips: kind.trips ?? 1 })),
  )
  const days = slots.map(({ trips }) => Array.from({ length: trips }, (): string[] => []))
  let best = Number.POSITIVE_INFINITY

  const judge = (left: number): void => {
    const routes = slots.map(({ vehicle, number }, i): Route => ({ vehicle, number, trips: days[i]! }))
    const { cost, faults } = evaluate(problem, routes)
    const isSound = faults.every(({ kind }) => kind === 'missing')
    if (isSound) best = Math.min(best, cost + left * 1e9)
  }
  const put = (k: number, left: number): void => {
    const stop = problem.stops[k]
    if (!stop) {
      judge(left)
      return
    }
    put(k + 1, left + (stop.skipCost === undefined ? 1 : 0))
    days.forEach((trips, i) => {
      // Of empty vehicles of one kind, and of empty trips of one vehicle, the first stands for all.
      if (
        i > 0 &&
        slots[i - 1]!.vehicle === slots[i]!.vehicle &&
        trips.flat().length === 0 &&
        days[i - 1]!.flat().length === 0
      )
        return
      trips.forEach((trip, t) => {
        if (t > 0 && trip.length === 0 && trips[t - 1]!.length === 0) return
        for (let at = 0; at <= trip.length; at++) {
          trip.splice(at, 0, stop.id)
          put(k + 1, left)
          trip.splice(at, 1)
        }
      })
    })
  }
  put(0, 0)
  return best
}
