import type { RecordedEvent } from '#platform/journal'
import type { AlarmRule, Finding, SeenGrant, SeenRequest, WatchState } from './schema.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const SHANGHAI_MS = 8 * HOUR_MS

/** Every threshold of the watch, in one place. */
export const RULES = {
  /** Many refusals of one account, or of nobody from one address. 404 is what lies outside one's reach. */
  refusals: { count: 20, windowMs: 10 * MINUTE_MS, statuses: [401, 403, 404, 429] },
  /** Files that leave the system at night, by the hours of Asia/Shanghai. */
  nightExport: { fromHour: 22, untilHour: 6 },
  /** An administrator at work from where he has never been. */
  newAddress: {
    roles: ['systemAdministrator', 'securityAdministrator', 'auditAdministrator'],
    remembered: 50,
  },
  /** A process that says nothing for so long, having not said that it stops. It speaks at least each minute. */
  logGap: { silentMs: 5 * MINUTE_MS, forgetMs: 60 * DAY_MS },
  /** The same again within so long is the same alarm, counted. */
  quietMs: HOUR_MS,
  /** What is kept in memory of accounts and addresses that were refused. */
  mostKeys: 5000,
} as const

/** The log is kept 180 days at least (《网络安全法》第二十一条: not less than six months); more by configuration, never less. */
export const LEAST_DAYS = 180
export const keepDays = (wanted: number | undefined): number =>
  wanted !== undefined && Number.isFinite(wanted) ? Math.max(LEAST_DAYS, Math.trunc(wanted)) : LEAST_DAYS

export const freshState = (): WatchState => ({ refusals: {}, addresses: {}, writers: {} })

type Step = { state: WatchState; findings: Finding[] }
type Rule = (step: Step, row: SeenRequest) => void

const hourOf = (at: Date): number => new Date(at.getTime() + SHANGHAI_MS).getUTCHours()

export function isNight(at: Date): boolean {
  const { fromHour, untilHour } = RULES.nightExport
  const hour = hourOf(at)
  return hour >= fromHour || hour < untilHour
}

/** Nobody's refusals count by address, also those of a sign-in; somebody's by his account: an office has one address for all. */
function refusedKeys({ account, act, address }: SeenRequest): string[] {
  const keys = account === '' ? [] : [`account:${account}`]
  return account === '' || act === 'signIn' ? [...keys, `address:${address}`] : keys
}

const refusals: Rule = ({ state, findings }, row) => {
  const { count, windowMs, statuses } = RULES.refusals
  if (!statuses.some((status) => status === row.status)) return
  const at = row.at.getTime()
  for (const key of refusedKeys(row)) {
    const recent = (state.refusals[key] ?? []).filter((then) => then > at - windowMs)
    const all = [...recent, ...Array.from({ length: Math.min(row.times, count) }, () => at)]
    if (all.length < count) {
      state.refusals[key] = all
      continue
    }
    delete state.refusals[key]
    const [kind = '', id = ''] = key.split(/:(.*)/s)
    const facts = { count: all.length, windowMinutes: windowMs / MINUTE_MS, route: row.route, address: row.address }
    findings.push({
      rule: 'refusals',
      subject: key,
      at: row.at,
      facts: kind === 'account' ? { ...facts, account: id } : facts,
    })
  }
}

const nightExport: Rule = ({ findings }, row) => {
  if (row.act !== 'export' || row.status >= 400 || !isNight(row.at)) return
  const facts = { account: row.account, route: row.route, address: row.address }
  findings.push({ rule: 'nightExport', subject: `account:${row.account}`, at: row.at, facts })
}

const newAddress: Rule = ({ state, findings }, row) => {
  const { roles, remembered } = RULES.newAddress
  if (row.status >= 400 || row.account === '' || !row.roles.some((role) => roles.some((watched) => watched === role)))
    return
  const known = state.addresses[row.account]
  if (known?.includes(row.address)) return
  state.addresses[row.account] = [...(known ?? []), row.address].slice(-remembered)
  // From somewhere everybody begins.
  if (!known) return
  const facts = { account: row.account, address: row.address, roles: [...row.roles] }
  findings.push({ rule: 'newAddress', subject: `account:${row.account}`, at: row.at, facts })
}

export const LOG_STOPPED = 'log.stopped'

/** Rows of one writer come in the order of their numbers: a hole is a row that somebody took out, or that was lost. */
const missingRows: Rule = ({ state, findings }, row) => {
  const before = state.writers[row.writer]
  const expected = (before?.seq ?? 0) + 1
  if (row.seq > expected)
    findings.push({
      rule: 'logGap',
      subject: `writer:${row.writer}`,
      at: row.at,
      facts: { from: expected, to: row.seq - 1, count: row.seq - expected },
    })
  const isHome = (before?.isHome ?? false) || row.act === 'log'
  if (row.route === LOG_STOPPED) delete state.writers[row.writer]
  else state.writers[row.writer] = { seq: row.seq, at: row.at.getTime(), isHome }
}

const BY_ROW: readonly Rule[] = [refusals, nightExport, newAddress, missingRows]

function silentWriters({ state, findings }: Step, now: Date): void {
  const { silentMs, forgetMs } = RULES.logGap
  for (const [writer, { at, isHome }] of Object.entries(state.writers)) {
    const silent = now.getTime() - at
    if (silent > (isHome ? silentMs : forgetMs)) delete state.writers[writer]
    if (isHome && silent > silentMs)
      findings.push({
        rule: 'logGap',
        subject: `writer:${writer}`,
        at: now,
        facts: { lastAt: new Date(at).toISOString() },
      })
  }
}

function forgetOldRefusals(state: WatchState, now: Date): void {
  const { windowMs } = RULES.refusals
  const recent = Object.entries(state.refusals).filter(([, times]) => (times.at(-1) ?? 0) > now.getTime() - windowMs)
  state.refusals = Object.fromEntries(recent.slice(-RULES.mostKeys))
}

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** The power that an event gives to somebody: to a person by a role, to a machine by a key, to all by laxer rules. */
export function grantOf({
  kind,
  at,
  subject,
  actor,
  origin,
  data,
}: Pick<RecordedEvent, 'kind' | 'at' | 'subject' | 'actor' | 'origin' | 'data'>): SeenGrant[] {
  if (origin === 'simulated') return []
  const facts: Record<string, unknown> = { ...data }
  if (kind === 'identity.policySet') return [{ rule: 'policySet', subject, at, facts: { account: actor } }]
  if (kind === 'identity.keyMade')
    return [{ rule: 'keyMade', subject, at, facts: { account: actor, scopes: textsOf(facts.scopes) } }]
  const roles = textsOf(facts.roles)
  if (roles.length === 0) return []
  const account = subject.replace(/^account:/, '')
  return [{ rule: 'roleGiven', subject: `account:${account}`, at, facts: { account, by: actor, roles } }]
}

/**
 * One round of the watch over the rows and grants that are new, in the order of the log. Nothing is read twice: what must be remembered is
 * in the state.
 */
export function watch(
  before: WatchState,
  { requests, grants }: { requests: readonly SeenRequest[]; grants: readonly SeenGrant[] },
  now: Date,
): Step {
  const step: Step = { state: structuredClone(before), findings: [] }
  for (const row of requests) for (const rule of BY_ROW) rule(step, row)
  // Each is an alarm: power is seldom given.
  step.findings.push(...grants)
  silentWriters(step, now)
  forgetOldRefusals(step.state, now)
  return step
}

type Open = { rule: AlarmRule; subject: string; lastAt: Date }

/** Whether a finding is the same thing going on, and counts on the alarm that is still open. */
export const isSame = (alarm: Open, finding: Finding): boolean =>
  alarm.rule === finding.rule &&
  alarm.subject === finding.subject &&
  finding.at.getTime() - alarm.lastAt.getTime() <= RULES.quietMs
