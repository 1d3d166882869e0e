import { type Caller, systemCaller } from '#platform/authz'
import { civilDay } from '#platform/clock'
import { notFound } from '#platform/errors'
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
