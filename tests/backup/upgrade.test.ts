import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, expect, inject, onTestFinished, test } from 'vitest'
import { systemCaller } from '#platform/authz'
import { papersIn, restore } from '#platform/backup'
import { migrate, readMigrations } from '#platform/migrate'
import { StartProblem } from '#platform/postgres'
import { ACCOUNT, KEY } from '../../tools/release-fixture.ts'
import { openApp } from './county.ts'

const PHONE = '138 7654 3210'
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const RELEASES = path.join(ROOT, 'fixtures/releases')
const releases = readdirSync(RELEASES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort()
const folder = mkdtempSync(path.join(tmpdir(), 'xj-upgrade-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Row = Record<string, unknown>
async function ask(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows as Row[]
  } finally {
    await client.end()
  }
}

async function anEmptyDatabase(): Promise<string> {
  const admin = inject('databaseUrl')
  const name = `u_${randomUUID().replaceAll('-', '')}`
  await ask(admin, `create database ${name} template template0`)
  onTestFinished(async () => void (await ask(admin, `drop database ${name} with (force)`)))
  const url = new URL(admin)
  url.pathname = `/${name}`
  return url.href
}

const ROLLUPS = `select indicator, origin, grain, place, station, starts_on, value from statistics.rollup where value <> 0 order by 1, 2, 3, 4, 5, 6`
const OURS = `n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'graphile_worker')`
/** What a schema is made of, without what tells its age: columns, constraints, indexes, policies, functions, grants. */
const SCHEMA = `
  select 'column' as kind, c.oid::regclass::text || '.' || a.attname as name,
    format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '') as text
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p') and not c.relispartition and ${OURS}
  union all
  select 'constraint', k.conrelid::regclass::text || '.' || k.conname, pg_get_constraintdef(k.oid)
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
  where not c.relispartition and ${OURS}
  union all
  select 'index', i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
  from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
  where not c.relispartition and ${OURS}
  union all
  select 'policy', schemaname || '.' || tablename || '.' || policyname, coalesce(qual, '') || coalesce(with_check, '') from pg_policies
  union all
  select 'grant', c.oid::regclass::text, coalesce(c.relacl::text, '')
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and ${OURS}
  order by 1, 2, 3`

test.each(releases)(
  'data of release %s come to the newest schema whole: counts, figures, sign-in, and the schema of a new instance',
  async (release) => {
    const url = await anEmptyDatabase()
    const files = path.join(folder, release, 'files')
    const into = {
      url,
      key: { file: KEY },
      papers: papersIn(files),
      secretsFolder: path.join(folder, release, 'secrets'),
    }
    const { manifest } = await restore({
      ...into,
      file: path.join(RELEASES, release, 'county.xjb'),
      stayAtItsSchema: true,
    })
    expect(manifest.migrations.at(-1)?.name.slice(0, 4)).toBe(release)
    // The fixture's people had no telephone; of this release some had, in clear.
    await ask(url, `update identity.profile set phone = '${PHONE}' where username = '${ACCOUNT.username}'`)
    const applied = async () =>
      (await ask(url, 'select name from public.xiangji_migration order by name')).map(({ name }) => name)
    expect(await applied()).toEqual(manifest.migrations.map(({ name }) => name))

    const since = await migrate(url)
    expect([...manifest.migrations.map(({ name }) => name), ...since]).toEqual(
      (await readMigrations()).map(({ name }) => name),
    )
    const counts = await Promise.all(
      manifest.tables.map(async ({ name }) => [
        name,
        (await ask(url, `select count(*)::int as n from ${quotedName(name)}`))[0]?.n,
      ]),
    )
    expect(Object.fromEntries(counts)).toEqual(
      Object.fromEntries(manifest.tables.map(({ name, rows }) => [name, rows])),
    )

    const county = manifest.counties[0]?.county ?? ''
    const app = await openApp(url, files, county)
    onTestFinished(() => app.close())
    // As a start does before it listens; a second start finds nothing to do.
    for (let start = 0; start < 2; start += 1) await app.keeper.prepare()
    const people = await ask(url, 'select row_to_json(p)::text as text from identity.profile p')
    expect(people.filter(({ text }) => String(text).includes('87654321'))).toEqual([])
    const found = await app.services.identity.allAccounts(systemCaller(county), { search: PHONE.replaceAll(' ', '') })
    expect(found.map(({ username, phone }) => [username, phone])).toEqual([[ACCOUNT.username, '138****3210']])
    await app.services.statistics.catchUp(county)
    const followed = await ask(url, ROLLUPS)
    expect(followed.length).toBeGreaterThan(50)
    await app.services.statistics.rebuild(county)
    expect(await ask(url, ROLLUPS)).toEqual(followed)
    const signIn = await app.app.inject({ method: 'POST', url: '/api/session', payload: ACCOUNT })
    expect([signIn.statusCode, signIn.body]).toEqual([200, expect.any(String)])

    const fresh = await anEmptyDatabase()
    await migrate(fresh)
    expect(await ask(url, SCHEMA)).toEqual(await ask(fresh, SCHEMA))
  },
  60_000,
)

const quotedName = (name: string) =>
  name
    .split('.')
    .map((part) => `"${part}"`)
    .join('.')

test('a released migration is never edited, and every release has its data', async () => {
  const released: Record<string, string> = JSON.parse(readFileSync(path.join(ROOT, 'migrations/released.json'), 'utf8'))
  const present = new Map((await readMigrations()).map(({ name, sha256 }) => [name, sha256]))
  expect(Object.fromEntries(Object.keys(released).map((name) => [name, present.get(name)]))).toEqual(released)
  const last = Object.keys(released).sort().at(-1)?.slice(0, 4)
  expect(releases).toContain(last)
})

test('every migration can be taken back: all of them in one transaction leave nothing when it ends badly', async () => {
  const url = await anEmptyDatabase()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  onTestFinished(() => client.end())
  await client.query('begin')
  for (const { sql } of await readMigrations()) await client.query(sql)
  const { rows } = await client.query(`select pg_current_xact_id_if_assigned() is not null as is`)
  expect(rows).toEqual([{ is: true }])
  await client.query('rollback')
  expect(
    await ask(url, `select nspname from pg_namespace where nspname !~ '^(pg_|information_schema|public)'`),
  ).toEqual([])
})

test('a database that another text of a migration made is not migrated on', async () => {
  const url = await anEmptyDatabase()
  await migrate(url)
  await ask(url, `update public.xiangji_migration set sha256 = repeat('0', 64) where name = '0002_division.sql'`)
  const refusal = await migrate(url).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(StartProblem)
  expect(refusal).toMatchObject({ code: 'server.migrationEdited', en: expect.stringContaining('0002_division.sql') })
  // What an older release applied has no hash and is taken as it is, once.
  await ask(url, 'alter table public.xiangji_migration drop column sha256')
  expect(await migrate(url)).toEqual([])
  expect(await ask(url, 'select count(*)::int as n from public.xiangji_migration where sha256 is null')).toEqual([
    { n: 0 },
  ])
})
