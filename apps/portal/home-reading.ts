import type { StatisticsService } from '#modules/statistics'
import type { CountyReading } from './county-reading.ts'
import type { TownRow } from './pages/home-tables.ts'

/** Every town with its stations and the villages that they cover, those without any too. */
export async function readTowns(
  statistics: Pick<StatisticsService, 'parts'>,
  { caller, asOf }: CountyReading,
): Promise<TownRow[]> {
  const of = (indicator: string) => statistics.parts(caller, indicator, 'town', { to: asOf })
  const [town, village, coverage] = await Promise.all([
    of('station.openTown'),
    of('station.openVillage'),
    of('station.villageCoverage'),
  ])
  const townBy = new Map(town.map((part) => [part.key, part]))
  const villageBy = new Map(village.map((part) => [part.key, part]))
  return coverage.map(({ key, name, value, numerator, denominator, simulated }) => ({
    code: key,
    name,
    townStations: townBy.get(key)?.value ?? 0,
    villageStations: villageBy.get(key)?.value ?? 0,
    covered: numerator ?? 0,
    villages: denominator ?? 0,
    coverage: value,
    isSimulated: [simulated, townBy.get(key)?.simulated, villageBy.get(key)?.simulated].some(
      (part) => (part ?? 0) !== 0,
    ),
  }))
}
