import { CountyPack } from '@xiangji/county-pack'
import { LONGEST } from '@xiangji/plan-check/plain'
import { z } from 'zod'

export const Fund = z.enum(['central', 'local', 'social'])
export type Fund = z.infer<typeof Fund>
export const MoneyKind = z.enum(['arrived', 'paid', 'spent'])
export type MoneyKind = z.infer<typeof MoneyKind>

const Source = z.object({ quote: z.string(), line: z.int() }).nullable()

export const Stage = z.enum(['preparing', 'underWay', 'ended'])

export const PhaseView = z.object({
  id: z.string(),
  name: z.string(),
  startOn: z.iso.date(),
  endOn: z.iso.date(),
  isCurrent: z.boolean(),
  source: Source,
})

export const ProgrammeView = z.object({
  county: z.object({ code: z.string(), id: z.string(), name: z.string(), nameEn: z.string(), leadUnit: z.string() }),
  document: CountyPack.shape.document,
  programmeYear: z.int(),
  asOf: z.iso.date(),
  stage: Stage,
  phases: z.array(PhaseView),
  /** A demonstration moves the plan's dates; every screen says so. */
  isDemo: z.boolean(),
  shiftDays: z.int(),
  units: z.array(z.string()),
})
export type ProgrammeView = z.infer<typeof ProgrammeView>

const ByFund = z.object({ total: z.int(), central: z.int(), local: z.int(), social: z.int() })

export const BudgetLineView = z.object({
  id: z.string(),
  seq: z.string(),
  category: z.string(),
  project: z.string(),
  scope: z.string().nullable(),
  leadUnit: z.string(),
  supportingUnits: z.array(z.string()),
  startOn: z.iso.date().nullable(),
  endOn: z.iso.date().nullable(),
  plannedFen: ByFund,
  paidFen: ByFund,
  spentFen: ByFund,
  targets: z.array(z.string()),
  source: Source,
})
export type BudgetLineView = z.infer<typeof BudgetLineView>

export const BudgetView = z.object({
  fundSources: z.object({
    central: z.string().nullable(),
    local: z.string().nullable(),
    social: z.string().nullable(),
  }),
  lines: z.array(BudgetLineView),
  plannedFen: ByFund,
  arrivedFen: ByFund,
  paidFen: ByFund,
  spentFen: ByFund,
  /** Some of the money that moved is simulated. */
  isSimulated: z.boolean(),
})
export type BudgetView = z.infer<typeof BudgetView>

export const FundRuleView = z.object({
  id: z.string(),
  kind: z.string(),
  topic: z.string(),
  text: z.string(),
  isHard: z.boolean(),
  lines: z.array(z.string()),
  /** As the plan stands: a fraction, or 万元 where the limit is an amount. */
  planned: z.number().nullable(),
  limit: z.number().nullable(),
  isRatio: z.boolean(),
  ok: z.boolean().nullable(),
  why: z.string().nullable(),
  /** As money was paid, over the same base; null where nothing was. */
  paid: z.number().nullable(),
  /** How much more may be paid on these lines before the rule breaks (a cap), or must still be paid (a floor). Fen. */
  headRoomFen: z.int().nullable(),
  source: Source,
})
export type FundRuleView = z.infer<typeof FundRuleView>

export const TargetState = z.enum(['met', 'onTrack', 'behind', 'red', 'unmeasured', 'notReported'])
export type TargetState = z.infer<typeof TargetState>

export const TargetView = z.object({
  id: z.string(),
  category: z.string(),
  name: z.string(),
  operator: z.string(),
  target: z.union([z.number(), z.string()]).nullable(),
  unit: z.string().nullable(),
  value: z.number().nullable(),
  valueOn: z.iso.date().nullable(),
  /** Of the target value: how far it is, and how far it should be by now. */
  progress: z.number().nullable(),
  expected: z.number().nullable(),
  state: TargetState,
  measure: z.enum(['indicator', 'byHand', 'external']),
  indicator: z.string().nullable(),
  isSimulated: z.boolean(),
  numerator: z.number().nullable(),
  denominator: z.number().nullable(),
  dueOn: z.iso.date().nullable(),
  daysLeft: z.int().nullable(),
  owner: z.string().nullable(),
  budgetLine: z.string().nullable(),
  note: z.string().nullable(),
  conflicts: z.array(
    z.object({ value: z.union([z.number(), z.string()]).nullable(), quote: z.string(), line: z.int() }),
  ),
  source: Source,
})
export type TargetView = z.infer<typeof TargetView>

export const TaskView = z.object({
  id: z.string(),
  unit: z.string(),
  role: z.enum(['lead', 'support']),
  text: z.string(),
  dueOn: z.iso.date().nullable(),
  daysLeft: z.int().nullable(),
  state: z.enum(['todo', 'doing', 'done']),
  isOverdue: z.boolean(),
  note: z.string(),
  reportedAt: z.iso.datetime().nullable(),
  isSimulated: z.boolean(),
  source: Source,
})
export type TaskView = z.infer<typeof TaskView>

export const EnterMoney = z.strictObject({
  id: z.uuid(),
  kind: MoneyKind,
  fund: Fund,
  budgetLine: z.string().min(1).max(40).nullable().default(null),
  amountFen: z.int().min(1).max(100_000_000_000_000),
  movedOn: z.iso.date(),
  counterparty: z.string().trim().max(80).default(''),
  /** 凭证号: the voucher, document or contract that proves it. */
  paper: z.string().trim().min(1).max(80),
  fileId: z.uuid().nullable().default(null),
})
export type EnterMoney = z.infer<typeof EnterMoney>

export const MoneyEntry = z.object({
  ...EnterMoney.shape,
  amountFen: z.int(),
  reverses: z.string().nullable(),
  reversedBy: z.string().nullable(),
  enteredBy: z.string(),
  enteredByName: z.string(),
  isSimulated: z.boolean(),
  enteredAt: z.iso.datetime(),
})
export type MoneyEntry = z.infer<typeof MoneyEntry>

export const ReportTarget = z.strictObject({
  id: z.uuid(),
  value: z.number().min(-1e12).max(1e12),
  reportedOn: z.iso.date(),
  /** Who answers for the figure with his name. */
  signedBy: z.string().trim().min(2).max(30),
  fileId: z.uuid(),
  note: z.string().trim().max(300).default(''),
})
export type ReportTarget = z.infer<typeof ReportTarget>

export const TargetReport = z.object({
  ...ReportTarget.shape,
  target: z.string(),
  fileName: z.string(),
  enteredBy: z.string(),
  enteredByName: z.string(),
  isSimulated: z.boolean(),
  enteredAt: z.iso.datetime(),
})
export type TargetReport = z.infer<typeof TargetReport>

export const ExternalFigure = z.strictObject({
  id: z.uuid(),
  name: z.string().trim().min(2).max(60),
  target: z.string().max(40).nullable().default(null),
  period: z.string().trim().min(4).max(30),
  value: z.number().min(-1e15).max(1e15),
  unit: z.string().trim().min(1).max(12),
  publisher: z.string().trim().min(2).max(60),
  publishedOn: z.iso.date(),
  fileId: z.uuid().nullable().default(null),
})
export type ExternalFigure = z.infer<typeof ExternalFigure>

export const ExternalFigureView = z.object({ ...ExternalFigure.shape, isSimulated: z.boolean() })
export type ExternalFigureView = z.infer<typeof ExternalFigureView>

export const ReportTask = z.strictObject({
  id: z.uuid(),
  state: z.enum(['todo', 'doing', 'done']),
  note: z.string().trim().max(300).default(''),
  fileId: z.uuid().nullable().default(null),
})
export type ReportTask = z.infer<typeof ReportTask>

export const LedgerFigure = z.object({
  indicator: z.string(),
  total: z.number(),
  last7: z.number(),
  previous7: z.number(),
  isSimulated: z.boolean(),
})

export const DueItem = z.object({
  kind: z.enum(['task', 'targetReport', 'dailyReports', 'finding']),
  id: z.string(),
  /** In the plan's words; empty where `count` says what is missing. */
  text: z.string(),
  /** How many daily reports are missing; null for the other kinds. */
  count: z.int().nullable(),
  dueOn: z.iso.date().nullable(),
  daysLeft: z.int().nullable(),
  owner: z.string().nullable(),
})
export type DueItem = z.infer<typeof DueItem>

/** What an office head asks first, at one day. */
export const Overview = z.object({
  asOf: z.iso.date(),
  programme: ProgrammeView.omit({ document: true, units: true }),
  money: z.object({
    centralPlannedFen: z.int(),
    centralArrivedFen: z.int(),
    centralPaidFen: z.int(),
    centralSpentFen: z.int(),
    allPlannedFen: z.int(),
    allPaidFen: z.int(),
    isSimulated: z.boolean(),
  }),
  stations: z.object({
    planned: z.int(),
    open: z.int(),
    active: z.int(),
    coverage: z.number().nullable(),
    coveredVillages: z.int(),
    villages: z.int(),
    isSimulated: z.boolean(),
  }),
  ledgers: z.array(LedgerFigure),
  reports: z.object({
    on: z.iso.date(),
    expected: z.int(),
    received: z.int(),
    onTime: z.int(),
    isSimulated: z.boolean(),
  }),
  targets: z.array(TargetView),
  due: z.array(DueItem),
  external: z.array(ExternalFigureView),
  isSimulated: z.boolean(),
})
export type Overview = z.infer<typeof Overview>

/** A county as its province sees it: sums only, nothing of an event, a person or an outlet. */
export const CountySums = z.object({
  county: z.string(),
  name: z.string(),
  nameEn: z.string(),
  programmeYear: z.int(),
  isDemo: z.boolean(),
  money: Overview.shape.money,
  stations: Overview.shape.stations,
  ledgers: z.array(LedgerFigure.pick({ indicator: true, total: true, last7: true, isSimulated: true })),
  targets: z.object({ met: z.int(), onTrack: z.int(), behind: z.int(), red: z.int(), unknown: z.int(), all: z.int() }),
  isSimulated: z.boolean(),
})
export type CountySums = z.infer<typeof CountySums>

/** The same with each target of the plan, which is published: what was asked, what is reached. */
export const CountyTargets = CountySums.extend({
  list: z.array(
    TargetView.pick({
      id: true,
      name: true,
      operator: true,
      target: true,
      unit: true,
      value: true,
      state: true,
      dueOn: true,
      isSimulated: true,
    }),
  ),
})
export type CountyTargets = z.infer<typeof CountyTargets>

const Quoted = z.object({ quote: z.string(), line: z.int() })

/** One finding of the plan checker; the shape is @xiangji/plan-check's. */
export const PlanFinding = z.object({
  detector: z.string(),
  severity: z.enum(['error', 'warn', 'info']),
  title: z.string(),
  quotes: z.array(Quoted),
  why: z.string(),
  decide: z.string(),
})

/** `settled`: which reading applies. `accepted`: nothing is changed, the risk is borne or there is no fault. `withdrawn`: open again. */
export const DecisionKind = z.enum(['settled', 'accepted', 'withdrawn'])
export type DecisionKind = z.infer<typeof DecisionKind>

export const DecideFinding = z.strictObject({
  id: z.uuid(),
  kind: DecisionKind,
  text: z.string().trim().min(1).max(1000),
  /** 文号: the document that decides. */
  paper: z.string().trim().max(80).default(''),
  fileId: z.uuid().nullable().default(null),
  /** The decision that the person saw and now replaces or withdraws; null where he saw none. */
  replaces: z.uuid().nullable().default(null),
})
export type DecideFinding = z.infer<typeof DecideFinding>

/** An act of deciding, with what stood there when it was done. */
export const FindingDecision = z.object({
  ...DecideFinding.shape,
  finding: z.string(),
  ...PlanFinding.pick({ detector: true, severity: true, title: true, quotes: true }).shape,
  planSha256: z.string(),
  decidedBy: z.string(),
  decidedByName: z.string(),
  isSimulated: z.boolean(),
  decidedAt: z.iso.datetime(),
})
export type FindingDecision = z.infer<typeof FindingDecision>

/** A finding of the county's own plan, with what was decided of it. */
export const CountyFinding = PlanFinding.extend({
  /** The same as long as nothing about this finding changes, on whatever line and in whatever language it is told. */
  id: z.string(),
  isOpen: z.boolean(),
  /** The last act about it: it may be that the decision was withdrawn. */
  decision: FindingDecision.nullable(),
  /** Open again: what was decided while it read otherwise, because the plan has changed since or because the checker has. */
  former: z
    .object({
      decision: FindingDecision,
      changed: z.enum(['plan', 'check']),
      gained: z.array(Quoted),
      lost: z.array(Quoted),
    })
    .nullable(),
})
export type CountyFinding = z.infer<typeof CountyFinding>

const Unit = z.enum(['万元', '%', '单'])

/** What the plan checker says of the pack as loaded, and what the county has decided of that. */
export const PlanCheck = z.object({
  county: z.string(),
  sums: z.array(z.object({ what: z.string(), expected: z.number(), actual: z.number(), unit: Unit, ok: z.boolean() })),
  rules: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      ok: z.boolean().nullable(),
      value: z.number().nullable(),
      limit: z.number().nullable(),
      base: z.number().nullable(),
      lines: z.array(z.string()),
      why: z.string(),
      source: Source,
    }),
  ),
  findings: z.array(CountyFinding),
  /** Decided, and no longer found. */
  gone: z.array(FindingDecision),
})
export type PlanCheck = z.infer<typeof PlanCheck>

export const CheckLanguage = z.enum(['zh', 'en'])
export type CheckLanguage = z.infer<typeof CheckLanguage>

/** The text of any plan, to be checked and forgotten. */
export const PlanText = z.object({ text: z.string().min(1).max(LONGEST), language: CheckLanguage.default('zh') })

/** The plan's text by lines, as findings quote it. */
export const PlanLines = z.object({ title: z.string(), lines: z.array(z.string()) })
export type PlanLines = z.infer<typeof PlanLines>
