import { fenOfYuan } from '../../lib/format.ts'
import type { Need, Vehicle, Wishes } from './queries.ts'
import { kilograms, secondsOf, timeOfDay } from './words.ts'

/** One of several to choose from, by what is kept and what is read. */
export type Choice = { value: string; label: string }

/** A wish as a form has it: yuan, kilometres, kilograms, minutes, and clock times. */
export type NeedFields = { pieces: number; kg: number; minutes: number; from: string; to: string }
export type VehicleFields = {
  id: string
  count: number
  pieces: number
  kg: number
  fixedYuan: number
  perKmYuan: number
  perHourYuan: number
  from: string
  to: string
  maxKm: number | null
  trips: number
  reloadMinutes: number
  restFrom: string
  restTo: string
  /** 0: no rest. */
  restMinutes: number
  isCold: boolean
}
export type Fields = {
  hub: string | null
  serves: Wishes['serves']
  towns: string[]
  town: NeedFields
  village: NeedFields
  vehicles: VehicleFields[]
  apart: { stop: string; other: string }[]
  road: Wishes['road']
  seconds: number
}

const G_PER_KG = 1000
const M_PER_KM = 1000
const MINUTE_S = 60
const FEN = 100
const NOON_REST = { fromS: 11 * 3600, toS: 14 * 3600, lastsS: 0 }

export const needFields = ({ pieces, weightG, serviceS, fromS, toS }: Need): NeedFields => ({
  pieces,
  kg: kilograms(weightG),
  minutes: serviceS / MINUTE_S,
  from: timeOfDay(fromS),
  to: timeOfDay(toS),
})

export const needOf = ({ pieces, kg, minutes, from, to }: NeedFields): Omit<Need, 'isCold' | 'skipFen'> => ({
  pieces,
  weightG: Math.round(kg * G_PER_KG),
  serviceS: Math.round(minutes * MINUTE_S),
  fromS: secondsOf(from),
  toS: secondsOf(to),
})

function vehicleFields(vehicle: Vehicle): VehicleFields {
  const rest = vehicle.rest ?? NOON_REST
  return {
    ...{ id: vehicle.id, count: vehicle.count, pieces: vehicle.pieces, kg: kilograms(vehicle.weightG) },
    ...{ fixedYuan: vehicle.fixedFen / FEN, perKmYuan: vehicle.perKmFen / FEN, perHourYuan: vehicle.perHourFen / FEN },
    ...{ from: timeOfDay(vehicle.fromS), to: timeOfDay(vehicle.toS), trips: vehicle.trips, isCold: vehicle.isCold },
    maxKm: vehicle.maxDistanceM === null ? null : vehicle.maxDistanceM / M_PER_KM,
    reloadMinutes: vehicle.reloadS / MINUTE_S,
    ...{ restFrom: timeOfDay(rest.fromS), restTo: timeOfDay(rest.toS), restMinutes: rest.lastsS / MINUTE_S },
  }
}

const restOf = ({ restFrom, restTo, restMinutes }: VehicleFields): Vehicle['rest'] =>
  restMinutes > 0
    ? { fromS: secondsOf(restFrom), toS: secondsOf(restTo), lastsS: Math.round(restMinutes * MINUTE_S) }
    : null

const vehicleOf = (fields: VehicleFields): Vehicle => ({
  ...{ id: fields.id.trim(), count: fields.count, pieces: fields.pieces, trips: fields.trips, isCold: fields.isCold },
  weightG: Math.round(fields.kg * G_PER_KG),
  fixedFen: fenOfYuan(fields.fixedYuan),
  perKmFen: fenOfYuan(fields.perKmYuan),
  perHourFen: fenOfYuan(fields.perHourYuan),
  fromS: secondsOf(fields.from),
  toS: secondsOf(fields.to),
  maxDistanceM: fields.maxKm === null || fields.maxKm === undefined ? null : Math.round(fields.maxKm * M_PER_KM),
  reloadS: Math.round(fields.reloadMinutes * MINUTE_S),
  rest: restOf(fields),
})

export const fieldsOf = (wishes: Wishes): Fields => ({
  ...{ hub: wishes.hub, serves: wishes.serves, towns: wishes.towns, apart: wishes.apart },
  ...{ road: wishes.road, seconds: wishes.seconds },
  town: needFields(wishes.townNeed),
  village: needFields(wishes.villageNeed),
  vehicles: wishes.vehicles.map(vehicleFields),
})

export const wishesOf = (fields: Fields, wishes: Wishes): Wishes => ({
  ...wishes,
  ...{
    hub: fields.hub ?? null,
    serves: fields.serves,
    towns: fields.towns,
    road: fields.road,
    seconds: fields.seconds,
  },
  apart: fields.apart.filter(({ stop, other }) => Boolean(stop) && Boolean(other) && stop !== other),
  townNeed: { ...wishes.townNeed, ...needOf(fields.town) },
  villageNeed: { ...wishes.villageNeed, ...needOf(fields.village) },
  vehicles: fields.vehicles.map(vehicleOf),
})

/** A kind of vehicle that is added: like the one before it. */
export const anotherVehicle = (vehicles: readonly VehicleFields[]): VehicleFields => ({
  ...(vehicles.at(-1) ?? { ...NO_VEHICLE }),
  id: '',
  count: 1,
})

const NO_VEHICLE: VehicleFields = {
  ...{ id: '', count: 1, pieces: 200, kg: 800, fixedYuan: 80, perKmYuan: 0.8, perHourYuan: 32 },
  ...{ from: '07:00', to: '19:00', maxKm: null, trips: 3, reloadMinutes: 20 },
  ...{ restFrom: '11:00', restTo: '14:00', restMinutes: 30, isCold: false },
}
