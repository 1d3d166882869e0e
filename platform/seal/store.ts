import { sql } from 'kysely'
import type { AnyTx } from '../db.ts'
import type { Block } from './roll.ts'
import type { PublicKey, Seal } from './suite.ts'

const SEAL = sql`county, day::text as day, count, digest, roll_digest as "rollDigest", first_id as "firstId", last_id as "lastId",
  previous, suite, key_id as "keyId", sealed_at as "sealedAt", hash, signature`

export async function listSeals(
  tx: AnyTx,
  { county, after = '0001-01-01', limit = null }: { county: string; after?: string; limit?: number | null },
): Promise<Seal[]> {
  const { rows } = await sql<Seal>`
    select ${SEAL} from platform.seal where county = ${county} and day > ${after} order by platform.seal.day limit ${limit}`.execute(
    tx,
  )
  return rows
}

export async function newestSeals(
  tx: AnyTx,
  { county, before = '9999-12-31', limit }: { county: string; before?: string | undefined; limit: number },
): Promise<Seal[]> {
  const { rows } = await sql<Seal>`
    select ${SEAL} from platform.seal where county = ${county} and day < ${before} order by platform.seal.day desc limit ${limit}`.execute(
    tx,
  )
  return rows
}

export async function latestSeal(tx: AnyTx, county: string): Promise<Seal | undefined> {
  const { rows } = await sql<Seal>`
    select ${SEAL} from platform.seal where county = ${county} order by platform.seal.day desc limit 1`.execute(tx)
  return rows[0]
}

/** @returns whether it was taken; false when the day was sealed by somebody else meanwhile. */
export async function addSeal(tx: AnyTx, seal: Seal): Promise<boolean> {
  const done = await sql`
    insert into platform.seal (county, day, count, digest, roll_digest, first_id, last_id, previous, suite, key_id, sealed_at, hash, signature)
    values (${seal.county}, ${seal.day}, ${seal.count}, ${seal.digest}, ${seal.rollDigest}, ${seal.firstId}, ${seal.lastId},
      ${seal.previous}, ${seal.suite}, ${seal.keyId}, ${seal.sealedAt}, ${seal.hash}, ${seal.signature})
    on conflict (county, day) do nothing`.execute(tx)
  return Number(done.numAffectedRows ?? 0) === 1
}

/** @returns how many were new */
export async function addBlocks(tx: AnyTx, county: string, day: string, blocks: readonly Block[]): Promise<number> {
  const rows = blocks.map(
    ({ no, count, kinds, roll }) =>
      sql`(${county}, ${day}::date, ${no}::int, ${count}::int, ${kinds}::text[], ${roll}::bytea)`,
  )
  const done = await sql`
    insert into platform.seal_block (county, day, no, count, kinds, roll) values ${sql.join(rows)}
    on conflict (county, day, no) do nothing`.execute(tx)
  return Number(done.numAffectedRows ?? 0)
}

export async function listBlocks(
  tx: AnyTx,
  { county, day, from, limit }: { county: string; day: string; from: number; limit: number },
): Promise<Block[]> {
  const { rows } = await sql<Block>`
    select no, count, kinds, roll from platform.seal_block where county = ${county} and day = ${day} and no >= ${from}
    order by no limit ${limit}`.execute(tx)
  return rows
}

export type KeyRow = PublicKey & { signedBy: string | null; signature: Buffer | null; madeAt: Date }

export async function listKeys(tx: AnyTx): Promise<KeyRow[]> {
  const { rows } = await sql<KeyRow>`
    select id, suite, public_key as "publicKey", signed_by as "signedBy", signature, made_at as "madeAt"
    from platform.seal_key order by made_at, id`.execute(tx)
  return rows
}

export const addKey = (
  tx: AnyTx,
  { id, suite, publicKey, signedBy, signature }: Omit<KeyRow, 'madeAt'>,
): Promise<unknown> =>
  sql`insert into platform.seal_key (id, suite, public_key, signed_by, signature, made_at)
    values (${id}, ${suite}, ${publicKey}, ${signedBy}, ${signature}, clock_timestamp()) on conflict (id) do nothing`.execute(
    tx,
  )

/** The day of a county's first event, in Asia/Shanghai. */
export async function firstRecordedDay(tx: AnyTx, county: string): Promise<string | undefined> {
  await sql.raw('set local enable_sort = off; set local enable_seqscan = off').execute(tx)
  const { rows } = await sql<{ day: string }>`
    select (recorded_at at time zone 'Asia/Shanghai')::date::text as day from platform.event where county = ${county}
    order by recorded_at limit 1`.execute(tx)
  return rows[0]?.day
}

type Placed = { id: string; kind: string; recordedAt: Date }

export async function firstRecordedBefore(tx: AnyTx, county: string, before: Date): Promise<Placed | undefined> {
  const { rows } = await sql<Placed>`
    select id, kind, greatest(recorded_at, '0001-01-01Z') as "recordedAt" from platform.event
    where county = ${county} and recorded_at < ${before} order by recorded_at, id limit 1`.execute(tx)
  return rows[0]
}

export async function findEvent(tx: AnyTx, county: string, id: string): Promise<Placed | undefined> {
  const { rows } = await sql<Placed>`
    select id, kind, greatest(recorded_at, '0001-01-01Z') as "recordedAt" from platform.event
    where county = ${county} and id = ${id}`.execute(tx)
  return rows[0]
}

/** The database's clock, which also writes `recorded_at`. */
export async function clock(tx: AnyTx): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx)
  return (rows[0] as { now: Date }).now // a select without from has one row
}

/** A transaction number of our own: whoever began to write before has a smaller one. A snapshot's upper end would not do, it knows only who has ended. */
export async function takeFence(tx: AnyTx): Promise<string> {
  const { rows } = await sql<{ fence: string }>`select pg_current_xact_id()::text as fence`.execute(tx)
  return (rows[0] as { fence: string }).fence // as above
}

/** Whether every transaction with a number below the fence has ended. */
export async function isPast(tx: AnyTx, fence: string): Promise<boolean> {
  const { rows } = await sql<{ past: boolean }>`
    select pg_snapshot_xmin(pg_current_snapshot()) >= ${fence}::xid8 as past`.execute(tx)
  return rows[0]?.past === true
}

export type DepositRow = { day: string; port: string; depositedAt: Date; receipt: Buffer | null }

export async function listDeposits(tx: AnyTx, county: string, port: string | null = null): Promise<DepositRow[]> {
  const { rows } = await sql<DepositRow>`
    select day::text as day, port, deposited_at as "depositedAt", receipt from platform.seal_deposit
    where county = ${county} and (${port}::text is null or port = ${port})
    order by platform.seal_deposit.day, port`.execute(tx)
  return rows
}

export async function lastDeposited(tx: AnyTx, county: string, port: string): Promise<string | undefined> {
  const { rows } = await sql<{ day: string | null }>`
    select max(day)::text as day from platform.seal_deposit where county = ${county} and port = ${port}`.execute(tx)
  return rows[0]?.day ?? undefined
}

export const addDeposits = (
  tx: AnyTx,
  { county, port, days, receipt }: { county: string; port: string; days: readonly string[]; receipt: Buffer | null },
): Promise<unknown> =>
  sql`insert into platform.seal_deposit (county, day, port, receipt)
    select ${county}, day, ${port}, ${receipt}::bytea from unnest(${days}::date[]) day on conflict do nothing`.execute(
    tx,
  )

export type DepositProblem = { port: string; failures: number; triedAt: Date; problem: string }

export async function listProblems(tx: AnyTx, county: string): Promise<DepositProblem[]> {
  const { rows } = await sql<DepositProblem>`
    select port, failures, tried_at as "triedAt", problem from platform.seal_deposit_problem where county = ${county}
    order by port`.execute(tx)
  return rows
}

export const addProblem = (tx: AnyTx, county: string, port: string, problem: string): Promise<unknown> =>
  sql`insert into platform.seal_deposit_problem as p (county, port, failures, tried_at, problem)
    values (${county}, ${port}, 1, now(), ${problem.slice(0, 500)})
    on conflict (county, port) do update set failures = p.failures + 1, tried_at = now(), problem = excluded.problem`.execute(
    tx,
  )

export const clearProblem = (tx: AnyTx, county: string, port: string): Promise<unknown> =>
  sql`delete from platform.seal_deposit_problem where county = ${county} and port = ${port}`.execute(tx)
