import { type Kysely, sql } from 'kysely'
import { isCitus } from '#platform/citus'
import type { Pool } from '#platform/db'
import type { DB } from '#platform/db.gen'

/** The counties that live in this instance. */
export async function countyCodes(db: Kysely<DB>): Promise<string[]> {
  const { rows } = await sql<{
    code: string
  }>`select code from division.division where level = 'county' order by code`.execute(db)
  return rows.map(({ code }) => code)
}

export async function ensurePartitions(db: Kysely<DB>): Promise<void> {
  await sql`select platform.ensure_partitions(current_date, (current_date + interval '3 months')::date)`.execute(db)
}

/** XIANGJI_HOLD_BACK_MS, or what the kind of database needs: a second on Citus (ADR 0016), nothing on one server. */
export async function holdBackMs(pool: Pool): Promise<number> {
  const said = Number(process.env.XIANGJI_HOLD_BACK_MS ?? Number.NaN)
  if (Number.isFinite(said) && said >= 0) return said
  return (await isCitus(pool)) ? 1000 : 0
}

/** XIANGJI_HOSTS=`a.example.cn=000001,…`: host names that show one county's page at `/`. */
export const hostsFromEnv = (said = process.env.XIANGJI_HOSTS ?? ''): ReadonlyMap<string, string> =>
  new Map(
    said
      .split(',')
      .map((pair) => pair.trim().split('='))
      .flatMap(([host = '', code = '']) => (host && /^\d{6}$/.test(code) ? [[host.toLowerCase(), code] as const] : [])),
  )
