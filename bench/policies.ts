import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createDb, createPool, inTransaction, scoped } from '#platform/db'
import { record } from '#platform/journal'
import { batch, caller, timed } from './append.ts'
import { anotherDatabase, aSide, readInTurn } from './overview.ts'
import { quantile, round, withPostgres } from './server.ts'

const EVENTS = 100_000
const ROUNDS = 200
const WARM = 20

/**
 * What row-level security costs: the same product over two databases of one server that differ in nothing but that the second has it
 * switched off on every table. Pages and batches of 1000 events take turns; medians are compared.
 */
export const benchPolicies = () =>
  withPostgres({ durable: false }, async (url) => {
    const filesFolder = await mkdtemp(path.join(tmpdir(), 'xiangji-bench-files-'))
    const without = await anotherDatabase(url)
    await switchOff(without)
    const sides = [
      await aSide(url, { events: EVENTS, filesFolder }),
      await aSide(without, { events: EVENTS, filesFolder }),
    ]
    try {
      const [on = [], off = []] = await readInTurn(sides)
      const append = await appendInTurn([url, without])
      return {
        overviewRatio: round(quantile(on, 0.5) / quantile(off, 0.5)),
        overviewOnP50Ms: round(quantile(on, 0.5)),
        overviewOffP50Ms: round(quantile(off, 0.5)),
        appendRatio: round(append.on / append.off),
        appendOnMs: round(append.on),
        appendOffMs: round(append.off),
      }
    } finally {
      for (const { close } of sides) await close()
      await rm(filesFolder, { recursive: true, force: true })
    }
  })

async function switchOff(url: string): Promise<void> {
  const owner = createPool(url, { role: '', max: 1 })
  const { rows } = await owner.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class where relrowsecurity and relkind in ('r', 'p')`,
  )
  for (const { name } of rows) await owner.query(`alter table ${name} disable row level security`)
  await owner.end()
}

async function appendInTurn(urls: readonly [on: string, off: string]) {
  const dbs = urls.map((url) => scoped<'platform'>(createDb(createPool(url, { max: 1 }))))
  const times = urls.map((): number[] => [])
  for (let round = 0; round < WARM + ROUNDS; round++)
    for (const turn of [0, 1]) {
      const at = (round + turn) % 2 // who is first changes, too
      const db = dbs[at]
      if (!db) continue
      const took = await timed(batch(), (events) => inTransaction(db, caller, (tx) => record(tx, caller, events)))
      if (round >= WARM) times[at]?.push(took)
    }
  for (const db of dbs) await db.destroy()
  const [on = [], off = []] = times
  return { on: quantile(on, 0.5), off: quantile(off, 0.5) }
}
