import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { type Kysely, sql } from 'kysely'
import { inject, onTestFinished } from 'vitest'
import type { Caller } from './authz.ts'
import { clusterFromEnv, createCluster, dropCluster } from './citus.ts'
import type { DB } from './db.gen.ts'
import { createDb, createPool } from './db.ts'
import { ringOfSecret } from './fields/keyring.ts'
import { createFields } from './fields.ts'
import { nowHorizon } from './horizon.ts'
import { createHttp } from './http.ts'
import { uuidv7 } from './ids.ts'
import { migrate } from './migrate.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    databaseUrl: string
  }
}

const TEMPLATE = 'xiangji_template'

/**
 * How a test's database is made: cloned from the run's migrated template; with TEST_DATABASE_FRESH=1 migrated by itself;
 * with CITUS=1 made on every machine of CITUS_WORKERS, migrated and spread. A cluster cannot be cloned.
 */
async function makeDatabase(where: { url: string; admin: string }): Promise<() => Promise<void>> {
  const cluster = clusterFromEnv() ?? { workers: [], shards: 0 }
  if (process.env.CITUS === '1') await createCluster(where, cluster)
  else {
    const from = process.env.TEST_DATABASE_FRESH === '1' ? '' : `template ${TEMPLATE}`
    const root = createDb(createPool(where.admin, { role: '', max: 1 }))
    await sql.raw(`create database ${new URL(where.url).pathname.slice(1)} ${from}`).execute(root)
    await root.destroy()
  }
  if (process.env.CITUS === '1' || process.env.TEST_DATABASE_FRESH === '1') await migrate(where.url)
  return () => dropCluster(where, cluster)
}

/** A migrated database that a whole file of tests stands on; its owner drops it. */
export async function makeTestDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const admin = inject('databaseUrl')
  const url = new URL(admin)
  url.pathname = `/t_${randomUUID().replaceAll('-', '')}`
  return { url: url.href, drop: await makeDatabase({ url: url.href, admin }) }
}

/** A migrated database of the test's own: `db` under the product's role, `owner` for looking behind the policies. */
export async function testDb(): Promise<{ db: Kysely<DB>; owner: Kysely<DB>; url: string }> {
  const { url, drop } = await makeTestDatabase()
  const db = createDb(createPool(url, { max: 4 }))
  const owner = createDb(createPool(url, { role: '', max: 2 }))
  onTestFinished(async () => {
    await db.destroy()
    await owner.destroy()
    await drop()
  })
  return { db, owner, url }
}

/** Someone of county 000001 who may do all that the test names and reaches the whole county. */
export const aCaller = (caller: Partial<Omit<Caller, 'permissions'>> & { can?: readonly string[] } = {}): Caller => {
  const { can = [], ...rest } = caller
  const county = caller.county ?? '000001'
  return {
    county,
    place: county,
    station: null,
    account: 'account-1',
    name: '张三',
    roles: [],
    origin: 'live',
    permissions: new Set(can),
    ...rest,
  }
}

/** The routes of one module behind the real HTTP layer; the header `x-test-caller` names who of `callers` asks. */
export async function testApp(
  routes: FastifyPluginAsync,
  callers: Record<string, Caller>,
  permissions: readonly string[],
): Promise<FastifyInstance> {
  const app = await createHttp({
    log: false,
    permissions: new Set(permissions),
    authenticate: async (request) => callers[String(request.headers['x-test-caller'])],
  })
  await app.register(routes)
  onTestFinished(() => app.close())
  return app
}

/** Seals under keys of its own, as the server does under the installation's. */
export const aCipher = () => createFields({ ring: ringOfSecret('a test') })

/** Ids that sort in the order they were asked for, of the present time: the journal refuses others. */
export const anId = (): string => {
  lastMs = Math.max(Date.now(), lastMs + 1)
  return uuidv7(lastMs)
}
let lastMs = 0

/** Waits until no running transaction, of whichever database of the server, hides an event of this one from its followers. */
export async function journalSettled(owner: Kysely<DB>): Promise<void> {
  for (;;) {
    // Two statements, as the followers do: on Citus the second is asked of the workers, whose numbers are others.
    const isSettled = await owner.transaction().execute(async (tx) => {
      const { rows } = await sql<{ isSettled: boolean }>`
        select coalesce(max(tx) < ${await nowHorizon(tx)}::xid8, true) as "isSettled" from platform.event`.execute(tx)
      return rows[0]?.isSettled
    })
    if (isSettled) return
  }
}
