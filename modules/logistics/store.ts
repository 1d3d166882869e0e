import { sql } from 'kysely'
import type { Tx } from '#platform/db'
import { notFound } from '#platform/errors'
import type { Day, DrawnPlan, PlannedRoute, PlannedStop, RoutePlan, RouteWishes } from './schema.ts'

type T = Tx<'logistics'>

/** A plan's own facts, before accounts have names. */
export type StoredPlan = Omit<RoutePlan, 'savedByName' | 'savedAt' | 'adoptedByName' | 'adoptedAt'> & {
  savedBy: string
  savedAt: Date
  adoptedBy: string | null
  adoptedAt: Date | null
}

/** What a plan is driven again by. */
export type PlanContent = {
  wishes: RouteWishes
  day: Day
  routes: PlannedRoute[]
  reasons: DrawnPlan['left']
}

/** A reach: the whole county, or a division below it. */
type Reach = { county: string; place: string }

const PLAN = sql`id, name, state, cost_fen as "costFen", distance_m as "distanceM", vehicles, trips, stops, left_out as "leftOut",
  saved_by as "savedBy", saved_at as "savedAt", adopted_by as "adoptedBy", adopted_at as "adoptedAt"`

const LISTED = 100

/** The newest first. Drafts are the county's desk; below it, what was adopted. */
export async function listPlans(tx: T, { county, place }: Reach): Promise<StoredPlan[]> {
  const { rows } = await sql<StoredPlan>`
    select ${PLAN} from logistics.route_plan
    where county = ${county} and (state <> 'draft' or ${place === county})
    order by state = 'adopted' desc, saved_at desc limit ${LISTED}`.execute(tx)
  return rows
}

/** With what it is driven again by: for those who reach the whole county. */
export async function loadPlan(
  tx: T,
  { county, place, id }: Reach & { id: string },
): Promise<StoredPlan & PlanContent> {
  const { rows } = await sql<StoredPlan & PlanContent>`
    select ${PLAN}, wishes, day, routes, reasons from logistics.route_plan
    where county = ${county} and id = ${id} and ${place === county}`.execute(tx)
  if (!rows[0]) throw notFound('routePlan', id)
  return rows[0]
}

/** The stops within one's reach, by route; none where the plan is out of sight. */
export async function listStops(tx: T, { county, place, id }: Reach & { id: string }): Promise<PlannedStop[]> {
  const { rows } = await sql<PlannedStop>`
    select s.stop, s.place, s.name, s.town_name as "townName", s.vehicle, s.number, s.trip, s.position, s.arrives_s as "arrivesS",
      s.pieces, s.weight_g as "weightG", s.reason
    from logistics.planned_stop s join logistics.route_plan p on p.county = s.county and p.id = s.plan
    where s.county = ${county} and p.county = ${county} and s.plan = ${id} and starts_with(s.place, ${place})
      and (p.state <> 'draft' or ${place === county})
    order by s.vehicle nulls last, s.number, s.trip, s.position, s.place`.execute(tx)
  return rows
}

type NewPlan = Omit<StoredPlan, 'state' | 'adoptedBy' | 'adoptedAt'> & PlanContent

/** Whether it went in: a name is taken once, and an id is kept once. */
export async function insertPlan(tx: T, county: string, p: NewPlan): Promise<boolean> {
  const done = await sql`
    insert into logistics.route_plan (county, id, name, wishes, day, routes, reasons, cost_fen, distance_m, vehicles, trips, stops,
      left_out, saved_by, saved_at)
    values (${county}, ${p.id}, ${p.name}, ${JSON.stringify(p.wishes)}, ${JSON.stringify(p.day)}, ${JSON.stringify(p.routes)},
      ${JSON.stringify(p.reasons)}, ${p.costFen}, ${p.distanceM}, ${p.vehicles}, ${p.trips}, ${p.stops}, ${p.leftOut},
      ${p.savedBy}, ${p.savedAt}) on conflict do nothing`.execute(tx)
  return Number(done.numAffectedRows) === 1
}

export async function insertStops(
  tx: T,
  { county, plan }: { county: string; plan: string },
  stops: readonly PlannedStop[],
): Promise<void> {
  await sql`
    insert into logistics.planned_stop (county, plan, stop, place, name, town_name, vehicle, number, trip, position, arrives_s, pieces,
      weight_g, reason)
    select ${county}, ${plan}, s.* from jsonb_to_recordset(${JSON.stringify(stops)}::jsonb)
      as s (stop text, place text, name text, "townName" text, vehicle text, number int, trip int, position int, "arrivesS" int,
        pieces int, "weightG" int, reason text)`.execute(tx)
}

export async function findName(tx: T, { county, id }: { county: string; id: string }): Promise<string | undefined> {
  const { rows } = await sql<{
    name: string
  }>`select name from logistics.route_plan where county = ${county} and id = ${id}`.execute(tx)
  return rows[0]?.name
}

type Adoption = { county: string; id: string; at: Date; by: string }

/** Puts a plan in force in the place of the one that was; whichever of two comes second, waits. False where it is no draft. */
export async function adoptPlan(tx: T, { county, id, at, by }: Adoption): Promise<boolean> {
  await sql`select from logistics.route_plan where county = ${county} order by id for update`.execute(tx)
  const { rows } = await sql<{ state: string }>`
    select state from logistics.route_plan where county = ${county} and id = ${id}`.execute(tx)
  if (rows[0]?.state !== 'draft') return false
  await sql`update logistics.route_plan set state = 'retired' where county = ${county} and state = 'adopted'`.execute(
    tx,
  )
  await sql`
    update logistics.route_plan set state = 'adopted', adopted_at = ${at}, adopted_by = ${by}
    where county = ${county} and id = ${id}`.execute(tx)
  return true
}

/** Only a draft goes; what was in force stays. */
export async function deleteDraft(tx: T, { county, id }: { county: string; id: string }): Promise<boolean> {
  const done = await sql`
    delete from logistics.route_plan where county = ${county} and id = ${id} and state = 'draft'`.execute(tx)
  return Number(done.numAffectedRows) === 1
}
