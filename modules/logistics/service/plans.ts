import type { Caller } from '#platform/authz'
import { type Db, inTransaction } from '#platform/db'
import { DomainError, notFound } from '#platform/errors'
import type { Language } from '#platform/excel'
import { uuidv7 } from '#platform/ids'
import { type Event, record } from '#platform/journal'
import { answerOf, type Contacts } from '../domain/answer.ts'
import { problemOf } from '../domain/problem.ts'
import type {
  AdoptionFacts,
  Day,
  PlannedRoute,
  PlannedStop,
  RouteAnswer,
  RoutePlan,
  RoutePlanView,
  SavePlan,
} from '../schema.ts'
import * as store from '../store.ts'
import { localeOf, NOT_COMPARED, type RoutingService } from './routings.ts'

export type RoutePlanService = ReturnType<typeof createRoutePlanService>

/** 线路方案: routes that are kept, and the one among them that is in force. */
export function createRoutePlanService(deps: {
  db: Db<'logistics'>
  routings: Pick<RoutingService, 'dayFor' | 'contactsFor'>
  names: (county: string, accounts: readonly string[]) => Promise<Map<string, string>>
  now: () => Date
}) {
  const { db, routings, names, now } = deps

  async function shown({ county }: Caller, plans: readonly store.StoredPlan[]): Promise<RoutePlan[]> {
    const accounts = plans.flatMap(({ savedBy, adoptedBy }) => [savedBy, adoptedBy ?? savedBy])
    const known = await names(county, [...new Set(accounts)])
    return plans.map(({ savedBy, adoptedBy, savedAt, adoptedAt, ...plan }) => ({
      ...plan,
      savedByName: known.get(savedBy) ?? '',
      savedAt: savedAt.toISOString(),
      adoptedByName: adoptedBy === null ? null : (known.get(adoptedBy) ?? ''),
      adoptedAt: adoptedAt?.toISOString() ?? null,
    }))
  }

  const stored = (caller: Caller, id: string) =>
    inTransaction(db, caller, (tx) => store.loadPlan(tx, { county: caller.county, place: caller.place, id }))

  function answerFor(
    { wishes, day, routes, reasons }: store.PlanContent,
    language: Language,
    contacts: Contacts = new Map(),
  ): RouteAnswer {
    const left = reasons.map(({ id, reason }) => ({ stop: id, reason }))
    const problem = problemOf(day, wishes)
    return answerOf({ routes, left }, NOT_COMPARED, { day, wishes, problem, contacts, locale: localeOf(language) })
  }

  return {
    list: async (caller: Caller): Promise<RoutePlan[]> =>
      shown(caller, await inTransaction(db, caller, (tx) => store.listPlans(tx, caller))),

    load: async (caller: Caller, id: string, language: Language): Promise<RoutePlanView> => {
      const plan = await stored(caller, id)
      const { wishes, day, routes, reasons, ...facts } = plan
      const answer = answerFor({ wishes, day, routes, reasons }, language, await routings.contactsFor(caller))
      const [header] = await shown(caller, [facts])
      return { plan: header as RoutePlan, wishes, answer } // one for the one that was given
    },

    /** What a wish begins from. */
    routesOf: async (caller: Caller, id: string): Promise<{ name: string; routes: PlannedRoute[] }> =>
      stored(caller, id),

    /** The stops within one's reach; a plan that serves nobody there is out of sight. */
    stops: async (caller: Caller, id: string): Promise<PlannedStop[]> => {
      const { county, place } = caller
      const rows = await inTransaction(db, caller, (tx) => store.listStops(tx, { county, place, id }))
      if (rows.length === 0) throw notFound('routePlan', id)
      return rows
    },

    save: async (caller: Caller, command: SavePlan, language: Language): Promise<RoutePlan> => {
      const { id, name, routes, left: reasons } = command
      const { wishes, day } = await routings.dayFor(caller, command.wishes, localeOf(language))
      const answer = answerFor({ wishes, day, routes, reasons }, language)
      if (answer.days.length === 0) throw new DomainError('logistics.planEmpty', { field: 'routes' }, 422)
      const { costFen, distanceM, vehicles, trips, served } = answer.totals
      const facts = { costFen, distanceM, vehicles, trips, stops: served, leftOut: answer.left.length }
      const plan = { id, name, ...facts, savedBy: caller.account, savedAt: now() }
      await inTransaction(db, caller, async (tx) => {
        const isNew = await store.insertPlan(tx, caller.county, { ...plan, wishes, day, routes, reasons })
        if (isNew) return store.insertStops(tx, { county: caller.county, plan: id }, stopsOf(answer, day))
        const known = await store.findName(tx, { county: caller.county, id })
        if (known !== name) throw new DomainError('logistics.planNameTaken', { field: 'name', name })
      })
      const [header] = await shown(caller, [{ ...plan, state: 'draft', adoptedBy: null, adoptedAt: null }])
      return header as RoutePlan // one for the one that was given
    },

    /** 采用: from then on this plan is the one in force; one that breaks a rule is refused. */
    adopt: async (caller: Caller, id: string): Promise<RoutePlan> => {
      const plan = await stored(caller, id)
      const { faults } = answerFor(plan, 'zh-CN')
      if (faults.length > 0) throw new DomainError('logistics.planHasFaults', { faults: faults.length })
      const at = now()
      const { name, costFen, distanceM, vehicles, trips, stops, leftOut } = plan
      const adopted: Event<string, AdoptionFacts> = {
        ...{ id: uuidv7(), kind: 'logistics.planAdopted', at, place: caller.county, subject: `routePlan:${id}` },
        data: { name, costFen, distanceM, vehicles, trips, stops, leftOut },
      }
      await inTransaction(db, caller, async (tx) => {
        const isDone = await store.adoptPlan(tx, { county: caller.county, id, at, by: caller.account })
        if (!isDone) throw new DomainError('logistics.planNoDraft', { name })
        await record(tx, caller, [adopted])
      })
      const { wishes: _, day: _day, routes: _routes, reasons: _reasons, ...facts } = plan
      const [header] = await shown(caller, [{ ...facts, state: 'adopted', adoptedAt: at, adoptedBy: caller.account }])
      return header as RoutePlan // one for the one that was given
    },

    /** Throws a draft away. */
    discard: async (caller: Caller, id: string): Promise<void> => {
      const { name } = await stored(caller, id)
      const isGone = await inTransaction(db, caller, (tx) => store.deleteDraft(tx, { county: caller.county, id }))
      if (!isGone) throw new DomainError('logistics.planNoDraft', { name })
    },
  }
}

/** Each stop once: where a person has put it twice, the first time counts. */
function stopsOf({ days, left }: RouteAnswer, day: Day): PlannedStop[] {
  const rows = new Map<string, PlannedStop>()
  const amounts = new Map([...day.stops, ...day.unplaced].map((stop) => [stop.id, stop]))
  for (const { vehicle, number, trips } of days)
    for (const [t, { visits }] of trips.entries())
      for (const [v, { id, place, name, townName, arrivesS, pieces, weightG }] of visits.entries())
        if (!rows.has(id))
          rows.set(id, {
            ...{ stop: id, place, name, townName, vehicle, number, trip: t + 1, position: v + 1 },
            ...{ arrivesS, pieces, weightG, reason: null },
          })
  for (const { id, place, name, townName, reason } of left)
    rows.set(id, {
      ...{ stop: id, place, name, townName, vehicle: null, number: null, trip: null, position: null, arrivesS: null },
      ...{ pieces: amounts.get(id)?.pieces ?? 0, weightG: amounts.get(id)?.weightG ?? 0, reason },
    })
  return [...rows.values()]
}
