import type { CountyPack, Target } from '@xiangji/county-pack'
import type { Figure, StatisticsService } from '#modules/statistics'
import type { Caller } from '#platform/authz'
import { addDays, daysBetween } from '#platform/clock'
import { type Db, inReading } from '#platform/db'
import * as domain from '../domain.ts'
import type { DueItem, ExternalFigureView, Overview, TargetView } from '../schema.ts'
import * as store from '../store.ts'
import { type Plan, type PlanService, taskViews } from './plan.ts'

export type OverviewService = ReturnType<typeof createOverviewService>

const LEDGERS = ['station.saleFen', 'station.parcelsCollected', 'station.parcelsSent', 'station.services']
const SOON_DAYS = 30
/** A value kept by hand is asked for again after a month. */
const STALE_DAYS = 30

export function createOverviewService(deps: {
  db: Db<'programme'>
  plans: PlanService
  statistics: Pick<StatisticsService, 'figureSets'>
}) {
  const { db, plans, statistics } = deps

  const boundTo = (targets: readonly Target[]): string[] => [
    ...new Set(targets.flatMap(({ measure }) => ('indicator' in measure ? [measure.indicator] : []))),
  ]

  return {
    targets: async (reader: Caller, asOf: string): Promise<TargetView[]> => {
      const caller = ofCounty(reader)
      const { pack, span } = await plans.load(caller)
      const [sets, byHand] = await Promise.all([
        statistics.figureSets(caller, [{ ids: boundTo(pack.targets), to: asOf, place: caller.county }]),
        inReading(db, caller, (tx) => store.latestReports(tx, caller.county, asOf)),
      ])
      return pack.targets.map((target) => view(target, { asOf, ...span, figures: sets[0] ?? new Map(), byHand }))
    },

    /** One transaction for the figures, one for what was entered by hand: the page costs the same however long the history. */
    overview: async (reader: Caller, asOf: string): Promise<Overview> => {
      const caller = ofCounty(reader)
      const plan = await plans.load(caller)
      const { pack, span } = plan
      const yesterday = addDays(asOf, -1)
      const at = (ids: readonly string[], to: string, from?: string) => ({
        ids,
        to,
        place: caller.county,
        ...(from ? { from } : {}),
      })
      const [sets, entered] = await Promise.all([
        statistics.figureSets(caller, [
          at([...FIGURES, ...LEDGERS, ...boundTo(pack.targets)], asOf),
          at(LEDGERS, asOf, addDays(asOf, -6)),
          at(LEDGERS, addDays(asOf, -7), addDays(asOf, -13)),
          at(['station.reports', 'station.reportsOnTime'], yesterday, yesterday),
          at(['station.open'], yesterday),
        ]),
        inReading(db, caller, async (tx) => {
          const [byHand, tasks, external, decided] = await Promise.all([
            store.latestReports(tx, caller.county, asOf),
            store.taskStates(tx, caller.county),
            store.listExternal(tx, caller.county, asOf),
            store.decidedFindings(tx, caller.county),
          ])
          return { byHand, tasks, external, decided }
        }),
      ])
      const [now = NONE, week = NONE, weekBefore = NONE, received = NONE, openYesterday = NONE] = sets
      const views = pack.targets.map((target) => view(target, { asOf, ...span, figures: now, byHand: entered.byHand }))
      const tasks = taskViews(pack, entered.tasks, asOf)
      const { document: _, units: __, ...programme } = plans.view(plan, asOf)
      return {
        asOf,
        programme,
        money: moneyOf(pack, now),
        stations: stationsOf(pack, now),
        ledgers: LEDGERS.map((indicator) => ({
          indicator,
          total: countOf(now, indicator),
          last7: countOf(week, indicator),
          previous7: countOf(weekBefore, indicator),
          isSimulated: isSimulated(now, indicator),
        })),
        reports: {
          on: yesterday,
          expected: countOf(openYesterday, 'station.open'),
          received: countOf(received, 'station.reports'),
          onTime: countOf(received, 'station.reportsOnTime'),
          isSimulated: isSimulated(received, 'station.reports') || isSimulated(openYesterday, 'station.open'),
        },
        targets: views,
        due: due([
          ...tasksDue(tasks),
          ...reportsDue(views, { asOf, startOn: span.startOn }),
          ...findingsDue(plan, entered.decided),
          ...missingReports(yesterday, countOf(openYesterday, 'station.open') - countOf(received, 'station.reports')),
        ]),
        external: entered.external,
        isSimulated: isSimulated(now, ...FIGURES, ...LEDGERS) || views.some((target) => target.isSimulated),
      }
    },

    external: (caller: Caller, asOf: string): Promise<ExternalFigureView[]> =>
      inReading(db, caller, (tx) => store.listExternal(tx, caller.county, asOf)),
  }
}

/** The programme is the county's and is published: whoever may read it reads all of it, also from a town. */
const ofCounty = (caller: Caller): Caller => ({ ...caller, place: caller.county, station: null })

type Figures = ReadonlyMap<string, Figure>
const NONE: Figures = new Map()
const countOf = (figures: Figures, id: string): number => figures.get(id)?.value ?? 0
const isSimulated = (figures: Figures, ...ids: readonly string[]): boolean =>
  ids.some((id) => figures.get(id)?.isSimulated ?? false)

function moneyOf({ budget }: CountyPack, figures: Figures): Overview['money'] {
  const planned = (fund: 'central' | 'total') =>
    budget.lines.reduce((sum, line) => sum + domain.fenOfWan(line.amountsWan[fund]), 0)
  return {
    centralPlannedFen: planned('central'),
    centralArrivedFen: countOf(figures, 'programme.centralArrivedFen'),
    centralPaidFen: countOf(figures, 'programme.centralPaidFen'),
    centralSpentFen: countOf(figures, 'programme.centralSpentFen'),
    allPlannedFen: planned('total'),
    allPaidFen: countOf(figures, 'programme.paidFen'),
    isSimulated: isSimulated(figures, ...FIGURES.filter((id) => id.startsWith('programme.'))),
  }
}

function stationsOf({ targets }: CountyPack, figures: Figures): Overview['stations'] {
  const coverage = figures.get('station.villageCoverage')
  return {
    planned: plannedStations(targets),
    open: countOf(figures, 'station.open'),
    active: countOf(figures, 'station.active'),
    coverage: coverage?.value ?? null,
    coveredVillages: coverage?.numerator ?? 0,
    villages: coverage?.denominator ?? 0,
    isSimulated: isSimulated(figures, ...FIGURES.filter((id) => id.startsWith('station.'))),
  }
}

/** Values kept by hand that nobody has filed for a month. */
const reportsDue = (
  views: readonly TargetView[],
  { asOf, startOn }: { asOf: string; startOn: string | null },
): DueItem[] =>
  views
    .filter(
      ({ measure, valueOn, state }) =>
        measure === 'byHand' && state !== 'met' && state !== 'unmeasured' && isStale(valueOn, asOf),
    )
    .map(({ id, name, valueOn, owner }) => {
      // Not the target's own day: a month after the last value, or after the programme began.
      const from = valueOn ?? startOn
      const dueOn = from === null ? null : addDays(from, STALE_DAYS)
      return {
        kind: 'targetReport',
        id,
        text: name,
        count: null,
        dueOn,
        daysLeft: dueOn === null ? null : daysBetween(asOf, dueOn),
        owner,
      }
    })

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
    .map(({ id, text, unit, dueOn, daysLeft }) => ({
      kind: 'task',
      id,
      text,
      count: null,
      dueOn,
      daysLeft,
      owner: unit,
    }))

/** Errors that nobody has decided. */
function findingsDue({ check, findingIds }: Plan, decided: ReadonlySet<string>): DueItem[] {
  return check.findings
    .map(({ severity, title }, at) => ({ severity, title, id: findingIds[at] ?? '' }))
    .filter(({ severity, id }) => severity === 'error' && !decided.has(id))
    .map(({ title, id }) => ({
      kind: 'finding',
      id,
      text: title,
      count: null,
      dueOn: null,
      daysLeft: null,
      owner: null,
    }))
}

/** Reports that open stations still owe for a day that has ended. */
const missingReports = (on: string, count: number): DueItem[] =>
  count > 0 ? [{ kind: 'dailyReports', id: on, text: '', count, dueOn: on, daysLeft: -1, owner: null }] : []

/** Nearest first; what has no day comes last. */
const due = (items: readonly DueItem[]): DueItem[] =>
  [...items].sort((a, b) => (a.daysLeft ?? 1e6) - (b.daysLeft ?? 1e6)).slice(0, 60)

/** 0.55 × 100 is 55, not 55.00000000000001. */
const round = (value: number) => Math.round(value * 1e6) / 1e6

type Context = {
  asOf: string
  startOn: string | null
  endOn: string | null
  figures: Figures
  byHand: ReadonlyMap<string, store.HandValue>
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
    isSimulated: report?.isSimulated ?? false,
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
