import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chownSync, closeSync, copyFileSync, existsSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { cleanEnv } from './binaries.ts'
import { type Cluster, type Log, lastLines, runTool, spawnAs } from './cluster.ts'
import { writePassword } from './folder.ts'
import { codeOf, diskFull, portInUse, type StartProblem, startFails } from './problem.ts'
import { isAlive, isServerOf } from './process.ts'
import { endProcess, endServer, findPostmaster, readPostmaster } from './signals.ts'

/** How the server came to its end when nobody asked it to. */
export type Exit = { code: number | null; signal: string | null; lines: string }
export type Running = { pid: number; port: number; password: string; child?: ChildProcess }
export type Launch = { settings: Record<string, string>; log: Log }

const logLimit = 8 * 1024 * 1024
const recoveryMs = 300_000

export function settingsOf(durable: boolean, own: Record<string, string>): Record<string, string> {
  const careless = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_buffers: '128MB',
    max_connections: '100',
    jit: 'off',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    log_line_prefix: '%m [%p] %u@%d ',
    ...(durable ? {} : { ...careless, wal_level: 'minimal', max_wal_senders: '0' }),
    ...own,
  }
}

/** Where to find a database of the server; the password has no characters that a URL would need escaped. */
export function urlOf({ port, password }: { port: number; password: string }, database: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`
}

/** The server that a killed Xiangji left running, if it is ours, answers and has the settings asked for. */
export async function adopt(cluster: Cluster, launch: Launch): Promise<Running | undefined> {
  const { path, password, binaries } = cluster
  const found = findPostmaster(path)
  if (!found) return undefined
  const print = fingerprint(binaries.version, launch.settings)
  if (password && (await isOurs({ ...found, password, path, print }))) {
    launch.log(`PostgreSQL was still running (process ${found.pid}, port ${found.port}): going on with it.`)
    return { ...found, password }
  }
  launch.log(`PostgreSQL was still running (process ${found.pid}) but is of no use: starting it anew.`)
  await endServer(path, { pgCtl: join(binaries.folder, 'pg_ctl'), patienceMs: 5_000 })
  return undefined
}

async function isOurs(found: Running & { path: string; print: string }): Promise<boolean> {
  const until = performance.now() + 10_000
  while (isAlive(found.pid) && performance.now() < until) {
    try {
      const [row] = await ask(urlOf(found, 'postgres'), {
        text: `select current_setting('data_directory') as path, current_setting('xiangji.settings', true) as print`,
        withinMs: 3_000,
      })
      return row?.path === found.path && row?.print === found.print
    } catch (error) {
      if (codeOf(error) !== '57P03') return false
      await delay(50)
    }
  }
  return false
}

// The running server tells it back, so that other settings or a newer PostgreSQL are not missed by adoption.
function fingerprint(version: string, settings: Record<string, string>): string {
  return createHash('sha256')
    .update(JSON.stringify([version, settings]))
    .digest('hex')
    .slice(0, 16)
}

/** Starts the server on a free port, and again when another program was quicker to take it. */
export async function launch(cluster: Cluster, { settings, log }: Launch): Promise<Running> {
  let password = cluster.password ?? (await renewPassword(cluster))
  let words = ''
  for (let attempt = 0; attempt < 20; attempt++) {
    const port = settings.port ? Number(settings.port) : await freePort()
    const running = await spawnServer({ ...cluster, password }, { settings, port })
    const outcome = await becomesReady(running, cluster, log)
    if (outcome === 'ready') return running
    words = logTail(cluster.path, running.logFrom)
    await endRunning(running, cluster)
    if (outcome === 'password') password = await renewPassword(cluster)
    else if (!(await mayPass(words, settings.port))) break
  }
  throw whyNot(cluster, { words, port: settings.port })
}

// Both pass by themselves: another port is chosen, and the last sessions of a killed server end.
async function mayPass(words: string, fixedPort: string | undefined): Promise<boolean> {
  if (/could not bind/.test(words)) return !fixedPort
  if (!/shared memory block .*still in use/s.test(words)) return false
  await delay(250)
  return true
}

function whyNot({ path }: Cluster, { words, port = '*' }: { words: string; port?: string | undefined }): StartProblem {
  if (/could not bind|could not create any TCP/.test(words)) return portInUse(port)
  if (/No space left on device/.test(words)) return diskFull(path)
  return startFails(join(path, 'postgres.log'), lastLines(words))
}

type Spawned = Running & { child: ChildProcess; logFrom: number }

async function spawnServer(
  { path, binaries, password }: Cluster & { password: string },
  { settings, port }: { settings: Record<string, string>; port: number },
): Promise<Spawned> {
  const print = fingerprint(binaries.version, settings)
  const all = { ...settings, port: String(port), 'xiangji.settings': print }
  const args = ['-D', path, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const { file, handle } = openLog(path, binaries.account)
  const logFrom = statSync(file).size
  try {
    // Detached: Ctrl-C in the terminal reaches Xiangji alone, which ends its work before it ends the server.
    const child = spawnAs(binaries.account, () =>
      spawn(join(binaries.folder, 'postgres'), args, {
        ...binaries.account,
        cwd: path,
        env: cleanEnv(),
        detached: true,
        windowsHide: true,
        stdio: ['ignore', handle, handle],
      }),
    )
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
    child.unref()
    return { pid: child.pid ?? 0, port, password, child, logFrom }
  } finally {
    closeSync(handle)
  }
}

// After a power failure a server first replays its log, which may take minutes: as long as it lives there is hope.
async function becomesReady(running: Spawned, { path }: Cluster, log: Log): Promise<'ready' | 'password' | 'ended'> {
  const begun = performance.now()
  let toldAt = begun
  while (hasNotEnded(running.child) && performance.now() - begun < recoveryMs) {
    // Before it says so itself, whoever answers on the port may be the program that took it.
    const isOpen = readPostmaster(path)?.readyPid === running.pid
    const answer = isOpen ? await greet(running) : undefined
    if (answer) return answer
    if (performance.now() - toldAt > 10_000) {
      toldAt = performance.now()
      log('PostgreSQL is recovering after a crash …')
    }
    await delay(5)
  }
  return 'ended'
}

async function greet(running: Running): Promise<'ready' | 'password' | undefined> {
  try {
    await ask(urlOf(running, 'postgres'), { text: 'select 1', withinMs: 10_000 })
    return 'ready'
  } catch (error) {
    return codeOf(error) === '28P01' ? 'password' : undefined
  }
}

/** Fast shutdown of the server that runs, which after a while may be no longer the one that was started. */
export async function endRunning({ pid, child }: Running, { path, binaries }: Cluster): Promise<void> {
  const isOn = child ? hasNotEnded(child) : isServerOf(pid, path)
  if (isOn) await endProcess(pid, { pgCtl: join(binaries.folder, 'pg_ctl') })
}

const hasNotEnded = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null

// In single-user mode PostgreSQL asks for no password: who may write its files may set one.
async function renewPassword({ folder, path, binaries }: Cluster): Promise<string> {
  const password = writePassword(folder)
  const input = `alter role postgres password '${password}';\n`
  const { code, said } = await runTool('postgres', { args: ['--single', '-D', path, 'postgres'], binaries, input })
  if (code !== 0 || /ERROR|FATAL/.test(said)) throw startFails('postgres --single', lastLines(said))
  return password
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function openLog(path: string, account: Cluster['binaries']['account']): { file: string; handle: number } {
  limitLog(path)
  const file = join(path, 'postgres.log')
  const handle = openSync(file, 'a', 0o600)
  if (account) chownSync(file, account.uid, account.gid)
  return { file, handle }
}

/** Keeps `postgres.log` and one before it; the server holds the file open, so it is emptied, not renamed. */
export function limitLog(path: string): void {
  const file = join(path, 'postgres.log')
  if (!existsSync(file) || statSync(file).size < logLimit) return
  copyFileSync(file, `${file}.1`)
  truncateSync(file)
}

function logTail(path: string, from: number): string {
  const file = join(path, 'postgres.log')
  return existsSync(file) ? readFileSync(file).subarray(from).toString('utf8') : ''
}

export const lastLinesOf = (path: string): string => lastLines(logTail(path, 0))

type Row = Record<string, unknown>

/** One statement on a connection of its own. */
export async function ask(url: string, { text, withinMs }: { text: string; withinMs: number }): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: withinMs, query_timeout: withinMs })
  // A connection that breaks is told by the promise; without a listener it would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query<Row>(text)).rows
  } finally {
    // A server that hangs does not say goodbye either.
    await Promise.race([client.end().catch(() => undefined), delay(500, undefined, { ref: false })])
  }
}

/** Creates the database unless it is there. */
export async function ensureDatabase(running: Running, database: string): Promise<void> {
  try {
    await ask(urlOf(running, database), { text: 'select 1', withinMs: 30_000 })
  } catch (error) {
    if (codeOf(error) !== '3D000') throw error
    const text = `create database ${pg.escapeIdentifier(database)}`
    await ask(urlOf(running, 'postgres'), { text, withinMs: 60_000 })
  }
}
