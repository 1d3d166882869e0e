import { Worker } from 'node:worker_threads'
import type { Kysely } from 'kysely'
import type { Caller } from './authz.ts'
import type { Handed, Kind, Said } from './computation/contract.ts'
import type { Computation, End, Progress } from './computation/store.ts'
import * as store from './computation/store.ts'
import type { DB } from './db.gen.ts'
import { inTransaction, scoped } from './db.ts'
import { DomainError, notFound } from './errors.ts'
import { uuidv7 } from './ids.ts'

export { createAside } from './computation/aside.ts'
export type { Compute, Kind } from './computation/contract.ts'
export type { Computation, Progress } from './computation/store.ts'

export type ComputationService = ReturnType<typeof createComputationService>

/** So many may one person have waiting or running. */
const OPEN_AT_MOST = 3
const ATTEMPTS = 2
const BEAT_MS = 500
/** So long after it was asked to stop, a thread is ended. */
const GRACE_MS = 10_000
const KEPT_DAYS = 30
const LISTED = 20

/**
 * Long computations that a person asks for on screen, one at a time in each process, each in a thread: a module declares a kind,
 * asks with `ask`, and shows with `load`; state, progress and cancelling are the same for all (`/api/computations`).
 * A result belongs to whoever asked, and is kept 30 days.
 */
export function createComputationService(given: {
  db: Kysely<DB>
  kinds: Readonly<Record<string, Kind>>
  now: () => Date
  onFault: (fault: { county: string; kind: string; err: unknown }) => void
}) {
  const { kinds, now } = given
  const db = scoped<'platform'>(given.db)
  let running: Promise<void> | undefined
  let isAskedAgain = false
  let isClosed = false
  let halt: (() => void) | undefined
  const ofAll = (county: string) => ({ county, place: county, station: null })

  async function runOne(county: string, { id, attempts, kind, input }: store.Claimed): Promise<void> {
    const attempt = { county, id, attempts }
    const known = kinds[kind]
    const ended = known ? await inThread({ attempt, kind: known, input }) : { problem: 'computation.unknownKind' }
    if (ended && 'fault' in ended) given.onFault({ county, kind, err: ended.fault })
    await inTransaction(db, ofAll(county), async (tx) => {
      if (!ended) await store.handBack(tx, attempt)
      else if ('fault' in ended) await store.end(tx, attempt, { at: now(), problem: 'computation.fault' })
      else await store.end(tx, attempt, { at: now(), ...ended })
    })
  }

  /** Nothing: the process stops, and what was begun is handed back. */
  type Ended = End | { fault: string } | undefined

  function inThread(one: { attempt: store.Attempt; kind: Kind; input: unknown }): Promise<Ended> {
    const { attempt, kind, input } = one
    const stop = new SharedArrayBuffer(4)
    const workerData: Handed = { module: kind.module.href, input, stop }
    const thread = new Worker(new URL('computation/thread.ts', import.meta.url), { workerData })
    let progress: Progress = { done: 0, total: 0 }
    let stopAskedAt: number | undefined
    const startedAt = performance.now()
    return new Promise((resolve) => {
      const finish = (ended: Ended) => {
        clearInterval(beating)
        halt = undefined
        resolve(ended)
        void thread.terminate()
      }
      halt = () => finish(undefined)
      const askToStop = () => {
        stopAskedAt ??= performance.now()
        Atomics.store(new Int32Array(stop), 0, 1)
      }
      const beat = async () => {
        const isEndWanted = await inTransaction(db, ofAll(attempt.county), (tx) =>
          store.beat(tx, attempt, progress),
        ).catch(() => false) // the database is away for a moment: it goes on
        const ranS = (performance.now() - startedAt) / 1000
        if (isEndWanted || ranS > kind.limitS) askToStop()
        if (stopAskedAt !== undefined && performance.now() - stopAskedAt > GRACE_MS)
          finish({ problem: 'computation.tooLong' })
      }
      const beating = setInterval(() => void beat(), BEAT_MS)
      thread.on('message', (said: Said) => {
        if ('progress' in said) progress = said.progress
        else finish(said)
      })
      thread.on('error', (error: Error) => finish({ fault: error.stack ?? error.message }))
      thread.on('exit', () => finish({ fault: 'the thread ended without an answer' }))
    })
  }

  async function runNext(county: string): Promise<boolean> {
    const next = await inTransaction(db, ofAll(county), async (tx) => {
      await store.failInterrupted(tx, { county, at: now(), attempts: ATTEMPTS })
      return store.claim(tx, county)
    })
    if (next) await runOne(county, next)
    return next !== undefined
  }

  async function runAll(counties: readonly string[]): Promise<void> {
    while (isAskedAgain && !isClosed) {
      isAskedAgain = false
      for (const county of counties) while (!isClosed && (await runNext(county)));
    }
  }

  const load = async ({ county, place, station, account }: Caller, id: string, kind?: string) => {
    const found = await inTransaction(db, { county, place, station }, (tx) => store.find(tx, { county, account, id }))
    if (!found || (kind !== undefined && found.kind !== kind)) throw notFound('computation', id)
    return found
  }

  return {
    /** Keeps the wish and wakes the worker; answers with its id. `input` has been checked by the route's schema. */
    ask: (caller: Caller, kind: string, input: unknown): Promise<string> =>
      inTransaction(db, caller, async (tx) => {
        const { county, account } = caller
        if ((await store.countOpen(tx, { county, account })) >= OPEN_AT_MOST)
          throw new DomainError('computation.tooMany', { atMost: OPEN_AT_MOST })
        const id = uuidv7()
        await store.insert(tx, { county, account, id, kind, input, at: now() })
        await store.wake(tx)
        return id
      }),
    /** The newest of the caller's own. */
    list: (caller: Caller, kind: string): Promise<Computation[]> =>
      inTransaction(db, caller, (tx) =>
        store.list(tx, { county: caller.county, account: caller.account, kind, limit: LISTED }),
      ),
    /** One of the caller's own with what was asked and what came out (null before it ended, or when it failed). */
    load,
    cancel: async (caller: Caller, id: string): Promise<void> => {
      await load(caller, id)
      const { county, account } = caller
      await inTransaction(db, caller, (tx) => store.cancel(tx, { county, account, id, at: now() }))
    },
    /** Does what waits in these counties until nothing does. Asked again while it is at it, it answers at once and looks once more. */
    run: async (counties: readonly string[]): Promise<void> => {
      isAskedAgain = true
      if (running) return
      running = runAll(counties)
      await running.finally(() => {
        running = undefined
      })
    },
    expire: async (county: string): Promise<void> => {
      const before = new Date(now().getTime() - KEPT_DAYS * 86_400_000)
      await inTransaction(db, ofAll(county), (tx) => store.expire(tx, { county, before }))
    },
    /** Ends what runs and hands it back, for the next process to begin again. */
    stop: async (): Promise<void> => {
      isClosed = true
      halt?.()
      await running?.catch(() => undefined) // whoever began it hears of it
    },
  }
}
