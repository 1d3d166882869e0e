import { type DayPlan, type Evaluation, evaluate, type Fault, type Problem, type Route } from '@xiangji/routing'
import type { Day, DayTotals, LeftReason, PlannedDay, PlannedRoute, RouteAnswer, RouteWishes } from '../schema.ts'
import { assumptionTexts, faultText, type Locale, leftText, overloadText, vehicleName } from './words.ts'

/** What a day costs and drives; what leaving a stop out was said to be worth is no cost. */
export function totalsOf(problem: Problem, { days }: Pick<Evaluation, 'days'>): DayTotals {
  const sum = (of: (day: DayPlan) => number) => days.reduce((total, day) => total + of(day), 0)
  const served = new Set(days.flatMap(({ visits }) => visits.map(({ stop }) => stop)))
  return {
    costFen: Math.round(sum(({ cost }) => cost)),
    distanceM: sum(({ distanceM }) => distanceM),
    durationS: sum(({ endsS, leavesS }) => endsS - leavesS),
    vehicles: days.length,
    trips: sum(({ visits }) => new Set(visits.map(({ trip }) => trip)).size),
    served: served.size,
    left: problem.stops.length - served.size,
  }
}

export type Drawn = { routes: readonly PlannedRoute[]; left: readonly { stop: string; reason: LeftReason }[] }

/** Who is there, by a station's id and by its place. */
export type Contacts = ReadonlyMap<string, string>

type Asked = { day: Day; wishes: RouteWishes; problem: Problem; contacts: Contacts; locale: Locale }

/** A plan as a person reads it: each vehicle's day with its times, what is left out and why, and what is wrong with it. */
export function answerOf(
  { routes, left }: Drawn,
  compared: Pick<RouteAnswer, 'nearest' | 'start' | 'startName'>,
  asked: Asked,
): RouteAnswer {
  const { day, wishes, problem, locale } = asked
  const evaluation = evaluate(problem, routes)
  const days = evaluation.days.map((one) => plannedDay(one, asked)).sort(byVehicle(wishes))
  return {
    hub: day.hub,
    totals: totalsOf(problem, evaluation),
    ...compared,
    days,
    left: leftOf(evaluation, left, asked),
    faults: [...faultsOf(evaluation.faults, left, asked), ...overloads(days, locale)],
    assumptions: assumptionTexts(day, wishes, locale),
  }
}

const byVehicle =
  ({ vehicles }: RouteWishes) =>
  (a: PlannedDay, b: PlannedDay): number => {
    const rank = ({ vehicle }: PlannedDay) => vehicles.findIndex(({ id }) => id === vehicle)
    return rank(a) - rank(b) || a.number - b.number
  }

function plannedDay(drawn: DayPlan, { day, wishes, problem, contacts }: Asked): PlannedDay {
  const stops = new Map(day.stops.map((stop, i) => [stop.id, { stop, place: i + 1 }]))
  const leg = (matrix: ArrayLike<number>, from: number, to: number) => matrix[from * problem.places + to] ?? 0
  const kind = wishes.vehicles.find(({ id }) => id === drawn.vehicle)
  const trips = [...Map.groupBy(drawn.visits, ({ trip }) => trip).values()].map((visits, t) => {
    const known = visits.flatMap((visit) => {
      const found = stops.get(visit.stop)
      return found ? [{ visit, ...found }] : []
    })
    const legs = known.map(({ place }, i) => leg(problem.distanceM, known[i - 1]?.place ?? 0, place))
    const [first, last] = [known[0], known.at(-1)]
    return {
      leavesS: (first?.visit.arrivesS ?? 0) - leg(problem.durationS, 0, first?.place ?? 0),
      backS: drawn.backS[t] ?? drawn.endsS,
      distanceM: legs.reduce((sum, metres) => sum + metres, 0) + leg(problem.distanceM, last?.place ?? 0, 0),
      pieces: known.reduce((sum, { stop }) => sum + stop.pieces, 0),
      weightG: known.reduce((sum, { stop }) => sum + stop.weightG, 0),
      visits: known.map(({ visit, stop }, i) => {
        const { serviceS: _, fromS: _from, toS: _to, skipFen: _skip, ...shown } = stop
        const { arrivesS, beginsS, leavesS } = visit
        const contact = contacts.get(stop.id) ?? contacts.get(stop.place) ?? null
        return { ...shown, arrivesS, beginsS, leavesS, legM: legs[i] ?? 0, contact }
      }),
    }
  })
  return {
    ...{ vehicle: drawn.vehicle, number: drawn.number, leavesS: drawn.leavesS, endsS: drawn.endsS },
    rest: drawn.restsS === undefined ? null : { fromS: drawn.restsS, toS: drawn.restsS + (kind?.rest?.lastsS ?? 0) },
    ...{ distanceM: drawn.distanceM, costFen: Math.round(drawn.cost), trips },
    capacity: { pieces: kind?.pieces ?? 0, weightG: kind?.weightG ?? 0 },
  }
}

function leftOf({ days }: Evaluation, left: Drawn['left'], { day, locale }: Asked): RouteAnswer['left'] {
  const served = new Set(days.flatMap(({ visits }) => visits.map(({ stop }) => stop)))
  const why = new Map(left.map(({ stop, reason }) => [stop, reason]))
  const open = day.stops
    .filter(({ id }) => !served.has(id))
    .map(({ id, place, name, townName, lng, lat, isEstimated }) => {
      const reason = why.get(id) ?? ('notPlanned' as const)
      return { id, place, name, townName, lng, lat, isEstimated, reason, text: leftText(reason, locale) }
    })
  const nowhere = day.unplaced.map(({ id, place, name, townName }) => ({
    ...{ id, place, name, townName, lng: null, lat: null, isEstimated: true },
    ...{ reason: 'unplaced' as const, text: leftText('unplaced', locale) },
  }))
  return [...open, ...nowhere]
}

/** A stop that had to be left out is told with its reason and is no fault; loads are told by trip. */
function faultsOf(faults: readonly Fault[], left: Drawn['left'], asked: Asked): RouteAnswer['faults'] {
  const isTold = new Set(left.map(({ stop }) => stop))
  const stops = new Map(asked.day.stops.map(({ id, name }) => [id, name]))
  return faults
    .filter(({ kind, stop }) => kind !== 'capacity' && !(kind === 'missing' && isTold.has(stop ?? '')))
    .map((fault) => ({
      text: faultText(fault, { stops, ...asked }),
      vehicle: fault.vehicle ?? null,
      number: fault.number ?? null,
      stop: fault.stop ?? null,
    }))
}

const overloads = (days: readonly PlannedDay[], locale: Locale): RouteAnswer['faults'] =>
  days.flatMap(({ vehicle, number, capacity, trips }) =>
    trips.flatMap(({ pieces, weightG }, t) => {
      const over = {
        pieces: Math.max(0, pieces - capacity.pieces),
        weightG: Math.max(0, weightG - capacity.weightG),
      }
      if (over.pieces === 0 && over.weightG === 0) return []
      return [{ text: overloadText({ vehicle, number, trip: t + 1, ...over }, locale), vehicle, number, stop: null }]
    }),
  )

export type Refusal = { code: string; field: string; name: string }

const firstTwice = (ids: readonly string[]): string | undefined => ids.find((id, i) => ids.indexOf(id) < i)

/** Where the wish contradicts itself: the field, and the name that is wrong. Undefined when it can be planned. */
export function wishRefused(wishes: RouteWishes, { stops }: Day): Refusal | undefined {
  const kind = firstTwice(wishes.vehicles.map(({ id }) => id))
  if (kind !== undefined) return { code: 'logistics.vehicleTwice', field: 'vehicles', name: kind }
  const names = new Map(stops.map(({ id, name }) => [id, name]))
  const stranger = wishes.frozen.find((route) => !mayDrive(wishes, route))
  if (stranger) return { code: 'logistics.frozenVehicle', field: 'frozen', name: vehicleName(stranger, 'zh') }
  const again = firstTwice(wishes.frozen.map((route) => vehicleName(route, 'zh')))
  if (again !== undefined) return { code: 'logistics.frozenVehicle', field: 'frozen', name: again }
  const frozen = wishes.frozen.flatMap(({ trips }) => trips.flat())
  const stop = frozen.find((id) => !names.has(id)) ?? firstTwice(frozen)
  return stop === undefined
    ? undefined
    : { code: 'logistics.frozenStop', field: 'frozen', name: names.get(stop) ?? stop }
}

const mayDrive = ({ vehicles }: RouteWishes, { vehicle, number, trips }: PlannedRoute): boolean => {
  const kind = vehicles.find(({ id }) => id === vehicle)
  return kind !== undefined && number <= kind.count && trips.length <= kind.trips
}

/** The routes of a plan, without what only belongs to how it is drawn. */
export const bare = (routes: readonly (Route | PlannedRoute)[]): PlannedRoute[] =>
  routes.map(({ vehicle, number, trips }) => ({ vehicle, number, trips: trips.map((trip) => [...trip]) }))
