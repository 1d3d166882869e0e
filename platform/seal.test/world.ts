import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { addDays, civilDay, startOfDay } from '../clock.ts'
import { createPool } from '../db.ts'
import { uuidv7 } from '../ids.ts'
import { createSealService, type DepositPort, type SuiteId, sealKeys } from '../seal.ts'
import { testDb } from '../testing.ts'

export const COUNTY = '000001'
/** Within half an hour of midnight the day that has ended is not sealed yet (sealer.ts): to these tests it is still today. */
export const TODAY = civilDay(new Date(Date.now() - 30 * 60_000))
/** The civil day so many days ago. */
export const ago = (days: number): string => addDays(TODAY, -days)

export type Recorded = {
  day: string
  second: number
  kind?: string
  amount?: number
  station?: string | null
  county?: string
}
let made = 0

/** A county's database, its keys in a folder, and a way to write into the past as only the owner can. */
export async function aJournal(options: { suite?: SuiteId; ports?: readonly DepositPort[]; given?: string } = {}) {
  const { db, owner, url } = await testDb()
  const pool = createPool(url, { max: 4 })
  const folder = await mkdtemp(path.join(tmpdir(), 'xj-seal-'))
  onTestFinished(async () => {
    await pool.end()
    await rm(folder, { recursive: true, force: true })
  })
  const keysOf = (suite: SuiteId = 'sha256-ed25519') => sealKeys({ folder, suite, given: options.given })
  const serviceOf = (suite?: SuiteId, ports = options.ports ?? []) =>
    createSealService({ db, pool, keys: keysOf(suite ?? options.suite), ports })
  /** @returns ids in the order given */
  const write = async (events: readonly Recorded[]): Promise<string[]> => {
    const rows = events.map(({ day, second, kind = 'test.done', amount = 1, station = null, county = COUNTY }) => {
      made += 1
      const at = new Date(startOfDay(day).getTime() + second * 1000)
      const id = uuidv7(at.getTime(), Buffer.from(String(made).padStart(10, '0')))
      return { id, kind, at, county, station, data: { amount, 说: '一"\\' } }
    })
    for (let i = 0; i < rows.length; i += 2000) {
      const part = rows.slice(i, i + 2000)
      await sql`
        insert into platform.event (county, id, kind, at, recorded_at, place, station, subject, actor, data, origin)
        select county, id, kind, at, at, county || '001001', station, 'thing:1', '张三', data, 'live'
        from unnest(${part.map((r) => r.county)}::text[], ${part.map((r) => r.id)}::uuid[], ${part.map((r) => r.kind)}::text[],
          ${part.map((r) => r.at)}::timestamptz[], ${part.map((r) => r.station)}::uuid[],
          ${part.map((r) => JSON.stringify(r.data))}::jsonb[]) as e (county, id, kind, at, station, data)`.execute(
        owner,
      )
    }
    return rows.map(({ id }) => id)
  }
  const run = (statement: string) => sql.raw(statement).execute(owner)
  /** What the owner can do: take the fence down, change, and put it up again. */
  const behindTheFence = async (statement: string) => {
    for (const table of ['seal', 'seal_block', 'seal_key'])
      await run(`alter table platform.${table} disable trigger append_only`)
    await run(statement)
    for (const table of ['seal', 'seal_block', 'seal_key'])
      await run(`alter table platform.${table} enable trigger append_only`)
  }
  return { db, owner, pool, url, folder, keysOf, serviceOf, seals: serviceOf(), write, run, behindTheFence }
}
export type Journal = Awaited<ReturnType<typeof aJournal>>

/** `n` events a day, one a minute, over the last days. */
export const someDays = (days: number, perDay: number): Recorded[] =>
  Array.from({ length: days * perDay }, (_, i) => ({
    day: ago(days - Math.floor(i / perDay)),
    second: 60 * (i % perDay) + 1,
    kind: i % 3 === 0 ? 'test.done' : 'test.undone',
    amount: i,
  }))
