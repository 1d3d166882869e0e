import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import { ByteReader } from './byte-reader.ts'
import { type KeyDerivation, type KeySource, newKey, openKey } from './key.ts'
import { BackupProblem, damaged, formatTooNew, notABackup } from './problem.ts'

/**
 * The file (docs/operations.md describes it for who must read it without us):
 * `XJBACKUP`, format (u8), header length (u32 BE), header (JSON, in the clear), then chunks of
 * last (u8: 0 or 1), length (u32 BE), AES-256-GCM ciphertext and tag (16 bytes). The nonce is seven zero bytes, the chunk's number
 * (u32 BE) and `last`; the associated data is the SHA-256 of everything before the first chunk. So a chunk that is changed, left
 * out, moved, repeated or taken from another file does not open, and a file cut short has no last chunk (STREAM: Hoang et al., CRYPTO 2015).
 * The chunks hold one zstd stream of frames: kind (1 ASCII letter), length (u32 BE), bytes.
 */
const MAGIC = Buffer.from('XJBACKUP')
const FORMAT = 1
const CHUNK_BYTES = 1 << 20
const TAG_BYTES = 16
const MAX_HEADER_BYTES = 64 << 10
const MAX_FRAME_BYTES = 64 << 20

export type FrameKind = 'M' | 'T' | 'P' | 'S' | 'D' | 'E' | 'Z'
export type Frame = { kind: FrameKind; bytes: Buffer }
type Header = { madeAt: string; cipher: 'aes-256-gcm'; compression: 'zstd'; key: KeyDerivation }

const nonceOf = (index: number, isLast: boolean): Buffer => {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(index, 7)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

type Lock = { key: Buffer; bound: Buffer }

function sealed(plain: Buffer, { key, bound }: Lock, at: { index: number; isLast: boolean }): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(at.index, at.isLast)).setAAD(bound)
  const head = Buffer.alloc(5)
  head[0] = at.isLast ? 1 : 0
  head.writeUInt32BE(plain.length + TAG_BYTES, 1)
  return Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function opened(bytes: Buffer, { key, bound }: Lock, at: { index: number; isLast: boolean }): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(at.index, at.isLast), { authTagLength: TAG_BYTES })
  decipher.setAAD(bound).setAuthTag(bytes.subarray(bytes.length - TAG_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(0, bytes.length - TAG_BYTES)), decipher.final()])
}

const inChunks = (lock: Lock) =>
  async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let index = 0
    let waiting: Buffer[] = []
    let size = 0
    for await (const bytes of source) {
      waiting.push(bytes)
      size += bytes.length
      while (size > CHUNK_BYTES) {
        const all = Buffer.concat(waiting)
        yield sealed(all.subarray(0, CHUNK_BYTES), lock, { index: index++, isLast: false })
        waiting = [all.subarray(CHUNK_BYTES)]
        size -= CHUNK_BYTES
      }
    }
    yield sealed(Buffer.concat(waiting), lock, { index, isLast: true })
  }

async function* outOfChunks(reader: ByteReader, lock: Lock): AsyncGenerator<Buffer> {
  for (let index = 0, isLast = false; !isLast; index++) {
    const head = await reader.take(5)
    isLast = head?.[0] === 1
    const length = head?.readUInt32BE(1) ?? 0
    const isChunk = length >= TAG_BYTES && length <= CHUNK_BYTES + TAG_BYTES
    const bytes = isChunk ? await reader.take(length) : undefined
    if (!bytes) throw damaged(`chunk ${index}`)
    try {
      yield opened(bytes, lock, { index, isLast })
    } catch (error) {
      throw damaged(`chunk ${index}`, error)
    }
  }
  if (await reader.take(1)) throw damaged('after the last chunk')
}

export function frame(kind: FrameKind, content: Buffer | object): Buffer {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content))
  const head = Buffer.alloc(5)
  head.write(kind, 0, 'latin1')
  head.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}

async function* framesOf(source: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  const reader = new ByteReader(source)
  for (;;) {
    const head = await reader.take(5)
    if (!head) return
    const length = head.readUInt32BE(1)
    const bytes = length > MAX_FRAME_BYTES ? undefined : length === 0 ? Buffer.alloc(0) : await reader.take(length)
    if (!bytes) throw damaged('frame')
    yield { kind: head.toString('latin1', 0, 1) as FrameKind, bytes } // who reads refuses what he does not expect
  }
}

const partOf = (file: string): string => `${file}.part`

/** Writes the frames; the file bears its name only once it is whole and on the disk. @returns its bytes */
export async function writeContainer(
  file: string,
  { source, madeAt }: { source: KeySource; madeAt: Date },
  frames: AsyncIterable<Buffer>,
): Promise<number> {
  const { key, derivation } = await newKey(source)
  const header: Header = { madeAt: madeAt.toISOString(), cipher: 'aes-256-gcm', compression: 'zstd', key: derivation }
  const text = Buffer.from(JSON.stringify(header))
  const size = Buffer.alloc(4)
  size.writeUInt32BE(text.length)
  const start = Buffer.concat([MAGIC, Buffer.from([FORMAT]), size, text])
  const bound = createHash('sha256').update(start).digest()
  const part = partOf(file)
  try {
    const target = createWriteStream(part, { mode: 0o600, flush: true })
    target.write(start)
    await pipeline(Readable.from(frames), createZstdCompress(), inChunks({ key, bound }), target)
    await rename(part, file)
    await syncFolder(path.dirname(file))
    return (await stat(file)).size
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder)
  await handle.sync().finally(() => handle.close())
}

/** The frames of a file, each proven before it is given out. The last chunk proves that nothing is missing. */
export async function* readContainer(file: string, source: KeySource): AsyncGenerator<Frame> {
  const input = createReadStream(file, { highWaterMark: 1 << 20 })
  const decompress = createZstdDecompress()
  try {
    const reader = new ByteReader(input)
    const { header, bound } = await headerOf(reader, file)
    const key = await openKey(source, header.key)
    const running = pipeline(outOfChunks(reader, { key, bound }), decompress)
    // Told by the loop below, which fails with the same.
    running.catch(() => undefined)
    yield* framesOf(decompress)
    await running
  } catch (error) {
    throw error instanceof BackupProblem || !isOfZstd(error) ? error : damaged('zstd', error)
  } finally {
    decompress.destroy()
    input.destroy()
  }
}

const isOfZstd = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ZSTD')

async function headerOf(reader: ByteReader, file: string): Promise<{ header: Header; bound: Buffer }> {
  const head = await reader.take(MAGIC.length + 5)
  if (!head?.subarray(0, MAGIC.length).equals(MAGIC)) throw notABackup(file)
  const version = head[MAGIC.length] ?? 0
  if (version !== FORMAT) throw formatTooNew(version)
  const length = head.readUInt32BE(MAGIC.length + 1)
  const text = length > MAX_HEADER_BYTES ? undefined : await reader.take(length)
  if (!text) throw damaged('header')
  const bound = createHash('sha256').update(head).update(text).digest()
  try {
    return { header: JSON.parse(text.toString('utf8')) as Header, bound } // proven by the first chunk, which it is bound to
  } catch (error) {
    throw damaged('header', error)
  }
}
