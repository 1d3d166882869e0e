import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#platform/db'
import { notFound } from '#platform/errors'
import type { SealedColumn } from '#platform/fields'
import type { DailyReport, DayTotals, Entry, StationId, StoredStation } from './schema.ts'

type T = Tx<'station'>

export const KEEPER_PHONE: SealedColumn = {
  ...{ schema: 'station', table: 'station', column: 'keeper_phone' },
  ...{ index: 'keeper_phone_index', id: 'uuid' },
}

/** The name that PostgreSQL gives to `unique (county, name)`. */
const NAME_TAKEN = 'station_county_name_key'

const STATION = sql<StoredStation>`id, name, level, place, state, address, reused_outlet as "reusedOutlet",
  keeper_account as "keeperAccount", keeper_name as "keeperName", keeper_phone as "keeperPhone",
  keeper_phone_index as "keeperPhoneIndex", lng, lat,
  opened_on as "openedOn", closed_on as "closedOn", origin, version`

/** The county is said again inside: a sub-select that took it from the outer row would be asked of every machine. */
const lastEntry = (county: string) => sql`(select max(entered_on) from station.entry e
  where e.county = ${county} and e.station = s.id and e.voided_at is null) as "lastEntryOn"`

async function one(tx: T, county: string, id: string, lock: RawBuilder<unknown>): Promise<StoredStation> {
  const { rows } = await sql<StoredStation>`
    select ${STATION}, ${lastEntry(county)} from station.station s where county = ${county} and id = ${id} ${lock}`.execute(
    tx,
  )
  if (!rows[0]) throw notFound('station', id)
  return rows[0]
}

/** To be changed: held until the transaction ends. */
export const load = (tx: T, county: string, id: string) => one(tx, county, id, sql`for update of s`)
/** To be shown. */
export const look = (tx: T, county: string, id: string) => one(tx, county, id, sql``)

export type StationFilter = {
  search?: string | undefined
  /** The blind indexes of the telephone that `search` may be. */
  phoneIndexes?: readonly string[]
  place?: string | undefined
  level?: string | undefined
  state?: string | undefined
  /** Column and direction, from a closed list. */
  sort: 'name' | 'place' | 'state' | 'openedOn' | 'lastEntryOn'
  descending: boolean
  limit: number
  offset: number
}

const SORTS = {
  name: sql`name collate "zh-x-icu"`,
  place: sql`place`,
  state: sql`state`,
  openedOn: sql`opened_on`,
  lastEntryOn: sql`"lastEntryOn"`,
}

export async function list(
  tx: T,
  county: string,
  filter: StationFilter,
): Promise<{ rows: StoredStation[]; total: number }> {
  const where = [sql`s.county = ${county}`]
  if (filter.place) where.push(sql`starts_with(s.place, ${filter.place})`)
  if (filter.level) where.push(sql`s.level = ${filter.level}`)
  if (filter.state) where.push(sql`s.state = ${filter.state}`)
  if (filter.search) {
    const like = `%${filter.search.replaceAll(/[\\%_]/g, '\\$&')}%`
    where.push(sql`(s.name ilike ${like} or s.keeper_name ilike ${like} or s.address ilike ${like}
      or s.keeper_phone_index = any(${filter.phoneIndexes ?? []}::text[]) or s.place in (
      select code from division.division d where d.county = ${county} and d.name ilike ${like}))`)
  }
  const { rows } = await sql<StoredStation & { total: number }>`
    select *, count(*) over () as total from (
      select ${STATION}, ${lastEntry(county)}, opened_on
      from station.station s where ${sql.join(where, sql` and `)}) s
    order by ${SORTS[filter.sort]} ${filter.descending ? sql`desc nulls last` : sql`asc nulls last`}, id
    limit ${filter.limit} offset ${filter.offset}`.execute(tx)
  if (rows[0] || filter.offset === 0) return { rows, total: rows[0]?.total ?? 0 }
  // Past the last page there is no row to carry the total.
  const { rows: counted } = await sql<{ total: number }>`
    select count(*) as total from station.station s where ${sql.join(where, sql` and `)}`.execute(tx)
  return { rows, total: counted[0]?.total ?? 0 }
}

/** @returns false when a station of that name or id is there already */
export async function insert(tx: T, county: string, s: StoredStation): Promise<boolean> {
  const done = await sql`
    insert into station.station (county, id, name, level, place, state, address, reused_outlet, keeper_account, keeper_name,
      keeper_phone, keeper_phone_index, lng, lat, opened_on, closed_on, origin)
    values (${county}, ${s.id}, ${s.name}, ${s.level}, ${s.place}, ${s.state}, ${s.address}, ${s.reusedOutlet},
      ${s.keeperAccount}, ${s.keeperName}, ${s.keeperPhone}, ${s.keeperPhoneIndex}, ${s.lng}, ${s.lat}, ${s.openedOn}, ${s.closedOn},
      ${s.origin})
    on conflict do nothing`.execute(tx)
  return Number(done.numAffectedRows) === 1
}

/** @returns false when another station has the name; the transaction can only be given up then */
export async function save(tx: T, county: string, s: StoredStation): Promise<boolean> {
  const done = await sql`
    update station.station set name = ${s.name}, state = ${s.state}, address = ${s.address}, reused_outlet = ${s.reusedOutlet},
      keeper_account = ${s.keeperAccount}, keeper_name = ${s.keeperName}, keeper_phone = ${s.keeperPhone},
      keeper_phone_index = ${s.keeperPhoneIndex}, lng = ${s.lng}, lat = ${s.lat}, opened_on = ${s.openedOn}, closed_on = ${s.closedOn}, version = ${s.version}
    where county = ${county} and id = ${s.id}`
    .execute(tx)
    .catch((error: { constraint?: string }) => {
      if (error.constraint === NAME_TAKEN) return null
      throw error
    })
  return done !== null
}

/** Names by id and by division, for Excel rows that name a station in words. */
export async function listNames(tx: T, county: string): Promise<{ id: StationId; name: string; place: string }[]> {
  const { rows } = await sql<{ id: StationId; name: string; place: string }>`
    select id, name, place from station.station where county = ${county} order by name limit 5000`.execute(tx)
  return rows
}

const ENTRY = sql<Entry>`id, station, ledger, service, entered_on as "enteredOn", to_json(at)#>>'{}' as at, quantity,
  amount_fen as "amountFen", goods, unit, waybill, note, via, entered_by as "enteredBy", origin,
  voided_at as "voidedAt", void_reason as "voidReason"`

const iso = <R extends { at: string | Date; voidedAt: string | Date | null }>(row: R) => ({
  ...row,
  at: new Date(row.at).toISOString(),
  voidedAt: row.voidedAt === null ? null : new Date(row.voidedAt).toISOString(),
})

export async function listEntries(tx: T, county: string, station: string, on: string): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select ${ENTRY} from station.entry where county = ${county} and station = ${station} and entered_on = ${on}
    order by id desc limit 1000`.execute(tx)
  return rows.map(iso)
}

/** What a day's totals are made of, however many lines it has. */
export async function listAmounts(
  tx: T,
  county: string,
  station: string,
  on: string,
): Promise<Pick<Entry, 'service' | 'quantity' | 'amountFen' | 'voidedAt'>[]> {
  const { rows } = await sql<Pick<Entry, 'service' | 'quantity' | 'amountFen' | 'voidedAt'>>`
    select service, quantity, amount_fen as "amountFen", null as "voidedAt" from station.entry
    where county = ${county} and station = ${station} and entered_on = ${on} and voided_at is null limit 100000`.execute(
    tx,
  )
  return rows
}

export async function findEntries(tx: T, county: string, ids: readonly string[]): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select ${ENTRY} from station.entry where county = ${county} and id = any(${ids}::uuid[])`.execute(tx)
  return rows.map(iso)
}

/** What sheets have brought to a station on some days; what was voided is gone. */
export async function listImported(tx: T, county: string, station: string, days: readonly string[]): Promise<Entry[]> {
  if (days.length === 0) return []
  const { rows } = await sql<Entry>`
    select ${ENTRY} from station.entry where county = ${county} and station = ${station} and entered_on = any(${days}::date[])
      and via = 'import' and voided_at is null`.execute(tx)
  return rows.map(iso)
}

export async function loadEntry(tx: T, county: string, id: string): Promise<Entry & { place: string }> {
  const { rows } = await sql<Entry & { place: string }>`
    select ${ENTRY}, place from station.entry where county = ${county} and id = ${id} for update`.execute(tx)
  if (!rows[0]) throw notFound('entry', id)
  return iso(rows[0])
}

/** Waybills that a ledger holds already, `waybill/service`. */
export async function takenWaybills(tx: T, county: string, waybills: readonly string[]): Promise<Set<string>> {
  if (waybills.length === 0) return new Set()
  const { rows } = await sql<{ key: string }>`
    select waybill || '/' || service as key from station.entry
    where county = ${county} and waybill = any(${waybills}::text[]) and voided_at is null`.execute(tx)
  return new Set(rows.map(({ key }) => key))
}

/** @returns the ids that went in: the rest have an id or a waybill that a ledger out of the caller's sight holds already */
export async function insertEntries(
  tx: T,
  county: string,
  place: string,
  entries: readonly Entry[],
): Promise<Set<string>> {
  const col = <K extends keyof Entry>(key: K) => entries.map((entry) => entry[key])
  const { rows } = await sql<{ id: string }>`
    insert into station.entry (county, id, station, place, ledger, service, entered_on, at, quantity, amount_fen, goods, unit,
      waybill, note, via, entered_by, origin)
    select ${county}, id, station, ${place}, ledger, service, entered_on, at, quantity, amount_fen, goods, unit, waybill, note,
      via, entered_by, origin
    from unnest(${col('id')}::uuid[], ${col('station')}::uuid[], ${col('ledger')}::text[], ${col('service')}::text[],
      ${col('enteredOn')}::date[], ${col('at')}::timestamptz[], ${col('quantity')}::int[], ${col('amountFen')}::bigint[],
      ${col('goods')}::text[], ${col('unit')}::text[], ${col('waybill')}::text[], ${col('note')}::text[], ${col('via')}::text[],
      ${col('enteredBy')}::text[], ${col('origin')}::text[])
      as e (id, station, ledger, service, entered_on, at, quantity, amount_fen, goods, unit, waybill, note, via, entered_by, origin)
    on conflict do nothing returning id`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

export async function voidEntry(tx: T, county: string, id: string, by: { account: string; at: Date; reason: string }) {
  await sql`update station.entry set voided_at = ${by.at}, voided_by = ${by.account}, void_reason = ${by.reason}
    where county = ${county} and id = ${id}`.execute(tx)
}

const REPORT_FACTS = sql`r.report_on as "reportOn", r.confirmed_at as "confirmedAt", r.confirmed_by as "confirmedBy",
  r.is_on_behalf as "isOnBehalf", r.is_late as "isLate", r.sale_count as "saleCount", r.sale_fen as "saleFen",
  r.parcels_collected as "parcelsCollected", r.parcels_sent as "parcelsSent", r.convenience_count as "convenienceCount",
  r.convenience_fen as "convenienceFen", r.note, r.amended_at as "amendedAt",
  r.amend_reason as "amendReason", r.origin`
const REPORT = sql<DailyReport>`r.id, ${REPORT_FACTS}`

const isoReport = (row: DailyReport): DailyReport => ({
  ...row,
  confirmedAt: new Date(row.confirmedAt).toISOString(),
  amendedAt: row.amendedAt && new Date(row.amendedAt).toISOString(),
})

export async function findReport(tx: T, county: string, station: string, on: string): Promise<DailyReport | null> {
  const { rows } = await sql<DailyReport>`
    select ${REPORT} from station.daily_report r where r.county = ${county} and r.station = ${station} and r.report_on = ${on}`.execute(
    tx,
  )
  return rows[0] ? isoReport(rows[0]) : null
}

export async function reportedDays(tx: T, county: string, station: string, from: string): Promise<Set<string>> {
  const { rows } = await sql<{ on: string }>`select report_on as on from station.daily_report
    where county = ${county} and station = ${station} and report_on >= ${from}`.execute(tx)
  return new Set(rows.map(({ on }) => on))
}

export async function insertReport(
  tx: T,
  county: string,
  row: DailyReport & DayTotals & { station: string; place: string },
): Promise<void> {
  await sql`
    insert into station.daily_report (county, station, report_on, place, id, confirmed_at, confirmed_by, is_on_behalf, is_late,
      sale_count, sale_fen, parcels_collected, parcels_sent, convenience_count, convenience_fen, note, origin)
    values (${county}, ${row.station}, ${row.reportOn}, ${row.place}, ${row.id}, ${row.confirmedAt}, ${row.confirmedBy},
      ${row.isOnBehalf}, ${row.isLate}, ${row.saleCount}, ${row.saleFen}, ${row.parcelsCollected}, ${row.parcelsSent},
      ${row.convenienceCount}, ${row.convenienceFen}, ${row.note}, ${row.origin})`.execute(tx)
}

export async function amendReport(
  tx: T,
  county: string,
  row: DailyReport & { station: string; amendedBy: string },
): Promise<void> {
  await sql`
    update station.daily_report set sale_count = ${row.saleCount}, sale_fen = ${row.saleFen}, parcels_collected = ${row.parcelsCollected},
      parcels_sent = ${row.parcelsSent}, convenience_count = ${row.convenienceCount}, convenience_fen = ${row.convenienceFen},
      amended_at = ${row.amendedAt}, amended_by = ${row.amendedBy}, amend_reason = ${row.amendReason}
    where county = ${county} and station = ${row.station} and report_on = ${row.reportOn}`.execute(tx)
}

export type DayLine = Pick<StoredStation, 'id' | 'name' | 'level' | 'place' | 'keeperName' | 'keeperPhone'> & {
  report: DailyReport | null
  lastReportOn: string | null
}

/** Every station that was open on a day, with its report of that day if there is one. */
export async function listDay(tx: T, county: string, on: string): Promise<DayLine[]> {
  const { rows } = await sql<DayLine & DailyReport & { reportId: string | null }>`
    select s.id, s.name, s.level, s.place, s.keeper_name as "keeperName", s.keeper_phone as "keeperPhone",
      r.id as "reportId", ${REPORT_FACTS},
      (select max(report_on) from station.daily_report l where l.county = ${county} and l.station = s.id) as "lastReportOn"
    from station.station s
      left join station.daily_report r on r.county = s.county and r.station = s.id and r.report_on = ${on}
    where s.county = ${county} and s.opened_on <= ${on} and (s.closed_on is null or s.closed_on >= ${on})
    order by s.place, s.name limit 5000`.execute(tx)
  return rows.map(({ id, name, level, place, keeperName, keeperPhone, lastReportOn, reportId, ...report }) => ({
    id,
    name,
    level,
    place,
    keeperName,
    keeperPhone,
    lastReportOn,
    report: reportId === null ? null : isoReport({ ...report, id: reportId } as DailyReport), // its columns are set when its id is
  }))
}

// -- the keeper as a person

type KeeperKey = { account: string | null; phoneIndexes: readonly string[] }

const ofKeeper = ({ account, phoneIndexes }: KeeperKey) =>
  sql`(keeper_account = ${account} or keeper_phone_index = any(${phoneIndexes}::text[]))`
const FORGOTTEN = sql`keeper_name = '', keeper_phone = '', keeper_phone_index = null, keeper_account = null, version = version + 1`
const HAS_KEEPER = sql`(keeper_name <> '' or keeper_phone <> '')`

export async function findKept(
  tx: T,
  county: string,
  key: KeeperKey,
): Promise<Pick<StoredStation, 'id' | 'name' | 'keeperName' | 'keeperPhone' | 'state'>[]> {
  const { rows } = await sql<Pick<StoredStation, 'id' | 'name' | 'keeperName' | 'keeperPhone' | 'state'>>`
    select id, name, keeper_name as "keeperName", keeper_phone as "keeperPhone", state from station.station
    where county = ${county} and ${ofKeeper(key)} order by name limit 500`.execute(tx)
  return rows
}

/** The row and its ledgers stay: only who kept it goes. */
export async function eraseKept(tx: T, county: string, key: KeeperKey): Promise<number> {
  const done = await sql`update station.station set ${FORGOTTEN}
    where county = ${county} and state = 'closed' and ${ofKeeper(key)}`.execute(tx)
  return Number(done.numAffectedRows ?? 0)
}

export async function dueKept(
  tx: T,
  county: string,
  { closedBy, days }: { closedBy: string; days: number },
): Promise<{ count: number; firstOn: string | null }> {
  const { rows } = await sql<{ count: number; firstOn: string | null }>`
    select count(*) filter (where closed_on <= ${closedBy}) as count, min(closed_on) + ${days}::int as "firstOn"
    from station.station where county = ${county} and state = 'closed' and ${HAS_KEEPER}`.execute(tx)
  return rows[0] ?? { count: 0, firstOn: null }
}

export async function expireKept(
  tx: T,
  county: string,
  { closedBy, limit }: { closedBy: string; limit: number },
): Promise<number> {
  const done = await sql`update station.station set ${FORGOTTEN}
    where county = ${county} and id in (
      select id from station.station where county = ${county} and state = 'closed' and closed_on <= ${closedBy} and ${HAS_KEEPER}
      order by closed_on limit ${limit})`.execute(tx)
  return Number(done.numAffectedRows ?? 0)
}
