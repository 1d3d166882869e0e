import type { Duplex } from 'node:stream'
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import type { Caller } from './authz.ts'
import type { DB } from './db.gen.ts'
import { watchQueries } from './query-log.ts'
import { inSpan } from './trace.ts'

/** Only the tables of one schema and the reference tables: a module cannot even name another module's table. */
type Tables<Schema extends string> = {
  [T in keyof DB as T extends `${Schema}.${string}` | 'division.division' ? T : never]: DB[T]
}
export type Db<Schema extends string> = Kysely<Tables<Schema>>
export type Tx<Schema extends string> = Transaction<Tables<Schema>>
// biome-ignore lint/suspicious/noExplicitAny: a transaction of whichever module calls; platform functions narrow it themselves
export type AnyTx = Transaction<any>

// A civil day is a string and stays one: pg's default turns `date` into a local midnight, a day off in any other zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (day) => day)
// Counts and fen stay below 2^53 (ninety trillion yuan); a number is what JSON and arithmetic need.
pg.types.setTypeParser(pg.types.builtins.INT8, (n) => Number(n))
pg.types.setTypeParser(pg.types.builtins.NUMERIC, (n) => Number(n))

/** The role that the product works under: it owns no table, so row-level security binds it. Made by the first migration. */
export const APP_ROLE = 'xiangji_app'

export type Pool = pg.Pool

/**
 * A statement that begins with this is prepared once a connection: planning costs a page's few hot reads more than running them.
 * Only for texts of few shapes, since a connection keeps each.
 */
export const KEPT = sql.raw('/* kept */ ')
const KEPT_MARK = /^\s*\/\* kept \*\//

function prepareKept(client: pg.PoolClient, searchPath: string): void {
  const names = new Map<string, string>()
  const send = watchQueries(client.query.bind(client) as (...args: unknown[]) => unknown, searchPath) // pg's own overloads
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection // there since pg 1, not in its types
  /** Statements of one turn, as a transaction's beginning and its first reads, leave in one write. */
  const plain = (...args: unknown[]) => {
    stream.cork()
    process.nextTick(() => stream.uncork())
    return send(...args)
  }
  const query = (text: unknown, values?: unknown, ...rest: unknown[]) => {
    if (typeof text !== 'string' || !KEPT_MARK.test(text)) return plain(text, values, ...rest)
    const name = names.get(text) ?? `kept_${names.size}`
    names.set(text, name)
    return plain({ name, text, values }, ...rest)
  }
  client.query = query as typeof client.query // the same overloads, passed through
}

export function createPool(url: string, { role = APP_ROLE, max = 16, searchPath = '' } = {}): Pool {
  const options = [role && `-c role=${role}`, searchPath && `-c search_path=${searchPath}`].filter(Boolean).join(' ')
  const pool = new pg.Pool({
    connectionString: url,
    max,
    options,
    application_name: 'xiangji',
    idleTimeoutMillis: 30_000,
    pipeline: true,
  })
  // An idle connection that the server closes must not end the process: the next query opens another.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    // Nor must one at work, between two statements of a transaction: the next statement fails and says so.
    client.on('error', () => {})
    prepareKept(client, searchPath)
  })
  return pool
}

/** A connection of its own with a pool's address and role: a copy takes the whole wire, which a pipelined connection shares. */
export async function connectApart(pool: Pool): Promise<pg.Client> {
  const { connectionString, options, application_name } = pool.options
  const client = new pg.Client({ connectionString, options, application_name } as pg.ClientConfig) // as the pool was given them
  client.on('error', () => undefined) // a connection that breaks is told by the statement that was under way
  await client.connect()
  return client
}

export const createDb = (pool: Pool): Kysely<DB> => new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })

/** Narrows the one database handle for a module; the composition root calls it, modules never do. */
export const scoped = <Schema extends string>(db: Kysely<DB>) => db as unknown as Db<Schema> // the same object, fewer tables

const literal = (value: string) => `'${value.replaceAll("'", "''")}'`

class TakenBack extends Error {}

/** Does the work, answers with its result, and leaves nothing behind. */
export async function rehearse<Schema extends string, T>(
  db: Db<Schema>,
  caller: Pick<Caller, 'county' | 'place' | 'station'>,
  work: (tx: Tx<Schema>) => Promise<T>,
): Promise<T> {
  const done: { result: T }[] = []
  await inTransaction(db, caller, async (tx) => {
    done.push({ result: await work(tx) })
    throw new TakenBack()
  }).catch((error: unknown) => {
    if (!(error instanceof TakenBack)) throw error
  })
  return (done[0] as { result: T }).result // it was taken back after it was done
}

type Reach = Pick<Caller, 'county' | 'place' | 'station'>

/** SET LOCAL, not set_config(): on Citus a function call does not reach the workers. */
const contextOf = ({ county, place, station }: Reach): string =>
  [
    `set local xj.county = ${literal(county)}`,
    `set local xj.place = ${literal(place)}`,
    `set local xj.station = ${literal(station ?? '')}`,
  ].join(';')

/** Opens a transaction in which the database itself knows whose it is: row-level security reads county and reach from here. */
export function inTransaction<Schema extends string, T>(
  db: Db<Schema>,
  caller: Reach,
  work: (tx: Tx<Schema>) => Promise<T>,
): Promise<T> {
  return inSpan('transaction', { 'xj.county': caller.county }, () =>
    db.connection().execute(async (connection) => {
      const begun = begin(connection, 'begin', caller)
      try {
        const result = await work(connection as unknown as Tx<Schema>) // a connection inside begin … commit is a transaction
        await begun
        await sql.raw('commit').execute(connection)
        return result
      } catch (error) {
        await sql.raw('rollback').execute(connection)
        throw error
      }
    }),
  )
}

/** The same for writes that wait for no answer of one another: all goes out in one message. Were one refused, the commit takes all back. */
export function inOneMessage<Schema extends string>(
  db: Db<Schema>,
  caller: Reach,
  writes: (tx: Tx<Schema>) => Promise<unknown>[],
): Promise<void> {
  return db.connection().execute(async (connection) => {
    const begun = begin(connection, 'begin', caller)
    const sent = writes(connection as unknown as Tx<Schema>) // as above
    const done = await Promise.allSettled([begun, ...sent, sql.raw('commit').execute(connection)])
    const refused = done.find(({ status }) => status === 'rejected')
    if (refused?.status === 'rejected') throw refused.reason
  })
}

/** The same for what only reads: it answers with the result and lets the end of the transaction come after. */
export function inReading<Schema extends string, T>(
  db: Db<Schema>,
  caller: Reach,
  work: (tx: Tx<Schema>) => Promise<T>,
): Promise<T> {
  const read = () =>
    new Promise<T>((resolve, reject) => {
      const done = db.connection().execute(async (connection) => {
        const begun = begin(connection, 'begin read only', caller)
        await work(connection as unknown as Tx<Schema>).then(resolve, reject) // as above
        await begun
        await sql.raw('rollback').execute(connection)
      })
      done.catch(reject)
    })
  return inSpan('reading', { 'xj.county': caller.county }, read)
}

/**
 * Beginning and context go in one message, and the first statement follows without waiting for its answer (the pool is
 * pipelined): were it refused, no county would be set and row-level security would show and take nothing.
 */
function begin<Schema extends string>(connection: Db<Schema>, how: string, caller: Reach): Promise<unknown> {
  const begun = sql.raw(`${how};${contextOf(caller)}`).execute(connection)
  begun.catch(() => {}) // whoever awaits it is told; until then it is not an unhandled rejection
  return begun
}
