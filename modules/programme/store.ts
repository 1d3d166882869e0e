import type { CountyPack } from '@xiangji/county-pack'
import { type RawBuilder, sql } from 'kysely'
import { KEPT, type Tx } from '#platform/db'
import { notFound } from '#platform/errors'
import type {
  EnterMoney,
  ExternalFigure,
  ExternalFigureView,
  FindingDecision,
  Fund,
  MoneyEntry,
  MoneyKind,
  ReportTarget,
  ReportTask,
  TargetReport,
} from './schema.ts'

type T = Tx<'programme'>
export type StoredProgramme = {
  packId: string
  pack: CountyPack
  planText: string
  shiftDays: number
  isDemo: boolean
  loadedAt: Date
}

/** When the plan was last loaded: a cheap question, so that a parsed plan can be kept. */
export async function loadedAt(tx: T, county: string): Promise<number | null> {
  const { rows } = await sql<{
    at: Date
  }>`select loaded_at as at from programme.programme where county = ${county}`.execute(tx)
  return rows[0]?.at.getTime() ?? null
}

export async function load(tx: T, county: string): Promise<StoredProgramme> {
  const { rows } = await sql<StoredProgramme>`
    select pack_id as "packId", pack, plan_text as "planText", shift_days as "shiftDays", is_demo as "isDemo",
      loaded_at as "loadedAt" from programme.programme where county = ${county}`.execute(tx)
  if (!rows[0]) throw notFound('programme', county)
  return rows[0]
}

export async function save(tx: T, county: string, p: Omit<StoredProgramme, 'loadedAt'>): Promise<void> {
  await sql`
    insert into programme.programme (county, pack_id, pack, plan_text, shift_days, is_demo, loaded_at)
    values (${county}, ${p.packId}, ${JSON.stringify(p.pack)}, ${p.planText}, ${p.shiftDays}, ${p.isDemo}, clock_timestamp())
    on conflict (county) do update set pack_id = excluded.pack_id, pack = excluded.pack, plan_text = excluded.plan_text,
      shift_days = excluded.shift_days, is_demo = excluded.is_demo, loaded_at = excluded.loaded_at`.execute(tx)
}

export type LineMoney = { kind: MoneyKind; fund: Fund; budgetLine: string | null; fen: number; isSimulated: boolean }

export async function moneyByLine(tx: T, county: string, asOf: string): Promise<LineMoney[]> {
  const { rows } = await sql<LineMoney>`
    select kind, fund, budget_line as "budgetLine", sum(amount_fen)::bigint as fen,
      bool_or(is_simulated) as "isSimulated" from programme.money_entry
    where county = ${county} and moved_on <= ${asOf} group by kind, fund, budget_line`.execute(tx)
  return rows
}

const MONEY = sql`m.id, m.kind, m.fund, m.budget_line as "budgetLine", m.amount_fen as "amountFen", m.moved_on as "movedOn",
  m.counterparty, m.paper, m.file_id as "fileId", m.reverses, m.entered_by as "enteredBy", m.is_simulated as "isSimulated", m.entered_at as "enteredAt"`

const isoEntered = <R extends { enteredAt: string }>(row: R): R => ({
  ...row,
  enteredAt: new Date(row.enteredAt).toISOString(),
})

export type StoredMoney = Omit<MoneyEntry, 'enteredByName'>

async function money(
  tx: T,
  county: string,
  { where, ...page }: { where: readonly RawBuilder<unknown>[]; limit: number; offset: number },
) {
  const { rows } = await sql<StoredMoney & { total: number }>`
    select ${MONEY}, count(*) over () as total,
      (select r.id from programme.money_entry r where r.county = ${county} and r.reverses = m.id) as "reversedBy"
    from programme.money_entry m where ${sql.join([sql`m.county = ${county}`, ...where], sql` and `)}
    order by m.moved_on desc, m.id desc limit ${page.limit} offset ${page.offset}`.execute(tx)
  return { rows: rows.map(({ total: _, ...row }) => isoEntered(row)), total: rows[0]?.total ?? 0 }
}

export const listMoney = (
  tx: T,
  county: string,
  filter: {
    kind?: MoneyKind | undefined
    fund?: Fund | undefined
    budgetLine?: string | undefined
    limit: number
    offset: number
  },
) => {
  const where: RawBuilder<unknown>[] = []
  if (filter.kind) where.push(sql`m.kind = ${filter.kind}`)
  if (filter.fund) where.push(sql`m.fund = ${filter.fund}`)
  if (filter.budgetLine) where.push(sql`m.budget_line = ${filter.budgetLine}`)
  return money(tx, county, { where, limit: filter.limit, offset: filter.offset })
}

export async function findMoney(tx: T, county: string, id: string): Promise<StoredMoney | undefined> {
  const { rows } = await money(tx, county, { where: [sql`m.id = ${id}`], limit: 1, offset: 0 })
  return rows[0]
}

export async function insertMoney(
  tx: T,
  county: string,
  entry: EnterMoney & { reverses: string | null; enteredBy: string; isSimulated: boolean },
): Promise<boolean> {
  const done = await sql`
    insert into programme.money_entry (county, id, kind, fund, budget_line, amount_fen, moved_on, counterparty, paper, file_id,
      reverses, entered_by, is_simulated)
    values (${county}, ${entry.id}, ${entry.kind}, ${entry.fund}, ${entry.budgetLine}, ${entry.amountFen}, ${entry.movedOn},
      ${entry.counterparty}, ${entry.paper}, ${entry.fileId}, ${entry.reverses}, ${entry.enteredBy}, ${entry.isSimulated})
    on conflict do nothing`.execute(tx)
  return Number(done.numAffectedRows) === 1
}

export type HandValue = { value: number; reportedOn: string; isSimulated: boolean }

/** The latest value of each target that is kept by hand, filed under a day not after `asOf`. */
export async function latestReports(tx: T, county: string, asOf: string): Promise<Map<string, HandValue>> {
  const { rows } = await sql<HandValue & { target: string }>`${KEPT}
    select distinct on (target) target, value, reported_on as "reportedOn", is_simulated as "isSimulated" from programme.target_report
    where county = ${county} and reported_on <= ${asOf} order by target, reported_on desc, entered_at desc`.execute(tx)
  return new Map(rows.map((row) => [row.target, row]))
}

export async function listReports(
  tx: T,
  county: string,
  target: string,
): Promise<Omit<TargetReport, 'fileName' | 'enteredByName'>[]> {
  const { rows } = await sql<Omit<TargetReport, 'fileName' | 'enteredByName'>>`
    select id, target, value, reported_on as "reportedOn", signed_by as "signedBy", file_id as "fileId", note,
      entered_by as "enteredBy", is_simulated as "isSimulated", entered_at as "enteredAt" from programme.target_report
    where county = ${county} and target = ${target} order by reported_on desc, entered_at desc limit 200`.execute(tx)
  return rows.map(isoEntered)
}

export async function insertReport(
  tx: T,
  county: string,
  report: ReportTarget & { target: string; enteredBy: string; isSimulated: boolean },
): Promise<boolean> {
  const done = await sql`
    insert into programme.target_report (county, id, target, value, reported_on, signed_by, file_id, note, entered_by, is_simulated)
    values (${county}, ${report.id}, ${report.target}, ${report.value}, ${report.reportedOn}, ${report.signedBy}, ${report.fileId},
      ${report.note}, ${report.enteredBy}, ${report.isSimulated}) on conflict do nothing`.execute(tx)
  return Number(done.numAffectedRows) === 1
}

/** Whether this very report is there already. */
export async function hasReport(tx: T, county: string, r: ReportTarget & { target: string }): Promise<boolean> {
  const { rows } = await sql`select from programme.target_report
    where county = ${county} and id = ${r.id} and target = ${r.target} and value = ${r.value} and reported_on = ${r.reportedOn}
      and signed_by = ${r.signedBy} and file_id = ${r.fileId} and note = ${r.note}`.execute(tx)
  return rows.length === 1
}

export async function listExternal(tx: T, county: string, asOf: string): Promise<ExternalFigureView[]> {
  const { rows } = await sql<ExternalFigureView>`${KEPT}
    select id, name, target, period, value, unit, publisher, published_on as "publishedOn", file_id as "fileId",
      is_simulated as "isSimulated" from programme.external_figure where county = ${county} and published_on <= ${asOf}
    order by published_on desc, name limit 200`.execute(tx)
  return rows
}

export async function insertExternal(
  tx: T,
  county: string,
  f: ExternalFigure,
  by: { enteredBy: string; isSimulated: boolean },
): Promise<boolean> {
  const done = await sql`
    insert into programme.external_figure (county, id, name, target, period, value, unit, publisher, published_on, file_id, entered_by, is_simulated)
    values (${county}, ${f.id}, ${f.name}, ${f.target}, ${f.period}, ${f.value}, ${f.unit}, ${f.publisher}, ${f.publishedOn},
      ${f.fileId}, ${by.enteredBy}, ${by.isSimulated}) on conflict do nothing`.execute(tx)
  return Number(done.numAffectedRows) === 1
}

export type TaskState = {
  task: string
  state: 'todo' | 'doing' | 'done'
  note: string
  reportedAt: string
  isSimulated: boolean
}

export async function taskStates(tx: T, county: string): Promise<Map<string, TaskState>> {
  const { rows } = await sql<TaskState>`${KEPT}
    select distinct on (task) task, state, note, is_simulated as "isSimulated", entered_at as "reportedAt" from programme.task_report
    where county = ${county} order by task, entered_at desc`.execute(tx)
  return new Map(rows.map((row) => [row.task, { ...row, reportedAt: new Date(row.reportedAt).toISOString() }]))
}

export async function insertTaskReport(
  tx: T,
  county: string,
  report: ReportTask & { task: string; enteredBy: string; isSimulated: boolean },
): Promise<boolean> {
  const done = await sql`
    insert into programme.task_report (county, id, task, state, note, file_id, entered_by, is_simulated)
    values (${county}, ${report.id}, ${report.task}, ${report.state}, ${report.note}, ${report.fileId}, ${report.enteredBy}, ${report.isSimulated})
    on conflict do nothing`.execute(tx)
  return Number(done.numAffectedRows) === 1
}

export async function hasTaskReport(tx: T, county: string, r: ReportTask & { task: string }): Promise<boolean> {
  const { rows } = await sql`select from programme.task_report
    where county = ${county} and id = ${r.id} and task = ${r.task} and state = ${r.state} and note = ${r.note}
      and file_id is not distinct from ${r.fileId}::uuid`.execute(tx)
  return rows.length === 1
}

export type StoredDecision = Omit<FindingDecision, 'decidedByName'>

const DECISION = sql`d.id, d.finding, d.kind, d.text, d.paper, d.file_id as "fileId", d.replaces, d.detector, d.severity, d.title,
  d.quotes, d.plan_sha256 as "planSha256", d.decided_by as "decidedBy", d.is_simulated as "isSimulated", d.decided_at as "decidedAt"`

const isoDecided = (row: StoredDecision): StoredDecision => ({
  ...row,
  decidedAt: new Date(row.decidedAt).toISOString(),
})

/** Of two who decide at once, the second waits and finds what the first did. */
export async function lockDecisions(tx: T, county: string): Promise<void> {
  await sql`select from programme.programme where county = ${county} for update`.execute(tx)
}

/** More than all findings of a plan in all its versions. */
const ACTS = 2000

/** Nothing has taken the place of `d`. */
const isLast = (county: string) => sql`not exists (
  select from programme.finding_decision n where n.county = ${county} and n.replaces = d.id)`

/** The findings that a decision holds for. */
export async function decidedFindings(tx: T, county: string): Promise<Set<string>> {
  const { rows } = await sql<{ finding: string }>`${KEPT}
    select d.finding from programme.finding_decision d
    where d.county = ${county} and d.kind <> 'withdrawn' and ${isLast(county)} limit ${ACTS}`.execute(tx)
  return new Set(rows.map(({ finding }) => finding))
}

/** The last act of each chain, the newest first. */
export async function lastDecisions(tx: T, county: string): Promise<StoredDecision[]> {
  const { rows } = await sql<StoredDecision>`${KEPT}
    select ${DECISION} from programme.finding_decision d where d.county = ${county} and ${isLast(county)}
    order by d.decided_at desc, d.id desc limit ${ACTS}`.execute(tx)
  return rows.map(isoDecided)
}

/** An act and those before it, the newest first: each names the one that it took the place of. */
export async function decisionsUpTo(tx: T, county: string, id: string): Promise<StoredDecision[]> {
  const { rows } = await sql<StoredDecision>`
    with recursive chain as (
      select x.*, 1 as depth from programme.finding_decision x where x.county = ${county} and x.id = ${id}
      union all
      select p.*, c.depth + 1 from programme.finding_decision p join chain c on p.county = c.county and p.id = c.replaces
      where p.county = ${county} and c.depth < ${ACTS})
    select ${DECISION} from chain d order by d.depth`.execute(tx)
  return rows.map(isoDecided)
}

export async function findDecision(tx: T, county: string, id: string): Promise<StoredDecision | undefined> {
  const { rows } = await sql<StoredDecision>`
    select ${DECISION} from programme.finding_decision d where d.county = ${county} and d.id = ${id}`.execute(tx)
  return rows.map(isoDecided)[0]
}

export async function loadDecision(tx: T, county: string, id: string): Promise<StoredDecision> {
  const found = await findDecision(tx, county, id)
  if (!found) throw notFound('decision', id)
  return found
}

/** An id that is taken is refused by the database. */
export async function insertDecision(tx: T, county: string, d: Omit<StoredDecision, 'decidedAt'>): Promise<void> {
  await sql`
    insert into programme.finding_decision (county, id, finding, kind, text, paper, file_id, replaces, detector, severity, title, quotes,
      plan_sha256, decided_by, is_simulated)
    values (${county}, ${d.id}, ${d.finding}, ${d.kind}, ${d.text}, ${d.paper}, ${d.fileId}, ${d.replaces}, ${d.detector}, ${d.severity},
      ${d.title}, ${JSON.stringify(d.quotes)}, ${d.planSha256}, ${d.decidedBy}, ${d.isSimulated})`.execute(tx)
}
