import { z } from 'zod'
import { CivilDay, Id, Note, Source, Text } from './schema-entry.ts'

/** Money in 万元, as the documents speak. */
export const Money = z.number().nonnegative()

/** null: the document has no such column; 0: a blank cell in a column that it has. */
export const Amounts = z.strictObject({
  total: Money.nullable(),
  central: Money.nullable(),
  local: Money.nullable(),
  social: Money.nullable(),
})
export type AmountsWan = z.infer<typeof Amounts>

export const Fund = z.enum(['total', 'central', 'local', 'social'])
export type Fund = z.infer<typeof Fund>

/** An item with a price of its own inside a budget line. */
export const BudgetPart = z.strictObject({
  id: Id,
  item: Text,
  amountWan: Money,
  quantity: z.number().positive().nullable().default(null),
  unit: Note,
  perObjectWan: Money.nullable().default(null),
  perObjectYuan: Money.nullable().default(null),
  years: z.number().positive().nullable().default(null),
  spendType: Note,
  note: Note,
  source: Source.nullable(),
})
export type BudgetPart = z.infer<typeof BudgetPart>

/** 首期, 二期 and their sum, where central money comes in two tranches. */
export const Tranches = z.strictObject({
  phase1Wan: Money,
  phase2Wan: Money,
  cumulativeWan: Money,
  sharePercent: z.number().nonnegative(),
})
export type Tranches = z.infer<typeof Tranches>

/** The same budget line as another place of the document states it. */
export const Restatement = z.strictObject({
  place: Text,
  project: Note,
  address: Note,
  implementer: Note,
  goal: Note,
  schedule: Note,
  endOn: CivilDay.nullable().default(null),
  fundsText: Note,
  amountsWan: Amounts.nullable().default(null),
  centralFundUse: Note,
  sources: z.array(Source),
})
export type Restatement = z.infer<typeof Restatement>

export const BudgetLine = z.strictObject({
  id: Id,
  seq: Text,
  category: Text,
  project: Text,
  scope: Text.nullable(),
  constructionNature: Text.nullable(),
  amountsWan: Amounts,
  /** The printed figures of this line: a table row whose last cells are the columns, or one source for each filled cell. */
  amountSources: z.array(Source),
  quantity: z.number().positive().nullable().default(null),
  unit: Note,
  perObjectWan: z.strictObject({ central: Money.nullable(), social: Money.nullable() }).nullable().default(null),
  startOn: CivilDay.nullable(),
  endOn: CivilDay.nullable(),
  schedule: Note,
  scheduleSource: Source.nullable().default(null),
  periodBasis: Note,
  leadUnit: Text,
  supportingUnits: z.array(Text),
  implementer: Note,
  expectedEffect: Text.nullable(),
  effectSource: Source.nullable().default(null),
  spendTypes: z.array(Text).default([]),
  components: z.array(Text).default([]),
  parts: z.array(BudgetPart),
  tranches: Tranches.nullable().default(null),
  restatements: z.array(Restatement).default([]),
  /** received or expected, where the line is an instalment of the central money. */
  arrival: z.enum(['received', 'expected']).nullable().default(null),
  remark: Note,
  note: Note,
  source: Source.nullable(),
})
export type BudgetLine = z.infer<typeof BudgetLine>

/** A column of the budget table that holds money, in the order of the table. */
export const BudgetColumn = z.strictObject({
  label: Text,
  holds: z.enum(['total', 'central', 'local', 'social', 'phase1', 'phase2', 'cumulative']),
})
export type BudgetColumn = z.infer<typeof BudgetColumn>

/** A total that the document prints; the same total may be printed more than once. */
export const StatedTotal = z.strictObject({
  of: z.enum(['total', 'central', 'local', 'social', 'phase1', 'phase2', 'cumulative', 'sharePercent']),
  /** 万元, or per cent for sharePercent. */
  value: z.number().nonnegative(),
  place: z.enum(['table', 'text']),
  source: Source.nullable(),
})
export type StatedTotal = z.infer<typeof StatedTotal>

/** budget.yaml */
export const Budget = z.strictObject({
  unit: z.literal('万元'),
  fundSources: z.strictObject({ central: Text.nullable(), local: Text.nullable(), social: Text.nullable() }),
  columns: z.array(BudgetColumn),
  lines: z.array(BudgetLine),
  statedTotals: z.array(StatedTotal),
  /** Is the money divided by content of work, so that rules over lines can be computed? */
  hasLines: z.boolean(),
  localMatching: z.strictObject({ text: Text, source: Source.nullable() }).nullable().default(null),
  note: Note,
  columnNote: Note,
})
export type Budget = z.infer<typeof Budget>

export const FundRuleKind = z.enum([
  'cap',
  'floor',
  'amountCap',
  'amountFloor',
  'perObjectCap',
  'averageObjectCap',
  'entityAnnualCap',
  'unitRate',
  'prohibited',
  'allowed',
  'procedure',
])
export type FundRuleKind = z.infer<typeof FundRuleKind>

/** Kinds that no plan can be computed against: they judge papers and payments. */
export const PAPER_KINDS: ReadonlySet<FundRuleKind> = new Set(['prohibited', 'allowed', 'procedure'])

const Tranche = z.enum(['phase1', 'phase2', 'cumulative'])

/** What is counted: whole lines or parts of lines, of one fund or one tranche. */
export const RuleNumerator = z.strictObject({
  lines: z.array(Id).default([]),
  parts: z.array(Id).default([]),
  fund: Fund,
  tranche: Tranche.nullable().default(null),
  /** Only these kinds of spending count; not computable unless parts carry a spendType. */
  spendTypes: z.array(Text).default([]),
})
export type RuleNumerator = z.infer<typeof RuleNumerator>

/** What it is measured against; `none` where the limit is an amount. */
export const RuleBase = z.strictObject({
  kind: z.enum(['none', 'total', 'central', 'local', 'social', 'phase1', 'phase2', 'cumulative']),
  /** The base as the document states it, to be checked against the lines. */
  wan: Money.nullable().default(null),
})
export type RuleBase = z.infer<typeof RuleBase>

/** Another way to read the rule; reported beside the value, never judged. */
export const RuleReading = z.strictObject({ note: Text, numerator: RuleNumerator, base: RuleBase })
export type RuleReading = z.infer<typeof RuleReading>

export const RuleCheck = z.strictObject({
  numerator: RuleNumerator,
  base: RuleBase,
  operator: z.enum(['<=', '>=']),
  readings: z.array(RuleReading).default([]),
})
export type RuleCheck = z.infer<typeof RuleCheck>

export const FundRule = z.strictObject({
  id: Id,
  kind: FundRuleKind,
  /** What a procedure is about: procurement, jointApproval, acceptance and so on. */
  topic: Text,
  text: Text,
  appliesTo: Note,
  lines: z.array(Id).default([]),
  fund: Fund.nullable().default(null),
  /** A fraction for cap and floor. */
  limit: z.number().nonnegative().nullable().default(null),
  limitWan: Money.nullable().default(null),
  per: Note,
  rateYuanPerParcel: z.number().positive().nullable().default(null),
  equivalentParcels: z.number().positive().nullable().default(null),
  minSuppliers: z.int().positive().nullable().default(null),
  hard: z.boolean(),
  check: RuleCheck.nullable().default(null),
  /** Why the rule cannot be computed from the plan; not needed with a `check`, nor for the kinds that are never computed. */
  whyNot: Note,
  items: z.array(Text).default([]),
  steps: z.array(Text).default([]),
  units: z.array(Text).default([]),
  outputs: z.array(Text).default([]),
  condition: Note,
  period: Note,
  startOn: CivilDay.nullable().default(null),
  dueOn: CivilDay.nullable().default(null),
  /** For a cap by object: how many objects the money of these lines, less what is spoken for, could pay at the cap. */
  capacity: z
    .strictObject({ lines: z.array(Id).min(1), fund: Fund, lessWan: Money })
    .nullable()
    .default(null),
  basis: Note,
  note: Note,
  source: Source.nullable(),
})
export type FundRule = z.infer<typeof FundRule>
