import { Readable } from 'node:stream'
import { createInflateRaw } from 'node:zlib'

export type ZipEntry = { name: string; method: number; packedBytes: number; bytes: number; at: number }

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const MOST_ENTRIES = 10_000

/** The table of contents of a ZIP container (APPNOTE 6.3.10, 4.3), or undefined if the bytes are none that can be trusted. */
export function zipEntries(bytes: Buffer): ZipEntry[] | undefined {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0 || end + END_BYTES > bytes.length || bytes.readUInt32LE(end) !== END) return undefined
  const count = bytes.readUInt16LE(end + 10)
  if (count > MOST_ENTRIES) return undefined
  const entries: ZipEntry[] = []
  let at = bytes.readUInt32LE(end + 16)
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== CENTRAL) return undefined
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28)
    entries.push({
      name: bytes.toString('utf8', at + 46, nameEnd),
      method: bytes.readUInt16LE(at + 10),
      packedBytes: bytes.readUInt32LE(at + 20),
      bytes: bytes.readUInt32LE(at + 24),
      at: bytes.readUInt32LE(at + 42),
    })
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

/**
 * Whether a container unpacks to at most `limit` bytes in all. It is really unpacked, entry by entry and never further than
 * the limit: what a table of contents says of sizes is what a zip bomb lies about.
 */
export async function unpacksWithin(bytes: Buffer, limit: number): Promise<boolean> {
  const entries = zipEntries(bytes)
  if (!entries) return false
  let left = limit
  for (const { method, packedBytes, at } of entries) {
    if (at + 30 > bytes.length || bytes.readUInt32LE(at) !== LOCAL) return false
    const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
    const packed = bytes.subarray(start, start + packedBytes)
    if (method !== 0 && method !== 8) return false
    left -= method === 0 ? packed.length : await inflatedBytes(packed, left)
    if (left < 0) return false
  }
  return true
}

/** Counts and keeps nothing; damaged data is longer than any limit. */
async function inflatedBytes(packed: Buffer, limit: number): Promise<number> {
  let size = 0
  try {
    for await (const chunk of Readable.from([packed]).pipe(createInflateRaw())) {
      size += (chunk as Buffer).length // an inflating stream yields buffers
      if (size > limit) break
    }
    return size
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
