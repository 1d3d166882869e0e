import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { isRoot } from './postgres/binaries.ts'
import { type Cluster, clusterPath, openCluster, removeData } from './postgres/cluster.ts'
import { openFolder, outsideCluster, readMarker, readPassword, realPathOf } from './postgres/folder.ts'
import { findHolder, takeLock } from './postgres/lock.ts'
import { alreadyRunning, asProblem } from './postgres/problem.ts'
import { isAlive } from './postgres/process.ts'
import {
  adopt,
  ask,
  type Exit,
  endRunning,
  ensureDatabase,
  lastLinesOf,
  launch,
  limitLog,
  type Running,
  settingsOf,
  urlOf,
} from './postgres/server.ts'
import { readPostmaster } from './postgres/signals.ts'

export { checkServer, databaseFromEnv } from './postgres/own-server.ts'
export { StartProblem } from './postgres/problem.ts'

/** The running PostgreSQL of a data folder. `url` is a superuser's. */
export type Postgres = {
  url: string
  port: number
  dataFolder: string
  adopted: boolean
  stop(): Promise<void>
  onExit(listener: (exit: Exit) => void): void
}

export type PostgresOptions = {
  folder: string
  log?: (line: string) => void
  /** False for tests: a crash of the machine may lose data. */
  durable?: boolean
  database?: string
  settings?: Record<string, string>
}

/** Starts the included PostgreSQL on a data folder, or goes on with the one that a killed Xiangji left running. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { log = () => undefined, durable = true, database = 'xiangji', settings = {} } = options
  let release = (): void => undefined
  try {
    const folder = openFolder(options.folder)
    release = takeLock(folder)
    const cluster = await openCluster({ folder, durable, log })
    const wanted = { settings: settingsOf(durable, settings), log }
    const adopted = await adopt(cluster, wanted)
    const running = adopted ?? (await launch(cluster, wanted))
    await ensureDatabase(running, database).catch(async (error) => {
      await endRunning(running, cluster)
      throw error
    })
    return handleOf(running, { cluster, database, adopted: adopted !== undefined, release })
  } catch (error) {
    release()
    throw asProblem(error, options.folder)
  }
}

type Held = { cluster: Cluster; database: string; adopted: boolean; release: () => void }

function handleOf(running: Running, { cluster, database, adopted, release }: Held): Postgres {
  const { path } = cluster
  const listeners: ((exit: Exit) => void)[] = []
  let stopped: Promise<void> | undefined
  const pruning = setInterval(() => limitLog(path), 600_000).unref()
  const unwatch = watch(running, (code, signal) => {
    if (stopped) return
    for (const listener of listeners) listener({ code, signal, lines: lastLinesOf(path) })
  })
  const stop = async (): Promise<void> => {
    clearInterval(pruning)
    await endRunning(running, cluster)
    unwatch()
    release()
  }
  return {
    url: urlOf(running, database),
    port: running.port,
    dataFolder: path,
    adopted,
    stop: () => (stopped ??= stop()),
    onExit: (listener) => void listeners.push(listener),
  }
}

// An adopted server is nobody's child that could tell us, so it is looked at once a second.
function watch({ child, pid }: Running, ended: (code: number | null, signal: string | null) => void): () => void {
  if (child) {
    child.once('exit', ended)
    return () => child.removeListener('exit', ended)
  }
  const timer = setInterval(() => {
    if (isAlive(pid)) return
    clearInterval(timer)
    ended(null, null)
  }, 1000).unref()
  return () => clearInterval(timer)
}

/** The database of a data folder while its server runs, for commands beside it. */
export async function attachPostgres(folder: string, database = 'xiangji'): Promise<{ url: string } | undefined> {
  const real = realPathOf(folder)
  try {
    const marker = readMarker(real)
    const password = readPassword(real)
    const server = marker?.ready ? readPostmaster(clusterPath(real, marker)) : undefined
    if (!server || !password || !isAlive(server.pid)) return undefined
    const url = urlOf({ ...server, password }, database)
    return await ask(url, { text: 'select 1', withinMs: 3_000 }).then(
      () => ({ url }),
      () => undefined,
    )
  } catch (error) {
    throw asProblem(error, folder)
  }
}

/** Deletes the database of a data folder for good, wherever it lies, also when the folder itself is gone. */
export async function removeCluster(folder: string): Promise<void> {
  const real = realPathOf(folder)
  const holder = findHolder(real)
  if (holder !== undefined) throw alreadyRunning(real, holder)
  const marker = readMarker(real)
  if (marker) await removeData(clusterPath(real, marker))
  if (isRoot()) await removeData(outsideCluster(real))
  for (const name of ['postgres.json', 'postgres.password', 'xiangji.lock']) rmSync(join(real, name), { force: true })
}
