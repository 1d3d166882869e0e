import { createDb, createPool, inTransaction, scoped } from '#platform/db'
import { uuidv7 } from '#platform/ids'
import { type Event, record } from '#platform/journal'
import { quantile, round, withPostgres } from './server.ts'

const BATCH = 1000
const ROUNDS = 60
const COUNTY = '000001'
export const caller = { county: COUNTY, place: COUNTY, station: null, account: 'bench', origin: 'live' as const }

export const batch = (): Event[] =>
  Array.from({ length: BATCH }, (_, i) => ({
    id: uuidv7(),
    kind: 'station.entryRecorded',
    at: new Date(),
    place: `${COUNTY}101${String(200 + (i % 60))}`,
    station: `00000000-0000-4000-8000-0000000000${String(10 + (i % 42))}`,
    subject: `entry:${i}`,
    data: { ledger: 'parcel', service: 'collected', quantity: 1 + (i % 5), amountFen: 0, via: 'phone' },
  }))

/**
 * The module's append of 1000 events, against the bare statement with the same rows into the same table under the owner
 * (no policy, no conflict clause). They take turns; the medians are compared.
 */
export const benchAppend = () =>
  withPostgres({ durable: true }, async (url) => {
    const appPool = createPool(url, { max: 1 })
    const ownerPool = createPool(url, { role: '', max: 1 })
    const db = scoped<'platform'>(createDb(appPool))
    const ours: number[] = []
    const raw: number[] = []
    for (let i = 0; i < ROUNDS; i++) {
      ours.push(await timed(batch(), (events) => inTransaction(db, caller, (tx) => record(tx, caller, events))))
      raw.push(await timed(batch(), (events) => bare(ownerPool, events)))
    }
    await db.destroy()
    await ownerPool.end()
    // The first rounds warm caches and the statement's plan on both sides.
    const ms = { ours: quantile(ours.slice(10), 0.5), raw: quantile(raw.slice(10), 0.5) }
    return {
      ratio: round(ms.raw / ms.ours),
      oursEventsPerS: Math.round((BATCH / ms.ours) * 1000),
      rawEventsPerS: Math.round((BATCH / ms.raw) * 1000),
    }
  })

export async function timed(events: Event[], work: (events: Event[]) => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work(events)
  return performance.now() - start
}

function bare(pool: ReturnType<typeof createPool>, events: readonly Event[]) {
  const col = <K extends keyof Event>(key: K) => events.map((event) => event[key])
  return pool.query(
    `insert into platform.event (county, id, kind, at, place, station, subject, actor, data, origin)
     select $1, id, kind, at, place, station, subject, 'bench', data, 'live'
     from unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::uuid[], $7::text[], $8::jsonb[])
       as e (id, kind, at, place, station, subject, data)`,
    [
      COUNTY,
      col('id'),
      col('kind'),
      events.map(({ at }) => at.toISOString()),
      col('place'),
      col('station'),
      col('subject'),
      events.map(({ data }) => JSON.stringify(data)),
    ],
  )
}
