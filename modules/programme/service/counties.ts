import { type Caller, systemCaller } from '#platform/authz'
import { DomainError, notFound } from '#platform/errors'
import * as domain from '../domain.ts'
import type { CountySums, CountyTargets, Overview, TargetState } from '../schema.ts'
import type { OverviewService } from './overview.ts'

export type CountyService = ReturnType<typeof createCountyService>

/** Counties read at once: a province's page must not take all connections from the counties' own. */
const AT_ONCE = 4

/**
 * What a province sees of the counties below it. Each county is read by itself, as its own page reads it, and its sums are kept
 * until its follower has moved on: no statement ever spans two counties.
 */
export function createCountyService({
  overviews,
  counties,
}: {
  overviews: Pick<OverviewService, 'overview'>
  counties: () => Promise<string[]>
}) {
  /** Undefined for a county without a plan. */
  const read = (code: string, asOf: string): Promise<Overview | undefined> =>
    overviews.overview(systemCaller(code), asOf).catch((error: unknown) => {
      if (error instanceof DomainError && error.code === 'programme.unknown') return undefined
      throw error
    })
  const below = async (caller: Caller): Promise<string[]> =>
    (await counties()).filter((code) => domain.isBelow(code, caller.county))

  return {
    list: async (caller: Caller, asOf: string): Promise<CountySums[]> => {
      const codes = await below(caller)
      const found: CountySums[] = []
      for (let from = 0; from < codes.length; from += AT_ONCE) {
        const read1 = await Promise.all(codes.slice(from, from + AT_ONCE).map((code) => read(code, asOf)))
        found.push(...read1.flatMap((overview) => (overview ? [sumsOf(overview)] : [])))
      }
      return found
    },

    /** Whatever does not lie below is unknown, also when it is there. */
    load: async (caller: Caller, code: string, asOf: string): Promise<CountyTargets> => {
      const overview = (await below(caller)).includes(code) ? await read(code, asOf) : undefined
      if (!overview) throw notFound('county', code)
      return { ...sumsOf(overview), list: overview.targets }
    },
  }
}

function sumsOf({ programme, money, stations, ledgers, targets, isSimulated }: Overview): CountySums {
  const inState = (...states: TargetState[]) => targets.filter(({ state }) => states.includes(state)).length
  const { code, name, nameEn } = programme.county
  return {
    county: code,
    name,
    nameEn,
    programmeYear: programme.programmeYear,
    isDemo: programme.isDemo,
    money,
    stations,
    ledgers,
    targets: {
      met: inState('met'),
      onTrack: inState('onTrack'),
      behind: inState('behind'),
      red: inState('red'),
      unknown: inState('notReported', 'unmeasured'),
      all: targets.length,
    },
    isSimulated,
  }
}
