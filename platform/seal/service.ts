import type { Kysely } from 'kysely'
import type { Caller } from '../authz.ts'
import { addDays, startOfDay } from '../clock.ts'
import type { DB } from '../db.gen.ts'
import { inTransaction, type Pool } from '../db.ts'
import { believedKeys } from './chain.ts'
import * as checks from './checks.ts'
import { storedBlocks } from './difference.ts'
import type { SealKeys } from './keys.ts'
import type { DepositPort } from './ports.ts'
import { createSealer, transactions } from './sealer.ts'
import * as store from './store.ts'
import { isSignedBy, type Seal, sealBytes } from './suite.ts'
import { type Report, type VerifyOptions, verifyJournal } from './verify.ts'

/** As many days in one letter or one round of files; the rest follows in the next. */
const MOST_AT_ONCE = 1000
const SAY_EVERY_MS = 1000

export type SealService = ReturnType<typeof createSealService>

/** Seals a county's days, puts the seals outside, and proves the journal by them. Without keys it only reads. */
export function createSealService(deps: {
  db: Kysely<DB>
  pool: Pool
  keys?: SealKeys | undefined
  ports?: readonly DepositPort[]
}) {
  const { db, pool, keys, ports = [] } = deps
  const within = transactions(db)
  const sealer = keys && createSealer({ db, pool, keys })

  async function depositTo(port: DepositPort, county: string): Promise<number> {
    const { name, takes } = port
    const seals = await within(county, async (tx) => {
      const newest = takes === 'newest' ? await store.latestSeal(tx, county) : undefined
      const last = await store.lastDeposited(tx, county, name)
      if (takes === 'all') return store.listSeals(tx, { county, ...(last ? { after: last } : {}), limit: MOST_AT_ONCE })
      return newest && (last === undefined || newest.day > last) ? [newest] : []
    })
    if (seals.length === 0) return 0
    const receipt = await port.deposit(county, seals, (seal) => storedBlocks(within, seal))
    await within(county, async (tx) => {
      await store.addDeposits(tx, { county, port: name, days: seals.map(({ day }) => day), receipt })
      await store.clearProblem(tx, county, name)
    })
    return seals.length
  }

  /** The public halves of what lies beside the data: a key that was put into the database is not believed for being there. */
  const ownKeys = async () => (keys ? keys.all() : [])

  return {
    /** Seals what has ended; does nothing where this process holds no keys. */
    sealDue: async (
      county: string,
      options: { waitMs?: number; onDay?: (seal: Seal) => void } = {},
    ): Promise<Seal[]> => (sealer ? sealer.sealDue(county, options) : []),

    /** Puts outside what is not there yet. A port that fails keeps what it has not taken for the next time, and says why. */
    async deposit(county: string): Promise<{ deposited: number; problems: string[] }> {
      let deposited = 0
      const problems: string[] = []
      for (const port of ports) {
        try {
          for (let n = await depositTo(port, county); n > 0; n = await depositTo(port, county)) deposited += n
        } catch (error) {
          const problem = `${port.name}: ${whyOf(error)}`
          problems.push(problem)
          await within(county, (tx) => store.addProblem(tx, county, port.name, problem))
        }
      }
      return { deposited, problems }
    },

    /** For the screen: newest first, whether each signature holds by the keys that are believed, and what lies outside. */
    async page(caller: Caller, { before, limit }: { before?: string | undefined; limit: number }) {
      const { county } = caller
      const trusted = await ownKeys()
      return inTransaction(db, caller, async (tx) => {
        const seals = await store.newestSeals(tx, { county, before, limit })
        const keys = await store.listKeys(tx)
        const believed = believedKeys(keys, trusted)
        const deposits = await store.listDeposits(tx, county)
        return {
          rows: seals.map((seal) => ({
            seal,
            signature: signatureOf(seal, believed.get(seal.keyId)),
            deposits: deposits.filter(({ day }) => day === seal.day),
          })),
          keys,
          ports: ports.map(({ name }) => name),
          problems: await store.listProblems(tx, county),
        }
      })
    },

    askCheck: (caller: Caller, day: string | null): Promise<string> =>
      inTransaction(db, caller, (tx) => checks.askCheck(tx, caller, day)),
    checks: (caller: Caller): Promise<checks.Check[]> =>
      inTransaction(db, caller, (tx) => checks.listChecks(tx, caller.county, 10)),
    waitingChecks: (county: string): Promise<string[]> => within(county, (tx) => checks.waitingChecks(tx, county)),

    /** Does what somebody asked for on screen; one that is done is not done again. */
    async runCheck(county: string, id: string): Promise<void> {
      const taken = await within(county, (tx) => checks.takeCheck(tx, county, id))
      if (!taken) return
      let said = 0
      let saying: Promise<unknown> = Promise.resolve()
      const onProgress = (...done: [number, number]) => {
        if (Date.now() - said < SAY_EVERY_MS) return
        said = Date.now()
        saying = saying.then(() => within(county, (tx) => checks.sayProgress(tx, county, id, done)))
      }
      const days = taken.day === null ? {} : { from: taken.day, to: taken.day }
      const ended = await verifyJournal({ db, pool }, { county, ...days, trusted: await ownKeys(), onProgress }).then(
        (report) => ({ findings: report.findings, done: [report.events, report.events] as [number, number] }),
        () => undefined,
      )
      await saying
      await within(county, async (tx) => {
        if (ended) await checks.sayProgress(tx, county, id, ended.done)
        await checks.endCheck(tx, county, id, ended?.findings)
      })
    },

    verify: (options: VerifyOptions): Promise<Report> => verifyJournal({ db, pool }, options),

    /** Publishes a key that was just made, so that it is known before the next seal. */
    publishKeys: async (county: string): Promise<void> => {
      await sealer?.currentKey(county)
    },
    /** Seconds since a county was last sealed; before its first seal since the end of the first day that waits for one. */
    secondsSince: (county: string): Promise<number> =>
      within(county, async (tx) => {
        const last = await store.latestSeal(tx, county)
        const first = last ? undefined : await store.firstRecordedDay(tx, county)
        const since = last?.sealedAt ?? (first && startOfDay(addDays(first, 1)))
        return since ? Math.max(0, (await store.clock(tx)).getTime() - since.getTime()) / 1000 : 0
      }),
    latest: (county: string): Promise<Seal | undefined> => within(county, (tx) => store.latestSeal(tx, county)),
    list: (county: string, page: { after?: string; limit: number }): Promise<Seal[]> =>
      within(county, (tx) => store.listSeals(tx, { county, ...page })),
    keys: (county: string): Promise<store.KeyRow[]> => within(county, store.listKeys),
  }
}

/** What went wrong, with what lies under it: `fetch failed` alone helps nobody. */
const whyOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message}: ${whyOf(error.cause)}`
}

type SignatureState = 'good' | 'bad' | 'unknownKey'

const signatureOf = (seal: Seal, key: Parameters<typeof isSignedBy>[0] | undefined): SignatureState => {
  if (!key) return 'unknownKey'
  return isSignedBy(key, sealBytes(seal), seal.signature) ? 'good' : 'bad'
}
