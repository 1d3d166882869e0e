import { type Kysely, sql } from 'kysely'
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
