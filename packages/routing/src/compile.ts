import { type Problem, ProblemFault, type Route, type Stop, type Vehicle, type Window } from './problem.ts'

export const FOREVER = 0x3fffffff
const ALWAYS: Window = { fromS: 0, toS: FOREVER }

/** One vehicle, its kind's rules at hand. */
export type Van = {
  kind: Vehicle
  number: number
  place: number
  capacity: Int32Array
  fixed: number
  perM: number
  perS: number
  fromS: number
  toS: number
  maxM: number
  rest: { fromS: number; toS: number; lastsS: number } | undefined
  trips: number
  reloadS: number
  /** Its first tour; trip t is tour `tour + t`. */
  tour: number
}

/** The problem by numbers: stops 1 … n, vehicles and their trips from 0. */
export type Compiled = {
  problem: Problem
  stops: number
  places: number
  distance: Int32Array
  duration: Int32Array
  dimensions: number
  /** By stop and dimension: what leaves the depot for it, and what it adds to the load. */
  out: Int32Array
  gain: Int32Array
  /** By stop. `windows[v]` are begin and end in turns. */
  place: Int32Array
  service: Int32Array
  windows: readonly Int32Array[]
  skipCost: Float64Array
  isOptional: Uint8Array
  /** The stop where the same shipment is put down (positive) or was taken up (negative); 0 for none. */
  partner: Int32Array
  apart: readonly (readonly number[])[]
  vans: readonly Van[]
  tours: number
  vanOfTour: Int32Array
  /** May this stop ride in this vehicle? By vehicle × (stops + 1). */
  rides: Uint8Array
  /** Of each tour, how many of its first stops stay; the frozen stops by tour. */
  keep: Int32Array
  frozen: readonly (readonly number[])[]
  numberOf: ReadonlyMap<string, number>
}

/** Reads and checks a problem. Throws `ProblemFault`. */
export function compile(problem: Problem): Compiled {
  const { places, stops } = problem
  const n = stops.length
  const numberOf = byId('stops', stops, 1)
  const depotOf = byId('depots', problem.depots, 0)
  byId('vehicles', problem.vehicles, 0)
  const dimensions = problem.vehicles[0]?.capacity.length ?? 0
  const amounts = (field: string, of: readonly number[] | undefined): readonly number[] => {
    if (of && of.length !== dimensions) throw new ProblemFault(field, `needs ${dimensions} numbers`)
    return of ?? []
  }
  const out = new Int32Array((n + 1) * dimensions)
  const gain = new Int32Array((n + 1) * dimensions)
  stops.forEach((stop, i) => {
    isPlace(`stops.${stop.id}.place`, stop.place, places)
    const at = (i + 1) * dimensions
    amounts(`stops.${stop.id}.deliver`, stop.deliver).forEach((a, d) => {
      out[at + d] = whole(`stops.${stop.id}.deliver`, a)
      gain[at + d]! -= a
    })
    amounts(`stops.${stop.id}.collect`, stop.collect).forEach((a, d) => {
      gain[at + d]! += whole(`stops.${stop.id}.collect`, a)
    })
  })
  const stopNumber = (field: string, id: string): number => {
    const number = numberOf.get(id)
    if (number === undefined) throw new ProblemFault(field, `names no stop: ${id}`)
    return number
  }
  const partner = new Int32Array(n + 1)
  for (const { from, to, amount } of problem.shipments ?? []) {
    const a = stopNumber('shipments.from', from)
    const b = stopNumber('shipments.to', to)
    if (partner[a] !== 0 || partner[b] !== 0 || a === b)
      throw new ProblemFault('shipments', `a stop serves one shipment: ${from}, ${to}`)
    partner[a] = b
    partner[b] = -a
    amounts('shipments.amount', amount).forEach((q, d) => {
      gain[a * dimensions + d]! += whole('shipments.amount', q)
      gain[b * dimensions + d]! -= q
    })
  }
  const apart = Array.from({ length: n + 1 }, (): number[] => [])
  for (const [a, b] of problem.apart ?? []) {
    apart[stopNumber('apart', a)]!.push(stopNumber('apart', b))
    apart[stopNumber('apart', b)]!.push(stopNumber('apart', a))
  }
  const vans = vansOf(problem, depotOf)
  const tours = vans.reduce((sum, van) => sum + van.trips, 0)
  const vanOfTour = new Int32Array(tours)
  for (const [i, van] of vans.entries()) vanOfTour.fill(i, van.tour, van.tour + van.trips)
  const distance = matrix('distanceM', problem.distanceM, places)
  const { distanceM, durationS } = problem
  const frozen = frozenOf(problem, { vans, tours, stopNumber })
  return {
    problem,
    stops: n,
    places,
    distance,
    duration: durationS === distanceM ? distance : matrix('durationS', durationS, places),
    dimensions,
    out,
    gain,
    place: Int32Array.from([0, ...stops.map(({ place }) => place)]),
    service: Int32Array.from([0, ...stops.map(({ id, serviceS }) => whole(`stops.${id}.serviceS`, serviceS ?? 0))]),
    windows: [new Int32Array(), ...stops.map(windowsOf)],
    ...skipCosts(problem, partner),
    partner,
    apart,
    vans,
    tours,
    vanOfTour,
    rides: ridesOf(problem, vans),
    ...frozen,
    numberOf,
  }
}

function byId(field: string, of: readonly { id: string }[], first: number): Map<string, number> {
  const found = new Map<string, number>()
  of.forEach(({ id }, i) => {
    if (found.has(id)) throw new ProblemFault(field, `has ${id} twice`)
    found.set(id, i + first)
  })
  return found
}

function whole(field: string, value: number): number {
  if (!Number.isInteger(value) || value < 0 || value > FOREVER)
    throw new ProblemFault(field, `takes whole numbers from 0: ${value}`)
  return value
}

function isPlace(field: string, place: number, places: number): void {
  if (!Number.isInteger(place) || place < 0 || place >= places)
    throw new ProblemFault(field, `is no place of the matrices: ${place}`)
}

function matrix(field: string, of: ArrayLike<number>, places: number): Int32Array {
  if (of.length !== places * places) throw new ProblemFault(field, `needs ${places} × ${places} numbers`)
  const copy = of instanceof Int32Array ? of : Int32Array.from(of)
  for (let i = 0; i < copy.length; i++)
    if (copy[i] !== of[i] || copy[i]! < 0) throw new ProblemFault(field, `takes whole numbers from 0: ${of[i]}`)
  return copy
}

function windowsOf({ id, windows }: Stop): Int32Array {
  const sorted = [...(windows ?? [ALWAYS])].sort((a, b) => a.fromS - b.fromS)
  if (sorted.length === 0) throw new ProblemFault(`stops.${id}.windows`, 'has no window; leave it away for any time')
  return Int32Array.from(sorted.flatMap((window) => [ordered(`stops.${id}.windows`, window).fromS, window.toS]))
}

function ordered(field: string, window: Window): Window {
  if (whole(field, window.fromS) > whole(field, window.toS)) throw new ProblemFault(field, 'ends before it begins')
  return window
}

/** A stop that must be served costs more to leave out than any plan can cost. A shipment is left out whole. */
function skipCosts(problem: Problem, partner: Int32Array): Pick<Compiled, 'skipCost' | 'isOptional'> {
  const own = [0, ...problem.stops.map((stop) => stop.skipCost ?? MUST)]
  const skipCost = Float64Array.from(own)
  partner.forEach((other, v) => {
    if (other !== 0) skipCost[v] = (own[v]! + own[Math.abs(other)]!) / 2
  })
  return { skipCost, isOptional: Uint8Array.from(skipCost, (cost) => (cost < MUST / 2 ? 1 : 0)) }
}
export const MUST = 1e12

function vansOf(problem: Problem, depotOf: Map<string, number>): Van[] {
  const vans: Van[] = []
  let tour = 0
  for (const kind of problem.vehicles) {
    const all = vanOfKind(problem, kind, depotOf)
    for (let number = 1; number <= whole(`vehicles.${kind.id}.count`, kind.count); number++) {
      vans.push({ ...all, number, tour })
      tour += all.trips
    }
  }
  return vans
}

function vanOfKind(problem: Problem, kind: Vehicle, depotOf: Map<string, number>): Omit<Van, 'number' | 'tour'> {
  const field = (name: string): string => `vehicles.${kind.id}.${name}`
  const depot = problem.depots[depotOf.get(kind.depot) ?? -1]
  if (!depot) throw new ProblemFault(field('depot'), `names no depot: ${kind.depot}`)
  isPlace(`depots.${depot.id}.place`, depot.place, problem.places)
  if (kind.capacity.length !== problem.vehicles[0]?.capacity.length)
    throw new ProblemFault(field('capacity'), 'has as many dimensions as the first vehicle')
  const { fixed = 0, perM = 0, perS = 0 } = kind.cost
  if (!(fixed >= 0 && perM >= 0 && perS >= 0)) throw new ProblemFault(field('cost'), 'takes numbers from 0')
  const shift = ordered(field('shift'), kind.shift ?? ALWAYS)
  const open = ordered(`depots.${depot.id}.window`, depot.window ?? ALWAYS)
  return {
    kind,
    place: depot.place,
    capacity: Int32Array.from(kind.capacity, (amount) => whole(field('capacity'), amount)),
    fixed,
    perM,
    perS,
    fromS: Math.max(shift.fromS, open.fromS),
    toS: Math.min(shift.toS, open.toS),
    maxM: kind.maxDistanceM ?? FOREVER,
    rest: kind.rest && { ...ordered(field('rest'), kind.rest), lastsS: whole(field('rest'), kind.rest.lastsS) },
    trips: whole(field('trips'), kind.trips ?? 1),
    reloadS: whole(field('reloadS'), kind.reloadS ?? 0),
  }
}

function ridesOf({ stops }: Problem, vans: readonly Van[]): Uint8Array {
  const width = stops.length + 1
  const rides = new Uint8Array(vans.length * width)
  const firstOf = new Map<Vehicle, number>()
  vans.forEach(({ kind }, i) => {
    const first = firstOf.get(kind)
    if (first !== undefined) {
      rides.copyWithin(i * width, first * width, (first + 1) * width)
      return
    }
    firstOf.set(kind, i)
    const has = new Set(kind.skills)
    stops.forEach(({ skills }, k) => {
      rides[i * width + k + 1] = (skills ?? []).every((skill) => has.has(skill)) ? 1 : 0
    })
  })
  return rides
}

/** The vehicle that a route names. Throws `ProblemFault`. */
export function vanOf(vans: readonly Van[], { vehicle, number, trips }: Route): Van {
  const van = vans.find(({ kind, number: own }) => kind.id === vehicle && own === number)
  if (!van) throw new ProblemFault('routes', `there is no vehicle ${vehicle} ${number}`)
  if (trips.length > van.trips)
    throw new ProblemFault('routes', `vehicle ${vehicle} ${number} drives at most ${van.trips} trips`)
  return van
}

function frozenOf(
  problem: Problem,
  {
    vans,
    tours,
    stopNumber,
  }: { vans: readonly Van[]; tours: number; stopNumber: (field: string, id: string) => number },
): Pick<Compiled, 'keep' | 'frozen'> {
  const keep = new Int32Array(tours)
  const frozen = Array.from({ length: tours }, (): readonly number[] => [])
  for (const route of problem.frozen ?? []) {
    const van = vanOf(vans, route)
    let left = route.keep === 'whole' ? FOREVER : whole('frozen.keep', route.keep)
    route.trips.forEach((trip, t) => {
      frozen[van.tour + t] = trip.map((id) => stopNumber('frozen.trips', id))
      // A trip that is over or wholly kept takes nothing in; nor does a day that is frozen as a whole.
      keep[van.tour + t] =
        left >= trip.length ? (route.keep === 'whole' || left > trip.length ? FOREVER : trip.length) : left
      left = Math.max(0, left - trip.length)
    })
    if (route.keep === 'whole') keep.fill(FOREVER, van.tour, van.tour + van.trips)
  }
  return { keep, frozen }
}
