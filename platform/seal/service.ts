import type { Kysely } from 'kysely'
import type { DB } from '../db.gen.ts'
import type { Pool } from '../db.ts'
import { storedBlocks } from './difference.ts'
import type { SealKeys } from './keys.ts'
import type { DepositPort } from './ports.ts'
import { createSealer, transactions } from './sealer.ts'
import * as store from './store.ts'
import type { Seal } from './suite.ts'
import { type Report, type VerifyOptions, verifyJournal } from './verify.ts'

/** As many days in one letter or one round of files; the rest follows in the next. */
const MOST_AT_ONCE = 1000

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

  return {
    ports: ports.map(({ name }) => name),

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
          const problem = `${port.name}: ${error instanceof Error ? error.message : String(error)}`
          problems.push(problem)
          await within(county, (tx) => store.addProblem(tx, county, port.name, problem))
        }
      }
      return { deposited, problems }
    },

    verify: (options: VerifyOptions): Promise<Report> => verifyJournal({ db, pool }, options),

    latest: (county: string): Promise<Seal | undefined> => within(county, (tx) => store.latestSeal(tx, county)),
    list: (county: string, page: { after?: string; limit: number }): Promise<Seal[]> =>
      within(county, (tx) => store.listSeals(tx, { county, ...page })),
    keys: (county: string): Promise<store.KeyRow[]> => within(county, store.listKeys),
  }
}
