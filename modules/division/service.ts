import type { Caller } from '#platform/authz'
import { type Db, inTransaction } from '#platform/db'
import { notFound } from '#platform/errors'
import { placeOnMap } from './domain.ts'
import type { Boundary, Division, DivisionRow } from './schema.ts'
import * as store from './store.ts'

export type DivisionService = ReturnType<typeof createDivisionService>

export function createDivisionService({ db }: { db: Db<'division'> }) {
  /** Divisions change once a year: one read a county serves until they are loaded anew. */
  const known = new Map<string, Map<string, Division>>()

  const all = async (caller: Pick<Caller, 'county' | 'place' | 'station'>): Promise<Map<string, Division>> => {
    const cached = known.get(caller.county)
    if (cached) return cached
    const rows = await inTransaction(db, caller, (tx) => store.list(tx, caller.county))
    const byCode = new Map(placeOnMap(rows).map((division) => [division.code, division]))
    if (byCode.size > 0) known.set(caller.county, byCode)
    return byCode
  }

  return {
    /** All divisions of the caller's county by code, each with a place on the map. */
    all,

    find: async (caller: Caller, code: string): Promise<Division | undefined> => (await all(caller)).get(code),

    load: async (caller: Caller, rows: readonly DivisionRow[], boundary?: Boundary): Promise<void> => {
      await inTransaction(db, caller, async (tx) => {
        await store.save(tx, caller.county, rows)
        if (boundary) await store.saveBoundary(tx, caller.county, boundary)
      })
      known.delete(caller.county)
    },

    boundary: async (caller: Pick<Caller, 'county' | 'place' | 'station'>): Promise<Boundary> => {
      const found = await inTransaction(db, caller, (tx) => store.findBoundary(tx, caller.county))
      if (!found) throw notFound('boundary', caller.county)
      return found
    },
  }
}
