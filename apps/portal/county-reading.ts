import { type Caller, systemCaller } from '#platform/authz'
import { civilDay } from '#platform/clock'
import { DomainError, notFound } from '#platform/errors'
import type { PortalDeps } from './deps.ts'
import { createKept } from './kept.ts'

/** Long enough to bear a storm of scans; with the page's own time a new ledger entry is seen after two seconds. */
const KEPT_MS = 1000

/** The public has no account and reads what concerns a whole county; it holds no permission. */
const passerBy = (county: string): Caller => ({ ...systemCaller(county), account: 'public', name: 'public' })

export type CountyReading = Awaited<ReturnType<ReturnType<typeof createCountyReadings>>>

/** What all pages of a county stand on, read at one moment through the services that the console reads through. */
export function createCountyReadings({
  plans,
  overviews,
  seals,
  now,
}: Pick<PortalDeps, 'plans' | 'overviews' | 'seals' | 'now'>) {
  async function read(code: string) {
    const caller = passerBy(code)
    const takenAt = now()
    const asOf = civilDay(takenAt)
    const { pack } = await plans.load(caller)
    const [overview, programme, seal] = await Promise.all([
      overviews.overview(caller, asOf),
      plans.programme(caller, asOf),
      seals.latest(code),
    ])
    return { caller, takenAt, asOf, pack, overview, programme, seal }
  }
  const kept = createKept<Awaited<ReturnType<typeof read>>>({
    forMs: KEPT_MS,
    atMost: 3000,
    now: () => now().getTime(),
  })

  return async (code: string): Promise<Awaited<ReturnType<typeof read>>> => {
    if (!/^\d{6}$/.test(code)) throw notFound('programme', code)
    return kept(code, () => read(code))
  }
}

export type ListedCounty = { code: string; name: string; nameEn: string; leadUnit: string; year: number }
/** A county that is loaded anew is on the list after this. */
const LIST_MS = 2000

/** The counties of this instance that have a plan, in the order of their codes. */
export function createCountyList({ plans, counties, now }: Pick<PortalDeps, 'plans' | 'counties' | 'now'>) {
  const kept = createKept<ListedCounty[]>({ forMs: LIST_MS, atMost: 1, now: () => now().getTime() })
  const one = async (code: string): Promise<ListedCounty[]> => {
    const plan = await plans.load(passerBy(code)).catch((error: unknown) => {
      if (error instanceof DomainError && error.code === 'programme.unknown') return undefined
      throw error
    })
    if (!plan) return []
    const { name, nameEn, leadUnit } = plan.pack.county
    return [{ code, name, nameEn, leadUnit, year: plan.pack.programmeYear }]
  }
  return () =>
    kept('', async () => {
      const found: ListedCounty[] = []
      for (const code of await counties()) found.push(...(await one(code)))
      return found
    })
}
