import { type Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import type { DB } from '#platform/db.gen'
import { SHARED } from '#platform/tables'
import { testDb } from '#platform/testing'

const APP = 'xiangji_app'
const OURS = sql`n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'graphile_worker')`

type Table = {
  name: string
  isPartition: boolean
  owner: string
  hasPolicies: boolean
  policies: number
  privileges: string | null
}

async function tables(owner: Kysely<DB>): Promise<Table[]> {
  const { rows } = await sql<Table>`
    select n.nspname || '.' || c.relname as name, c.relispartition as "isPartition", pg_get_userbyid(c.relowner) as owner,
      c.relrowsecurity as "hasPolicies",
      (select count(*)::int from pg_policy p where p.polrelid = c.oid and (select oid from pg_roles where rolname = ${APP}) = any (p.polroles))
        as policies,
      (select string_agg(p, ',') from unnest(array['select', 'insert', 'update', 'delete', 'truncate']) p
        where has_table_privilege(${APP}, c.oid, p)) as privileges
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and ${OURS}`.execute(
    owner,
  )
  return rows
}

const indexes = async (owner: Kysely<DB>) => {
  const { rows } = await sql<{ name: string; table: string; first: string }>`
    select i.relname as name, n.nspname || '.' || c.relname as table, coalesce(a.attname, '(expression)') as first
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
      join pg_namespace n on n.oid = c.relnamespace left join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
    where ${OURS}`.execute(owner)
  return rows
}

const tenantsOf = (all: readonly Table[]) => all.filter(({ name }) => !(name in SHARED))
const unguarded = (all: readonly Table[]) =>
  all
    .filter((t) => (t.isPartition ? t.privileges !== null : !t.hasPolicies || t.policies === 0))
    .map(({ name }) => name)

test('every primary key, unique constraint and index of a tenant table begins with county', async () => {
  const { owner } = await testDb()
  const all = await tables(owner)
  const names = new Set(tenantsOf(all).map(({ name }) => name))
  expect(names.size).toBeGreaterThan(10)
  const loose = async () => (await indexes(owner)).filter(({ table, first }) => names.has(table) && first !== 'county')
  expect(await loose()).toEqual([])
  await sql`create unique index loose on station.station (name)`.execute(owner)
  await sql`create index looser on station.station (lower(name))`.execute(owner)
  expect((await loose()).map(({ name }) => name).sort()).toEqual(['loose', 'looser'])
})

test('every tenant table has a primary key, and the shared tables are those that are listed', async () => {
  const { owner } = await testDb()
  const all = await tables(owner)
  expect(Object.keys(SHARED).filter((name) => !all.some((table) => table.name === name))).toEqual([])
  const { rows } = await sql<{ name: string }>`
    select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and ${OURS} and not exists (
      select from pg_constraint k where k.conrelid = c.oid and k.contype = 'p')`.execute(owner)
  expect(rows).toEqual([])
})

test('every tenant table is under row-level security with a policy for the role of the product, and that role owns nothing', async () => {
  const { owner, db } = await testDb()
  const all = await tables(owner)
  expect(unguarded(tenantsOf(all))).toEqual([])
  expect(all.filter((table) => table.owner === APP)).toEqual([])
  const { rows } = await sql<{ role: string; isStrong: boolean }>`
    select current_user as role, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as "isStrong"
    from pg_roles where rolname = current_user`.execute(db)
  expect(rows).toEqual([{ role: APP, isStrong: false }])

  await sql`create table station.bare (county text primary key)`.execute(owner)
  await sql`create table station.unheeded (county text primary key)`.execute(owner)
  await sql`alter table station.unheeded enable row level security`.execute(owner)
  expect(unguarded(tenantsOf(await tables(owner))).sort()).toEqual(['station.bare', 'station.unheeded'])
})

test('a foreign key never crosses two schemas', async () => {
  const { owner } = await testDb()
  const { rows } = await sql`
    select conrelid::regclass::text as from, confrelid::regclass::text as to from pg_constraint k
      join pg_class a on a.oid = k.conrelid join pg_class b on b.oid = k.confrelid
    where k.contype = 'f' and a.relnamespace <> b.relnamespace`.execute(owner)
  expect(rows).toEqual([])
})

test('the product writes over nothing that is append only: events, looks, requests, seals and money', async () => {
  const { owner } = await testDb()
  const all = await tables(owner)
  const may = (name: string) => all.find((table) => table.name === name)?.privileges
  for (const name of [
    'platform.event',
    'platform.seal',
    'platform.seal_block',
    'platform.seal_deposit',
    'platform.seal_key',
    'platform.look',
    'access.request',
    'programme.money_entry',
    'programme.target_report',
    'programme.task_report',
    'programme.finding_decision',
  ])
    expect([name, may(name)]).toEqual([name, 'select,insert'])
})
