import { sql } from 'kysely'
import { type AnyTx, type Db, inOneMessage, KEPT, type Tx } from '#platform/db'
import { DomainError, notFound } from '#platform/errors'
import { type Cursor, START } from '#platform/journal'
import { freshState } from './domain.ts'
import type { AccessFilter, AccessRow, Alarm, AlarmFacts, Finding, SeenRequest, WatchState } from './schema.ts'

type T = Tx<'access'>

/** A row of `access.request` as it is written. */
export type RequestRow = Omit<AccessRow, 'at' | 'name'> & { county: string; at: Date; writer: string; seq: number }

/**
 * Appends rows of one county. A row that is there already, after an answer that was lost, is passed over. Only a file that leaves waits for
 * the disk: a crash of the whole machine may take the last half second of other rows, the end of our process none.
 */
export function append(db: Db<'access'>, county: string, rows: readonly RequestRow[]): Promise<void> {
  const isFileGone = rows.some(({ act }) => act === 'export')
  return inOneMessage(db, { county, place: county, station: null }, (tx) => [
    ...(isFileGone ? [] : [sql.raw('set local synchronous_commit = off').execute(tx)]),
    insert(tx, rows),
  ])
}

/** As one text of JSON: to write twenty arrays out costs a page's time. */
async function insert(tx: T, rows: readonly RequestRow[]): Promise<void> {
  await sql`${KEPT}
    insert into access.request (county, id, writer, seq, at, account, roles, place, act, method, route, subject, status, refusal,
      address, agent, duration_ms, bytes, request_id, times)
    select county, id, writer, seq, at, account, roles, place, act, method, route, subject, status, refusal,
      address, agent, "durationMs", bytes, "requestId", times
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as r (county text, id uuid, writer uuid, seq bigint, at timestamptz, account text, roles text[], place text, act text, method text,
        route text, subject text, status int, refusal text, address text, agent text, "durationMs" int, bytes bigint, "requestId" text,
        times int)
    on conflict (county, id) do nothing`.execute(tx)
}

type ListedRow = Omit<AccessRow, 'at' | 'name'> & { at: Date }

/** The first id of an instant: ids begin with 48 bits of Unix milliseconds. */
const boundOf = (at: Date): string => {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`
}

type Filter = Omit<AccessFilter, 'from' | 'to'> & {
  from?: Date | undefined
  until?: Date | undefined
  before?: string | undefined
}

/** Rows, newest first. What the log says of itself is shown only when asked for. */
export async function list(tx: T, county: string, filter: Filter & { limit: number }): Promise<ListedRow[]> {
  const where = [sql`county = ${county}`]
  if (filter.account) where.push(sql`account = ${filter.account}`)
  if (filter.route) where.push(sql`strpos(route, ${filter.route}) > 0`)
  if (filter.address) where.push(sql`address = ${filter.address}`)
  where.push(filter.act ? sql`act = ${filter.act}` : sql`act <> 'log'`)
  if (filter.refused) where.push(sql`refusal <> ''`)
  if (filter.from) where.push(sql`id >= ${boundOf(filter.from)}::uuid`)
  if (filter.until) where.push(sql`id < ${boundOf(filter.until)}::uuid`)
  if (filter.before) where.push(sql`id < ${filter.before}::uuid`)
  const { rows } = await sql<ListedRow>`
    select id, at, account, roles, place, act, method, route, subject, status, refusal, address, agent,
      duration_ms as "durationMs", bytes, request_id as "requestId", times
    from access.request where ${sql.join(where, sql` and `)} order by id desc limit ${filter.limit}`.execute(tx)
  return rows
}

export type TrailRow = {
  address: string
  agent: string
  firstAt: Date
  lastAt: Date
  requests: number
  refused: number
  changes: number
  exports: number
}

/** From where, and with what, one account was at work since an instant. */
export async function trail(tx: T, county: string, { account, since }: { account: string; since: Date }) {
  const { rows } = await sql<TrailRow>`
    select address, agent, min(at) as "firstAt", max(at) as "lastAt", sum(times) as requests,
      coalesce(sum(times) filter (where refusal <> ''), 0) as refused,
      coalesce(sum(times) filter (where act = 'change' and refusal = ''), 0) as changes,
      coalesce(sum(times) filter (where act = 'export' and refusal = ''), 0) as exports
    from access.request where county = ${county} and account = ${account} and id >= ${boundOf(since)}::uuid
    group by address, agent order by max(at) desc limit 100`.execute(tx)
  return rows
}

/** How much the log holds of one account. */
export async function countOf(
  tx: AnyTx,
  county: string,
  account: string,
): Promise<{ count: number; firstAt: Date | null; lastAt: Date | null }> {
  const { rows } = await sql<{ count: number; firstAt: Date | null; lastAt: Date | null }>`
    select coalesce(sum(times), 0) as count, min(at) as "firstAt", max(at) as "lastAt" from access.request
    where county = ${county} and account = ${account}`.execute(tx)
  return rows[0] ?? { count: 0, firstAt: null, lastAt: null }
}

export type Watch = { requests: Cursor; events: Cursor; state: WatchState }

/** Takes the county's watch for this transaction, or undefined while another process is at it. Roles given before the first round are history. */
export async function takeWatch(tx: T, county: string): Promise<Watch | undefined> {
  await sql`
    insert into access.watch (county, request_tx, request_id, event_tx, event_id, state, watched_at)
    values (${county}, ${START.tx}, ${START.id}, pg_snapshot_xmin(pg_current_snapshot())::text, ${START.id},
      ${JSON.stringify(freshState())}, now()) on conflict do nothing`.execute(tx)
  const { rows } = await sql<{
    requestTx: string
    requestId: string
    eventTx: string
    eventId: string
    state: WatchState
  }>`
    select request_tx as "requestTx", request_id as "requestId", event_tx as "eventTx", event_id as "eventId", state
    from access.watch where county = ${county} for update skip locked`.execute(tx)
  const [row] = rows
  return (
    row && {
      requests: { tx: row.requestTx, id: row.requestId },
      events: { tx: row.eventTx, id: row.eventId },
      state: row.state,
    }
  )
}

export async function saveWatch(
  tx: T,
  county: string,
  { requests, events, state, at }: Watch & { at: Date },
): Promise<void> {
  await sql`
    update access.watch set request_tx = ${requests.tx}, request_id = ${requests.id}, event_tx = ${events.tx},
      event_id = ${events.id}, state = ${JSON.stringify(state)}, watched_at = ${at} where county = ${county}`.execute(
    tx,
  )
}

/** The next rows of the log in an order that no late commit can slip behind (ADR 0004). */
export async function following(
  tx: T,
  { county, after, limit }: { county: string; after: Cursor; limit: number },
): Promise<{ rows: SeenRequest[]; cursor: Cursor }> {
  const { rows } = await sql<SeenRequest & { id: string; order: string }>`
    select id, tx::text as "order", at, writer, seq, account, roles, act, route, status, address, times from access.request
    where county = ${county} and (tx, id) > (${after.tx}::xid8, ${after.id}::uuid) and tx < pg_snapshot_xmin(pg_current_snapshot())
    order by request.tx, request.id limit ${limit}`.execute(tx)
  const last = rows.at(-1)
  return { rows, cursor: last ? { tx: last.order, id: last.id } : after }
}

export type StoredAlarm = Omit<Alarm, 'firstAt' | 'lastAt' | 'acknowledgedAt' | 'name' | 'acknowledgedName'> & {
  firstAt: Date
  lastAt: Date
  acknowledgedAt: Date | null
}

const ALARM = sql`id, rule, subject, facts, first_at as "firstAt", last_at as "lastAt", times, acknowledged_at as "acknowledgedAt",
  acknowledged_by as "acknowledgedBy", note`

export async function openAlarms(tx: T, county: string, { rule, subject }: Finding): Promise<StoredAlarm[]> {
  const { rows } = await sql<StoredAlarm>`
    select ${ALARM} from access.alarm where county = ${county} and rule = ${rule} and subject = ${subject}
      and acknowledged_at is null order by last_at desc limit 1`.execute(tx)
  return rows
}

export async function countAgain(tx: T, county: string, { id, at }: { id: string; at: Date }): Promise<void> {
  await sql`update access.alarm set times = times + 1, last_at = greatest(last_at, ${at}) where county = ${county} and id = ${id}`.execute(
    tx,
  )
}

export async function raise(tx: T, county: string, { id, finding }: { id: string; finding: Finding }): Promise<void> {
  const { rule, subject, facts, at } = finding
  await sql`
    insert into access.alarm (county, id, rule, subject, facts, first_at, last_at, times)
    values (${county}, ${id}, ${rule}, ${subject}, ${JSON.stringify(facts)}, ${at}, ${at}, 1)`.execute(tx)
}

export async function listAlarms(
  tx: T,
  county: string,
  filter: { state?: 'open' | 'acknowledged' | undefined; limit: number; offset: number },
): Promise<{ rows: StoredAlarm[]; total: number }> {
  const state = filter.state ?? null
  const { rows } = await sql<StoredAlarm & { total: number }>`
    select ${ALARM}, count(*) over () as total from access.alarm
    where county = ${county} and (${state}::text is null or (acknowledged_at is null) = (${state} = 'open'))
    order by last_at desc, id desc limit ${filter.limit} offset ${filter.offset}`.execute(tx)
  return { rows: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 }
}

export async function countOpen(tx: T, county: string): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select count(*) as n from access.alarm where county = ${county} and acknowledged_at is null`.execute(tx)
  return rows[0]?.n ?? 0
}

export async function acknowledge(
  tx: T,
  county: string,
  { id, by, at, note }: { id: string; by: string; at: Date; note: string },
): Promise<StoredAlarm> {
  const { rows } = await sql<StoredAlarm>`
    update access.alarm set acknowledged_at = ${at}, acknowledged_by = ${by}, note = ${note}
    where county = ${county} and id = ${id} and acknowledged_at is null returning ${ALARM}`.execute(tx)
  if (rows[0]) return rows[0]
  const { rows: present } = await sql`select from access.alarm where county = ${county} and id = ${id}`.execute(tx)
  throw present.length > 0 ? new DomainError('access.alreadyAcknowledged') : notFound('alarm', id)
}

const MOST_TRIES = 10

/** Alarms of the last day that nobody outside has been told of. */
export async function undelivered(tx: T, county: string, since: Date) {
  const { rows } = await sql<{ id: string; rule: string; firstAt: Date; facts: AlarmFacts }>`
    select id, rule, first_at as "firstAt", facts from access.alarm
    where county = ${county} and delivered_at is null and delivery_tries < ${MOST_TRIES} and first_at >= ${since}
    order by id limit 50`.execute(tx)
  return rows
}

export async function delivered(tx: T, county: string, { id, at }: { id: string; at: Date | null }): Promise<void> {
  await sql`update access.alarm set delivered_at = ${at}, delivery_tries = delivery_tries + 1 where county = ${county} and id = ${id}`.execute(
    tx,
  )
}

/** The months of these instants: a clock that jumped is ahead of what the daily job has made. */
export async function ensureMonths(db: Db<'access'>, at: readonly Date[]): Promise<void> {
  if (at.length === 0) return
  const months = at.map((one) => `${one.toISOString().slice(0, 7)}-01`).sort()
  await sql`select access.ensure_partitions(${months[0]}::date, ${months.at(-1)}::date)`.execute(db)
}

export async function ensurePartitions(db: Db<'access'>): Promise<void> {
  await sql`select access.ensure_partitions(current_date, (current_date + interval '3 months')::date)`.execute(db)
}

/** @returns the months that were dropped, YYYYMM */
export async function expire(db: Db<'access'>, days: number): Promise<string[]> {
  const { rows } = await sql<{ month: string }>`select month from access.expire(${days}::int) as month`.execute(db)
  return rows.map(({ month }) => month)
}
