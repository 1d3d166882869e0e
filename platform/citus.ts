import pg from 'pg'
import { FOREIGN_SCHEMAS, SHARED } from './tables.ts'

/** All tenants' tables lie with this one, so that a county's rows of every table are on one machine. */
const ANCHOR = 'platform.event'

type Asker = Pick<pg.Client, 'query'>

const OURS = `n.nspname not like 'pg\\_%' and n.nspname not like 'citus%' and n.nspname <> all ($1::text[])`
const schemasOfOthers = ['information_schema', 'columnar', 'columnar_internal', ...FOREIGN_SCHEMAS]

export async function isCitus(client: Asker): Promise<boolean> {
  const { rowCount } = await client.query(`select from pg_extension where extname = 'citus'`)
  return rowCount === 1
}

/** Tables that are spread over the machines by county: all of ours that are not named as shared. Partitions follow their parents. */
export async function tenantTables(client: Asker): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and ${OURS} and n.nspname || '.' || c.relname <> all ($2::text[])
     order by 1`,
    [schemasOfOthers, Object.keys(SHARED)],
  )
  return rows.map(({ name }) => name)
}

/** Each rule of Citus 13 for distributed tables, as a question that answers with what breaks it. $2: the tenants' tables, $3: the reference tables. */
const RULES: readonly [why: string, question: string][] = [
  [
    'has no column county: name it in platform/tables.ts, or give it one',
    `select t as what from unnest($2::text[]) t where not exists (
       select from pg_attribute a where a.attrelid = t::regclass and a.attname = 'county' and not a.attisdropped)`,
  ],
  [
    'is a key without county',
    `select c.conname || ' of ' || c.conrelid::regclass as what from pg_constraint c
     where c.contype in ('p', 'u', 'x') and c.conrelid = any ($2::text[]::regclass[]) and not exists (
       select from pg_attribute a where a.attrelid = c.conrelid and a.attname = 'county' and a.attnum = any (c.conkey))`,
  ],
  [
    'is a unique index without county',
    `select i.indexrelid::regclass::text as what from pg_index i
     where i.indisunique and i.indrelid = any ($2::text[]::regclass[]) and not exists (
       select from pg_attribute a where a.attrelid = i.indrelid and a.attname = 'county' and a.attnum = any (i.indkey::int2[]))`,
  ],
  [
    'refers to a table that is neither a reference table nor held by county',
    `select c.conname || ' of ' || c.conrelid::regclass as what from pg_constraint c
     where c.contype = 'f' and c.conrelid = any ($2::text[]::regclass[]) and c.confrelid <> all ($3::text[]::regclass[])
       and (c.confrelid <> all ($2::text[]::regclass[]) or not exists (
         select from pg_attribute a where a.attrelid = c.conrelid and a.attname = 'county' and a.attnum = any (c.conkey)))`,
  ],
  [
    'refers from a shared table to a tenant’s',
    `select c.conname || ' of ' || c.conrelid::regclass as what from pg_constraint c
     where c.contype = 'f' and c.conrelid <> all ($2::text[]::regclass[]) and c.confrelid = any ($2::text[]::regclass[])`,
  ],
  [
    'is a trigger on a tenant’s table',
    `select g.tgname || ' of ' || g.tgrelid::regclass as what from pg_trigger g
     where not g.tgisinternal and g.tgname <> 'append_only' and g.tgrelid = any ($2::text[]::regclass[])`,
  ],
  [
    'counts by an identity column that is no bigint',
    `select a.attname || ' of ' || a.attrelid::regclass as what from pg_attribute a
     where a.attidentity <> '' and a.atttypid <> 'int8'::regtype and a.attrelid = any ($2::text[]::regclass[])`,
  ],
]

/** What Citus would refuse of this schema, in words; empty when all of it can be distributed. Asked of any PostgreSQL. */
export async function citusRefusals(client: Asker): Promise<string[]> {
  const tenants = await tenantTables(client)
  const found: string[] = []
  for (const [why, question] of RULES) {
    const { rows } = await client.query<{ what: string }>(
      `${question} and $1::text[] is not null and $3::text[] is not null`,
      [schemasOfOthers, tenants, referenceTables()],
    )
    found.push(...rows.map(({ what }) => `${what} ${why}`))
  }
  return found
}

const referenceTables = (): string[] =>
  Object.entries(SHARED).flatMap(([name, { place }]) => (place === 'reference' ? [name] : []))

/**
 * Spreads what is not spread yet: reference tables to every machine, tenants' tables by county, all with one colocation.
 * Can be run again; `migrate` does so after every release. @returns the tables that it moved
 */
export async function distribute(client: Asker): Promise<string[]> {
  const refused = await citusRefusals(client)
  if (refused.length > 0) throw new Error(`Citus would refuse this schema:\n${refused.join('\n')}`)
  // The caller's context reaches the workers by SET LOCAL alone (platform/db.ts), and only with this.
  await client.query(
    `do $$ begin execute format('alter database %I set citus.propagate_set_commands = ''local''', current_database()); end $$`,
  )
  const { rows } = await client.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_dist_partition p join pg_class c on c.oid = p.logicalrelid
       join pg_namespace n on n.oid = c.relnamespace where p.partmethod = 'h' or p.repmodel = 't'`,
  )
  const spread = new Set(rows.map(({ name }) => name))
  const moved: string[] = []
  for (const name of referenceTables().filter((table) => !spread.has(table))) {
    await client.query('select create_reference_table($1::regclass)', [name])
    moved.push(name)
  }
  const tenants = await tenantTables(client)
  // The fences against a careless owner (migration 0009): Citus has no triggers, and the product's role has no right to change.
  for (const name of tenants) await client.query(`drop trigger if exists append_only on ${name}`)
  for (const name of [ANCHOR, ...tenants.filter((table) => table !== ANCHOR)].filter((table) => !spread.has(table))) {
    await client.query('select create_distributed_table($1::regclass, $2, colocate_with => $3)', [
      name,
      'county',
      name === ANCHOR ? 'none' : ANCHOR,
    ])
    moved.push(name)
  }
  return moved
}

/** Machines of a cluster as `host:port,host:port`; the coordinator is the one that the URL names. */
export type Cluster = { workers: readonly { host: string; port: number }[]; shards: number }

/** CITUS_WORKERS, CITUS_SHARDS: where a new database is to be spread. Undefined without CITUS=1. */
export function clusterFromEnv(env: NodeJS.ProcessEnv = process.env): Cluster | undefined {
  if (env.CITUS !== '1') return undefined
  const workers = (env.CITUS_WORKERS ?? '').split(',').filter(Boolean)
  return {
    workers: workers.map((worker) => ({
      host: worker.split(':')[0] ?? '',
      port: Number(worker.split(':')[1] ?? 5432),
    })),
    shards: Number(env.CITUS_SHARDS ?? 32),
  }
}

/** The same database on another machine of the cluster, by the same account. */
const onWorker = (url: string, { host, port }: Cluster['workers'][number]): string => {
  const there = new URL(url)
  there.hostname = host
  there.port = String(port)
  return there.href
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'xiangji-citus' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** `url`: of the database; `admin`: of another one of the same server, from which it is made or dropped. */
type Where = { url: string; admin: string }
const nameOf = (url: string): string => new URL(url).pathname.slice(1)

/** Makes an empty database on every machine and joins them, ready for `migrate`. */
export async function createCluster({ url, admin }: Where, cluster: Cluster): Promise<void> {
  const name = pg.escapeIdentifier(nameOf(url))
  for (const at of [admin, ...cluster.workers.map((worker) => onWorker(admin, worker))])
    await withClient(at, (client) => client.query(`create database ${name}`))
  for (const worker of cluster.workers)
    await withClient(onWorker(url, worker), (client) => client.query('create extension citus'))
  await withClient(url, (client) => joinNodes(client, url, cluster))
}

/** Joins machines that hold the database and the extension already. Can be run again. */
export async function joinNodes(client: Asker, url: string, { workers, shards }: Cluster): Promise<void> {
  const { hostname, port } = new URL(url)
  await client.query('create extension if not exists citus')
  await client.query('select citus_set_coordinator_host($1, $2)', [hostname, Number(port || 5432)])
  for (const { host, port: at } of workers) await client.query('select citus_add_node($1, $2)', [host, at])
  await client.query(
    `do $$ begin execute format('alter database %I set citus.shard_count = ${Math.trunc(shards)}', current_database()); end $$`,
  )
}

export async function dropCluster({ url, admin }: Where, { workers }: Cluster): Promise<void> {
  const name = pg.escapeIdentifier(nameOf(url))
  for (const at of [admin, ...workers.map((worker) => onWorker(admin, worker))])
    await withClient(at, (client) => client.query(`drop database if exists ${name} with (force)`))
}
