import { sql } from 'kysely'
import type { AnyTx } from '../db.ts'

export type State = 'waiting' | 'running' | 'done' | 'cancelled' | 'failed'

/** `done` of `total` in steps of the kind's own; `best` in the unit of the kind, absent before a first answer. */
export type Progress = { done: number; total: number; best?: number }

export type Computation = {
  id: string
  kind: string
  askedAt: Date
  state: State
  progress: Progress
  problem: string | null
  endedAt: Date | null
}

type Row = Omit<Computation, 'progress'> & { done: number; total: number; best: number | null }

const FACTS = sql`id, kind, asked_at as "askedAt", state, done, total, best, problem, ended_at as "endedAt"`

const viewOf = ({ done, total, best, ...row }: Row): Computation => ({
  ...row,
  progress: { done, total, ...(best === null ? {} : { best }) },
})

type Of = { county: string; account: string }

export async function countOpen(tx: AnyTx, { county, account }: Of): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from platform.computation
    where county = ${county} and asked_by = ${account} and state in ('waiting', 'running')`.execute(tx)
  return rows[0]?.n ?? 0
}

type New = Of & { id: string; kind: string; input: unknown; at: Date }

export const insert = (tx: AnyTx, { county, account, id, kind, input, at }: New) =>
  sql`insert into platform.computation (county, id, kind, asked_by, asked_at, input, state)
    values (${county}, ${id}, ${kind}, ${account}, ${at}, ${JSON.stringify(input)}, 'waiting')`.execute(tx)

export const wake = (tx: AnyTx) => sql`select platform.ask_computation()`.execute(tx)

/** Has whoever lives look in so many seconds, unless it is said again before: only the dead do not say it again. */
const wakeUnlessAgain = (tx: AnyTx, { id, inS }: { id: string; inS: number }) =>
  sql`select platform.ask_computation(${id}::uuid, ${inS}::int)`.execute(tx)

export async function list(tx: AnyTx, { county, account, kind, limit }: Of & { kind: string; limit: number }) {
  const { rows } = await sql<Row>`
    select ${FACTS} from platform.computation where county = ${county} and asked_by = ${account} and kind = ${kind}
    order by asked_at desc limit ${limit}`.execute(tx)
  return rows.map(viewOf)
}

export async function find(tx: AnyTx, { county, account, id }: Of & { id: string }) {
  const { rows } = await sql<Row & { input: unknown; result: unknown }>`
    select ${FACTS}, input, result from platform.computation
    where county = ${county} and id = ${id} and asked_by = ${account}`.execute(tx)
  const [row] = rows
  if (!row) return undefined
  const { input, result, ...facts } = row
  return { ...viewOf(facts), input, result }
}

/** What waits ends at once; what runs is asked to, and hands over what it has. */
export async function cancel(tx: AnyTx, { county, account, id, at }: Of & { id: string; at: Date }): Promise<void> {
  await sql`
    update platform.computation set is_cancel_asked = true,
      state = case state when 'waiting' then 'cancelled' else state end,
      ended_at = case state when 'waiting' then ${at}::timestamptz end
    where county = ${county} and id = ${id} and asked_by = ${account} and state in ('waiting', 'running')`.execute(tx)
}

/** Without a sign of life for so long, a process is taken for dead; one that was only slow finds its attempt over. */
const STALE_S = 10
const isStale = sql`beat_at < now() - make_interval(secs => ${STALE_S})`

/** What a process that died began for the last time it may. */
export const failInterrupted = (tx: AnyTx, { county, at, attempts }: { county: string; at: Date; attempts: number }) =>
  sql`update platform.computation set state = 'failed', problem = 'computation.interrupted', ended_at = ${at}
    where county = ${county} and state = 'running' and ${isStale} and attempts >= ${attempts}`.execute(tx)

export type Claimed = { id: string; kind: string; input: unknown; attempts: number }

/** The one that has waited longest, or that a process has left in the middle. */
export async function claim(tx: AnyTx, county: string): Promise<Claimed | undefined> {
  const { rows } = await sql<Claimed>`
    select id, kind, input, attempts + 1 as attempts from platform.computation
    where county = ${county} and (state = 'waiting' or (state = 'running' and ${isStale}))
    order by asked_at limit 1 for update skip locked`.execute(tx)
  const [row] = rows
  if (!row) return undefined
  await sql`update platform.computation set state = 'running', attempts = ${row.attempts}, beat_at = now()
    where county = ${county} and id = ${row.id}`.execute(tx)
  await wakeUnlessAgain(tx, { id: row.id, inS: STALE_S + 1 })
  return row
}

/** An attempt writes only while it is the last that was begun: one that was taken for dead has nothing more to say. */
export type Attempt = { county: string; id: string; attempts: number }
const isMine = ({ county, id, attempts }: Attempt) =>
  sql`county = ${county} and id = ${id} and state = 'running' and attempts = ${attempts}`

/** Says that it is alive and how far it is; answers whether it should end. One that is over should. */
export async function beat(tx: AnyTx, attempt: Attempt, { done, total, best }: Progress): Promise<boolean> {
  const { rows } = await sql<{ isCancelAsked: boolean }>`
    update platform.computation set beat_at = now(), done = ${done}, total = ${total}, best = ${best ?? null}
    where ${isMine(attempt)} returning is_cancel_asked as "isCancelAsked"`.execute(tx)
  const [row] = rows
  if (row) await wakeUnlessAgain(tx, { id: attempt.id, inS: STALE_S + 1 })
  return row?.isCancelAsked ?? true
}

export type End = { result: unknown } | { problem: string }

export async function end(tx: AnyTx, attempt: Attempt, { at, ...ended }: { at: Date } & End): Promise<void> {
  const result = 'result' in ended ? JSON.stringify(ended.result) : null
  const problem = 'problem' in ended ? ended.problem : null
  await sql`
    update platform.computation set
      state = case when ${problem}::text is null and is_cancel_asked then 'cancelled' when ${problem}::text is null then 'done' else 'failed' end,
      result = ${result}, problem = ${problem}, ended_at = ${at}
    where ${isMine(attempt)}`.execute(tx)
}

/** By then a process that is ending takes no more jobs. */
const HANDED_ON_S = 3

/** A process that ends in good order hands back what it has begun, as if it had not. */
export async function handBack(tx: AnyTx, attempt: Attempt): Promise<void> {
  await sql`update platform.computation set state = 'waiting', attempts = attempts - 1, beat_at = null
    where ${isMine(attempt)}`.execute(tx)
  await wakeUnlessAgain(tx, { id: attempt.id, inS: HANDED_ON_S })
}

export const expire = (tx: AnyTx, { county, before }: { county: string; before: Date }) =>
  sql`delete from platform.computation where county = ${county} and ended_at < ${before}`.execute(tx)
