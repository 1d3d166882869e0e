import type { BudgetView, TargetView } from '#modules/programme'
import type { Figure, StatisticsService } from '#modules/statistics'
import { notFound } from '#platform/errors'
import type { CountyReading } from './county-reading.ts'
import type { PortalDeps } from './deps.ts'

export type Indicator = StatisticsService['indicators'][number]

export type MonthRow = { month: string; value: number; toDate: number; isSimulated: boolean }
export type PlaceRow = {
  key: string
  /** null: what belongs to the county and to no town. */
  name: string | null
  value: number
  numerator: number | null
  denominator: number | null
  isSimulated: boolean
}
export type FigureReading = {
  indicator: Indicator
  /** What a ratio divides: its months are told in this one. */
  base: Indicator
  figure: Figure
  towns: readonly PlaceRow[]
  months: readonly MonthRow[]
  lines: BudgetView['lines']
  targets: readonly TargetView[]
}

const SHOWN = [
  'programme.centralArrivedFen',
  'programme.centralPaidFen',
  'programme.centralSpentFen',
  'programme.paidFen',
  'station.open',
  'station.active',
  'station.villageCoverage',
  'station.reports',
]

/** Only figures that the county's page shows have a page: what is counted for the office alone stays there. */
const isPublic = ({ overview }: CountyReading, id: string): boolean =>
  SHOWN.includes(id) ||
  overview.ledgers.some(({ indicator }) => indicator === id) ||
  overview.targets.some(({ indicator }) => indicator === id)

type Services = Pick<PortalDeps, 'statistics' | 'plans' | 'divisions'>

export async function readFigure(services: Services, reading: CountyReading, id: string): Promise<FigureReading> {
  const { statistics, plans } = services
  const { caller, asOf, overview } = reading
  const indicator = statistics.indicators.find((one) => one.id === id)
  if (!indicator || !isPublic(reading, id)) throw notFound('figure', id)
  const baseId = indicator.kind === 'ratio' ? indicator.of : id
  const [figures, towns, months, budget] = await Promise.all([
    statistics.figures(caller, [id], { to: asOf, place: caller.county }),
    townRows(services, reading, indicator),
    indicator.kind === 'active' ? [] : statistics.parts(caller, id, 'month', { to: asOf }),
    id.startsWith('programme.') ? plans.budget(caller, asOf) : undefined,
  ])
  const figure = figures.get(id)
  if (!figure) throw notFound('figure', id)
  return {
    indicator,
    base: statistics.indicators.find((one) => one.id === baseId) ?? indicator,
    figure,
    towns: withRest(indicator, figure, towns),
    months: toDate(months),
    lines: budget?.lines ?? [],
    targets: overview.targets.filter((target) => target.indicator === id),
  }
}

async function townRows(
  { statistics, divisions }: Services,
  reading: CountyReading,
  indicator: Indicator,
): Promise<PlaceRow[]> {
  const { caller, asOf } = reading
  if (indicator.kind !== 'active') {
    const parts = await statistics.parts(caller, indicator.id, 'town', { to: asOf })
    return parts.map(({ simulated, ...part }) => ({ ...part, isSimulated: simulated !== 0 }))
  }
  // Which outlets were active is not kept by place: each town is asked for itself.
  const towns = [...(await divisions.all(caller)).values()].filter(({ level }) => level === 'town')
  return Promise.all(
    towns.map(async ({ code, name }) => {
      const found = (await statistics.figures(caller, [indicator.id], { to: asOf, place: code })).get(indicator.id)
      const { value, isSimulated } = found ?? { value: 0, isSimulated: false }
      return { key: code, name, value: value ?? 0, numerator: null, denominator: null, isSimulated }
    }),
  )
}

/** What adds up in the county and lies in no town is a row of its own, so that the table adds up. */
function withRest(indicator: Indicator, figure: Figure, towns: readonly PlaceRow[]): readonly PlaceRow[] {
  if (indicator.kind !== 'sum' || figure.value === null) return towns
  const rest = figure.value - towns.reduce((sum, { value }) => sum + value, 0)
  if (rest === 0) return towns
  if (rest === figure.value && towns.every(({ value }) => value === 0)) return []
  return [
    ...towns,
    { key: 'rest', name: null, value: rest, numerator: null, denominator: null, isSimulated: figure.isSimulated },
  ]
}

/** Newest month first, each with the sum up to its end. */
function toDate(parts: readonly { key: string; value: number; simulated: number }[]): MonthRow[] {
  let sum = 0
  const rows = parts
    .toSorted((a, b) => a.key.localeCompare(b.key))
    .map(({ key, value, simulated }) => {
      sum += value
      return { month: key.slice(0, 7), value, toDate: sum, isSimulated: simulated !== 0 }
    })
  return rows.toReversed()
}
