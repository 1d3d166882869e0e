import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { appliedMigrations, applyAll, type Migration, migrate, readMigrations } from '../migrate.ts'
import { type Content, type CountyEvents, contentOf, journalOf, quoted } from './catalog.ts'
import { connect, copyInto, type Manifest, type Progress, type TableInBackup, type Trailer } from './dump.ts'
import type { KeySource } from './key.ts'
import { otherSecret, type Papers, putSecrets, type Secret } from './papers.ts'
import { anotherSchema, damaged, notAsItWas, notEmpty } from './problem.ts'
import { readBackup } from './read.ts'

export type RestoreOptions = {
  url: string
  file: string
  key: KeySource
  papers: Papers
  secretsFolder: string
  onProgress?: Progress
  /** Stops at the schema of the backup: for the tests of an upgrade. */
  stayAtItsSchema?: boolean
}

/** What the backup said and what the database says after the restore, side by side. */
export type Comparison = {
  tables: { name: string; inBackup: Content; restored: Content }[]
  counties: { county: string; inBackup: CountyEvents; restored: CountyEvents | undefined }[]
}
export type Restored = { manifest: Manifest; trailer: Trailer; comparison: Comparison; migrated: string[] }

/**
 * Puts a backup into an empty instance: its own schema first, then its rows, in one transaction that also compares them; then the
 * migrations that have come since. What fails leaves the instance as empty as it was.
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const { url, file, key, papers, secretsFolder, onProgress } = options
  const client = await connect(url)
  const undo: (() => Promise<void>)[] = []
  const secrets: Secret[] = []
  let tables: TableInBackup[] = []
  try {
    await refuseFull(client)
    await client.query('begin')
    const read = await readBackup(
      { file, key },
      {
        ...(onProgress ? { onProgress } : {}),
        manifest: async (manifest) => {
          tables = manifest.tables
          await prepare(client, manifest)
        },
        secret: async (name, bytes) => secrets.push({ name, bytes: await whole(bytes) }),
        table: async (name, bytes) => {
          const table = tables.find((one) => one.name === name)
          if (!table) throw damaged(name)
          await pipeline(Readable.from(bytes), client.query(copyFrom(copyInto(table))))
        },
        paper: async (sha256, bytes) => {
          if (!/^[0-9a-f]{64}$/.test(sha256)) throw damaged('paper')
          if (await papers.keep(sha256, bytes)) undo.push(() => papers.remove(sha256))
        },
      },
    )
    const comparison = await compare(client, read.manifest)
    if (await otherSecret(secretsFolder, secrets)) throw notEmpty()
    const made = await putSecrets(secretsFolder, secrets)
    undo.push(async () => {
      for (const name of made) await rm(name, { force: true })
    })
    await finish(client, read.manifest)
    await client.query('commit')
    undo.length = 0
    const migrated = options.stayAtItsSchema ? [] : await migrate(url)
    await client.query('analyze')
    return { ...read, comparison, migrated }
  } catch (error) {
    for (const back of undo.reverse()) await back()
    throw error
  } finally {
    // Ends the transaction too, where it is still open.
    await client.end().catch(() => undefined)
  }
}

async function whole(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of bytes) parts.push(part)
  return Buffer.concat(parts)
}

async function refuseFull(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ is: boolean }>(`select to_regnamespace('platform') is not null as is`)
  if (rows[0]?.is || (await appliedMigrations(client)).length > 0) throw notEmpty()
}

/** The schema that the backup was made under, its partitions, and no rows of the migrations' own. */
async function prepare(client: pg.Client, { migrations, tables }: Manifest): Promise<void> {
  const here = new Map((await readMigrations()).map((migration) => [migration.name, migration]))
  const wanted: Migration[] = migrations.map(({ name, sha256 }) => {
    const migration = here.get(name)
    if (migration?.sha256 !== sha256) throw anotherSchema(name)
    return migration
  })
  await applyAll(client, wanted)
  for (const { name: parent, partitions } of tables)
    for (const { name, bound } of partitions)
      await client.query(`create table if not exists ${quoted(name)} partition of ${quoted(parent)} ${bound}`)
  await switchTriggers(client, false)
  await client.query(`truncate ${tables.map(({ name }) => quoted(name)).join(', ')} cascade`)
}

/** Rows come back as they were: what a trigger makes of a new row was made of them once. Their state is kept in a table of this session. */
async function switchTriggers(client: pg.Client, on: boolean): Promise<void> {
  if (!on)
    await client.query(`create temporary table xiangji_trigger on commit drop as
      select n.nspname as schema, c.relname as table, t.tgname as name, t.tgenabled as state
      from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
      where not t.tgisinternal and t.tgparentid = 0 and t.tgenabled <> 'D' and n.nspname !~ '^pg_'`)
  const { rows } = await client.query<{ text: string }>(
    `select format('alter table %I.%I %s trigger %I', schema, "table",
       case when not $1 then 'disable' when state = 'A' then 'enable always' when state = 'R' then 'enable replica' else 'enable' end, name) as text
     from xiangji_trigger`,
    [on],
  )
  for (const { text } of rows) await client.query(text)
}

async function compare(client: pg.Client, manifest: Manifest): Promise<Comparison> {
  const tables: Comparison['tables'] = []
  for (const table of manifest.tables) {
    const restored = await contentOf(client, table, manifest.tables, { restored: true })
    const inBackup = { rows: table.rows, sum: table.sum }
    if (restored.rows !== inBackup.rows || restored.sum !== inBackup.sum) throw notAsItWas(table.name)
    tables.push({ name: table.name, inBackup, restored })
  }
  const journal = new Map((await journalOf(client)).map((one) => [one.county, one]))
  const counties = manifest.counties.map((inBackup) => {
    const restored = journal.get(inBackup.county)
    if (restored?.last !== inBackup.last || restored.events !== inBackup.events)
      throw notAsItWas(`platform.event ${inBackup.county}`)
    return { county: inBackup.county, inBackup, restored }
  })
  return { tables, counties }
}

async function finish(client: pg.Client, { sequences }: Manifest): Promise<void> {
  for (const { name, last } of sequences) await client.query('select setval($1::regclass, $2)', [quoted(name), last])
  await switchTriggers(client, true)
}
