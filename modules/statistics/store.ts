import { type RawBuilder, sql } from 'kysely'
import { type Db, KEPT, type Tx } from '#platform/db'
import { type Cursor, START } from '#platform/journal'
import { LOCKS } from '#platform/locks'
import { cover, type Delta, type MemberDelta, type MemberKey } from './domain.ts'

type T = Tx<'statistics'>

/** Where the rollups of a county stand, without holding them up. */
export async function cursorOf(tx: T, county: string): Promise<Cursor> {
  const { rows } = await sql<Cursor>`select tx, id from statistics.cursor where county = ${county}`.execute(tx)
  return rows[0] ?? START
}

const lockCursor = async (tx: T, county: string): Promise<Cursor | undefined> => {
  const { rows } =
    await sql<Cursor>`select tx, id from statistics.cursor where county = ${county} for update skip locked`.execute(tx)
  return rows[0]
}

/** Takes the county's cursor for this transaction, or undefined while another follower holds it. */
export async function takeCursor(tx: T, county: string): Promise<Cursor | undefined> {
  const present = await lockCursor(tx, county)
  if (present) return present
  const made = await sql`insert into statistics.cursor (county, tx, id) values (${county}, ${START.tx}, ${START.id})
    on conflict do nothing`.execute(tx)
  return Number(made.numAffectedRows) === 1 ? lockCursor(tx, county) : undefined
}

/** Works while this process holds the seat; without it, at once false. `isHeld` asks the connection that holds it. */
export const inSeat = (
  db: Db<'statistics'>,
  work: (isHeld: () => Promise<boolean>) => Promise<void>,
): Promise<boolean> =>
  db.connection().execute(async (connection) => {
    const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_lock(${LOCKS.follow}) as got`.execute(
      connection,
    )
    if (!rows[0]?.got) return false
    const isHeld = () =>
      sql`select 1`.execute(connection).then(
        () => true,
        () => false,
      )
    // A connection that has broken has given the seat back already.
    await work(isHeld).finally(() =>
      sql`select pg_advisory_unlock(${LOCKS.follow})`.execute(connection).catch(() => {}),
    )
    return true
  })

export const saveCursor = (tx: T, county: string, { tx: at, id }: Cursor) =>
  sql`update statistics.cursor set tx = ${at}, id = ${id}, followed_at = now() where county = ${county}`.execute(tx)

/** How far the rollups have come: as long as it is the same, so is every figure. */
export async function position(tx: T, county: string): Promise<string> {
  const { rows } = await sql<{ at: string }>`${KEPT}
    select tx || '/' || id as at from statistics.cursor where county = ${county}`.execute(tx)
  return rows[0]?.at ?? ''
}

export async function addUp(tx: T, county: string, deltas: readonly Delta[]): Promise<void> {
  if (deltas.length === 0) return
  const col = <K extends keyof Delta>(key: K) => deltas.map((delta) => delta[key])
  await sql`
    insert into statistics.rollup (county, indicator, origin, grain, place, station, starts_on, value)
    select ${county}, * from unnest(${col('indicator')}::text[], ${col('origin')}::text[], ${col('grain')}::text[],
      ${col('place')}::text[], ${col('station')}::text[], ${col('startsOn')}::date[], ${col('value')}::bigint[])
    on conflict (county, indicator, grain, place, station, starts_on, origin)
      do update set value = statistics.rollup.value + excluded.value`.execute(tx)
}

export async function weights(tx: T, county: string, keys: readonly MemberKey[]): Promise<MemberDelta[]> {
  const { rows } = await sql<MemberDelta>`
    select m.indicator, m.origin, m.place, m.member, m.seen_on as "seenOn", m.weight from statistics.member m
    join unnest(${keys.map((k) => k.indicator)}::text[], ${keys.map((k) => k.place)}::text[], ${keys.map((k) => k.member)}::text[])
      as k (indicator, place, member)
      on m.indicator = k.indicator and m.place = k.place and m.member = k.member
    where m.county = ${county}`.execute(tx)
  return rows
}

export async function addWeights(tx: T, county: string, deltas: readonly MemberDelta[]): Promise<void> {
  const col = <K extends keyof MemberDelta>(key: K) => deltas.map((delta) => delta[key])
  await sql`
    insert into statistics.member (county, indicator, origin, place, member, seen_on, weight)
    select ${county}, * from unnest(${col('indicator')}::text[], ${col('origin')}::text[], ${col('place')}::text[],
      ${col('member')}::text[], ${col('seenOn')}::date[], ${col('weight')}::int[])
    on conflict (county, indicator, place, member, origin, seen_on)
      do update set weight = statistics.member.weight + excluded.weight`.execute(tx)
}

export async function clear(tx: T, county: string): Promise<void> {
  await sql`delete from statistics.rollup where county = ${county}`.execute(tx)
  await sql`delete from statistics.member where county = ${county}`.execute(tx)
  await sql`update statistics.cursor set tx = ${START.tx}, id = ${START.id} where county = ${county}`.execute(tx)
}

const during = (from: string | undefined, to: string): RawBuilder<unknown> => {
  const { months, days } = cover(from, to)
  const parts = days.map(([first, last]) => sql`(grain = 'day' and starts_on between ${first} and ${last})`)
  if (months) parts.push(sql`(grain = 'month' and starts_on >= ${months[0]} and starts_on < ${months[1]})`)
  return sql`(${sql.join(parts, sql` or `)})`
}

/** An outlet's rows lie at its own division, wherever in his reach the asker stands; a division's sum lies at the division. */
const at = (place: string, station: string): RawBuilder<unknown> =>
  station === ''
    ? sql`station = '' and place = ${place}`
    : sql`station = ${station} and place >= ${place} and place < ${`${place}:`}`

type Where = { county: string; place: string; station: string; from?: string | undefined; to: string }
export type Sum = { indicator: string; value: number; simulated: number }

/** One index scan for each stretch of days and of months: a plan that holds for any span, so it can be kept. */
function stretches(
  { county, place, station, from, to }: Where,
  indicators: readonly string[],
  set: number,
): RawBuilder<unknown>[] {
  const { months, days } = cover(from, to)
  const rows = (when: RawBuilder<unknown>) => sql`
    select ${sql.lit(set)}::int as "set", indicator, value, origin from statistics.rollup
    where county = ${county} and indicator = any(${indicators}::text[]) and ${at(place, station)} and ${when}`
  return [
    ...days.map(([first, last]) => rows(sql`grain = 'day' and starts_on between ${first}::date and ${last}::date`)),
    ...(months
      ? [rows(sql`grain = 'month' and starts_on >= ${months[0]}::date and starts_on < ${months[1]}::date`)]
      : []),
  ]
}

/** Sums of many figures, each set at its own place and span, in one statement over a few rows. */
export async function sums(tx: T, sets: readonly { where: Where; indicators: readonly string[] }[]): Promise<Sum[][]> {
  const parts = sets.flatMap(({ where, indicators }, i) => stretches(where, indicators, i))
  const { rows } = await sql<Sum & { set: number }>`${KEPT}
    select "set", indicator, sum(value)::bigint as value,
      (coalesce(sum(value) filter (where origin = 'simulated'), 0))::bigint as simulated
    from (${sql.join(parts, sql` union all `)}) stretch
    group by "set", indicator`.execute(tx)
  return sets.map((_, i) => rows.filter(({ set }) => set === i))
}

export type Part = { key: string; value: number; simulated: number }

const PART = sql`sum(value)::bigint as value, (coalesce(sum(value) filter (where origin = 'simulated'), 0))::bigint as simulated`

/** A figure split by the divisions of one level below a place. */
export async function byPlace(
  tx: T,
  { county, place, from, to }: Omit<Where, 'station'>,
  indicator: string,
  digits: 9 | 12,
): Promise<Part[]> {
  const { rows } = await sql<Part>`
    select place as key, ${PART} from statistics.rollup
    where county = ${county} and indicator = ${indicator} and station = '' and length(place) = ${digits}
      and place >= ${place} and place < ${`${place}:`} and ${during(from, to)}
    group by place order by place limit 5000`.execute(tx)
  return rows
}

export async function byStation(
  tx: T,
  { county, place, from, to }: Omit<Where, 'station'>,
  indicator: string,
): Promise<Part[]> {
  const { rows } = await sql<Part>`
    select station as key, ${PART} from statistics.rollup
    where county = ${county} and indicator = ${indicator} and station <> '' and place >= ${place} and place < ${`${place}:`}
      and ${during(from, to)}
    group by station order by 2 desc, station limit 5000`.execute(tx)
  return rows
}

export async function byTime(
  tx: T,
  { county, place, station, from, to }: Where,
  { indicator, grain }: { indicator: string; grain: 'day' | 'month' },
): Promise<Part[]> {
  // The months at the ends are made of their days, so that the parts sum to the figure.
  const days = sql`grain = 'day' and starts_on >= ${from ?? '0001-01-01'} and starts_on <= ${to}`
  const { rows } = await sql<Part>`
    select date_trunc(${grain}, starts_on)::date::text as key, ${PART} from statistics.rollup
    where county = ${county} and indicator = ${indicator} and ${at(place, station)} and ${grain === 'day' ? days : during(from, to)}
    group by 1 order by 1 desc limit 1000`.execute(tx)
  return rows
}

/** Outlets at which a figure moved within a few days: what was taken back the same day has not moved. */
export async function activeStations(
  tx: T,
  { county, place, station, from, to }: Where & { from: string },
  indicator: string,
): Promise<(Part & { place: string })[]> {
  const { rows } = await sql<Part & { place: string }>`${KEPT}
    select station as key, place, 1 as value, case when bool_or(not_simulated > 0) then 0 else 1 end as simulated
    from (
      select station, place, coalesce(sum(value) filter (where origin <> 'simulated'), 0) as not_simulated
      from statistics.rollup
      where county = ${county} and indicator = ${indicator} and grain = 'day' and starts_on between ${from} and ${to}
        and station <> '' and (${station} = '' or station = ${station}) and place >= ${place} and place < ${`${place}:`}
      group by station, place, starts_on having sum(value) > 0
    ) moved
    group by station, place order by station limit 5000`.execute(tx)
  return rows
}
