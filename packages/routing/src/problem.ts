/** A time of day in seconds after any midnight that the caller keeps to. */
export type Window = { fromS: number; toS: number }

export type Depot = { id: string; place: number; window?: Window }

/** Vehicles of one kind. Amounts and costs are whole numbers in units of the caller's choice (kilograms, litres, fen). */
export type Vehicle = {
  id: string
  count: number
  /** Where a day begins, where each trip ends, and where it is loaded. */
  depot: string
  /** What it carries, one number a dimension; the same dimensions for vehicles and stops. */
  capacity: readonly number[]
  /** Once for a vehicle that drives at all; for each metre; for each second between leaving the depot and being back. */
  cost: { fixed?: number; perM?: number; perS?: number }
  shift?: Window
  maxDistanceM?: number
  /** Begun between `fromS` and `toS`, as soon as the vehicle stands. */
  rest?: Window & { lastsS: number }
  skills?: readonly string[]
  /** How many trips a day; between two of them it is loaded for `reloadS`. One when not said. */
  trips?: number
  reloadS?: number
}

/**
 * A place to serve. `deliver` comes from the depot, `collect` goes to it. `skipCost` makes the stop optional and is the price of leaving it
 * out; higher ones are served first.
 */
export type Stop = {
  id: string
  place: number
  deliver?: readonly number[]
  collect?: readonly number[]
  windows?: readonly Window[]
  serviceS?: number
  skills?: readonly string[]
  skipCost?: number
}

/** Taken up at one stop and put down at another later on the same trip. */
export type Shipment = { from: string; to: string; amount: readonly number[] }

/** One vehicle's day: the stops of its trips in order. `number` counts the vehicles of a kind from 1. */
export type Route = { vehicle: string; number: number; trips: readonly (readonly string[])[] }

/** A route that has begun: its first `keep` stops stay as they are, or all of it. */
export type Frozen = Route & { keep: number | 'whole' }

export type Problem = {
  /** From place to place, row by row; whole metres and seconds. */
  places: number
  distanceM: ArrayLike<number>
  durationS: ArrayLike<number>
  depots: readonly Depot[]
  vehicles: readonly Vehicle[]
  stops: readonly Stop[]
  shipments?: readonly Shipment[]
  /** Pairs of stops that one trip never serves both. */
  apart?: readonly (readonly [string, string])[]
  frozen?: readonly Frozen[]
}

/** Why a stop is left out. `cheaperToLeave`: it fits, at more than its `skipCost`. `apart`: only beside a stop that it must not ride with. */
export type Reason = 'capacity' | 'window' | 'distance' | 'skill' | 'apart' | 'cheaperToLeave'
export type Left = { stop: string; reason: Reason }

export type Solution = { routes: readonly Route[]; left: readonly Left[]; cost: number }

/** The problem cannot be read: `field` says where, `why` what is wrong there. */
export class ProblemFault extends Error {
  override name = 'ProblemFault'
  readonly field: string
  readonly why: string

  constructor(field: string, why: string) {
    super(`${field}: ${why}`)
    this.field = field
    this.why = why
  }
}
