import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { systemHome } from './binaries.ts'
import { codeOf, folderForeign, folderNotUsable, markerUnreadable } from './problem.ts'

/** `postgres.json`: makes a folder a data folder of Xiangji and names its cluster, relative to it or absolute. */
export type Marker = { id: string; cluster: string; ready: boolean }

// What the rest of Xiangji or the system may have put there before the first start.
const familiar = /^((xiangji|postgres)\.|(files|logs|backups|secrets|lost\+found)$|\.)/

const markerFile = (folder: string): string => join(folder, 'postgres.json')
const passwordFile = (folder: string): string => join(folder, 'postgres.password')

/** Makes the data folder or checks that it is ours; answers with its real path. */
export function openFolder(path: string): string {
  makeFolder(path)
  const folder = realpathSync(path)
  if (existsSync(markerFile(folder))) return folder
  const foreign = readdirSync(folder).filter((name) => !familiar.test(name))
  if (foreign.length > 0) throw folderForeign(folder, foreign)
  return folder
}

// Node says ENOENT where the system said that it may not be written.
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    throw codeOf(error) === 'ENOENT' ? folderNotUsable(path, error) : error
  }
}

/** The real path of a folder that may not be there (any more). */
export function realPathOf(path: string): string {
  const full = resolve(path)
  if (existsSync(full)) return realpathSync(full)
  const parent = dirname(full)
  return parent === full ? full : join(realPathOf(parent), basename(full))
}

export function outsideCluster(folder: string): string {
  return join(systemHome, createHash('sha256').update(folder).digest('hex').slice(0, 16))
}

export function readMarker(folder: string): Marker | undefined {
  const file = markerFile(folder)
  try {
    const marker = readJson<Marker>(file)
    if (marker && typeof marker.cluster !== 'string') throw new TypeError('cluster is missing')
    return marker
  } catch (error) {
    if (codeOf(error) === 'EACCES') throw folderNotUsable(folder, error)
    throw markerUnreadable(file, error)
  }
}

export function writeMarker(folder: string, marker: Marker): void {
  writeSafely(markerFile(folder), `${JSON.stringify(marker, null, 2)}\n`, 0o644)
}

export function readPassword(folder: string): string | undefined {
  return readText(passwordFile(folder))?.trim() || undefined
}

export function writePassword(folder: string): string {
  const password = randomBytes(24).toString('hex')
  writeSafely(passwordFile(folder), `${password}\n`, 0o600)
  return password
}

export function readJson<T>(file: string): T | undefined {
  const text = readText(file)
  return text === undefined ? undefined : JSON.parse(text)
}

export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

// A machine that loses power leaves the old file or the new one, never half of one.
function writeSafely(file: string, content: string, mode: number): void {
  const draft = `${file}.draft`
  const handle = openSync(draft, 'w', mode)
  try {
    writeFileSync(handle, content)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  chmodSync(draft, mode)
  renameSync(draft, file)
}
