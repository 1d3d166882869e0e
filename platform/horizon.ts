import { sql } from 'kysely'
import type { AnyTx } from './db.ts'

/** Below which transaction number all has come to its end and is seen; undefined while that is not known yet. */
export type Horizon = (tx: AnyTx) => Promise<string | undefined>

/**
 * The oldest transaction that still runs. A statement of its own, before the read that uses it: on Citus the function would
 * otherwise be asked of the worker, whose numbers are others; here or there, an older answer only holds back more.
 */
export const nowHorizon: Horizon = async (tx) => {
  const { rows } = await sql<{ below: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as below`.execute(
    tx,
  )
  return rows[0]?.below
}

/**
 * What was the horizon `holdBackMs` ago. On Citus a transaction that has ended on the coordinator may be seen on a worker
 * only after the second phase of its commit (ADR 0004, 0016). One for all followers of a process.
 */
export function createHorizon(holdBackMs: number, clock: () => number = () => performance.now()): Horizon {
  if (holdBackMs === 0) return nowHorizon
  const seen: { below: string; atMs: number }[] = []
  let ripe: string | undefined
  return async (tx) => {
    const below = await nowHorizon(tx)
    const now = clock()
    if (below !== undefined && seen.at(-1)?.below !== below && ripe !== below) seen.push({ below, atMs: now })
    while (seen[0] && seen[0].atMs <= now - holdBackMs) ripe = seen.shift()?.below
    return ripe
  }
}
