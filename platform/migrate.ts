import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import { distribute, isCitus } from './citus.ts'

const FOLDER = new URL('../migrations/', import.meta.url)
/** Two servers that start at once must not both migrate. The number is arbitrary and ours. */
const LOCK = 7_203_305

/** Applies what is missing of migrations/*.sql, each in a transaction of its own, in the order of their names; on Citus new tables are spread. */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'xiangji-migrate' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await client.query(
      'create table if not exists public.xiangji_migration (name text primary key, applied_at timestamptz not null default now())',
    )
    const { rows } = await client.query<{ name: string }>('select name from public.xiangji_migration')
    const applied = new Set(rows.map((row) => row.name))
    const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort()
    const missing = names.filter((name) => !applied.has(name))
    const citus = await isCitus(client)
    for (const name of missing) {
      await client.query('begin')
      // A change of several distributed tables in one transaction runs shard after shard.
      if (citus) await client.query(`set local citus.multi_shard_modify_mode = 'sequential'`)
      await client.query(await readFile(new URL(name, FOLDER), 'utf8'))
      await client.query('insert into public.xiangji_migration (name) values ($1)', [name])
      await client.query('commit')
    }
    if (citus) await distribute(client)
    return missing
  } finally {
    await client.end()
  }
}
