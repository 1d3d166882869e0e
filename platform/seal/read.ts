import type { Client } from 'pg'
import copyStreams from 'pg-copy-streams'
import { connectApart, type Pool } from '../db.ts'
import { COLUMNS, createCutter, type EventRun, idStart, idText, recordedAtUs } from './bytes.ts'

/** Events of one statement: no snapshot is held for minutes, and a reader that goes away leaves little behind. */
const CHUNK = 100_000

/** Events as they are read. */
export type EventRunReader = AsyncIterable<EventRun>

export type Span = { county: string; fromUs?: number | undefined; untilUs: number }
type Place = { us: number; id: string }

/** An instant of microseconds as PostgreSQL reads it. */
const literal = (us: number): string => {
  const ms = Math.floor(us / 1000)
  return `'${new Date(ms).toISOString().slice(0, -1)}${String(us - ms * 1000).padStart(3, '0')}Z'::timestamptz`
}

/**
 * The events that a county recorded in [from, until), in the order in which they are sealed: time of record, then id.
 * Copied binary, in bounded statements; memory stays flat whatever the length.
 */
export async function* readEvents(pool: Pool, span: Span): AsyncGenerator<EventRun> {
  const client = await connectApart(pool)
  try {
    let after: Place | undefined
    for (;;) {
      let count = 0
      for await (const run of readChunk(client, span, after)) {
        const events = run.starts.length - 1
        if (events === 0) continue
        count += events
        const last = run.starts[events - 1] as number // there is at least one
        after = { us: recordedAtUs(run.bytes, last), id: idText(run.bytes, idStart(last)) }
        yield run
      }
      if (count < CHUNK) return
    }
  } finally {
    await client.end()
  }
}

async function* readChunk(client: Client, span: Span, after: Place | undefined): AsyncGenerator<EventRun> {
  const { county, fromUs, untilUs } = span
  if (!/^\d{6}$/.test(county)) throw new Error(`not a county: ${county}`)
  const where = [`county = '${county}'`, `recorded_at < ${literal(untilUs)}`]
  if (fromUs !== undefined) where.push(`recorded_at >= ${literal(fromUs)}`)
  if (after) where.push(`(recorded_at, id) > (${literal(after.us)}, '${after.id}'::uuid)`)
  // The index has the order; sorting the whole journal for each chunk is what fresh statistics would choose.
  await client.query(`begin read only; set local xj.county = '${county}'; set local xj.place = '${county}';
    set local xj.station = ''; set local enable_sort = off; set local enable_seqscan = off`)
  const stream = client.query(
    copyStreams.to(
      `copy (select ${COLUMNS} from platform.event where ${where.join(' and ')} order by recorded_at, id limit ${CHUNK})
       to stdout (format binary)`,
      { highWaterMark: 1 << 20 },
    ),
  )
  const cut = createCutter()
  for await (const chunk of stream) yield cut(chunk as Buffer)
  await client.query('commit')
}
