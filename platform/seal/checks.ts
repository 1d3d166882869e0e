import { sql } from 'kysely'
import type { Caller } from '../authz.ts'
import type { AnyTx } from '../db.ts'
import { uuidv7 } from '../ids.ts'
import { record } from '../journal.ts'
import type { Finding } from './chain.ts'

/** A verification that somebody asked for; `day` null: the whole chain. */
export type Check = {
  id: string
  day: string | null
  askedBy: string
  askedAt: Date
  state: 'waiting' | 'running' | 'done' | 'failed'
  checked: number
  total: number
  findings: Finding[]
  finishedAt: Date | null
}

const CHECK = sql`id, day::text as day, asked_by as "askedBy", asked_at as "askedAt", state, checked, total, findings,
  finished_at as "finishedAt"`

/** Keeps the wish, tells the journal who had it, and wakes the worker. A wish that still waits is not made twice. */
export async function askCheck(tx: AnyTx, caller: Caller, day: string | null): Promise<string> {
  const { county, account } = caller
  const { rows } = await sql<{ id: string }>`
    select id from platform.seal_check where county = ${county} and state = 'waiting' and day is not distinct from ${day}::date
    limit 1`.execute(tx)
  if (rows[0]) return rows[0].id
  const id = uuidv7()
  await sql`
    insert into platform.seal_check (county, id, day, asked_by, state) values (${county}, ${id}, ${day}, ${account}, 'waiting')`.execute(
    tx,
  )
  await record(tx, caller, [
    { id: uuidv7(), kind: 'journal.checked', at: new Date(), place: county, subject: `sealCheck:${id}`, data: { day } },
  ])
  await sql`select platform.ask_seal_check(${county}, ${id}::uuid)`.execute(tx)
  return id
}

/** Takes a check that waits, or one that a server left in the middle. */
export async function takeCheck(tx: AnyTx, county: string, id: string): Promise<{ day: string | null } | undefined> {
  const { rows } = await sql<{ day: string | null }>`
    update platform.seal_check set state = 'running' where county = ${county} and id = ${id} and state in ('waiting', 'running')
    returning day::text as day`.execute(tx)
  return rows[0]
}

export const sayProgress = (tx: AnyTx, county: string, id: string, [checked, total]: [number, number]) =>
  sql`update platform.seal_check set checked = ${checked}, total = ${total} where county = ${county} and id = ${id}`.execute(
    tx,
  )

export const endCheck = (tx: AnyTx, county: string, id: string, findings: readonly Finding[] | undefined) =>
  sql`update platform.seal_check set state = ${findings ? 'done' : 'failed'}, findings = ${JSON.stringify(findings ?? [])},
    finished_at = now() where county = ${county} and id = ${id}`.execute(tx)

export async function waitingChecks(tx: AnyTx, county: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from platform.seal_check where county = ${county} and state = 'waiting' order by asked_at limit 20`.execute(
    tx,
  )
  return rows.map(({ id }) => id)
}

export async function listChecks(tx: AnyTx, county: string, limit: number): Promise<Check[]> {
  const { rows } = await sql<Check>`
    select ${CHECK} from platform.seal_check where county = ${county} order by asked_at desc limit ${limit}`.execute(tx)
  return rows
}
