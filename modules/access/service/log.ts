import type { Db } from '#platform/db'
import { uuidv7 } from '#platform/ids'
import type { Visit, VisitLog } from '#platform/visit'
import { LOG_STOPPED } from '../domain.ts'
import * as store from '../store.ts'

/** What a kill -9 can lose: looks at plain pages and refusals of the last half second, never a change, a file or data of persons. */
const FLUSH_MS = 500
const RETRY_MS = 1000
const BATCH = 1000
/** So many go at once: a larger batch would hold up the pages that are answered meanwhile. */
const FULL = 40
/** More waits for the database: a page is rather late than unseen. */
const MOST = 10_000
const PATIENCE_MS = 3000
/** A process that has nothing to say says so, that its silence may be heard. */
const ALIVE_MS = 60_000

type Row = Omit<store.RequestRow, 'seq'>
type Entry = { row: Row; seq?: number; kept: ((refused?: Error) => void)[]; refused?: Error }

/** SQLSTATEs of a row that no retry will make good: a value that cannot be held, a constraint, no partition for its time. */
const isBadRow = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(22|23)/.test(String(error.code))

/** Ends when the row is in the database, or in an error when that takes too long; the row waits on in either case. */
const kept = (entry: Entry): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the access log takes too long')), PATIENCE_MS)
    entry.kept.push((refused) => {
      clearTimeout(timer)
      if (refused) reject(refused)
      else resolve()
    })
  })

export type AccessLog = VisitLog & {
  /** Rows in memory, written and given up since the start. */
  counts(): { queued: number; written: number; lost: number }
  stop(): Promise<void>
}

/**
 * Writes visits: those that are waited for at once, all that came meanwhile in one statement; the rest twice a second. Rows leave memory only
 * when the database has them.
 * @param home the county that is told of nobody's attempts: the one whose public page this server answers
 */
export function createAccessLog({
  db,
  home,
  onError,
}: {
  db: Db<'access'>
  home: string
  onError: (error: unknown, lost: number) => void
}): AccessLog {
  const writer = uuidv7()
  const seqs = new Map<string, number>()
  const folded = new Map<string, Entry>()
  let queue: Entry[] = []
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let written = 0
  let lost = 0
  let homeSpokeAt = 0

  const rowOf = ({ visitor, durationMs, requestId, ...visit }: Visit): Row => ({
    ...visit,
    durationMs,
    requestId,
    county: visitor?.county ?? home,
    id: uuidv7(visit.at.getTime()),
    writer,
    account: visitor?.account ?? '',
    roles: [...(visitor?.roles ?? [])],
    place: visitor?.place ?? home,
    times: 1,
  })

  function push(visit: Visit): Entry {
    // Whoever knocks a thousand times a second fills no disk.
    const key = visit.visitor ? '' : [visit.address, visit.method, visit.route, visit.status, visit.refusal].join(' ')
    const same = key === '' ? undefined : folded.get(key)
    if (same) {
      same.row.times += 1
      return same
    }
    const entry = { row: rowOf(visit), kept: [] }
    queue.push(entry)
    if (key !== '') folded.set(key, entry)
    if (entry.row.county === home) homeSpokeAt = performance.now()
    return entry
  }

  /** Numbers follow the order of ids, so that a reader by id sees them in turn. A row that is tried again keeps its own. */
  function numbered(batch: Entry[]): void {
    batch.sort((a, b) => (a.row.id < b.row.id ? -1 : 1))
    for (const entry of batch) {
      if (entry.seq !== undefined) continue
      entry.seq = (seqs.get(entry.row.county) ?? 0) + 1
      seqs.set(entry.row.county, entry.seq)
    }
  }

  const insert = (county: string, entries: readonly Entry[]) =>
    store.append(
      db,
      county,
      entries.map(({ row, seq = 0 }) => ({ ...row, seq })),
    )

  /** One bad row must not hold up the others for ever. */
  async function insertOneByOne(county: string, entries: readonly Entry[]): Promise<void> {
    for (const entry of entries)
      await insert(county, [entry]).catch((error: unknown) => {
        if (!isBadRow(error)) throw error
        entry.refused = error as Error // isBadRow has looked
        lost += 1
        onError(error, 1)
      })
  }

  async function write(batch: Entry[]): Promise<void> {
    for (const [county, entries] of Map.groupBy(batch, ({ row }) => row.county)) {
      await insert(county, entries).catch(async (error: unknown) => {
        if (!isBadRow(error)) throw error
        // A month is made for a clock that jumped a year, not for a row of another century.
        await store.ensureMonths(
          db,
          entries.map(({ row }) => row.at).filter((at) => Math.abs(at.getTime() - Date.now()) < 2 * 366 * 86_400_000),
        )
        return insertOneByOne(county, entries)
      })
      for (const entry of entries) {
        batch.splice(batch.indexOf(entry), 1)
        if (!entry.refused) written += 1
        for (const done of entry.kept) done(entry.refused)
      }
    }
  }

  async function drain(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    while (queue.length > 0) {
      const batch = queue.splice(0, BATCH)
      folded.clear()
      numbered(batch)
      try {
        await write(batch)
      } catch (error) {
        queue = [...batch, ...queue]
        onError(error, 0)
        schedule(RETRY_MS)
        return
      }
    }
  }

  function flush(): Promise<void> {
    running ??= drain().finally(() => {
      running = undefined
    })
    return running
  }

  function schedule(ms: number): void {
    timer ??= setTimeout(() => void flush(), ms).unref()
  }

  const speak = (county: string, route: string) =>
    push({
      ...{
        at: new Date(),
        visitor: { county, account: '', roles: [], place: county },
        act: 'log',
        method: 'LOG',
        route,
      },
      ...{ subject: '', status: 0, refusal: '', address: '', agent: '', durationMs: 0, bytes: null, requestId: '' },
    })
  const alive = setInterval(() => {
    if (performance.now() - homeSpokeAt < ALIVE_MS / 2) return
    speak(home, 'log.alive')
    void flush()
  }, ALIVE_MS / 2).unref()
  speak(home, 'log.started')
  schedule(FLUSH_MS)

  return {
    keep: (visit) => {
      const done = kept(push(visit))
      void flush()
      return done
    },
    note: async (visit) => {
      const entry = push(visit)
      if (queue.length < FULL) return schedule(FLUSH_MS)
      if (queue.length < MOST) return void flush()
      const done = kept(entry)
      void flush()
      await done
    },
    counts: () => ({ queued: queue.length, written, lost }),
    stop: async () => {
      clearInterval(alive)
      await flush()
      for (const county of new Set([home, ...seqs.keys()])) speak(county, LOG_STOPPED)
      await flush()
      clearTimeout(timer)
      if (queue.length > 0) onError(new Error('the access log ends with rows that were not written'), queue.length)
    },
  }
}
