import { hash } from 'node:crypto'
import { addDays, startOfDay } from '../clock.ts'
import type { AnyTx, Pool } from '../db.ts'
import { idStart, idText, kindOf, recordedAtUs } from './bytes.ts'
import type { Finding } from './chain.ts'
import { readEvents } from './read.ts'
import { type Block, entriesOf, type RollEntry, rollDigester } from './roll.ts'
import * as store from './store.ts'
import { hashOf, type Seal } from './suite.ts'

type Within = <T>(county: string, work: (tx: AnyTx) => Promise<T>) => Promise<T>
/** A day's events by name, as often as they are asked for. */
export type Blocks = () => AsyncIterable<Block>

const BLOCKS_AT_ONCE = 64

export const storedBlocks = (within: Within, { county, day }: Pick<Seal, 'county' | 'day'>): Blocks =>
  async function* () {
    for (let from = 0; ; from += BLOCKS_AT_ONCE) {
      const blocks = await within(county, (tx) => store.listBlocks(tx, { county, day, from, limit: BLOCKS_AT_ONCE }))
      yield* blocks
      if (blocks.length < BLOCKS_AT_ONCE) return
    }
  }

/** The names are believed only if they are those that were sealed. */
async function isSealed(blocks: Blocks, seal: Seal): Promise<boolean> {
  const digester = rollDigester(seal.suite)
  for await (const block of blocks()) digester.add(block)
  return digester.digest().equals(seal.rollDigest)
}

async function* expected(blocks: Blocks): AsyncGenerator<RollEntry> {
  for await (const block of blocks()) yield* entriesOf(block)
}

type Found = RollEntry & { recordedAt: Date }

async function* present(pool: Pool, { county, day, suite }: Seal): AsyncGenerator<Found> {
  const span = {
    county,
    fromUs: startOfDay(day).getTime() * 1000,
    untilUs: startOfDay(addDays(day, 1)).getTime() * 1000,
  }
  for await (const { bytes, starts } of readEvents(pool, span))
    for (let i = 0; i + 1 < starts.length; i++) {
      const start = starts[i] as number // below starts.length
      yield {
        id: idText(bytes, idStart(start)),
        kind: kindOf(bytes, start),
        hash: hash(hashOf(suite), bytes.subarray(start, starts[i + 1]), 'buffer'),
        recordedAt: new Date(recordedAtUs(bytes, start) / 1000),
      }
    }
}

type Asked = { within: Within; pool: Pool; seal: Seal; sources: readonly (Blocks | undefined)[] }

/** The first event of a damaged day that is not as it was sealed, and what is wrong with it. */
export async function firstDifference({ within, pool, seal, sources }: Asked): Promise<Finding> {
  const { county, day } = seal
  let names: Blocks | undefined
  for (const blocks of sources) if (!names && blocks && (await isSealed(blocks, seal))) names = blocks
  // Who changed the events changed their names too: the day is known, the event is not.
  if (!names) return { county, day, kind: 'unnamed' }
  const there = present(pool, seal)
  try {
    for await (const wanted of expected(names)) {
      const found = (await there.next()).value as Found | undefined // of no further value than its own
      if (found && found.id === wanted.id && found.hash.equals(wanted.hash)) continue
      return await judge({ within, names, seal }, wanted, found)
    }
    const more = (await there.next()).value as Found | undefined // as above
    // All are there and one more; or the day is as it was sealed again since it was read.
    return { county, day, kind: more ? 'inserted' : 'unnamed', event: more }
  } finally {
    await there.return(undefined)
  }
}

type Known = { within: Within; names: Blocks; seal: Seal }

/** At the first place where the day differs: what should be there, and what is. */
async function judge({ within, names, seal }: Known, wanted: RollEntry, found: Found | undefined): Promise<Finding> {
  const { county, day } = seal
  const say = (kind: Finding['kind'], event: RollEntry & { recordedAt?: Date }): Finding => ({
    county,
    day,
    kind,
    event: { id: event.id, kind: event.kind, recordedAt: event.recordedAt },
  })
  if (found?.id === wanted.id) return say('changed', { ...wanted, recordedAt: found.recordedAt })
  const elsewhere = await within(county, (tx) => store.findEvent(tx, county, wanted.id))
  if (!elsewhere) return say('missing', wanted)
  const moved = { ...wanted, recordedAt: elsewhere.recordedAt }
  if (!found) return say('reordered', moved)
  const known = await entryOf(names, found.id)
  if (!known) return say('inserted', found)
  // Two have changed places, or one has gone: it is the one whose own bytes are other than they were.
  return known.hash.equals(found.hash) ? say('reordered', moved) : say('reordered', found)
}

async function entryOf(blocks: Blocks, id: string): Promise<RollEntry | undefined> {
  for await (const entry of expected(blocks)) if (entry.id === id) return entry
  return undefined
}
