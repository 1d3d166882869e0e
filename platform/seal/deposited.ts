import { createReadStream, existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Block } from './roll.ts'
import { isSuite, type Seal } from './suite.ts'

/** A seal as it leaves the house: bytes in hexadecimal, so that any tool reads it. */
export type SealJson = {
  [K in keyof Seal]: Seal[K] extends Buffer ? string : Seal[K] extends Date ? string : Seal[K]
}

export const sealJson = (seal: Seal): SealJson => ({
  county: seal.county,
  day: seal.day,
  count: seal.count,
  digest: seal.digest.toString('hex'),
  rollDigest: seal.rollDigest.toString('hex'),
  firstId: seal.firstId,
  lastId: seal.lastId,
  previous: seal.previous.toString('hex'),
  suite: seal.suite,
  keyId: seal.keyId,
  sealedAt: seal.sealedAt.toISOString(),
  hash: seal.hash.toString('hex'),
  signature: seal.signature.toString('hex'),
})

const ofHex = (text: unknown): Buffer => Buffer.from(String(text), 'hex')
const idOrNull = (id: unknown): string | null => (typeof id === 'string' ? id : null)

/** A line of a deposit, if it holds a seal. What is not as it was written gives another hash, and is found by that. */
function readSeal(line: string): Seal | undefined {
  try {
    const { seal } = JSON.parse(line) as { seal?: Record<string, unknown> }
    if (!seal || !isSuite(String(seal.suite))) return undefined
    return {
      county: String(seal.county),
      day: String(seal.day),
      count: Number(seal.count),
      digest: ofHex(seal.digest),
      rollDigest: ofHex(seal.rollDigest),
      firstId: idOrNull(seal.firstId),
      lastId: idOrNull(seal.lastId),
      previous: ofHex(seal.previous),
      suite: String(seal.suite) as Seal['suite'], // asked above
      keyId: String(seal.keyId),
      sealedAt: new Date(String(seal.sealedAt)),
      hash: ofHex(seal.hash),
      signature: ofHex(seal.signature),
    }
  } catch {
    return undefined
  }
}

export const blockLine = ({ no, count, kinds, roll }: Block): string =>
  JSON.stringify({ block: { no, count, kinds, roll: roll.toString('base64') } })

function readBlock(line: string): Block | undefined {
  try {
    const { block } = JSON.parse(line) as { block?: { no: number; count: number; kinds: string[]; roll: string } }
    return block && { ...block, roll: Buffer.from(block.roll, 'base64') }
  } catch {
    return undefined
  }
}

/** `isContradicted`: another line of the deposit says something else of the same day. */
export type DepositedSeal = Seal & { isContradicted: boolean }

/** What lies outside the database, as far as it was brought along. */
export type Deposited = {
  sealsOf: (county: string) => DepositedSeal[]
  blocksOf: (county: string, day: string) => (() => AsyncIterable<Block>) | undefined
}

export const DAY_FILE = /^\d{4}-\d{2}-\d{2}\.jsonl$/

async function* linesOf(file: string): AsyncGenerator<string> {
  const stream = createReadStream(file, 'utf8')
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })
  } finally {
    stream.destroy()
  }
}

async function firstLineOf(file: string): Promise<string[]> {
  for await (const line of linesOf(file)) return [line]
  return []
}

/** Reads a folder of deposits: what the folder port wrote there, and the sheets of its mails; whatever folders they lie in. */
export async function readDeposits(folder: string): Promise<Deposited> {
  const found = new Map<string, DepositedSeal>()
  const dayFiles = new Map<string, string>()
  const take = (line: string) => {
    const seal = readSeal(line)
    if (!seal) return
    const key = `${seal.county}/${seal.day}`
    const other = found.get(key)
    const isContradicted = other !== undefined && (other.isContradicted || !other.hash.equals(seal.hash))
    found.set(key, { ...seal, isContradicted })
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  for (const entry of entries.filter((one) => one.isFile() && one.name.endsWith('.jsonl'))) {
    const file = path.join(entry.parentPath, entry.name)
    const isDay = DAY_FILE.test(entry.name)
    if (isDay) dayFiles.set(`${path.basename(entry.parentPath)}/${entry.name.slice(0, 10)}`, file)
    const lines = isDay ? await firstLineOf(file) : linesOf(file)
    for await (const line of lines) take(line)
  }
  return {
    sealsOf: (county) =>
      [...found.values()].filter((seal) => seal.county === county).sort((a, b) => (a.day < b.day ? -1 : 1)),
    blocksOf: (county, day) => {
      const file = dayFiles.get(`${county}/${day}`)
      if (!file || !existsSync(file)) return undefined
      return async function* () {
        for await (const line of linesOf(file)) {
          const block = readBlock(line)
          if (block) yield block
        }
      }
    },
  }
}
