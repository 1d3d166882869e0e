import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FileStore } from '../files/stores.ts'

/** Where papers lie, by the SHA-256 of their bytes. */
export type Papers = {
  /** Undefined when it is not there. */
  open: (sha256: string) => Promise<AsyncIterable<Buffer> | undefined>
  /** Keeps a paper whose bytes have this hash. @returns whether it is new here */
  keep: (sha256: string, bytes: AsyncIterable<Buffer>) => Promise<boolean>
  remove: (sha256: string) => Promise<void>
}

/** The folder of platform/files.ts. */
export function papersIn(folder: string): Papers {
  const placeOf = (sha256: string) => path.join(folder, sha256.slice(0, 2), sha256)
  return {
    open: async (sha256) => {
      const handle = await open(placeOf(sha256)).catch(() => undefined)
      return handle?.createReadStream({ highWaterMark: 1 << 18 })
    },
    keep: async (sha256, bytes) => {
      const target = placeOf(sha256)
      const isNew = !(await stat(target).catch(() => undefined))
      await mkdir(path.dirname(target), { recursive: true })
      const part = `${target}.part`
      try {
        await pipeline(Readable.from(bytes), createWriteStream(part, { flush: true }))
        await rename(part, target)
      } catch (error) {
        await rm(part, { force: true })
        throw error
      }
      return isNew
    },
    remove: (sha256) => rm(placeOf(sha256), { force: true }),
  }
}

/** Another store of papers. It can take none away: what a failed restore brought stays there under its hash, named by nobody. */
export const papersOf = (store: FileStore): Papers => ({
  open: async (sha256) => {
    const bytes = await store.get(sha256)
    return bytes && Readable.from([bytes])
  },
  keep: async (sha256, bytes) => {
    const parts: Buffer[] = []
    for await (const part of bytes) parts.push(part)
    const whole = Buffer.concat(parts)
    // A store may refuse bytes that are not what their name says; the backup has named them as damaged.
    if (createHash('sha256').update(whole).digest('hex') === sha256) await store.put(sha256, whole)
    return false
  },
  remove: async () => undefined,
})

export type Secret = { name: string; bytes: Buffer }

/** What lies in `secrets/`: without it sessions, sealed days and enciphered fields of a restored instance could not be opened. */
export async function secretsIn(folder: string, leaveOut: readonly string[] = []): Promise<Secret[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = names
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((name) => !leaveOut.includes(path.resolve(folder, name)))
    .sort()
  return Promise.all(files.map(async (name) => ({ name, bytes: await readFile(path.join(folder, name)) })))
}

/** A name in a backup leads nowhere but into the folder. */
const isInside = (name: string): boolean => !path.isAbsolute(name) && !name.split(/[\\/]/).includes('..')

/** Secrets that are there already and say something else are somebody's. */
export async function otherSecret(folder: string, secrets: readonly Secret[]): Promise<string | undefined> {
  for (const { name, bytes } of secrets) {
    const present = await readFile(path.join(folder, name)).catch(() => undefined)
    if (!isInside(name) || (present && !present.equals(bytes))) return name
  }
  return undefined
}

export async function putSecrets(folder: string, secrets: readonly Secret[]): Promise<string[]> {
  const made: string[] = []
  for (const { name, bytes } of secrets) {
    const file = path.join(folder, name)
    if (await stat(file).catch(() => undefined)) continue
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
    await writeFile(file, bytes, { mode: 0o600 })
    made.push(file)
  }
  return made
}

/** Passes bytes on and keeps their number and hash. */
export function measured() {
  const hash = createHash('sha256')
  const told = { bytes: 0, lines: 0 }
  const through = (chunk: Buffer): Buffer => {
    hash.update(chunk)
    told.bytes += chunk.length
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) told.lines++
    return chunk
  }
  return { through, lines: () => told.lines, result: () => ({ ...told, sha256: hash.digest('hex') }) }
}
