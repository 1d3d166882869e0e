import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import type { Caller } from './authz.ts'
import type { DB } from './db.gen.ts'

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

function prepareKept(client: pg.PoolClient): void {
  const names = new Map<string, string>()
  const plain = client.query.bind(client) as (...args: unknown[]) => unknown // pg's own overloads
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
  })
  // An idle connection that the server closes must not end the process: the next query opens another.
  pool.on('error', () => {})
  pool.on('connect', prepareKept)
  return pool
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

/**
 * Opens a transaction in which the database itself knows whose it is: row-level security reads county and reach from here.
 * SET LOCAL, not set_config(): on Citus a function call does not reach the workers.
 */
export function inTransaction<Schema extends string, T>(
  db: Db<Schema>,
  caller: Pick<Caller, 'county' | 'place' | 'station'>,
  work: (tx: Tx<Schema>) => Promise<T>,
): Promise<T> {
  const context = [
    `set local xj.county = ${literal(caller.county)}`,
    `set local xj.place = ${literal(caller.place)}`,
    `set local xj.station = ${literal(caller.station ?? '')}`,
  ].join(';')
  // Beginning and context go in one message, and the connection stays this work's own until it is done.
  return db.connection().execute(async (connection) => {
    await sql.raw(`begin;${context}`).execute(connection)
    try {
      const result = await work(connection as unknown as Tx<Schema>) // a connection inside begin … commit is a transaction
      await sql.raw('commit').execute(connection)
      return result
    } catch (error) {
      await sql.raw('rollback').execute(connection)
      throw error
    }
  })
}
