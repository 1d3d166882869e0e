import { sql } from 'kysely'
import type { AnyTx, Tx } from '#platform/db'
import type { Alias, Boundary, DivisionRow, Succession } from './schema.ts'

type Stored = DivisionRow & { validFrom: string; validTo: string | null }

export async function list(tx: Tx<'division'>, county: string): Promise<Stored[]> {
  const rows = await tx
    .selectFrom('division.division')
    .selectAll()
    .where('county', '=', county)
    .orderBy('code')
    .limit(5000)
    .execute()
  return rows.map((row) => ({
    code: row.code,
    name: row.name,
    level: row.level as Stored['level'], // the table checks it
    parent: row.parent ?? '',
    isAdministrativeVillage: row.is_administrative_village,
    lng: row.lng,
    lat: row.lat,
    coordSource: row.coord_source,
    validFrom: String(row.valid_from),
    validTo: row.valid_to === null ? null : String(row.valid_to),
  }))
}

/** Parents before children: the table refers to itself. */
export async function save(tx: AnyTx, county: string, rows: readonly DivisionRow[]): Promise<void> {
  const sorted = [...rows].sort((a, b) => a.code.length - b.code.length)
  await sql`
    insert into division.division (code, county, name, level, parent, is_administrative_village, lng, lat, coord_source)
    select code, ${county}, name, level, parent, av, lng, lat, src from unnest(
      ${sorted.map((r) => r.code)}::text[], ${sorted.map((r) => r.name)}::text[], ${sorted.map((r) => r.level)}::text[],
      ${sorted.map((r) => (r.level === 'county' ? null : r.parent))}::text[],
      ${sorted.map((r) => r.isAdministrativeVillage)}::boolean[], ${sorted.map((r) => r.lng)}::float8[],
      ${sorted.map((r) => r.lat)}::float8[], ${sorted.map((r) => r.coordSource)}::text[])
      as d (code, name, level, parent, av, lng, lat, src)
    on conflict (code) do update set name = excluded.name, is_administrative_village = excluded.is_administrative_village,
      lng = coalesce(excluded.lng, division.division.lng), lat = coalesce(excluded.lat, division.division.lat),
      coord_source = coalesce(excluded.coord_source, division.division.coord_source)`.execute(tx)
}

export async function saveBoundary(tx: AnyTx, code: string, { geojson, attribution }: Boundary): Promise<void> {
  await sql`insert into division.boundary (code, geojson, attribution) values (${code}, ${JSON.stringify(geojson)}, ${attribution})
    on conflict (code) do update set geojson = excluded.geojson, attribution = excluded.attribution`.execute(tx)
}

export async function findBoundary(tx: AnyTx, code: string): Promise<Boundary | undefined> {
  const { rows } = await sql<Boundary>`select geojson, attribution from division.boundary where code = ${code}`.execute(
    tx,
  )
  return rows[0]
}

/** Every step from a code on, that has come by a day. `union` and not `union all`: a ring in bad data ends. */
export async function listSuccession(tx: AnyTx, code: string, asOf: string): Promise<Succession[]> {
  const { rows } = await sql<Succession>`
    with recursive chain as (
      select code, successor, kind, since, source from division.succession where code = ${code} and since <= ${asOf}
      union
      select s.code, s.successor, s.kind, s.since, s.source from division.succession s join chain c on s.code = c.successor
      where s.since <= ${asOf})
    select * from chain order by since, code, successor limit 500`.execute(tx)
  return rows
}

export async function namesOf(tx: AnyTx, codes: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ code: string; name: string }>`
    select code, name from division.division where code = any(${codes}::text[])`.execute(tx)
  return new Map(rows.map(({ code, name }) => [code, name]))
}

/** The old codes end on the day on which their successors begin. */
export async function saveSuccession(tx: AnyTx, steps: readonly Succession[]): Promise<void> {
  const col = <K extends keyof Succession>(key: K) => steps.map((step) => step[key])
  await sql`
    insert into division.succession (code, successor, kind, since, source)
    select * from unnest(${col('code')}::text[], ${col('successor')}::text[], ${col('kind')}::text[], ${col('since')}::date[],
      ${col('source')}::text[])
    on conflict (code, successor) do update set kind = excluded.kind, since = excluded.since, source = excluded.source`.execute(
    tx,
  )
  await sql`
    update division.division d set valid_to = s.since, valid_from = least(d.valid_from, s.since - 1)
    from (select code, min(since) as since from division.succession where code = any(${col('code')}::text[]) group by code) s
    where d.code = s.code`.execute(tx)
}

export async function saveSurvey(
  tx: AnyTx,
  county: string,
  point: { code: string; lng: number; lat: number; source: string },
) {
  await sql`update division.division set lng = ${point.lng}, lat = ${point.lat}, coord_source = ${point.source}
    where county = ${county} and code = ${point.code}`.execute(tx)
}

export async function listAliases(
  tx: AnyTx,
  county: string,
): Promise<(Alias & { place: string | null; learntAt: string })[]> {
  const { rows } = await sql<Alias & { place: string | null; learntAt: Date }>`
    select a.name, a.code, d.name as place, a.learnt_at as "learntAt" from division.alias a
    left join division.division d on d.code = a.code
    where a.county = ${county} order by a.learnt_at desc, a.name limit 5000`.execute(tx)
  return rows.map((row) => ({ ...row, learntAt: row.learntAt.toISOString() }))
}

/** @returns false when the county has the name already, of whatever place */
export async function insertAlias(
  tx: AnyTx,
  county: string,
  { name, code, at, by }: Alias & { at: Date; by: string },
): Promise<boolean> {
  const done = await sql`
    insert into division.alias (county, name, code, learnt_at, learnt_by) values (${county}, ${name}, ${code}, ${at}, ${by})
    on conflict do nothing`.execute(tx)
  return Number(done.numAffectedRows) === 1
}

/** @returns the place that the name led to; nothing when nobody had taught it */
export async function deleteAlias(tx: AnyTx, county: string, name: string): Promise<string | undefined> {
  const { rows } = await sql<{ code: string }>`
    delete from division.alias where county = ${county} and name = ${name} returning code`.execute(tx)
  return rows[0]?.code
}
