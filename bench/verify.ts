import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createDb, createPool, type Pool } from '#platform/db'
import { createSealService, SUITES, type SuiteId, sealKeys } from '#platform/seal'
import { round, withPostgres } from './server.ts'

const COUNTY = '000001'
const DAYS = 600
const CHUNK = 250_000

/** Entries as 42 outlets record them, spread over 600 recorded days that are all over. */
const FILL = `
insert into platform.event (county, id, kind, at, recorded_at, place, station, subject, actor, data, origin)
select '${COUNTY}', (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000' || '8' || lpad(to_hex(n), 15, '0'))::uuid,
  (array['station.entryRecorded','station.entryRecorded','station.entryVoided','station.reportConfirmed'])[1 + n % 4], at, at,
  '${COUNTY}101' || (200 + n % 60), ('00000000-0000-4000-8000-0000000000' || (10 + n % 42))::uuid, 'entry:' || n, 'bench',
  jsonb_build_object('ledger', 'parcel', 'service', 'collected', 'quantity', 1 + n % 5, 'amountFen', n % 9000, 'via', 'phone'), 'live'
from generate_series($1::bigint, $2::bigint) n
cross join lateral (select date_trunc('day', now()) - interval '1 day' - (1 - n / $3::float8) * interval '${DAYS - 1} days' as at) t`

/** Seals a history and verifies it, then verifies it with one event changed in its middle: what each costs, and whether it is named. */
export const benchVerify = (events: number) =>
  withPostgres({ durable: false }, async (url) => {
    const pool = createPool(url, { role: '', max: 4 })
    const db = createDb(pool)
    const folder = await mkdtemp(path.join(tmpdir(), 'xiangji-bench-keys-'))
    const of = (suite: SuiteId) => createSealService({ db, pool, keys: sealKeys({ folder, suite }) })
    try {
      await fill(pool, events)
      const seals = of(SUITES[0])
      const sealing = await timed('sealed', events, async (say) => {
        let sealed = 0
        const onDay = ({ count }: { count: number }) => {
          sealed += count
          say(sealed)
        }
        await seals.sealDue(COUNTY, { onDay })
        return sealed
      })
      let mostMb = 0
      const checking = await timed('verified', events, async (say) => {
        const onProgress = (checked: number) => {
          mostMb = Math.max(mostMb, process.memoryUsage().rss / 1048576)
          say(checked)
        }
        const report = await seals.verify({ county: COUNTY, onProgress })
        if (report.findings.length > 0)
          throw new Error(`findings in a good journal: ${JSON.stringify(report.findings)}`)
        return report.events
      })
      const { rows } = await pool.query<{ id: string }>(
        `update platform.event set data = data || '{"quantity": 9}' where county = '${COUNTY}' and subject = 'entry:${Math.floor(events / 2)}' returning id`,
      )
      const start = performance.now()
      const { findings } = await seals.verify({ county: COUNTY })
      const isNamed = findings.length === 1 && findings[0]?.kind === 'changed' && findings[0].event?.id === rows[0]?.id
      return {
        events: checking.events,
        days: DAYS,
        sealEventsPerS: sealing.perS,
        verifyEventsPerS: checking.perS,
        verifyS: checking.seconds,
        verifyOneChangedS: round((performance.now() - start) / 1000, 1),
        named: isNamed ? 1 : 0,
        memoryMb: Math.round(mostMb),
      }
    } finally {
      await pool.end()
      await rm(folder, { recursive: true, force: true })
    }
  })

async function fill(pool: Pool, events: number): Promise<void> {
  await pool.query(`select platform.ensure_partitions((now() - interval '${DAYS + 40} days')::date, now()::date)`)
  for (let n = 0; n < events; n += CHUNK) {
    await pool.query(FILL, [n, Math.min(events, n + CHUNK) - 1, events])
    process.stderr.write(`\r  events ${Math.min(events, n + CHUNK)}/${events}   `)
  }
  process.stderr.write('\n')
  await pool.query('vacuum analyze platform.event')
}

async function timed(word: string, of: number, work: (say: (done: number) => void) => Promise<number>) {
  const start = performance.now()
  let said = 0
  const events = await work((done) => {
    if (done - said < 100_000) return
    said = done
    process.stderr.write(`\r  ${word} ${done}/${of}   `)
  })
  process.stderr.write('\n')
  const seconds = (performance.now() - start) / 1000
  return { events, seconds: round(seconds, 1), perS: Math.round(events / seconds) }
}
