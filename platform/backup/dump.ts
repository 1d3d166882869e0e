import { createHash } from 'node:crypto'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { type AppliedMigration, appliedMigrations, readMigrations } from '../migrate.ts'
import {
  type Content,
  type CountyEvents,
  contentOf,
  journalOf,
  quoted,
  rowsOf,
  type Sequence,
  sequencesOf,
  type Table,
  tablesOf,
} from './catalog.ts'
import { frame, writeContainer } from './container.ts'
import type { KeySource } from './key.ts'
import { measured, type Papers, type Secret } from './papers.ts'
import { anotherSchema } from './problem.ts'

export type TableInBackup = Table & Content
/** The first frame: what is inside, as the snapshot itself says. */
export type Manifest = {
  madeAt: string
  program: string
  postgres: string
  migrations: AppliedMigration[]
  tables: TableInBackup[]
  sequences: Sequence[]
  counties: CountyEvents[]
  papers: number
}
/** After each section. `sha256` is of its bytes; `rows` of its lines. */
export type SectionEnd = { bytes: number; rows: number; sha256: string }
/** The last frame. `sections` is the SHA-256 of all the sections' hashes in their order. */
export type Trailer = {
  rows: number
  papers: number
  secrets: string[]
  missingPapers: string[]
  bytes: number
  sections: string
}
export type Progress = (done: number, total: number) => void
export type Made = { bytes: number; manifest: Manifest; trailer: Trailer }

export type DumpOptions = {
  url: string
  out: string
  key: KeySource
  papers: Papers
  secrets: readonly Secret[]
  /** Tables whose rows stay out: sign-ins that were ended since must not come to life again. */
  leaveOut: readonly string[]
  program: string
  onProgress?: Progress
}

/** Same text in every cluster, whatever its defaults; and a table that row-level security would thin out is an error. */
export const PLAIN = `set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'; set timezone = 'UTC'; set extra_float_digits = 1;
  set bytea_output = 'hex'; set client_encoding = 'UTF8'; set row_security = off; set statement_timeout = 0;
  set idle_in_transaction_session_timeout = 0; set client_connection_check_interval = '1s'`

export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'xiangji-backup' })
  client.on('error', () => undefined) // told by the statement that was under way
  await client.connect()
  await client.query(PLAIN)
  return client
}

/** Everything of one moment, while others write on: one snapshot for all tables. A name is given to the file only when it is whole. */
export async function dump(options: DumpOptions): Promise<Made> {
  const client = await connect(options.url)
  try {
    await client.query('begin isolation level repeatable read, read only')
    const manifest = await manifestOf(client, options)
    const told: { trailer?: Trailer } = {}
    const frames = framesOf(client, { options, manifest, onTrailer: (trailer) => (told.trailer = trailer) })
    const bytes = await writeContainer(options.out, { source: options.key, madeAt: new Date(manifest.madeAt) }, frames)
    return { bytes, manifest, trailer: told.trailer as Trailer } // the file is whole, so its trailer was written
  } finally {
    // Not waited for politely: a COPY that was broken off would first be read to its end.
    await client.end().catch(() => undefined)
  }
}

async function manifestOf(client: pg.Client, { program, leaveOut }: DumpOptions): Promise<Manifest> {
  const { rows } = await client.query<{ now: string; version: string }>(
    `select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now, current_setting('server_version') as version`,
  )
  const tables: TableInBackup[] = []
  const all = await tablesOf(client)
  for (const table of all.filter(({ name }) => !leaveOut.includes(name)))
    tables.push({ ...table, ...(await contentOf(client, table, all)) })
  const papers = await client.query<{ n: string }>('select count(distinct sha256)::text as n from platform.file')
  return {
    madeAt: rows[0]?.now ?? '',
    program,
    postgres: rows[0]?.version ?? '',
    migrations: await knownMigrations(client),
    tables,
    sequences: await sequencesOf(client),
    counties: await journalOf(client),
    papers: Number(papers.rows[0]?.n ?? 0),
  }
}

/** A database of a release that kept no hashes was made by the files that stand here: the start compared them. */
async function knownMigrations(client: pg.Client): Promise<AppliedMigration[]> {
  const files = new Map((await readMigrations()).map(({ name, sha256 }) => [name, sha256]))
  return (await appliedMigrations(client)).map(({ name, sha256 }) => {
    const hash = sha256 ?? files.get(name)
    if (hash === undefined) throw anotherSchema(name)
    return { name, sha256: hash }
  })
}

type Writing = { options: DumpOptions; manifest: Manifest; onTrailer: (trailer: Trailer) => void }

async function* framesOf(client: pg.Client, writing: Writing): AsyncGenerator<Buffer> {
  const { options, manifest, onTrailer } = writing
  const { onProgress = () => undefined, secrets } = options
  const total = manifest.tables.reduce((sum, { rows }) => sum + rows, 0) + manifest.papers
  const trailer: Trailer = { rows: 0, papers: 0, secrets: [], missingPapers: [], bytes: 0, sections: '' }
  const sections = createHash('sha256')
  let done = 0
  const ended = (end: SectionEnd): Buffer => {
    trailer.bytes += end.bytes
    sections.update(end.sha256)
    return frame('E', end)
  }
  yield frame('M', manifest)
  for (const secret of secrets) {
    yield frame('S', { name: secret.name })
    yield* section([secret.bytes], ended)
    trailer.secrets.push(secret.name)
  }
  for (const table of manifest.tables) {
    yield frame('T', { name: table.name })
    const rows = client.query(copyTo(`copy (${rowsOf(table, manifest.tables)}) to stdout`))
    yield* section(
      rows,
      (end) => {
        trailer.rows += end.rows
        return ended(end)
      },
      (lines) => onProgress(done + lines, total),
    )
    done += table.rows
  }
  for await (const sha256 of papersOf(client)) {
    const bytes = await options.papers.open(sha256)
    if (bytes) {
      yield frame('P', { sha256 })
      yield* section(bytes, (end) => {
        // Bytes that are no longer what the journal says are kept all the same, and named.
        if (end.sha256 !== sha256) trailer.missingPapers.push(sha256)
        trailer.papers++
        return ended({ ...end, rows: 0 })
      })
    } else trailer.missingPapers.push(sha256)
    onProgress(++done, total)
  }
  trailer.sections = sections.digest('hex')
  onTrailer(trailer)
  yield frame('Z', trailer)
}

async function* section(
  source: AsyncIterable<Buffer> | Iterable<Buffer>,
  ended: (end: SectionEnd) => Buffer,
  onLines: (lines: number) => void = () => undefined,
): AsyncGenerator<Buffer> {
  const { through, result, lines } = measured()
  for await (const bytes of source) {
    if (bytes.length > 0) yield frame('D', through(bytes))
    onLines(lines())
  }
  const { lines: rows, ...rest } = result()
  yield ended({ ...rest, rows })
}

/** The hashes of all papers that the snapshot names, a few at a time. */
async function* papersOf(client: pg.Client): AsyncGenerator<string> {
  await client.query('declare papers no scroll cursor for select distinct sha256 from platform.file order by sha256')
  for (;;) {
    const { rows } = await client.query<{ sha256: string }>('fetch 500 from papers')
    if (rows.length === 0) return
    for (const { sha256 } of rows) yield sha256
  }
}

export const copyInto = ({ name, columns }: Table): string =>
  `copy ${quoted(name)} (${columns.map(quoted).join(', ')}) from stdin`
