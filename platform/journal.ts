import { sql } from 'kysely'
import type { Caller, Origin } from './authz.ts'
import type { AnyTx } from './db.ts'
import { DomainError } from './errors.ts'
import { type Horizon, nowHorizon } from './horizon.ts'
import { timeOfId } from './ids.ts'
import { journalEvents } from './metrics.ts'

/** One act of work. `place` is the division code where it happened, `subject` the thing that it is about. */
export type Event<Kind extends string = string, Facts extends object = object> = {
  id: string
  kind: Kind
  at: Date
  place: string
  station?: string | null
  subject: string
  data: Facts
}

export type RecordedEvent = Required<Event> & { county: string; recordedAt: Date; actor: string; origin: Origin }

const HOUR_MS = 3_600_000
/** How far back a client's id may lie: stations work offline for weeks; a simulator plays months. */
const OLDEST_MS = { live: 90 * 24 * HOUR_MS, simulated: 700 * 24 * HOUR_MS }
const AHEAD_MS = HOUR_MS / 4

/** Whether the journal takes an id of this time: it must be a UUID version 7 of weeks past or of minutes ahead. */
export function isIdInRange(id: string, origin: Caller['origin'], now: number = Date.now()): boolean {
  const made = timeOfId(id)
  return id[14] === '7' && made >= now - OLDEST_MS[origin] && made <= now + AHEAD_MS
}

/** An id outside the stated range is refused with the server's clock, so that a phone in 1970 is told and nothing is lost. */
function refuseStrangeTimes(events: readonly Event[], origin: Caller['origin']): void {
  const now = Date.now()
  const oldest = now - OLDEST_MS[origin]
  for (const { id } of events) {
    if (isIdInRange(id, origin, now)) continue
    throw new DomainError(
      'journal.idOutOfRange',
      { id, from: new Date(oldest).toISOString(), serverTime: new Date(now).toISOString() },
      422,
    )
  }
}

/** Months known to have their partition, `2026-05`. Only those found made: one made here may be rolled back. */
const preparedMonths = new Set<string>()
const MONTH_LOCK = 7_203_318

/**
 * An instance that stood still for months, or whose clock was set, gets an event before the daily job has made room for it. The range
 * of ids bounds what can be asked for.
 */
async function ensureMonths(tx: AnyTx, events: readonly Event[]): Promise<void> {
  const months = new Set(events.map(({ id }) => new Date(timeOfId(id)).toISOString().slice(0, 7)))
  for (const month of months) {
    if (preparedMonths.has(month)) continue
    const day = `${month}-01`
    const { rows: known } = await sql<{ is: boolean }>`
      select to_regclass(${`platform.event_${month.replace('-', '')}`}) is not null as is`.execute(tx)
    if (known[0]?.is) {
      preparedMonths.add(month)
      continue
    }
    // Of two that need it at once, the second finds it made.
    await sql`select pg_advisory_xact_lock(${MONTH_LOCK})`.execute(tx)
    await sql`select platform.ensure_partitions(${day}::date, ${day}::date)`.execute(tx)
  }
}

/**
 * Appends events in the caller's own transaction. Idempotent: an id that is there already with the same content is passed
 * over, with other content it is a 409.
 * @returns how many were new
 */
export async function record(
  tx: AnyTx,
  caller: Pick<Caller, 'county' | 'account' | 'origin'>,
  events: readonly Event[],
  via: 'live' | 'import' = 'live',
): Promise<number> {
  if (events.length === 0) return 0
  refuseStrangeTimes(events, caller.origin)
  await ensureMonths(tx, events)
  const origin: Origin = caller.origin === 'simulated' ? 'simulated' : via
  const columns = {
    id: events.map((e) => e.id),
    kind: events.map((e) => e.kind),
    at: events.map((e) => e.at.toISOString()),
    place: events.map((e) => e.place),
    station: events.map((e) => e.station ?? null),
    subject: events.map((e) => e.subject),
    data: events.map((e) => JSON.stringify(e.data)),
  }
  const rows = sql`unnest(${columns.id}::uuid[], ${columns.kind}::text[], ${columns.at}::timestamptz[],
    ${columns.place}::text[], ${columns.station}::uuid[], ${columns.subject}::text[], ${columns.data}::jsonb[])
    as e (id, kind, at, place, station, subject, data)`
  const inserted = await sql`
    insert into platform.event (county, id, kind, at, place, station, subject, actor, data, origin)
    select ${caller.county}, e.id, e.kind, e.at, e.place, e.station, e.subject, ${caller.account}, e.data, ${origin}
    from ${rows} on conflict (county, id) do nothing`.execute(tx)
  const count = Number(inserted.numAffectedRows ?? 0)
  journalEvents.inc({ module: events[0]?.kind.split('.')[0] ?? '' }, count)
  if (count < events.length) {
    // Those passed over must be the same act sent again; a row that row-level security hides cannot be compared and is a conflict too.
    const { rows: other } = await sql<{ id: string }>`
      select e.id from ${rows} where not exists (
        select from platform.event x where x.county = ${caller.county} and x.id = e.id and x.kind = e.kind and x.at = e.at
          and x.place = e.place and x.station is not distinct from e.station and x.subject = e.subject and x.data = e.data)
      limit 1`.execute(tx)
    if (other[0]) throw new DomainError('journal.idTaken', { id: other[0].id })
  }
  return count
}

/** Where a follower stands: transaction number, then event id. */
export type Cursor = { tx: string; id: string }
export const START: Cursor = { tx: '0', id: '00000000-0000-0000-0000-000000000000' }

/**
 * The next events in commit-safe order: only those of transactions older than every one still running, so a late commit
 * can never fall behind the cursor (ADR 0004).
 */
export async function follow(
  tx: AnyTx,
  { county, after, limit, horizon = nowHorizon }: { county: string; after: Cursor; limit: number; horizon?: Horizon },
): Promise<{ events: RecordedEvent[]; cursor: Cursor }> {
  const below = await horizon(tx)
  if (below === undefined) return { events: [], cursor: after }
  // The planner, fresh after a large import, would sort the whole journal for each batch; the index has the order already.
  await sql.raw('set local enable_sort = off; set local enable_seqscan = off').execute(tx)
  const { rows } = await sql<RecordedEvent & { tx: string }>`
    select county, id, kind, at, recorded_at as "recordedAt", place, station, subject, actor, data, origin, tx::text as tx
    from platform.event -- below, event.tx is the number; a bare tx in "order by" would be the text above
    where county = ${county} and (tx, id) > (${after.tx}::xid8, ${after.id}::uuid)
      and tx < ${below}::xid8
    order by event.tx, event.id limit ${limit}`.execute(tx)
  await sql.raw('set local enable_sort = on; set local enable_seqscan = on').execute(tx)
  const last = rows.at(-1)
  return { events: rows, cursor: last ? { tx: last.tx, id: last.id } : after }
}

/** Events behind a figure, newest first. `before` is the last row of the page above. */
export async function listEvents(
  tx: AnyTx,
  filter: {
    county: string
    kinds?: readonly string[]
    place?: string | undefined
    station?: string | undefined
    actor?: string | undefined
    from?: Date | undefined
    to?: Date | undefined
    before?: { at: Date; id: string } | undefined
    limit: number
  },
): Promise<RecordedEvent[]> {
  const where = [sql`county = ${filter.county}`]
  if (filter.kinds) where.push(sql`kind = any(${filter.kinds}::text[])`)
  if (filter.place) where.push(sql`starts_with(place, ${filter.place})`)
  if (filter.station) where.push(sql`station = ${filter.station}::uuid`)
  if (filter.actor) where.push(sql`actor = ${filter.actor}`)
  if (filter.from) where.push(sql`at >= ${filter.from}`)
  if (filter.to) where.push(sql`at < ${filter.to}`)
  if (filter.before) where.push(sql`(at, id) < (${filter.before.at}, ${filter.before.id}::uuid)`)
  const { rows } = await sql<RecordedEvent>`
    select county, id, kind, at, recorded_at as "recordedAt", place, station, subject, actor, data, origin
    from platform.event where ${sql.join(where, sql` and `)} order by at desc, id desc limit ${filter.limit}`.execute(
    tx,
  )
  return rows
}

/** How many events a county has. Walks them all: for a rebuild's progress, never for a page. */
export async function countEvents(tx: AnyTx, county: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from platform.event where county = ${county}`.execute(
    tx,
  )
  return rows[0]?.n ?? 0
}

/** The next events of some kinds in commit-safe order, for a follower that has no use for the rest; what it passes over is not read again. */
export async function followKinds(
  tx: AnyTx,
  { county, kinds, after, limit }: { county: string; kinds: readonly string[]; after: Cursor; limit: number },
): Promise<{ events: RecordedEvent[]; cursor: Cursor }> {
  // Asked before the events: what commits in between belongs to the next round.
  const { rows: seen } = await sql<{
    xmin: string
  }>`select pg_snapshot_xmin(pg_current_snapshot())::text as xmin`.execute(tx)
  const below = seen[0]?.xmin ?? after.tx
  const { rows } = await sql<RecordedEvent & { order: string }>`
    select county, id, kind, at, recorded_at as "recordedAt", place, station, subject, actor, data, origin, tx::text as "order"
    from platform.event where county = ${county} and kind = any(${kinds}::text[])
      and (tx, id) > (${after.tx}::xid8, ${after.id}::uuid) and tx < ${below}::xid8
    order by event.tx, event.id limit ${limit}`.execute(tx)
  const last = rows.at(-1)
  if (last && rows.length === limit) return { events: rows, cursor: { tx: last.order, id: last.id } }
  return { events: rows, cursor: { tx: below, id: START.id } }
}

/** Seconds that the oldest event behind a cursor waits; 0 where none waits. */
export async function secondsBehind(tx: AnyTx, { county, after }: { county: string; after: Cursor }): Promise<number> {
  const { rows } = await sql<{ seconds: number }>`
    select extract(epoch from clock_timestamp() - recorded_at)::float8 as seconds from platform.event
    where county = ${county} and (tx, id) > (${after.tx}::xid8, ${after.id}::uuid) order by event.tx, event.id limit 1`.execute(
    tx,
  )
  return Math.max(0, rows[0]?.seconds ?? 0)
}
