import { createHash, type Hash } from 'node:crypto'
import type { Kysely } from 'kysely'
import { addDays, startOfDay } from '../clock.ts'
import type { DB } from '../db.gen.ts'
import type { Pool } from '../db.ts'
import { dayHead, recordedAtUs } from './bytes.ts'
import { checkChain, type Finding } from './chain.ts'
import type { Deposited } from './deposited.ts'
import { firstDifference, storedBlocks } from './difference.ts'
import { type EventRunReader, readEvents } from './read.ts'
import { transactions } from './sealer.ts'
import * as store from './store.ts'
import { hashOf, type PublicKey, type Seal } from './suite.ts'

export type VerifyOptions = {
  county: string
  /** First and last recorded day whose events are read; the chain of seals is always checked whole. */
  from?: string | undefined
  to?: string | undefined
  /** Keys that the auditor brought; without them the database's own are believed. */
  trusted?: readonly PublicKey[]
  /** What lies outside the database. */
  deposited?: Deposited | undefined
  /** Certificates (PEM) that a time stamp must lead to. */
  stampAuthorities?: readonly string[]
  onProgress?: (checked: number, of: number) => void
}

export type Report = {
  county: string
  /** Sealed days whose events were read, and how many events those were. */
  days: number
  events: number
  firstDay: string | null
  lastDay: string | null
  /** Deposits that were compared. */
  deposits: number
  findings: Finding[]
}

const startUs = (day: string): number => startOfDay(day).getTime() * 1000

/**
 * Reads a county's journal against its seals and says, for each damaged day, the first event that is not as it was sealed.
 * The hashes are made here, over the rows as they come: nothing that the database says of itself is believed.
 */
export async function verifyJournal(
  { db, pool }: { db: Kysely<DB>; pool: Pool },
  options: VerifyOptions,
): Promise<Report> {
  const { county, from, to, deposited } = options
  const within = transactions(db)
  const known = await within(county, async (tx) => ({
    seals: await store.listSeals(tx, { county }),
    keys: await store.listKeys(tx),
    receipts: await store.listDeposits(tx, county, 'tsa'),
    firstDay: await store.firstRecordedDay(tx, county),
    now: await store.clock(tx),
  }))
  const chain = await checkChain({ ...known, ...options })
  const findings = [...chain.findings]
  // What lies outside is believed before what lies inside.
  const days = chain.days.filter(({ day }) => (from === undefined || day >= from) && (to === undefined || day <= to))
  const [first, last] = [days[0], days.at(-1)]
  let events = 0
  if (first && last) {
    if (first === chain.days[0]) {
      const early = await within(county, (tx) => store.firstRecordedBefore(tx, county, startOfDay(first.day)))
      if (early) findings.push({ county, day: first.day, kind: 'inserted', event: early })
    }
    const damaged: Seal[] = []
    const span = { county, fromUs: startUs(first.day), untilUs: startUs(addDays(last.day, 1)) }
    const of = days.reduce((sum, { count }) => sum + count, 0)
    events = await hashDays(readEvents(pool, span), days, {
      onDay: (seal, digest) => void (digest.equals(seal.digest) || damaged.push(seal)),
      onProgress: (checked) => options.onProgress?.(checked, of),
    })
    for (const seal of damaged) {
      const sources = [storedBlocks(within, seal), deposited?.blocksOf(county, seal.day)]
      findings.push(await firstDifference({ within, pool, seal, sources }))
    }
  }
  return {
    county,
    days: days.length,
    events,
    firstDay: first?.day ?? null,
    lastDay: last?.day ?? null,
    deposits: chain.deposits,
    findings: findings.sort((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day))),
  }
}

type Heard = { onDay: (seal: Seal, digest: Buffer) => void; onProgress: (checked: number) => void }

/** One pass over the events of many days. Days that are not in the list (their seal is missing) are passed over. */
async function hashDays(events: EventRunReader, days: readonly Seal[], { onDay, onProgress }: Heard): Promise<number> {
  let i = -1
  let current: Seal | undefined
  let digest: Hash | undefined
  let startsAtUs = 0
  let endsAtUs = 0
  let checked = 0
  const next = () => {
    if (current && digest) onDay(current, digest.digest())
    i += 1
    current = days[i]
    if (!current) return
    digest = createHash(hashOf(current.suite)).update(dayHead(current.county, current.day))
    startsAtUs = startUs(current.day)
    endsAtUs = startUs(addDays(current.day, 1))
  }
  next()
  for await (const { bytes, starts } of events) {
    let from = starts[0] as number // a run has an event
    for (let n = 0; n + 1 < starts.length && current; n++) {
      const start = starts[n] as number // below starts.length
      const us = recordedAtUs(bytes, start)
      while (current && us >= endsAtUs) {
        digest?.update(bytes.subarray(from, start))
        from = start
        next()
      }
      if (current && us < startsAtUs) from = starts[n + 1] as number
    }
    if (current) digest?.update(bytes.subarray(from, starts.at(-1)))
    checked += starts.length - 1
    onProgress(checked)
  }
  while (current) next()
  return checked
}
