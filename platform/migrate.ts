import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { distribute, isCitus } from './citus.ts'
import { LOCKS } from './locks.ts'
import { StartProblem } from './postgres/problem.ts'

const FOLDER = fileURLToPath(new URL('../migrations/', import.meta.url))
/** A change of the schema: its text, and the SHA-256 of that text with LF line ends, by which an edited one is known. */
export type Migration = { name: string; sql: string; sha256: string }
export type AppliedMigration = Pick<Migration, 'name' | 'sha256'>

/** What migrations/ holds, in the order in which it is applied. */
export async function readMigrations(folder: string = FOLDER): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name) => {
      // A checkout on Windows has other line ends and is no other migration.
      const sql = (await readFile(`${folder}/${name}`, 'utf8')).replaceAll('\r\n', '\n')
      return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

const LEDGER = `
  create table if not exists public.xiangji_migration (
    name text primary key, applied_at timestamptz not null default now(), sha256 text check (sha256 ~ '^[0-9a-f]{64}$'));
  alter table public.xiangji_migration add column if not exists sha256 text check (sha256 ~ '^[0-9a-f]{64}$')`

/** Applies one in the transaction that is open, and writes down that it was. */
async function apply(client: pg.Client, { name, sql, sha256 }: Migration): Promise<void> {
  await client.query(sql)
  await client.query('insert into public.xiangji_migration (name, sha256) values ($1, $2)', [name, sha256])
}

/** The whole schema as of these migrations into an empty database, in the transaction that is open. */
export async function applyAll(client: pg.Client, migrations: readonly Migration[]): Promise<void> {
  await client.query(LEDGER)
  for (const migration of migrations) await apply(client, migration)
}

/** What a database says of itself: nothing, when it was never migrated. `sha256` is null for what an older release applied. */
export async function appliedMigrations(client: pg.Client): Promise<{ name: string; sha256: string | null }[]> {
  const { rows } = await client.query<{ is: boolean; hashed: boolean }>(`
    select to_regclass('public.xiangji_migration') is not null as is, exists (select from information_schema.columns
      where table_schema = 'public' and table_name = 'xiangji_migration' and column_name = 'sha256') as hashed`)
  if (!rows[0]?.is) return []
  const hash = rows[0].hashed ? 'sha256' : 'null::text as sha256'
  return (await client.query(`select name, ${hash} from public.xiangji_migration order by name`)).rows
}

/** What is applied was applied as it stands here; a database made by other text would fail later and less clearly. */
function refuseEdited(applied: readonly { name: string; sha256: string | null }[], all: readonly Migration[]): void {
  const byName = new Map(all.map((migration) => [migration.name, migration.sha256]))
  const edited = applied.find(({ name, sha256 }) => sha256 !== null && byName.has(name) && byName.get(name) !== sha256)
  if (!edited) return
  throw new StartProblem('server.migrationEdited', {
    zh: `迁移文件 migrations/${edited.name} 与本数据库当初执行的不同。`,
    en: `migrations/${edited.name} is not the text that made this database.`,
    mend: {
      zh: '请换回发布时的程序文件（git checkout migrations）；改动应写成新的迁移文件。',
      en: 'Put the released file back (git checkout migrations); a change is a migration of its own.',
    },
  })
}

/** Begins the work when no other process is at it, of those that share the database: what a first start writes is written once. */
export async function alone<T>(url: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'xiangji-start' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [LOCKS.firstStart])
    return await work()
  } finally {
    await client.end()
  }
}

/** Applies what is missing of migrations/*.sql, each in a transaction of its own, in the order of their names; on Citus new tables are spread. */
export async function migrate(url: string, { folder = FOLDER }: { folder?: string } = {}): Promise<string[]> {
  const all = await readMigrations(folder)
  const client = new pg.Client({ connectionString: url, application_name: 'xiangji-migrate' })
  client.on('error', () => undefined) // a connection that breaks is told by the statement that was under way
  await client.connect()
  try {
    // A killed start must not hold the lock until its last statement ends: the server looks whether we live.
    await client.query(`set client_connection_check_interval = '1s'`)
    await client.query('select pg_advisory_lock($1)', [LOCKS.migrate])
    await client.query(LEDGER)
    const applied = await appliedMigrations(client)
    refuseEdited(applied, all)
    await rememberHashes(client, applied, all)
    const names = new Set(applied.map(({ name }) => name))
    const missing = all.filter(({ name }) => !names.has(name))
    const citus = await isCitus(client)
    for (const migration of missing) {
      await client.query('begin')
      // A change of several distributed tables in one transaction runs shard after shard.
      if (citus) await client.query(`set local citus.multi_shard_modify_mode = 'sequential'`)
      await apply(client, migration)
      await client.query('commit')
    }
    if (citus) await distribute(client)
    return missing.map(({ name }) => name)
  } finally {
    await client.end()
  }
}

/** A release that kept no hashes applied these; from now on they are held to what stands here. */
async function rememberHashes(
  client: pg.Client,
  applied: readonly { name: string; sha256: string | null }[],
  all: readonly Migration[],
): Promise<void> {
  for (const { name, sha256 } of applied) {
    const known = all.find((migration) => migration.name === name)
    if (sha256 !== null || !known) continue
    await client.query('update public.xiangji_migration set sha256 = $2 where name = $1', [name, known.sha256])
  }
}
