import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alreadyRunning, codeOf } from './problem.ts'
import { isAlive, startOf } from './process.ts'

type Holder = { pid: number; startedAt: string }

/** One Xiangji per data folder: takes `xiangji.lock`, also from a process that died, and returns what gives it back. */
export function takeLock(folder: string): () => void {
  const file = join(folder, 'xiangji.lock')
  const mine = JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) })
  for (let attempt = 0; attempt < 10; attempt++) {
    if (placeLock(file, mine)) return () => giveBack(file, mine)
    const theirs = readLock(file)
    if (theirs === undefined) continue
    const holder = parseHolder(theirs)
    if (holder && isHeld(holder)) throw alreadyRunning(folder, holder.pid)
    takeAway(file, theirs)
  }
  throw alreadyRunning(folder, parseHolder(readLock(file) ?? '')?.pid ?? 0)
}

/** Who runs on this folder, if anyone does. */
export function findHolder(folder: string): number | undefined {
  const holder = parseHolder(readLock(join(folder, 'xiangji.lock')) ?? '')
  return holder && isHeld(holder) ? holder.pid : undefined
}

function isHeld(holder: Holder): boolean {
  return isAlive(holder.pid) && startOf(holder.pid) === holder.startedAt
}

// A link appears with its content or not at all: nobody reads a half-written lock.
function placeLock(file: string, content: string): boolean {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, content)
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    return placeWithoutLink(file, content)
  } finally {
    rmSync(draft, { force: true })
  }
}

// exFAT and some network shares have no hard links.
function placeWithoutLink(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx' })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

// Another process may have replaced the dead lock since it was read: what was moved is compared, and put back.
function takeAway(file: string, dead: string): void {
  const aside = `${file}.dead-${process.pid}`
  try {
    renameSync(file, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  const moved = readLock(aside)
  if (moved !== undefined && moved !== dead) placeLock(file, moved)
  rmSync(aside, { force: true })
}

function giveBack(file: string, mine: string): void {
  if (readLock(file) === mine) rmSync(file, { force: true })
}

function readLock(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function parseHolder(content: string): Holder | undefined {
  try {
    const { pid, startedAt } = JSON.parse(content)
    return Number.isInteger(pid) && typeof startedAt === 'string' ? { pid, startedAt } : undefined
  } catch {
    return undefined
  }
}
