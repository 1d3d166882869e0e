import { z } from 'zod'
import { CivilDay, Id, Note, Source, Text } from './schema-entry.ts'

/** A rule of the plan that is not about money: how stations, parcels, classes, files and notices are to be. */
export const Standard = z.strictObject({
  id: Id,
  kind: Text,
  name: Note,
  text: Text,
  /** Where it applies: a level of stations, a leg of the delivery, an audience. */
  scope: Note,
  per: Note,
  items: z.array(Text).default([]),
  services: z.array(Text).default([]),
  units: z.array(Text).default([]),
  operator: z.enum(['=', '>=', '<=', '>', '<']).nullable().default(null),
  value: z.number().nullable().default(null),
  unit: Note,
  period: Note,
  dueOn: CivilDay.nullable().default(null),
  hard: z.boolean().default(true),
  /** The allowance grows by `extra` for each `step` above `above`. */
  growth: z
    .strictObject({ of: Text, above: z.number(), step: z.number().positive(), extra: z.number().positive() })
    .nullable()
    .default(null),
  examples: z.array(z.strictObject({ given: z.number(), allowed: z.number() })).default([]),
  courses: z.array(z.strictObject({ audience: Text, courses: z.array(Text) })).default([]),
  consequence: Note,
  ambiguity: Note,
  note: Note,
  source: Source.nullable(),
})
export type Standard = z.infer<typeof Standard>

/** A subsidy that is paid by the piece or by the object, put together from the fund rules that make it up. */
export const SubsidyStandard = z.strictObject({
  id: Id,
  kind: z.enum(['parcelSubsidy', 'perObject', 'averagePerObject', 'microloan', 'fullCost', 'reward']),
  name: Text,
  rules: z.array(Id).min(1),
  budgetLine: Id.nullable(),
  rateYuanPerParcel: z.number().positive().nullable().default(null),
  perObjectWan: z.number().positive().nullable().default(null),
  entityAnnualWan: z.number().positive().nullable().default(null),
  programmeWan: z.number().positive().nullable().default(null),
  reviewEvery: Note,
  evidence: z.array(Text).default([]),
  excluded: z.array(Text).default([]),
  eligible: z.array(Text).default([]),
  condition: Note,
  note: Note,
  source: Source.nullable(),
})
export type SubsidyStandard = z.infer<typeof SubsidyStandard>

/** standards.yaml */
export const Standards = z.strictObject({
  serviceLevels: z.array(Standard),
  subsidyStandards: z.array(SubsidyStandard),
  sitingRules: z.array(Standard),
  stationFunctions: z.array(Standard),
  ledgers: z.array(Standard),
  trainingRules: z.array(Standard),
  archiveChecklists: z.array(Standard),
  disclosureRules: z.array(Standard),
  evaluationRules: z.array(Standard),
  traceabilityRules: z.array(Standard),
  logisticsRules: z.array(Standard),
  /** Service centre, trade and registers: what fits none of the lists above. */
  otherRules: z.array(Standard),
})
export type Standards = z.infer<typeof Standards>
