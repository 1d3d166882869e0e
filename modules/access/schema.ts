import { z } from 'zod'

export const Act = z.enum(['read', 'personal', 'export', 'change', 'signIn', 'log'])
export type Act = z.infer<typeof Act>

/** One line of the access log, with the name that the account has today. */
export const AccessRow = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  account: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  place: z.string(),
  act: Act,
  method: z.string(),
  route: z.string(),
  subject: z.string(),
  status: z.int(),
  refusal: z.string(),
  address: z.string(),
  agent: z.string(),
  durationMs: z.int(),
  bytes: z.int().nullable(),
  requestId: z.string(),
  times: z.int(),
})
export type AccessRow = z.infer<typeof AccessRow>

const Text = (length: number) =>
  z
    .string()
    .max(length)
    .regex(/^[^\p{Cc}]*$/u)

export const AccessFilter = z.object({
  account: Text(64).optional(),
  /** Any part of a route's pattern. */
  route: Text(120).optional(),
  address: Text(64).optional(),
  act: Act.optional(),
  refused: z.stringbool().default(false),
  /** Civil days in Asia/Shanghai, both included. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
})
export type AccessFilter = z.infer<typeof AccessFilter>

export const AccessQuery = AccessFilter.extend({
  /** The last id of the page above. */
  before: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type AccessQuery = z.infer<typeof AccessQuery>

export const AccessPage = z.object({ rows: z.array(AccessRow), next: z.uuid().nullable() })
export type AccessPage = z.infer<typeof AccessPage>

/** From where one account was at work in the last thirty days. */
export const AccessTrail = z.object({
  account: z.string(),
  name: z.string(),
  since: z.iso.datetime(),
  addresses: z.array(
    z.object({
      address: z.string(),
      agent: z.string(),
      firstAt: z.iso.datetime(),
      lastAt: z.iso.datetime(),
      requests: z.int(),
      refused: z.int(),
      changes: z.int(),
      exports: z.int(),
    }),
  ),
})
export type AccessTrail = z.infer<typeof AccessTrail>

export const LookRow = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  account: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  subject: z.string(),
  field: z.string(),
  reason: z.string(),
})
export const LookPage = z.object({ rows: z.array(LookRow), next: z.uuid().nullable() })
export type LookPage = z.infer<typeof LookPage>

export const AlarmRule = z.enum([
  'refusals',
  'nightExport',
  'roleGiven',
  'keyMade',
  'policySet',
  'newAddress',
  'logGap',
])
export type AlarmRule = z.infer<typeof AlarmRule>

/** What of a finding helps to look into it; never a name. */
export const AlarmFacts = z.object({
  account: z.string().optional(),
  by: z.string().optional(),
  roles: z.array(z.string()).optional(),
  /** What a key opens. */
  scopes: z.array(z.string()).optional(),
  address: z.string().optional(),
  route: z.string().optional(),
  count: z.int().optional(),
  windowMinutes: z.int().optional(),
  from: z.int().optional(),
  to: z.int().optional(),
  lastAt: z.iso.datetime().optional(),
})
export type AlarmFacts = z.infer<typeof AlarmFacts>

export const Alarm = z.object({
  id: z.uuid(),
  rule: AlarmRule,
  subject: z.string(),
  facts: AlarmFacts,
  /** The account that it is about, with today's name. */
  name: z.string(),
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  times: z.int(),
  acknowledgedAt: z.iso.datetime().nullable(),
  acknowledgedBy: z.string().nullable(),
  acknowledgedName: z.string().nullable(),
  note: z.string(),
})
export type Alarm = z.infer<typeof Alarm>

export const AlarmState = z.enum(['open', 'acknowledged'])
export const AlarmQuery = z.object({
  state: AlarmState.optional(),
  page: z.coerce.number().int().min(1).max(1000).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(20),
})
export type AlarmQuery = z.infer<typeof AlarmQuery>
export const AlarmPage = z.object({ rows: z.array(Alarm), total: z.int() })
export type AlarmPage = z.infer<typeof AlarmPage>

export const Acknowledge = z.strictObject({ note: z.string().trim().min(2).max(500) })

/** What the watch remembers between two rounds. Instants are Unix milliseconds. */
export const WatchState = z.object({
  /** Refusals of the last minutes, by `account:…` or `address:…`. */
  refusals: z.record(z.string(), z.array(z.number())),
  /** Where each administrator has been at work from, the latest last. */
  addresses: z.record(z.string(), z.array(z.string())),
  /** The last row of each process that writes, and whether it is the one that says every minute that it lives. */
  writers: z.record(z.string(), z.object({ seq: z.number(), at: z.number(), isHome: z.boolean() })),
})
export type WatchState = z.infer<typeof WatchState>

/** A row of the log as the rules read it. */
export type SeenRequest = {
  at: Date
  writer: string
  seq: number
  account: string
  roles: readonly string[]
  act: Act
  route: string
  status: number
  address: string
  times: number
}
/** What the journal tells of power that was given: a role, a key of another system, other rules for passwords and sessions. */
export type SeenGrant = { rule: 'roleGiven' | 'keyMade' | 'policySet'; subject: string; at: Date; facts: AlarmFacts }

export type Finding = { rule: AlarmRule; subject: string; at: Date; facts: AlarmFacts }

/** What the journal keeps of the watch. Subject: `alarm:<id>`, `accessLog:<month>`. */
export type AccessEvent =
  | { kind: 'access.alarmRaised'; data: { rule: AlarmRule; about: string } }
  | { kind: 'access.alarmAcknowledged'; data: { rule: AlarmRule } }
  | { kind: 'access.logExpired'; data: { month: string; keepDays: number } }
