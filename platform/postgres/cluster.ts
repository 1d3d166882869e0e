import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, isAbsolute, join, parse, resolve } from 'node:path'
import {
  type Account,
  type Binaries,
  cleanEnv,
  findBinaries,
  isRoot,
  makeSystemHome,
  mayEnter,
  systemAccount,
  systemHome,
} from './binaries.ts'
import {
  type Marker,
  outsideCluster,
  readJson,
  readMarker,
  readPassword,
  readText,
  writeMarker,
  writePassword,
} from './folder.ts'
import {
  accountMissing,
  clusterClosed,
  clusterMissing,
  codeOf,
  diskFull,
  folderCopied,
  notOwner,
  otherVersion,
  startFails,
} from './problem.ts'
import { endServer, readPostmaster } from './signals.ts'

/** An initialised data directory of PostgreSQL with what it takes to run it. */
export type Cluster = { folder: string; path: string; binaries: Binaries; password: string | undefined }
export type Log = (line: string) => void
type Owner = { id: string; folder: string; durable: boolean }
type Wish = { folder: string; durable: boolean; log: Log }

/** The cluster that the folder names, or a new one. */
export async function openCluster(wish: Wish): Promise<Cluster> {
  const marker = readMarker(wish.folder)
  return marker?.ready ? reopen(wish, marker) : create(wish, marker !== undefined)
}

export const clusterPath = (folder: string, marker: Marker): string => resolve(folder, marker.cluster)
const ownerFile = (path: string): string => join(path, 'xiangji.json')

async function reopen({ folder, log }: Wish, marker: Marker): Promise<Cluster> {
  const path = clusterPath(folder, marker)
  const { owner, version } = inspect(path)
  if (!version || !owner || owner.id !== marker.id) throw clusterMissing(join(folder, 'postgres.json'), path)
  if (owner.folder !== folder) follow(folder, { path, owner, marker })
  const account = await ownerAccount(path)
  if (account && !mayEnter(dirname(path), account)) throw clusterClosed(path)
  const binaries = await findBinaries(account)
  if (version !== String(binaries.major)) throw otherVersion(path, { has: version, runs: binaries.major })
  // PostgreSQL refuses a data directory that others may read, as a copy or a restored backup often is.
  if (process.platform !== 'win32' && statSync(path).mode & 0o027) chmodSync(path, 0o700)
  log(`PostgreSQL ${binaries.version}, data in ${path}`)
  return { folder, path, binaries, password: readPassword(folder) }
}

function inspect(path: string): { owner: Owner | undefined; version: string | undefined } {
  try {
    return { owner: readJson<Owner>(ownerFile(path)), version: readText(join(path, 'PG_VERSION'))?.trim() }
  } catch (error) {
    if (codeOf(error) === 'EACCES') throw notOwner(path)
    throw error
  }
}

// A folder that was moved takes its cluster along; one that was copied would share it with the original.
function follow(folder: string, { path, owner, marker }: { path: string; owner: Owner; marker: Marker }): void {
  const original = isAbsolute(marker.cluster) ? readJson<Marker>(join(owner.folder, 'postgres.json')) : undefined
  if (original?.id === marker.id) throw folderCopied(folder, owner.folder)
  writeOwner(path, { ...owner, folder })
}

// PostgreSQL demands to run as the owner of its data, so root runs it as that user, whoever made it.
async function ownerAccount(path: string): Promise<Account | undefined> {
  const { uid, gid } = statSync(path)
  if (!isRoot()) {
    if (process.getuid && process.getuid() !== uid) throw notOwner(path)
    return undefined
  }
  if (uid !== 0) return { uid, gid }
  const account = await systemAccount()
  handOver(path, account)
  return account
}

function handOver(path: string, { uid, gid }: Account): void {
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    lchownSync(join(entry.parentPath, entry.name), uid, gid)
  }
  chownSync(path, uid, gid)
}

async function create({ folder, durable, log }: Wish, isInterrupted: boolean): Promise<Cluster> {
  const account = isRoot() ? await systemAccount() : undefined
  const isInside = !account || mayEnter(folder, account)
  const path = isInside ? join(folder, 'postgres') : outsideCluster(folder)
  if (!isInside) await clearOutside(path, { durable, log })
  // Nothing was ever stored in a cluster whose making was interrupted.
  else if (isInterrupted) rmSync(path, { recursive: true, force: true })
  const binaries = await findBinaries(account)
  const marker = { id: randomUUID(), cluster: isInside ? 'postgres' : path, ready: false }
  writeMarker(folder, marker)
  const password = writePassword(folder)
  log(`PostgreSQL ${binaries.version}: making a new database in ${path}`)
  await initialise(path, { binaries, password, durable })
  writeOwner(path, { id: marker.id, folder, durable })
  writeMarker(folder, { ...marker, ready: true })
  return { folder, path, binaries, password }
}

/** A cluster that no folder names is set aside, one only: deleting the data folder by mistake can be undone once. */
async function clearOutside(path: string, { durable, log }: { durable: boolean; log: Log }): Promise<void> {
  makeSystemHome()
  if (!durable) await sweepOutside()
  if (!existsSync(path)) return
  if (!durable) return removeData(path)
  await endServer(path)
  const aside = `${path}.old`
  rmSync(aside, { recursive: true, force: true })
  renameSync(path, aside)
  log(`The data folder was deleted: its former database is kept in ${aside} until the next time.`)
}

// Clusters for tests whose folder is gone; a lasting one may only wait for its disk to be mounted.
async function sweepOutside(): Promise<void> {
  for (const name of readdirSync(systemHome)) {
    const path = join(systemHome, name)
    const owner = /^[0-9a-f]{16}$/.test(name) ? readJson<Owner>(ownerFile(path)) : undefined
    if (!owner || owner.durable || existsSync(owner.folder)) continue
    // Another test run may be at the same work; whoever is quicker does it.
    await removeData(path).catch(() => undefined)
  }
}

/** Ends the server of a cluster, if there is one, and deletes its files. */
export async function removeData(path: string): Promise<void> {
  if (existsSync(path) && readPostmaster(path)) await endServer(path)
  for (const file of [path, `${path}.init`, `${path}.old`]) rmSync(file, { recursive: true, force: true })
}

function writeOwner(path: string, owner: Owner): void {
  writeFileSync(ownerFile(path), JSON.stringify(owner))
}

type Make = { binaries: Binaries; password: string; durable: boolean }

// Made aside and renamed: a cluster that bears its name is whole.
async function initialise(path: string, make: Make): Promise<void> {
  const draft = `${path}.init`
  const secret = `${draft}.password`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  try {
    writeFileSync(secret, make.password, { mode: 0o600 })
    const { account } = make.binaries
    if (account) for (const file of [draft, secret]) chownSync(file, account.uid, account.gid)
    await initdb(draft, { ...make, secret })
    renameSync(draft, path)
  } finally {
    rmSync(secret, { force: true })
    rmSync(draft, { recursive: true, force: true })
  }
}

// With the ctype C pg_trgm finds no letters in Chinese; old and other systems lack C.UTF-8 but have one of the next.
async function initdb(draft: string, make: Make & { secret: string }): Promise<void> {
  let words = ''
  for (const locale of ['C.UTF-8', 'en_US.UTF-8', 'zh_CN.UTF-8', 'en-US']) {
    const args = ['-D', draft, '-U', 'postgres', `--pwfile=${make.secret}`, '--auth=scram-sha-256', '--encoding=UTF8']
    args.push(`--locale=${locale}`, '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--lc-messages=C')
    args.push('--no-instructions', ...(make.durable ? [] : ['--no-sync']))
    const { code, said } = await runTool('initdb', { args, binaries: make.binaries })
    if (code === 0) return
    words = said
    if (!/invalid locale|locale name|could not be determined/i.test(said)) break
  }
  if (/No space left|quota/i.test(words)) throw diskFull(draft)
  throw startFails('initdb', lastLines(words))
}

type Run = { args: string[]; binaries: Binaries; input?: string }

/** Runs one of PostgreSQL's programs as its user to the end. */
export function runTool(name: string, { args, binaries, input = '' }: Run): Promise<{ code: number; said: string }> {
  const { account, folder } = binaries
  return new Promise((resolve, reject) => {
    let said = ''
    const child = spawnAs(account, () =>
      spawn(join(folder, name), args, { ...account, cwd: parse(folder).root, env: cleanEnv(), windowsHide: true }),
    )
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, said }))
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

/** Root of a container that maps no other users cannot become one. */
export function spawnAs<T>(account: Account | undefined, start: () => T): T {
  try {
    return start()
  } catch (error) {
    if (!account) throw error
    throw accountMissing(String(account.uid), error instanceof Error ? error.message : String(error))
  }
}

export const lastLines = (text: string): string => text.trim().split('\n').slice(-6).join('\n')
