import { type Kysely, sql } from 'kysely'
import type { DB } from '#platform/db.gen'

/** The counties that live in this instance. */
export async function countyCodes(db: Kysely<DB>): Promise<string[]> {
  const { rows } = await sql<{ code: string }>`select code from division.division where level = 'county' order by code`.execute(db)
  return rows.map(({ code }) => code)
}
