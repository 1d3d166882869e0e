import { z } from 'zod'
import { Budget, FundRule } from './schema-budget.ts'
import { CivilDay, Id, Note, Source, Text } from './schema-entry.ts'
import { Standards } from './schema-standard.ts'

export {
  Amounts,
  type AmountsWan,
  Budget,
  BudgetColumn,
  BudgetLine,
  BudgetPart,
  Fund,
  FundRule,
  FundRuleKind,
  Money,
  PAPER_KINDS,
  Restatement,
  RuleBase,
  RuleCheck,
  RuleNumerator,
  RuleReading,
  StatedTotal,
  Tranches,
} from './schema-budget.ts'
export { CivilDay, Id, Note, Source, Text } from './schema-entry.ts'
export { Standard, Standards, SubsidyStandard } from './schema-standard.ts'

/** A telephone, address or desk that the document names for the public. */
export const Contact = z.strictObject({ unit: Text, phone: Text, source: Source.nullable() })
export type Contact = z.infer<typeof Contact>

/** A document that this one stands on or puts out of force. */
export const LegalBasis = z.strictObject({
  title: Note,
  number: Note,
  source: Source.nullable(),
})
export type LegalBasis = z.infer<typeof LegalBasis>

export const PlanDocument = z.strictObject({
  kind: Text,
  title: Text,
  titleSource: Source.nullable(),
  number: Text.nullable(),
  numberSource: Source.nullable().default(null),
  issuer: Text.nullable(),
  issuedOn: CivilDay.nullable(),
  /** The year is known where the day is not: it is part of the document's number. */
  issuedYear: z.int().nullable().default(null),
  issuedSource: Source.nullable().default(null),
  status: z.enum(['in_force', 'draft', 'unknown']),
  statusNote: Note,
  statusSource: Source.nullable().default(null),
  disclosure: Text.nullable(),
  disclosureSource: Source.nullable().default(null),
  basedOn: z.array(LegalBasis),
  repeals: z.array(LegalBasis),
  contacts: z.array(Contact),
  addressees: Note,
  copiedTo: Note,
  missing: z.array(Text).default([]),
  /** The file of the corpus that `plan.txt` is a copy of, and its SHA-256. */
  corpusFile: Text,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  note: Note,
  noteSource: Source.nullable().default(null),
})
export type PlanDocument = z.infer<typeof PlanDocument>

export const Phase = z.strictObject({
  id: Id,
  name: Text,
  startOn: CivilDay,
  endOn: CivilDay,
  deliverables: z.array(Text).default([]),
  basis: Note,
  source: Source.nullable(),
})
export type Phase = z.infer<typeof Phase>

export const LeadingGroup = z.strictObject({
  name: Text,
  head: Note,
  deputy: Note,
  members: z.array(Text).default([]),
  office: Note,
  source: Source.nullable(),
})
export type LeadingGroup = z.infer<typeof LeadingGroup>

/** A town-level division, by its statistical code of 9 digits. */
export const Township = z.strictObject({
  code: z.string().regex(/^\d{9}$/),
  name: Text,
  kind: Text,
  /** What the town is known for in the document. */
  industry: Note,
})
export type Township = z.infer<typeof Township>

export const County = z.strictObject({
  id: z.string().regex(/^[a-z]+$/),
  code: z.string().regex(/^\d{6}$/),
  codeBasis: Note,
  name: Text,
  nameEn: Text,
  kind: Text,
  province: Text,
  prefecture: Text,
  divisionNote: Note,
  leadUnit: Text,
  leadUnitSource: Source.nullable().default(null),
  coLeadUnits: z.array(Text).default([]),
  leadingGroup: LeadingGroup.nullable(),
  units: z.array(Text),
  towns: z.array(Township),
  townNote: Note,
  industries: z.array(Text).default([]),
  brands: z.array(Text).default([]),
  externalSystems: z.array(Text).default([]),
  sources: z.array(Source).default([]),
})
export type County = z.infer<typeof County>

export const Operation = z.strictObject({
  startOn: CivilDay.nullable(),
  endOn: CivilDay.nullable(),
  years: z.number().positive().nullable(),
  basis: Note,
  source: Source.nullable(),
})
export type Operation = z.infer<typeof Operation>

/** county.yaml */
export const CountyFile = z.strictObject({
  format: z.literal(1),
  county: County,
  document: PlanDocument,
  programmeYear: z.int(),
  programmeYearSource: Source.nullable().default(null),
  predecessor: z.strictObject({ name: Text, source: Source.nullable() }).nullable().default(null),
  /** 首期 or 二期 where the central money comes in tranches. */
  tranche: z
    .strictObject({
      current: Text,
      /** Which column of the tranches is the money of this plan. */
      currentIs: z.enum(['phase1', 'phase2']),
      previous: Text,
      source: Source.nullable(),
    })
    .nullable()
    .default(null),
  phases: z.array(Phase),
  phaseNote: Note,
  investmentPeriod: z
    .strictObject({ text: Text, startOn: CivilDay, endOn: CivilDay, source: Source.nullable() })
    .nullable()
    .default(null),
  operation: Operation.nullable(),
})

/** rules.yaml */
export const RulesFile = z.strictObject({ fundRules: z.array(FundRule) })

export const Operator = z.enum(['=', '>=', '<=', '>', '<', 'range', 'qual', 'or', 'byContract'])
export type Operator = z.infer<typeof Operator>

export const TargetValue = z.union([z.number(), z.string()]).nullable()
export type TargetValue = z.infer<typeof TargetValue>

/** What moves a target: an indicator, a person with a document, or a bulletin from outside. */
export const Measure = z.union([
  z.strictObject({
    indicator: z.string().regex(/^[a-z]+\.[a-zA-Z]+$/),
    /** The indicator's value times this is in the target's unit: 100 for a percentage. */
    scale: z.number().positive().optional(),
    why: z.string().optional(),
  }),
  z.strictObject({ byHand: z.literal(true), why: z.string().optional() }),
  z.strictObject({ external: z.literal(true), why: z.string().optional() }),
])
export type Measure = z.infer<typeof Measure>

/** Another value that the same document gives for the same target. */
export const Conflict = z.strictObject({ value: TargetValue, text: Note, source: Source })
export type Conflict = z.infer<typeof Conflict>

/** One of the conditions of an `or` target. */
export const Alternative = z.strictObject({
  operator: Operator,
  value: TargetValue,
  unit: Note,
  benchmark: Text,
})
export type Alternative = z.infer<typeof Alternative>

export const Target = z.strictObject({
  id: Id,
  category: Text,
  name: Text,
  operator: Operator,
  /** The lower end where the operator is `range`. */
  value: TargetValue,
  upper: z.number().nullable().default(null),
  alternatives: z.array(Alternative).default([]),
  unit: Text.nullable(),
  period: Text,
  dueOn: CivilDay.nullable(),
  dueBasis: Note,
  budgetLine: Id.nullable(),
  alsoLines: z.array(Id).default([]),
  owner: Text.nullable(),
  numerator: Note,
  denominator: Note,
  baseline: Note,
  threshold: z.strictObject({ operator: Operator, wan: z.number() }).nullable().default(null),
  operateYears: z.number().positive().nullable().default(null),
  areaMinM2: z.number().positive().nullable().default(null),
  aliases: z.array(Text).default([]),
  variants: z.array(Text).default([]),
  conflicts: z.array(Conflict).default([]),
  measure: Measure,
  note: Note,
  source: Source.nullable(),
})
export type Target = z.infer<typeof Target>

/** A row of the printed table of performance targets, its drifted labels restored. */
export const KpiRow = z.strictObject({
  id: Id,
  no: z.int().positive(),
  name: Text,
  level1: Text,
  level2: Text,
  labelsPrinted: z.array(z.string()),
  labelsAgree: z.boolean(),
  operator: Operator,
  value: TargetValue,
  unit: Text.nullable(),
  valueText: Text.nullable(),
  /** The target that this row repeats. */
  target: Id,
  note: Note,
  source: Source,
})
export type KpiRow = z.infer<typeof KpiRow>

export const KpiTable = z.strictObject({
  title: Text,
  overallGoal: Note,
  restoration: Note,
  note: Note,
  groups: z.array(
    z.strictObject({
      level1: Text,
      level2: Text,
      firstLine: z.int().positive(),
      lastLine: z.int().positive(),
      count: z.int().positive(),
    }),
  ),
  rows: z.array(KpiRow),
  source: Source.nullable(),
})
export type KpiTable = z.infer<typeof KpiTable>

/** targets.yaml */
export const TargetsFile = z.strictObject({ targets: z.array(Target), kpiTable: KpiTable.nullable() })

export const Task = z.strictObject({
  id: Id,
  unit: Text,
  role: z.enum(['lead', 'support']),
  supportingUnits: z.array(Text).default([]),
  text: Text,
  content: Note,
  startOn: CivilDay.nullable().default(null),
  dueOn: CivilDay.nullable(),
  dueText: Note,
  phase: Id.nullable().default(null),
  budgetLine: Id.nullable().default(null),
  source: Source.nullable(),
})
export type Task = z.infer<typeof Task>

/** tasks.yaml */
export const TasksFile = z.strictObject({ tasks: z.array(Task) })

/** What a careful reading by hand found in the document. */
export const Reading = z.strictObject({
  id: Id,
  detector: z.string().regex(/^D-[A-Z]+$/),
  severity: z.enum(['error', 'warn', 'info']),
  title: Text,
  quotes: z.array(Source).min(1),
  why: Text,
  mend: Text,
})
export type Reading = z.infer<typeof Reading>

/** readings.yaml, which a county need not have */
export const ReadingsFile = z.strictObject({ readings: z.array(Reading) })

export const CountyPack = z.strictObject({
  ...CountyFile.shape,
  budget: Budget,
  ...RulesFile.shape,
  ...TargetsFile.shape,
  ...TasksFile.shape,
  ...Standards.shape,
  ...ReadingsFile.shape,
})
/** A county's plan as data: everything that the platform knows of a county. */
export type CountyPack = z.infer<typeof CountyPack>
