import type { Target } from '@xiangji/county-pack'
import type { Figure, StatisticsService } from '#modules/statistics'
import type { Caller } from '#platform/authz'
import { addDays, daysBetween } from '#platform/clock'
import { type Db, inTransaction } from '#platform/db'
import * as domain from '../domain.ts'
import type { DueItem, ExternalFigure, Overview, TargetView } from '../schema.ts'
import * as store from '../store.ts'
import type { PlanService } from './plan.ts'

export type OverviewService = ReturnType<typeof createOverviewService>

const LEDGERS = ['station.saleFen', 'station.parcelsCollected', 'station.parcelsSent', 'station.services']
const SOON_DAYS = 30
/** A value kept by hand is asked for again after a month. */
const STALE_DAYS = 30

export function createOverviewService(deps: {
  db: Db<'programme'>
  plans: PlanService
  statistics: Pick<StatisticsService, 'figures'>
}) {
  const { db, plans, statistics } = deps

  async function targets(caller: Caller, asOf: string): Promise<TargetView[]> {
    const { pack, span } = await plans.load(caller)
    const bound = pack.targets.flatMap(({ measure }) => ('indicator' in measure ? [measure.indicator] : []))
    const figures = await statistics.figures(caller, [...new Set(bound)], { to: asOf, place: caller.county })
    const byHand = await inTransaction(db, caller, (tx) => store.latestReports(tx, caller.county, asOf))
    return pack.targets.map((target) =>
      view(target, { asOf, startOn: span.startOn, endOn: span.endOn, figures, byHand }),
    )
  }

  function dueOf(views: readonly TargetView[], asOf: string): DueItem[] {
    return views
      .filter(
        ({ measure, valueOn, state }) =>
          measure === 'byHand' && state !== 'met' && state !== 'unmeasured' && isStale(valueOn, asOf),
      )
      .map(({ id, name, dueOn, daysLeft, owner }) => ({ kind: 'targetReport', id, text: name, dueOn, daysLeft, owner }))
  }

  return {
    targets,

    overview: async (caller: Caller, asOf: string): Promise<Overview> => {
      const plan = await plans.load(caller)
      const { document: _, units: __, ...programme } = plans.view(plan, asOf)
      const yesterday = addDays(asOf, -1)
      const at = (to: string, from?: string) => ({ to, place: caller.county, ...(from ? { from } : {}) })
      const [now, week, weekBefore, received, open, views, tasks, external] = await Promise.all([
        statistics.figures(caller, [...FIGURES, ...LEDGERS], at(asOf)),
        statistics.figures(caller, LEDGERS, at(asOf, addDays(asOf, -6))),
        statistics.figures(caller, LEDGERS, at(addDays(asOf, -7), addDays(asOf, -13))),
        statistics.figures(caller, ['station.reports', 'station.reportsOnTime'], at(yesterday, yesterday)),
        statistics.figures(caller, ['station.open'], at(yesterday)),
        targets(caller, asOf),
        plans.tasks(caller, asOf),
        inTransaction(db, caller, (tx) => store.listExternal(tx, caller.county, asOf)),
      ])
      const value = (figures: Map<string, Figure>, id: string) => figures.get(id)?.value ?? 0
      const simulated = (...ids: string[]) => ids.some((id) => now.get(id)?.isSimulated ?? false)
      const planned = plan.pack.budget.lines.reduce(
        (sum, { amountsWan }) => ({
          all: sum.all + domain.fenOfWan(amountsWan.total),
          central: sum.central + domain.fenOfWan(amountsWan.central),
        }),
        { all: 0, central: 0 },
      )
      const coverage = now.get('station.villageCoverage')
      return {
        asOf,
        programme,
        money: {
          centralPlannedFen: planned.central,
          centralArrivedFen: value(now, 'programme.centralArrivedFen'),
          centralPaidFen: value(now, 'programme.centralPaidFen'),
          centralSpentFen: value(now, 'programme.centralSpentFen'),
          allPlannedFen: planned.all,
          allPaidFen: value(now, 'programme.paidFen'),
          isSimulated: simulated('programme.centralArrivedFen', 'programme.paidFen', 'programme.centralSpentFen'),
        },
        stations: {
          planned: plannedStations(plan.pack.targets),
          open: value(now, 'station.open'),
          active: value(now, 'station.active'),
          coverage: coverage?.value ?? null,
          coveredVillages: coverage?.numerator ?? 0,
          villages: coverage?.denominator ?? 0,
          isSimulated: simulated('station.open', 'station.active'),
        },
        ledgers: LEDGERS.map((indicator) => ({
          indicator,
          total: value(now, indicator),
          last7: value(week, indicator),
          previous7: value(weekBefore, indicator),
          isSimulated: simulated(indicator),
        })),
        reports: {
          on: yesterday,
          expected: value(open, 'station.open'),
          received: value(received, 'station.reports'),
          onTime: value(received, 'station.reportsOnTime'),
        },
        targets: views,
        due: due([...tasksDue(tasks), ...dueOf(views, asOf), ...findings(plan.check.findings)]),
        external,
        isSimulated: simulated(...FIGURES, ...LEDGERS),
      }
    },

    external: (caller: Caller, asOf: string): Promise<ExternalFigure[]> =>
      inTransaction(db, caller, (tx) => store.listExternal(tx, caller.county, asOf)),
  }
}

const FIGURES = [
  'programme.centralArrivedFen',
  'programme.centralPaidFen',
  'programme.centralSpentFen',
  'programme.paidFen',
  'station.open',
  'station.active',
  'station.villageCoverage',
]

const isStale = (valueOn: string | null, asOf: string) => valueOn === null || daysBetween(valueOn, asOf) > STALE_DAYS

/** 计划站点数 is what the targets on open stations ask for, towns and villages apart. */
function plannedStations(targets: readonly Target[]): number {
  const asked = (indicator: string) =>
    Math.max(
      0,
      ...targets.flatMap((t) =>
        'indicator' in t.measure && t.measure.indicator === indicator && typeof t.value === 'number' ? [t.value] : [],
      ),
    )
  return Math.max(asked('station.open'), asked('station.openTown') + asked('station.openVillage'))
}

const tasksDue = (
  tasks: readonly {
    id: string
    text: string
    unit: string
    dueOn: string | null
    daysLeft: number | null
    state: string
  }[],
): DueItem[] =>
  tasks
    .filter(({ state, daysLeft }) => state !== 'done' && daysLeft !== null && daysLeft <= SOON_DAYS)
    .map(({ id, text, unit, dueOn, daysLeft }) => ({ kind: 'task', id, text, dueOn, daysLeft, owner: unit }))

const findings = (found: readonly { severity: string; title: string; detector: string }[]): DueItem[] =>
  found
    .filter(({ severity }) => severity === 'error')
    .map(({ title, detector }, i) => ({
      kind: 'finding',
      id: `${detector}-${i}`,
      text: title,
      dueOn: null,
      daysLeft: null,
      owner: null,
    }))

/** Nearest first; what has no day comes last. */
const due = (items: readonly DueItem[]): DueItem[] =>
  [...items].sort((a, b) => (a.daysLeft ?? 1e6) - (b.daysLeft ?? 1e6)).slice(0, 60)

/** 0.55 × 100 is 55, not 55.00000000000001. */
const round = (value: number) => Math.round(value * 1e6) / 1e6

type Context = {
  asOf: string
  startOn: string | null
  endOn: string | null
  figures: Map<string, Figure>
  byHand: Map<string, { value: number; reportedOn: string }>
}

/** What the target stands at, and by what it is known. */
function measured({ id, measure }: Target, { asOf, figures, byHand }: Context) {
  if ('indicator' in measure) {
    const figure = figures.get(measure.indicator)
    return {
      measure: 'indicator' as const,
      indicator: measure.indicator,
      value: figure?.value == null ? null : round(figure.value * (measure.scale ?? 1)),
      valueOn: asOf,
      isSimulated: figure?.isSimulated ?? false,
      numerator: figure?.numerator ?? null,
      denominator: figure?.denominator ?? null,
    }
  }
  const report = byHand.get(id)
  return {
    measure: 'external' in measure ? ('external' as const) : ('byHand' as const),
    indicator: null,
    value: report?.value ?? null,
    valueOn: report?.reportedOn ?? null,
    isSimulated: false,
    numerator: null,
    denominator: null,
  }
}

function view(target: Target, context: Context): TargetView {
  const { asOf, startOn, endOn } = context
  const known = measured(target, context)
  const dueOn = target.dueOn ?? endOn
  return {
    id: target.id,
    category: target.category,
    name: target.name,
    operator: target.operator,
    target: target.value,
    unit: target.unit,
    ...known,
    ...domain.judge(target, known.value, { asOf, startOn, dueOn }),
    dueOn,
    daysLeft: dueOn === null ? null : daysBetween(asOf, dueOn),
    owner: target.owner,
    budgetLine: target.budgetLine,
    note: target.note ?? target.measure.why ?? null,
    conflicts: target.conflicts.map(({ value, source }) => ({ value, quote: source.quote, line: source.line })),
    source: target.source,
  }
}
