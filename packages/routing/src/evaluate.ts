import type { Problem, Route, Stop, Vehicle } from './problem.ts'

/** Something wrong with a plan. `by` says by how much: units over the capacity, seconds late, metres too far. */
export type Fault = {
  kind:
    | 'unknown'
    | 'twice'
    | 'missing'
    | 'capacity'
    | 'window'
    | 'shift'
    | 'rest'
    | 'distance'
    | 'skill'
    | 'apart'
    | 'shipment'
    | 'trips'
    | 'frozen'
    | 'cost'
  vehicle?: string
  number?: number
  stop?: string
  by?: number
}

export type Visit = { stop: string; trip: number; arrivesS: number; beginsS: number; leavesS: number }
export type DayPlan = {
  vehicle: string
  number: number
  leavesS: number
  endsS: number
  distanceM: number
  cost: number
  visits: Visit[]
  /** When it is back at the depot, trip by trip; reloading begins then. */
  backS: number[]
  /** When its rest begins; absent where it takes none. */
  restsS?: number
}
export type Evaluation = { cost: number; days: DayPlan[]; faults: Fault[] }

/**
 * Prices a plan that somebody made and says what is wrong with it. Written to be read, apart from the search, which is tested against it:
 * the rules of a day are those of `Vehicle`. A vehicle leaves so late that it need not wait at its first stop.
 */
export function evaluate(problem: Problem, routes: readonly Route[]): Evaluation {
  const served = new Set(routes.flatMap(({ trips }) => trips.flat()))
  const left = problem.stops.filter(({ id }) => !served.has(id))
  const driven = routes.map((route) => driveRoute(problem, route))
  const days = driven.flatMap(({ day }) => day ?? [])
  const missing = left.filter(({ skipCost }) => skipCost === undefined)
  return {
    cost: days.reduce((sum, day) => sum + day.cost, 0) + left.reduce((sum, { skipCost = 0 }) => sum + skipCost, 0),
    days,
    faults: [
      ...driven.flatMap(({ wrong }) => wrong),
      ...twiceFaults(routes),
      ...missing.map(({ id }) => ({ kind: 'missing' as const, stop: id })),
      ...frozenFaults(problem, routes),
    ],
  }
}

function driveRoute(problem: Problem, { vehicle, number, trips }: Route): Wrong {
  const of = { vehicle, number }
  const kind = problem.vehicles.find(({ id }) => id === vehicle)
  if (!kind || !(number >= 1 && number <= kind.count)) return { day: undefined, wrong: [{ kind: 'unknown', ...of }] }
  const stops = new Map(problem.stops.map((stop) => [stop.id, stop]))
  const unknown = trips.flat().filter((id) => !stops.has(id))
  const known = trips.map((trip) => trip.flatMap((id) => stops.get(id) ?? []))
  const { day, wrong } = drive(problem, { kind, number }, known)
  const faults: Fault[] = [
    ...unknown.map((stop) => ({ kind: 'unknown' as const, stop })),
    ...wrong,
    ...known.flatMap((trip) => tripFaults(problem, kind, trip)),
  ]
  return { day, wrong: faults.map((fault) => ({ ...of, ...fault })) }
}

function twiceFaults(routes: readonly Route[]): Fault[] {
  const again = <T>(all: readonly T[]): T[] => [...new Set(all.filter((one, i) => all.indexOf(one) < i))]
  const stops = again(routes.flatMap(({ trips }) => trips.flat()))
  const days = routes.filter((a, i) => routes.findIndex((b) => b.vehicle === a.vehicle && b.number === a.number) < i)
  return [
    ...stops.map((stop) => ({ kind: 'twice' as const, stop })),
    ...days.map(({ vehicle, number }) => ({ kind: 'twice' as const, vehicle, number })),
  ]
}

type Wrong = { day: DayPlan | undefined; wrong: Fault[] }

function drive(problem: Problem, { kind, number }: { kind: Vehicle; number: number }, trips: readonly Stop[][]): Wrong {
  const used = trips.filter(({ length }) => length > 0)
  const depot = problem.depots.find(({ id }) => id === kind.depot)
  const first = used[0]?.[0]
  if (!depot || !first) return { day: undefined, wrong: [] }
  const wrong: Fault[] = []
  if (trips.length > (kind.trips ?? 1)) wrong.push({ kind: 'trips', by: trips.length - (kind.trips ?? 1) })
  const seconds = (a: number, b: number): number => problem.durationS[a * problem.places + b] ?? 0
  const metres = (a: number, b: number): number => problem.distanceM[a * problem.places + b] ?? 0
  const from = Math.max(kind.shift?.fromS ?? 0, depot.window?.fromS ?? 0)
  const until = Math.min(kind.shift?.toS ?? Number.POSITIVE_INFINITY, depot.window?.toS ?? Number.POSITIVE_INFINITY)
  const leg = seconds(depot.place, first.place)
  const leavesS = Math.max(from, beginOf(first, from + leg).beginsS - leg)
  const visits: Visit[] = []
  const backS: number[] = []
  let restsS: number | undefined
  let now = leavesS
  let place = depot.place
  let distanceM = 0
  let isRested = kind.rest === undefined

  const go = (
    to: number,
    serve: (arrival: number) => { beginsS: number; lastsS: number },
  ): { arrivesS: number; beginsS: number } => {
    const travel = seconds(place, to)
    distanceM += metres(place, to)
    const plain = serve(now + travel)
    if (kind.rest && !isRested && (now >= kind.rest.fromS || plain.beginsS + plain.lastsS > kind.rest.toS)) {
      const rests = Math.max(now, kind.rest.fromS)
      if (rests > kind.rest.toS) wrong.push({ kind: 'rest', by: rests - kind.rest.toS })
      restsS = rests
      now = rests + kind.rest.lastsS
      isRested = true
    }
    const arrivesS = now + travel
    const { beginsS, lastsS } = serve(arrivesS)
    now = beginsS + lastsS
    place = to
    return { arrivesS, beginsS }
  }

  used.forEach((trip, t) => {
    for (const stop of trip) {
      const { arrivesS, beginsS } = go(stop.place, (arrival) => ({
        beginsS: beginOf(stop, arrival).beginsS,
        lastsS: stop.serviceS ?? 0,
      }))
      const { lateS } = beginOf(stop, arrivesS)
      if (lateS > 0) wrong.push({ kind: 'window', stop: stop.id, by: lateS })
      if (beginsS > until) wrong.push({ kind: 'shift', stop: stop.id, by: beginsS - until })
      visits.push({ stop: stop.id, trip: t + 1, arrivesS, beginsS, leavesS: now })
    }
    const lastsS = t + 1 < used.length ? (kind.reloadS ?? 0) : 0
    backS.push(go(depot.place, (arrival) => ({ beginsS: arrival, lastsS })).arrivesS)
    if (now > until) wrong.push({ kind: 'shift', by: now - until })
  })
  if (distanceM > (kind.maxDistanceM ?? Number.POSITIVE_INFINITY))
    wrong.push({ kind: 'distance', by: distanceM - (kind.maxDistanceM ?? 0) })
  const { fixed = 0, perM = 0, perS = 0 } = kind.cost
  const cost = fixed + perM * distanceM + perS * (now - leavesS)
  const day = { vehicle: kind.id, number, leavesS, endsS: now, distanceM, cost, visits, backS }
  return { day: restsS === undefined ? day : { ...day, restsS }, wrong }
}

/** When service begins, and how late that is; after the last window it begins at once. */
function beginOf({ windows }: Stop, arrival: number): { beginsS: number; lateS: number } {
  if (!windows) return { beginsS: arrival, lateS: 0 }
  const next = windows.filter(({ toS }) => arrival <= toS).sort((a, b) => a.fromS - b.fromS)[0]
  if (next) return { beginsS: Math.max(arrival, next.fromS), lateS: 0 }
  return { beginsS: arrival, lateS: arrival - Math.max(...windows.map(({ toS }) => toS)) }
}

function tripFaults({ shipments = [], apart = [] }: Problem, kind: Vehicle, trip: readonly Stop[]): Fault[] {
  const ids = trip.map(({ id }) => id)
  const lacks = trip.filter(({ skills = [] }) => skills.some((skill) => !kind.skills?.includes(skill)))
  const together = apart.filter(([a, b]) => ids.includes(a) && ids.includes(b))
  const torn = shipments.filter(({ from, to }) => {
    const [taken, given] = [ids.indexOf(from), ids.indexOf(to)]
    return taken !== given && (taken < 0 || given < taken)
  })
  const over = kind.capacity.map((most, d) => Math.max(...loadsOf(trip, shipments, d)) - most).filter((by) => by > 0)
  return [
    ...lacks.map(({ id }) => ({ kind: 'skill' as const, stop: id })),
    ...together.map(([stop]) => ({ kind: 'apart' as const, stop })),
    ...torn.map(({ from }) => ({ kind: 'shipment' as const, stop: from })),
    ...over.map((by) => ({ kind: 'capacity' as const, by })),
  ]
}

/** What is on board in one dimension: at the depot, and after each stop. */
function loadsOf(trip: readonly Stop[], shipments: NonNullable<Problem['shipments']>, d: number): number[] {
  const loads = [trip.reduce((sum, { deliver }) => sum + (deliver?.[d] ?? 0), 0)]
  for (const { id, deliver, collect } of trip) {
    const taken = shipments.filter(({ from }) => from === id).reduce((sum, { amount }) => sum + (amount[d] ?? 0), 0)
    const given = shipments.filter(({ to }) => to === id).reduce((sum, { amount }) => sum + (amount[d] ?? 0), 0)
    loads.push((loads.at(-1) ?? 0) - (deliver?.[d] ?? 0) + (collect?.[d] ?? 0) + taken - given)
  }
  return loads
}

/** What was frozen stands at the head of its trip, unchanged. */
function frozenFaults({ frozen = [] }: Problem, routes: readonly Route[]): Fault[] {
  return frozen.flatMap(({ vehicle, number, trips, keep }) => {
    const route = routes.find((r) => r.vehicle === vehicle && r.number === number)
    const now = (route?.trips ?? []).filter(({ length }) => length > 0)
    const was = trips.filter(({ length }) => length > 0)
    if (keep === 'whole')
      return JSON.stringify(now) === JSON.stringify(was) ? [] : [{ kind: 'frozen' as const, vehicle, number }]
    const isKept = was
      .flat()
      .slice(0, keep)
      .every((id, i) => now.flat()[i] === id)
    return isKept ? [] : [{ kind: 'frozen' as const, vehicle, number }]
  })
}
