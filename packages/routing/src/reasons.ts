import type { Compiled } from './compile.ts'
import type { Left, Reason } from './problem.ts'
import { rowOf } from './row.ts'
import { Day } from './search/day.ts'

/**
 * Why each stop that no tour holds is left out: what keeps it from every vehicle even alone; else what keeps it out of the plan as it
 * stands, the rule that is met in most places; and where nothing does, that leaving it is cheaper.
 */
export function reasonsOf(c: Compiled, tours: readonly (readonly number[])[]): Left[] {
  const placed = new Set(tours.flat())
  const left: Left[] = []
  for (let v = 1; v <= c.stops; v++)
    if (!placed.has(v)) left.push({ stop: c.problem.stops[v - 1]!.id, reason: reasonOf(c, v, tours) })
  return left
}

function reasonOf(c: Compiled, v: number, tours: readonly (readonly number[])[]): Reason {
  const other = c.partner[v]!
  const job = other === 0 ? [v] : other > 0 ? [v, other] : [-other, v]
  const able = c.vans.filter((_, i) => job.every((stop) => c.rides[i * (c.stops + 1) + stop] === 1))
  if (able.length === 0) return 'skill'
  const day = new Day(c)
  const alone = able.map((van) => broken(day.price(van, rowOf([job]), job.length + 1), day))
  if (alone.every((reason) => reason !== undefined)) return mostOf(alone)
  const met = able.flatMap((van) => tries({ c, day, van, tours, job }))
  return met.length === 0 || met.includes(undefined) ? 'cheaperToLeave' : mostOf(met)
}

type Trial = {
  c: Compiled
  day: Day
  van: Compiled['vans'][number]
  tours: readonly (readonly number[])[]
  job: readonly number[]
}

/** What each place in a vehicle's day breaks; undefined for one that breaks nothing. A shipment is tried at neighbouring places. */
function tries({ c, day, van, tours, job }: Trial): (Reason | undefined)[] {
  const trips = Array.from({ length: van.trips }, (_, t) => tours[van.tour + t] ?? [])
  return trips.flatMap((trip, t) => {
    const keep = c.keep[van.tour + t]!
    if (keep > trip.length) return []
    if (job.some((v) => c.apart[v]!.some((w) => trip.includes(w)))) return ['apart' as const]
    return Array.from({ length: trip.length + 1 - keep }, (_, k) => {
      const row = rowOf(trips.with(t, trip.toSpliced(keep + k, 0, ...job)))
      return broken(day.price(van, row, row.length), day)
    })
  })
}

const broken = (price: number, day: Day): Reason | undefined =>
  price === Number.POSITIVE_INFINITY ? day.broken : undefined

function mostOf(reasons: readonly (Reason | undefined)[]): Reason {
  const count = new Map<Reason, number>()
  for (const reason of reasons) if (reason) count.set(reason, (count.get(reason) ?? 0) + 1)
  return [...count].reduce((a, b) => (b[1] > a[1] ? b : a), ['capacity', 0] as [Reason, number])[0]
}
