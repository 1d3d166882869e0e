import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import { systemCaller } from '../authz.ts'
import { addDays, civilDay, startOfDay } from '../clock.ts'
import type { DB } from '../db.gen.ts'
import { type AnyTx, inTransaction, type Pool } from '../db.ts'
import { DomainError } from '../errors.ts'
import { dayHead, idStart, idText } from './bytes.ts'
import type { SealKeys } from './keys.ts'
import { readEvents } from './read.ts'
import { type Block, createRoll } from './roll.ts'
import * as store from './store.ts'
import { hashOf, type KeyPair, NO_SEAL, type Seal, signBytes, signSeal, successionBytes } from './suite.ts'

const DAY_MS = 86_400_000
/** After a day's end: no statement runs that long before it writes, and a clock that is set right does not go back so far. */
const GRACE_MS = 30 * 60_000
/** 65 536 events a transaction. */
const BLOCKS_AT_ONCE = 64
const LOOK_AGAIN_MS = 50

type Deps = { db: Kysely<DB>; pool: Pool; keys: SealKeys }

/** Transactions of the platform itself, one county at a time. */
export const transactions =
  (db: Kysely<DB>) =>
  <T>(county: string, work: (tx: AnyTx) => Promise<T>): Promise<T> =>
    inTransaction(db, systemCaller(county), work)

export function createSealer({ db, pool, keys }: Deps) {
  const within = transactions(db)

  /** Publishes the keys that the database does not know yet, each signed by the one before, and answers with the one that signs. */
  async function currentKey(county: string): Promise<KeyPair> {
    const pairs = await keys.all()
    const current = pairs.at(-1)
    if (!current) throw new Error('there is no key to seal with')
    const isNew = await within(county, async (tx) => {
      const known = new Set((await store.listKeys(tx)).map(({ id }) => id))
      const isNew = !known.has(current.id)
      for (const [i, key] of pairs.entries()) {
        if (known.has(key.id)) continue
        const before = pairs[i - 1]
        const signed = before ? { signedBy: before.id, signature: signBytes(before, successionBytes(key)) } : NOBODY
        await store.addKey(tx, { ...key, ...signed })
      }
      return isNew
    })
    if (isNew) await keys.forget(pairs.slice(0, -1).map(({ id }) => id))
    return current
  }

  /** Two sealers write the same blocks; what lies there and is not the same was put there by hand. */
  async function keepBlocks(county: string, day: string, blocks: readonly Block[]): Promise<void> {
    const first = blocks[0]
    if (!first) return
    await within(county, async (tx) => {
      if ((await store.addBlocks(tx, county, day, blocks)) === blocks.length) return
      const kept = await store.listBlocks(tx, { county, day, from: first.no, limit: blocks.length })
      const isSame = blocks.every(({ roll }, i) => kept[i]?.roll.equals(roll))
      if (!isSame) throw new DomainError('seal.blockDiffers', { county, day })
    })
  }

  async function sealDay(county: string, day: string, previous: Buffer, key: KeyPair): Promise<Seal> {
    const digest = createHash(hashOf(key.suite)).update(dayHead(county, day))
    const full: Block[] = []
    const roll = createRoll(key.suite, (block) => full.push(block))
    let count = 0
    let firstId: string | null = null
    let lastId: string | null = null
    const span = {
      county,
      fromUs: startOfDay(day).getTime() * 1000,
      untilUs: startOfDay(addDays(day, 1)).getTime() * 1000,
    }
    for await (const run of readEvents(pool, span)) {
      const { bytes, starts } = run
      const last = starts.length - 2
      digest.update(bytes.subarray(starts[0], starts.at(-1)))
      roll.add(run)
      firstId ??= idText(bytes, idStart(starts[0] as number)) // a run has an event
      lastId = idText(bytes, idStart(starts[last] as number))
      count += last + 1
      while (full.length >= BLOCKS_AT_ONCE) await keepBlocks(county, day, full.splice(0, BLOCKS_AT_ONCE))
    }
    const rollDigest = roll.digest()
    await keepBlocks(county, day, full)
    const sealedAt = await within(county, store.clock)
    const seal = signSeal(
      { county, day, count, digest: digest.digest(), rollDigest, firstId, lastId, previous, sealedAt },
      key,
    )
    return within(county, async (tx) => {
      if (await store.addSeal(tx, seal)) return seal
      const theirs = (await store.listSeals(tx, { county, after: addDays(day, -1), limit: 1 }))[0]
      if (!theirs || theirs.suite !== seal.suite || !theirs.digest.equals(seal.digest))
        throw new DomainError('seal.dayDiffers', { county, day })
      return theirs
    })
  }

  /**
   * Whether nothing can come any more into the days that have ended: every transaction that had begun to write when we looked has
   * ended, and what begins to write later is given a later time (ADR 0013).
   */
  async function isSettled(county: string, waitMs: number): Promise<boolean> {
    const fence = await within(county, store.takeFence)
    for (let waited = 0; ; waited += LOOK_AGAIN_MS) {
      if (await within(county, (tx) => store.isPast(tx, fence))) return true
      if (waited >= waitMs) return false
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
    }
  }

  return {
    currentKey,
    /**
     * Seals every day of a county that has ended half an hour ago and is not sealed, the oldest first.
     * @returns the seals that it made
     */
    async sealDue(county: string, { waitMs = 30_000, onDay = (_seal: Seal) => {} } = {}): Promise<Seal[]> {
      const { last, first, now } = await within(county, async (tx) => {
        const last = await store.latestSeal(tx, county)
        const first = last ? addDays(last.day, 1) : await store.firstRecordedDay(tx, county)
        return { last, first, now: await store.clock(tx) }
      })
      const until = civilDay(new Date(now.getTime() - GRACE_MS - DAY_MS))
      if (first === undefined || first > until || !(await isSettled(county, waitMs))) return []
      const key = await currentKey(county)
      const made: Seal[] = []
      let previous = last?.hash ?? NO_SEAL
      for (let day = first; day <= until; day = addDays(day, 1)) {
        const seal = await sealDay(county, day, previous, key)
        made.push(seal)
        onDay(seal)
        previous = seal.hash
      }
      return made
    },
  }
}

const NOBODY = { signedBy: null, signature: null }
