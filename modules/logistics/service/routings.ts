import type { DivisionService } from '#modules/division'
import type { StationService } from '#modules/station'
import type { Caller } from '#platform/authz'
import type { ComputationService, Kind } from '#platform/computation'
import { DomainError } from '#platform/errors'
import type { Language } from '#platform/excel'
import { answerOf, type Contacts, wishRefused } from '../domain/answer.ts'
import { basisOf, type Candidate, dayOf, fleetFor, pointOf } from '../domain/day.ts'
import { frozenFaults } from '../domain/frozen.ts'
import { problemOf } from '../domain/problem.ts'
import { faultText, type Locale } from '../domain/words.ts'
import {
  type AskRouting,
  type Day,
  type DrawnPlan,
  type PlannedRoute,
  type RouteAnswer,
  RouteWishes,
  type RoutingBasis,
  type RoutingView,
  type Spot,
} from '../schema.ts'
import type { RoutingInput, RoutingResult } from './routing-compute.ts'

export type RoutingService = ReturnType<typeof createRoutingService>

/** What the computation service runs for this module: a minute at most by the wish, and what drawing the comparison takes. */
export const routingKinds: Readonly<Record<string, Kind>> = {
  'logistics.routing': { module: new URL('./routing-compute.ts', import.meta.url), limitS: 90 },
}
const KIND = 'logistics.routing'
const MANY = 5000

export const localeOf = (language: Language): Locale => (language === 'en' ? 'en' : 'zh')

/** 线路测算: the day's delivery routes of a county, computed in a thread, or priced as a person has drawn them. */
export function createRoutingService(deps: {
  stations: Pick<StationService, 'list'>
  divisions: Pick<DivisionService, 'current'>
  computations: ComputationService
  /** The kept plan that a wish begins from: its name and routes; refused where there is none. */
  keptPlan: (caller: Caller, id: string) => Promise<{ name: string; routes: readonly PlannedRoute[] }>
}) {
  const { stations, divisions, computations, keptPlan } = deps

  const openStations = (caller: Caller) =>
    stations.list(caller, { state: 'open', limit: MANY, offset: 0, sort: 'place', descending: false })

  async function county(caller: Caller): Promise<{ seat: Spot | null; candidates: Candidate[] }> {
    const [all, { rows }] = await Promise.all([divisions.current(caller), openStations(caller)])
    const nameOf = (code: string) => all.get(code)?.name ?? ''
    const own = [...all.values()].flatMap(({ level, isAdministrativeVillage, code, name, ...place }): Candidate[] => {
      if (level === 'county' || (level === 'village' && !isAdministrativeVillage)) return []
      const town = all.get(code.slice(0, 9))
      return [
        {
          id: code,
          place: code,
          name,
          townName: nameOf(code.slice(0, 9)),
          level,
          isStation: false,
          point: pointOf(place, town),
        },
      ]
    })
    const outlets = rows.map((station): Candidate => {
      const { id, place, name, townName, level } = station
      return { id, place, name, townName, level, isStation: true, point: pointOf(station, all.get(place.slice(0, 9))) }
    })
    const seat = all.get(caller.county)
    return {
      seat:
        seat && !seat.isEstimated
          ? {
              ...{ id: seat.code, place: seat.code, name: seat.name, townName: '', level: 'county' },
              ...{ lng: seat.lng, lat: seat.lat, isEstimated: false },
            }
          : null,
      candidates: [...own, ...outlets],
    }
  }

  function hubOf({ seat, candidates }: Awaited<ReturnType<typeof county>>, id: string | null): Spot {
    if (seat && (id === null || id === seat.id)) return seat
    const found = candidates.find((candidate) => candidate.id === id)
    if (!found?.point) throw new DomainError('logistics.hubUnknown', { field: 'hub', hub: id }, 422)
    const { point, isStation: _, ...spot } = found
    return { ...spot, ...point }
  }

  /** The wish made whole, and its places. Without vehicles: as many of the usual as the amounts need. */
  async function dayFor(caller: Caller, asked: AskRouting, locale: Locale): Promise<{ wishes: RouteWishes; day: Day }> {
    const places = await county(caller)
    const day = dayOf(hubOf(places, asked.hub), places.candidates, asked)
    const known = new Set(places.candidates.map(({ id }) => id))
    const strange = asked.needs.find(({ id }) => !known.has(id))
    if (strange) throw new DomainError('logistics.stopUnknown', { field: 'needs', stop: strange.id }, 422)
    const town = asked.towns.find((code) => !known.has(code))
    if (town) throw new DomainError('logistics.stopUnknown', { field: 'towns', stop: town }, 422)
    const pieces = [...day.stops, ...day.unplaced].reduce((sum, stop) => sum + stop.pieces, 0)
    const wishes = { ...asked, vehicles: asked.vehicles ?? fleetFor(pieces, locale) }
    const refused = wishRefused(wishes, day)
    if (refused) throw new DomainError(refused.code, { field: refused.field, name: refused.name }, 422)
    if (day.stops.length === 0)
      throw new DomainError('logistics.noStops', { field: 'serves', unplaced: day.unplaced.length }, 422)
    return { wishes, day }
  }

  /** Keepers of the open stations in reach, their numbers masked as the register shows them; of two at one place the first. */
  async function contactsFor(caller: Caller): Promise<Contacts> {
    if (!caller.permissions.has('station.read')) return new Map()
    const { rows } = await openStations(caller)
    const known = rows.filter(({ keeperName, keeperPhone }) => keeperName !== '' || keeperPhone !== '')
    return new Map(
      known.toReversed().flatMap(({ id, place, keeperName, keeperPhone }) => {
        const contact = `${keeperName} ${keeperPhone}`.trim()
        return [[id, contact] as const, [place, contact] as const]
      }),
    )
  }

  async function load(caller: Caller, id: string) {
    const { askedAt, state, input, result } = await computations.load(caller, id, KIND)
    // As `ask` kept it, and as the kind's own module answered.
    return { askedAt, state, input: input as RoutingInput, result: result as RoutingResult | null } // said above
  }

  return {
    dayFor,
    contactsFor,

    candidates: async (caller: Caller): Promise<Candidate[]> => (await county(caller)).candidates,

    basis: async (caller: Caller, language: Language): Promise<RoutingBasis> => {
      const { seat, candidates } = await county(caller)
      const locale = localeOf(language)
      const empty = RouteWishes.parse({ vehicles: fleetFor(0, locale) })
      const day = seat && dayOf(seat, candidates, empty)
      const pieces = [...(day?.stops ?? []), ...(day?.unplaced ?? [])].reduce((sum, stop) => sum + stop.pieces, 0)
      return basisOf(seat, candidates, { ...empty, vehicles: fleetFor(pieces, locale) })
    },

    /** Keeps the wish; answers with the id of the computation. */
    ask: async (caller: Caller, asked: AskRouting, language: Language): Promise<string> => {
      const from = asked.start?.plan ? await keptPlan(caller, asked.start.plan) : undefined
      const locale = localeOf(language)
      const { wishes, day } = await dayFor(caller, asked, locale)
      refuseBroken({ wishes, day, locale })
      const routes = asked.start?.routes.length ? asked.start.routes : [...(from?.routes ?? [])]
      const start = wishes.start && { ...wishes.start, routes }
      const input: RoutingInput = { day, wishes: { ...wishes, start }, startName: from?.name ?? null }
      return computations.ask(caller, KIND, input)
    },

    load: async (caller: Caller, id: string, language: Language): Promise<RoutingView> => {
      const { askedAt, state, input, result } = await load(caller, id)
      const { day, wishes, startName } = input
      const compared = { nearest: result?.nearest ?? null, start: result?.start ?? null, startName }
      const contacts = await contactsFor(caller)
      const asked = { day, wishes, problem: problemOf(day, wishes), contacts, locale: localeOf(language) }
      const answer = result && answerOf(result, compared, asked)
      return { id, askedAt: askedAt.toISOString(), state, wishes, answer }
    },

    /** Prices what a person has drawn and says what is wrong with it. */
    evaluate: async (
      caller: Caller,
      { wishes: asked, routes, left }: DrawnPlan,
      language: Language,
    ): Promise<RouteAnswer> => {
      const locale = localeOf(language)
      const { wishes, day } = await dayFor(caller, asked, locale)
      const drawn = { routes, left: left.map(({ id, reason }) => ({ stop: id, reason })) }
      const contacts = await contactsFor(caller)
      return answerOf(drawn, NOT_COMPARED, { day, wishes, problem: problemOf(day, wishes), contacts, locale })
    },
  }
}

/** What has begun cannot be mended by planning the rest. */
function refuseBroken({ wishes, day, locale }: { wishes: RouteWishes; day: Day; locale: Locale }): void {
  if (wishes.frozen.length === 0) return
  const [fault] = frozenFaults(problemOf(day, wishes))
  if (!fault) return
  const stops = new Map(day.stops.map(({ id, name }) => [id, name]))
  const text = faultText(fault, { stops, wishes, day, locale })
  throw new DomainError('logistics.frozenFaults', { field: 'frozen', text }, 422)
}

export const NOT_COMPARED = { nearest: null, start: null, startName: null }
