import type { Caller } from '#platform/authz'
import { civilDay } from '#platform/clock'
import { type Db, inTransaction } from '#platform/db'
import { notFound } from '#platform/errors'
import { holdsOn, lastOf, placeOnMap } from '../domain.ts'
import type { Boundary, Division, DivisionRow, Succession, Successors } from '../schema.ts'
import * as store from '../store.ts'

export type DivisionService = ReturnType<typeof createDivisionService>
type At = Pick<Caller, 'county' | 'place' | 'station'>

/** Another process may have loaded or surveyed; this one shows it this long after. */
const KEPT_MS = 5000

export function createDivisionService({ db, now = () => new Date() }: { db: Db<'division'>; now?: () => Date }) {
  /** Divisions change once a year and are asked for on every page. What is old is still answered with while it is read anew. */
  const known = new Map<string, { divisions: Map<string, Division>; readAtMs: number }>()

  async function read(caller: At): Promise<Map<string, Division>> {
    const rows = await inTransaction(db, caller, (tx) => store.list(tx, caller.county))
    const divisions = new Map(placeOnMap(rows).map((division) => [division.code, division]))
    if (divisions.size > 0) known.set(caller.county, { divisions, readAtMs: performance.now() })
    return divisions
  }

  const all = async (caller: At): Promise<Map<string, Division>> => {
    const kept = known.get(caller.county)
    if (!kept) return read(caller)
    if (performance.now() - kept.readAtMs > KEPT_MS) {
      kept.readAtMs = performance.now()
      // What fails is asked again after the same time; the page has its answer.
      read(caller).catch(() => {})
    }
    return kept.divisions
  }

  const outline = (caller: At): Promise<Boundary | undefined> =>
    inTransaction(db, caller, (tx) => store.findBoundary(tx, caller.county))

  /** Outside the caller's county nothing is known: neither an old code nor what it has become. */
  async function follow(caller: At, code: string, asOf = civilDay(now())): Promise<Successors> {
    const { steps, names } = await inTransaction(db, caller, async (tx) => {
      const found = await store.listSuccession(tx, code, asOf)
      return { steps: found, names: await store.namesOf(tx, [code, ...lastOf(found)]) }
    })
    const successors = lastOf(steps).map((last) => ({ code: last, name: names.get(last) ?? null }))
    const isOurs = [code, ...successors.map((last) => last.code)].some((one) => one.startsWith(caller.county))
    if (!isOurs || (steps.length === 0 && !names.has(code))) throw notFound('division', code)
    return { code, asOf, isCurrent: steps.length === 0, successors, steps }
  }

  return {
    /** All divisions of the caller's county by code, each with a place on the map; those that have ended too. */
    all,

    /** Those that hold today. */
    current: async (caller: At): Promise<Map<string, Division>> => {
      const today = civilDay(now())
      return new Map([...(await all(caller))].filter(([, division]) => holdsOn(division, today)))
    },

    find: async (caller: Caller, code: string): Promise<Division | undefined> => (await all(caller)).get(code),

    follow,

    /** What an old code has become within the caller's county; nothing for a code that holds or that nobody knows. */
    successors: async (caller: At, code: string): Promise<Division[]> => {
      const asOf = civilDay(now())
      const steps = await inTransaction(db, caller, (tx) => store.listSuccession(tx, code, asOf))
      const divisions = await all(caller)
      return lastOf(steps).flatMap((last) => divisions.get(last) ?? [])
    },

    load: async (caller: Caller, rows: readonly DivisionRow[], boundary?: Boundary): Promise<void> => {
      await inTransaction(db, caller, async (tx) => {
        await store.save(tx, caller.county, rows)
        if (boundary) await store.saveBoundary(tx, caller.county, boundary)
      })
      known.delete(caller.county)
    },

    /** What became of old codes is the same for all counties: the command line loads it, no county's office. */
    loadSuccession: async (caller: Caller, steps: readonly Succession[]): Promise<void> => {
      await inTransaction(db, caller, (tx) => store.saveSuccession(tx, steps))
      known.clear()
    },

    boundary: async (caller: At): Promise<Boundary> => {
      const found = await outline(caller)
      if (!found) throw notFound('boundary', caller.county)
      return found
    },

    outline,

    /** After a survey: the next reader sees the new points. */
    forget: (county: string) => known.delete(county),
  }
}
