import type { CountyPack, FundRule, Target } from '@xiangji/county-pack'
import { addDays, daysBetween } from '#platform/clock'
import { DomainError } from '#platform/errors'
import type { DecideFinding, DecisionKind, EnterMoney, Fund, TargetState } from './schema.ts'

export const fenOfWan = (wan: number | null): number => Math.round((wan ?? 0) * 1_000_000)

/** Moves every date of the plan, for a demonstration in which today is in the middle of the programme. */
export function shiftPack(pack: CountyPack, days: number): CountyPack {
  if (days === 0) return pack
  const move = (day: string | null) => (day === null ? null : addDays(day, days))
  return {
    ...pack,
    phases: pack.phases.map((phase) => ({
      ...phase,
      startOn: addDays(phase.startOn, days),
      endOn: addDays(phase.endOn, days),
    })),
    budget: {
      ...pack.budget,
      lines: pack.budget.lines.map((line) => ({ ...line, startOn: move(line.startOn), endOn: move(line.endOn) })),
    },
    targets: pack.targets.map((target) => ({ ...target, dueOn: move(target.dueOn) })),
    tasks: pack.tasks.map((task) => ({ ...task, startOn: move(task.startOn), dueOn: move(task.dueOn) })),
  }
}

/** How many days to move a plan so that `today` lies in the middle of the work: from its first phase to where most lines end. */
export function shiftToMiddle(pack: CountyPack, today: string): number {
  const ends = pack.budget.lines.flatMap(({ endOn }) => (endOn === null ? [] : [endOn])).sort()
  const end = ends[Math.floor(ends.length / 2)] ?? pack.phases.at(-1)?.endOn
  if (end === undefined) return 0
  const start = pack.phases[0]?.startOn ?? addDays(end, -365)
  return daysBetween(addDays(start, Math.round(daysBetween(start, end) / 2)), today)
}

/** The stretch of time in which the plan's targets are to be reached. */
export function planSpan(pack: CountyPack): { startOn: string | null; endOn: string | null } {
  const dues = [...pack.targets, ...pack.tasks].flatMap(({ dueOn }) => (dueOn === null ? [] : [dueOn])).sort()
  const lineEnds = pack.budget.lines.flatMap(({ endOn }) => (endOn === null ? [] : [endOn])).sort()
  return {
    startOn: pack.phases[0]?.startOn ?? null,
    endOn: pack.phases.at(-1)?.endOn ?? lineEnds.at(-1) ?? dues.at(-1) ?? null,
  }
}

export function stageAt({ startOn, endOn }: { startOn: string | null; endOn: string | null }, asOf: string) {
  if (startOn !== null && asOf < startOn) return 'preparing'
  return endOn !== null && asOf > endOn ? 'ended' : 'underWay'
}

/** A target below this share of what time would have it is behind; below half of it, red. */
const BEHIND = 0.9
const RED = 0.5

export type Judgement = { state: TargetState; progress: number | null; expected: number | null }

/**
 * Judges a value against a target and against time. 以上、以下 include the number, 超过、不满 do not (民法典 第1259条).
 * `expected` is the share of the target that the passed share of the time would have.
 */
export function judge(
  target: Pick<Target, 'operator' | 'value'>,
  value: number | null,
  { asOf, startOn, dueOn }: { asOf: string; startOn: string | null; dueOn: string | null },
): Judgement {
  const goal = target.value
  if (typeof goal !== 'number') return { state: 'unmeasured', progress: null, expected: null }
  const expected = expectedShare({ asOf, startOn, dueOn })
  // On the last day itself there is still time.
  const isOver = dueOn !== null && asOf > dueOn
  if (value === null) return { state: isOver ? 'red' : 'notReported', progress: null, expected }
  const isMet = holds(target.operator, value, goal)
  // A ceiling is kept or broken at any time; only what must be reached has a pace.
  if (target.operator === '<=' || target.operator === '<')
    return { state: isMet ? 'met' : 'red', progress: goal === 0 ? null : value / goal, expected: null }
  const progress = goal === 0 ? 1 : value / goal
  if (isMet) return { state: 'met', progress, expected }
  return { state: isOver ? 'red' : behindState(progress, expected), progress, expected }
}

function holds(operator: Target['operator'], value: number, goal: number): boolean {
  if (operator === '<=') return value <= goal
  if (operator === '<') return value < goal
  return operator === '>' ? value > goal : value >= goal
}

function behindState(progress: number, expected: number | null): TargetState {
  if (expected === null) return 'onTrack'
  if (progress < expected * RED) return 'red'
  return progress < expected * BEHIND ? 'behind' : 'onTrack'
}

function expectedShare({
  asOf,
  startOn,
  dueOn,
}: {
  asOf: string
  startOn: string | null
  dueOn: string | null
}): number | null {
  if (dueOn === null) return null
  if (asOf > dueOn) return 1
  if (startOn === null || startOn >= dueOn) return null
  return Math.min(1, Math.max(0, daysBetween(startOn, asOf) / daysBetween(startOn, dueOn)))
}

export type Amounts = Record<Fund | 'total', number>
export const NOTHING: Amounts = { total: 0, central: 0, local: 0, social: 0 }

export const addAmount = (amounts: Amounts, fund: Fund, fen: number): Amounts => ({
  ...amounts,
  total: amounts.total + fen,
  [fund]: amounts[fund] + fen,
})

/**
 * A ratio rule over what was paid, on the base that the plan gives it: the share so far, and the head-room of the next payment.
 * Only rules over whole lines of one fund can be followed by payment; the rest is null.
 */
export function followRule(rule: FundRule, budget: CountyPack['budget'], paidByLine: ReadonlyMap<string, Amounts>) {
  const check = rule.check
  const base = check === null ? null : baseFen(check.base, budget)
  const computable = check !== null && check.numerator.parts.length === 0 && check.numerator.spendTypes.length === 0
  if (!check || !computable || base === null || base === 0 || rule.limit === null || check.numerator.tranche !== null)
    return { paid: null, headRoomFen: null }
  const paidFen = check.numerator.lines.reduce(
    (sum, line) => sum + (paidByLine.get(line)?.[check.numerator.fund] ?? 0),
    0,
  )
  return { paid: paidFen / base, headRoomFen: Math.round(rule.limit * base) - paidFen }
}

function baseFen(base: NonNullable<FundRule['check']>['base'], budget: CountyPack['budget']): number | null {
  if (base.kind !== 'total' && base.kind !== 'central' && base.kind !== 'local' && base.kind !== 'social') return null
  const { kind } = base
  return budget.lines.reduce((sum, { amountsWan }) => sum + fenOfWan(amountsWan[kind]), 0)
}

/** The same movement sent again. */
export const isSameMoney = (a: EnterMoney, b: EnterMoney): boolean =>
  (['kind', 'fund', 'budgetLine', 'amountFen', 'movedOn', 'counterparty', 'paper', 'fileId'] as const).every(
    (key) => a[key] === b[key],
  )

/** Money can be entered against a line of the plan only; arrivals belong to the county as a whole. */
export function refuseMoney(
  entry: { kind: string; budgetLine: string | null; movedOn: string },
  { lines, today }: { lines: ReadonlySet<string>; today: string },
): void {
  if (entry.movedOn > today) throw new DomainError('programme.dayInFuture', { field: 'movedOn', today }, 422)
  if (entry.budgetLine === null && entry.kind !== 'arrived')
    throw new DomainError('programme.lineMissing', { field: 'budgetLine' }, 422)
  if (entry.budgetLine !== null && !lines.has(entry.budgetLine))
    throw new DomainError('programme.lineUnknown', { field: 'budgetLine', budgetLine: entry.budgetLine }, 422)
}

/** What the codes of all counties of a seat begin with: 530000 (a province) 53, 532300 (a prefecture) 5323. */
export const areaOf = (seat: string): string => seat.replace(/(00){1,2}$/, '')

/** Whether a county lies below a seat; no seat lies below itself. */
export const isBelow = (county: string, seat: string): boolean => county !== seat && county.startsWith(areaOf(seat))

type Quoted = { quote: string; line: number }
type Told = { detector: string; quotes: readonly Quoted[]; why: string }

/** Blanks come and go with pages and conversions. */
const bare = (text: string): string => text.replaceAll(/\s+/g, '')

/** What makes a finding this one, on whatever lines it stands: its kind, the words that it quotes, the figures that it reckons. */
const factsOf = ({ detector, quotes, why }: Told): string =>
  JSON.stringify([
    detector,
    quotes.map(({ quote }) => bare(quote)).sort(),
    [...new Set(why.match(/\d+(?:\.\d+)?/g) ?? [])].sort(),
  ])

/**
 * The identities of a plan's findings, in their order. They are the same after a change elsewhere in the plan, after lines have
 * moved and when the findings come in another order; two that cannot be told apart are numbered. The checker's own words are no
 * part of it, only the figures in them: so the findings must be those told in Chinese, whatever language is read.
 */
export function identify(findings: readonly Told[], hash: (facts: string) => string): string[] {
  const met = new Map<string, number>()
  return findings.map((finding) => {
    const facts = factsOf(finding)
    const nth = (met.get(facts) ?? 0) + 1
    met.set(facts, nth)
    return hash(nth === 1 ? facts : `${facts}${nth}`)
  })
}

type Decided = { finding: string; kind: DecisionKind; detector: string; quotes: readonly Quoted[] }

/** From here on two findings of one kind are taken for one whose sentences were changed. */
const ALIKE = 0.5

/** How much of the words quoted then are quoted now, 0 to 1: pairs of characters that both have (Dice 1945). */
function likeness(a: readonly Quoted[], b: readonly Quoted[]): number {
  const pairs = (quotes: readonly Quoted[]) => {
    const text = bare(quotes.map(({ quote }) => quote).join(''))
    return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)))
  }
  const [one, other] = [pairs(a), pairs(b)]
  return one.size + other.size === 0 ? 0 : (2 * one.intersection(other).size) / (one.size + other.size)
}

export type Standing<D> = {
  /** The last act about each finding. */
  decisions: ReadonlyMap<string, D>
  /** Decisions about findings that read otherwise then, by the open finding that each has become. */
  former: ReadonlyMap<string, D>
  /** Decided, and no longer found. */
  gone: readonly D[]
}

/**
 * Puts the last acts beside the findings of today. A decision holds for the very finding that it was made for. What was decided of
 * one that is no longer there goes to the finding of its kind that is most like it, as a hint and not as a decision.
 */
export function standing<D extends Decided>(
  findings: readonly { id: string; detector: string; quotes: readonly Quoted[] }[],
  acts: readonly D[],
): Standing<D> {
  const ids = new Set(findings.map(({ id }) => id))
  const decisions = new Map(acts.flatMap((act) => (ids.has(act.finding) ? [[act.finding, act] as const] : [])))
  const orphans = acts.filter(({ finding, kind }) => !ids.has(finding) && kind !== 'withdrawn')
  const likely = orphans
    .flatMap((act) =>
      findings
        .filter(({ id, detector }) => detector === act.detector && !decisions.has(id))
        .map(({ id, quotes }) => ({ id, act, degree: likeness(act.quotes, quotes) })),
    )
    .filter(({ degree }) => degree >= ALIKE)
    .sort((a, b) => b.degree - a.degree)
  const former = new Map<string, D>()
  const taken = new Set<D>()
  for (const { id, act } of likely) {
    if (former.has(id) || taken.has(act)) continue
    former.set(id, act)
    taken.add(act)
  }
  return { decisions, former, gone: orphans.filter((act) => !taken.has(act)) }
}

export const isDecided = (decision: { kind: DecisionKind } | null | undefined): boolean =>
  decision !== null && decision !== undefined && decision.kind !== 'withdrawn'

/** What the first quotes and the second do not, wherever it stands. */
export function quotedOnly<Q extends Quoted>(quotes: readonly Q[], others: readonly Quoted[]): Q[] {
  const known = new Set(others.map(({ quote }) => bare(quote)))
  return quotes.filter(({ quote }) => !known.has(bare(quote)))
}

/** A decision answers to the one that its maker saw; only what was decided can be withdrawn. */
export function refuseDecision(
  command: Pick<DecideFinding, 'kind' | 'replaces'>,
  { last, isHeld }: { last: string | null; isHeld: boolean },
): void {
  if (command.replaces !== last) throw new DomainError('programme.decidedMeanwhile', {})
  if (command.kind === 'withdrawn' && !isHeld) throw new DomainError('programme.nothingDecided', {})
}

/** The same act sent again. */
export const isSameDecision = (
  a: DecideFinding & { finding: string },
  b: DecideFinding & { finding: string },
): boolean => (['finding', 'kind', 'text', 'paper', 'fileId', 'replaces'] as const).every((key) => a[key] === b[key])
