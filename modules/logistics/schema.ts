import { z } from 'zod'

/** A station's id, or a division's code. */
const StopId = z.string().regex(/^(\d{9}(\d{3})?|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/)
const HubId = z.string().regex(/^(\d{6}(\d{3}){0,2}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/)
const Town = z.string().regex(/^\d{9}$/)
const DAY_S = 86_400
/** Seconds after midnight in Shanghai. */
const TimeOfDay = z.int().min(0).max(DAY_S)
const Pieces = z.int().min(0).max(100_000)
const WeightG = z.int().min(0).max(100_000_000)
const Fen = z.int().min(0).max(100_000_000)

const isForward = ({ fromS, toS }: { fromS: number; toS: number }) => fromS <= toS
const backward = { path: ['toS'] }

const needFields = {
  pieces: Pieces,
  weightG: WeightG,
  serviceS: z.int().min(0).max(14_400),
  fromS: TimeOfDay,
  toS: TimeOfDay,
  /** 冷链: only a cold vehicle takes it. */
  isCold: z.boolean(),
  /** Null: it must be served. Else it may be left out where serving it costs more than this; higher ones are served first. */
  skipFen: Fen.nullable(),
}

/** What a stop gets, how long that takes, and when somebody is there. */
export const Need = z.strictObject(needFields).refine(isForward, backward)
export type Need = z.infer<typeof Need>

/** A stop that differs from its kind's default; `isServed` false takes it out of the day. */
export const StopNeed = z.strictObject({ id: StopId, isServed: z.boolean(), ...needFields }).refine(isForward, backward)
export type StopNeed = z.infer<typeof StopNeed>

const VehicleName = z.string().trim().min(1).max(20)

/** Vehicles of one kind. The three costs are for a day of use, a kilometre, and an hour under way. */
export const VehicleWish = z
  .strictObject({
    id: VehicleName,
    count: z.int().min(1).max(99),
    pieces: Pieces,
    weightG: WeightG,
    fixedFen: Fen,
    perKmFen: Fen,
    perHourFen: Fen,
    fromS: TimeOfDay,
    toS: TimeOfDay,
    maxDistanceM: z.int().min(1000).max(2_000_000).nullable(),
    trips: z.int().min(1).max(10),
    reloadS: z.int().min(0).max(14_400),
    /** Begun between these, as soon as the vehicle stands. */
    rest: z
      .strictObject({ fromS: TimeOfDay, toS: TimeOfDay, lastsS: z.int().min(60).max(14_400) })
      .refine(isForward, backward)
      .nullable(),
    isCold: z.boolean(),
  })
  .refine(isForward, backward)
export type VehicleWish = z.infer<typeof VehicleWish>

/** One vehicle's day: the stops of its trips in order; `number` counts the vehicles of a kind from 1. */
export const PlannedRoute = z.strictObject({
  vehicle: VehicleName,
  number: z.int().min(1).max(99),
  trips: z.array(z.array(StopId).max(2000)).max(10),
})
export type PlannedRoute = z.infer<typeof PlannedRoute>

/** 锁定 (good, or driven already): the first `keep` stops of that day stay as they are; null: all of it. */
const FrozenRoute = z.strictObject({ ...PlannedRoute.shape, keep: z.int().min(1).max(2000).nullable() })

export const Serves = z.enum(['places', 'stations', 'towns'])
export type Serves = z.infer<typeof Serves>

const HOUR_S = 3600
/** A town's outlet has its parcels by noon, for what goes back in the afternoon; a village by six. */
export const TOWN_NEED: Need = {
  ...{ pieces: 80, weightG: 240_000, serviceS: 900, fromS: 8 * HOUR_S, toS: 12 * HOUR_S },
  ...{ isCold: false, skipFen: null },
}
export const VILLAGE_NEED: Need = {
  ...{ pieces: 20, weightG: 60_000, serviceS: 300, fromS: 8 * HOUR_S, toS: 18 * HOUR_S },
  ...{ isCold: false, skipFen: null },
}

/**
 * No road network is at hand. Detour over the great circle: 1.435 in the mountainous Gangwon against 1.26 in its country's mean (Kim, Shin,
 * Lee, Suh 2015, J. Korean Soc. Agric. Eng. 57/4). That vans drive at the design speeds of third- and fourth-class roads (40 or 30, and 30 or 20 km/h:
 * JTG B01-2014 as wiki.openstreetmap.org/wiki/Key:highway:CN restates it) is our assumption: a county sets its own on the page.
 */
export const ROAD = { detour: 1.4, townKmh: 40, villageKmh: 25 }

export const RouteWishes = z.strictObject({
  /** Where vehicles load. Null: the county's seat. */
  hub: HubId.nullable().default(null),
  /** Towns and administrative villages, the open stations, or the towns alone; of all towns when none is named. */
  serves: Serves.default('places'),
  towns: z.array(Town).max(200).default([]),
  townNeed: Need.default(TOWN_NEED),
  villageNeed: Need.default(VILLAGE_NEED),
  needs: z.array(StopNeed).max(2000).default([]),
  vehicles: z.array(VehicleWish).min(1).max(20),
  /** Pairs that one trip never serves both. */
  apart: z
    .array(z.strictObject({ stop: StopId, other: StopId }))
    .max(200)
    .default([]),
  road: z
    .strictObject({
      detour: z.number().min(1).max(3),
      townKmh: z.number().min(5).max(120),
      villageKmh: z.number().min(5).max(120),
    })
    .default(ROAD),
  frozen: z.array(FrozenRoute).max(400).default([]),
  /** A plan to begin from: of a person's own, or a kept one. */
  start: z
    .strictObject({ plan: z.uuid().nullable(), routes: z.array(PlannedRoute).max(400) })
    .nullable()
    .default(null),
  seconds: z.int().min(1).max(60).default(10),
})
export type RouteWishes = z.infer<typeof RouteWishes>

/** Without vehicles the county's usual fleet drives, as large as the amounts need. */
export const AskRouting = z.strictObject({ ...RouteWishes.shape, vehicles: RouteWishes.shape.vehicles.optional() })
export type AskRouting = z.infer<typeof AskRouting>

/** A place that a vehicle can go to. */
const Spot = z.object({
  id: z.string(),
  place: z.string(),
  name: z.string(),
  townName: z.string(),
  level: z.enum(['county', 'town', 'village']),
  lng: z.number(),
  lat: z.number(),
  isEstimated: z.boolean(),
})
export type Spot = z.infer<typeof Spot>

const Unplaced = z.object({ id: z.string(), place: z.string(), name: z.string(), townName: z.string() })

/** The day as it was put: the wish with its places. */
export type Day = {
  hub: Spot
  stops: (Spot & Need)[]
  /** Nobody knows where these are: no vehicle can be sent. */
  unplaced: (z.infer<typeof Unplaced> & Pick<Need, 'pieces' | 'weightG'>)[]
}

/** What may be asked about the county: places and stations with what is known of where they are. */
export const RoutingBasis = z.object({
  hub: Spot.nullable(),
  places: z.array(Spot),
  stations: z.array(Spot),
  unplaced: z.array(Unplaced.extend({ isStation: z.boolean(), level: z.enum(['town', 'village']) })),
  /** The wish of someone who changes nothing. */
  defaults: RouteWishes,
})
export type RoutingBasis = z.infer<typeof RoutingBasis>

export const LeftReason = z.enum([
  ...(['capacity', 'window', 'distance', 'skill', 'apart', 'cheaperToLeave'] as const),
  ...(['notFound', 'unplaced', 'notPlanned'] as const),
])
export type LeftReason = z.infer<typeof LeftReason>

/** Sums of a day of all vehicles. */
export const DayTotals = z.object({
  costFen: z.int(),
  distanceM: z.int(),
  durationS: z.int(),
  vehicles: z.int(),
  trips: z.int(),
  served: z.int(),
  left: z.int(),
})
export type DayTotals = z.infer<typeof DayTotals>

const PlannedVisit = z.object({
  ...Spot.shape,
  arrivesS: z.int(),
  beginsS: z.int(),
  leavesS: z.int(),
  pieces: z.int(),
  weightG: z.int(),
  isCold: z.boolean(),
  /** From the place before. */
  legM: z.int(),
  /** The keeper of the station there, the number masked; null where none is known to the reader. */
  contact: z.string().nullable(),
})

const PlannedTrip = z.object({
  leavesS: z.int(),
  /** Back at the hub. */
  backS: z.int(),
  distanceM: z.int(),
  pieces: z.int(),
  weightG: z.int(),
  visits: z.array(PlannedVisit),
})

export const PlannedDay = z.object({
  vehicle: z.string(),
  number: z.int(),
  leavesS: z.int(),
  endsS: z.int(),
  rest: z.object({ fromS: z.int(), toS: z.int() }).nullable(),
  distanceM: z.int(),
  costFen: z.int(),
  capacity: z.object({ pieces: z.int(), weightG: z.int() }),
  trips: z.array(PlannedTrip),
})
export type PlannedDay = z.infer<typeof PlannedDay>

const LeftStop = z.object({
  ...Unplaced.shape,
  reason: LeftReason,
  text: z.string(),
  /** Null: nobody knows where it is. */
  lng: z.number().nullable(),
  lat: z.number().nullable(),
  isEstimated: z.boolean(),
})

/** Something that breaks a rule, and where. */
const PlanFault = z.object({
  text: z.string(),
  vehicle: z.string().nullable(),
  number: z.int().nullable(),
  stop: z.string().nullable(),
})

export const RouteAnswer = z.object({
  hub: Spot,
  totals: DayTotals,
  /** The same day as somebody drives it who goes on to the nearest stop; null where it was not driven so. */
  nearest: DayTotals.nullable(),
  /** The plan that it began from. */
  start: DayTotals.nullable(),
  startName: z.string().nullable(),
  days: z.array(PlannedDay),
  left: z.array(LeftStop),
  faults: z.array(PlanFault),
  assumptions: z.array(z.string()),
})
export type RouteAnswer = z.infer<typeof RouteAnswer>

export const RoutingView = z.object({
  id: z.uuid(),
  askedAt: z.iso.datetime(),
  state: z.enum(['waiting', 'running', 'done', 'cancelled', 'failed']),
  wishes: RouteWishes,
  /** Null until it has ended. */
  answer: RouteAnswer.nullable(),
})
export type RoutingView = z.infer<typeof RoutingView>

const Left = z.strictObject({ id: StopId, reason: LeftReason })

/** A plan to be priced: whose order a person has changed or made. `left` repeats why stops were left out. */
export const DrawnPlan = z.strictObject({
  wishes: RouteWishes,
  routes: z.array(PlannedRoute).max(400),
  left: z.array(Left).max(2000).default([]),
})
export type DrawnPlan = z.infer<typeof DrawnPlan>

export const SavePlan = z.strictObject({
  id: z.uuid(),
  name: z.string().trim().min(1).max(60),
  ...DrawnPlan.shape,
})
export type SavePlan = z.infer<typeof SavePlan>

export const RoutePlan = z.object({
  id: z.uuid(),
  name: z.string(),
  state: z.enum(['draft', 'adopted', 'retired']),
  costFen: z.int(),
  distanceM: z.int(),
  vehicles: z.int(),
  trips: z.int(),
  stops: z.int(),
  leftOut: z.int(),
  savedByName: z.string(),
  savedAt: z.iso.datetime(),
  adoptedByName: z.string().nullable(),
  adoptedAt: z.iso.datetime().nullable(),
})
export type RoutePlan = z.infer<typeof RoutePlan>

export const RoutePlanView = z.object({ plan: RoutePlan, wishes: RouteWishes, answer: RouteAnswer })
export type RoutePlanView = z.infer<typeof RoutePlanView>

/** A stop of a kept plan: who comes when with how much, or why nobody does. */
export const PlannedStop = z.object({
  stop: z.string(),
  place: z.string(),
  name: z.string(),
  townName: z.string(),
  vehicle: z.string().nullable(),
  number: z.int().nullable(),
  trip: z.int().nullable(),
  position: z.int().nullable(),
  arrivesS: z.int().nullable(),
  pieces: z.int(),
  weightG: z.int(),
  reason: LeftReason.nullable(),
})
export type PlannedStop = z.infer<typeof PlannedStop>

/** `logistics.planAdopted` */
export type AdoptionFacts = {
  name: string
  costFen: number
  distanceM: number
  vehicles: number
  trips: number
  stops: number
  leftOut: number
}
