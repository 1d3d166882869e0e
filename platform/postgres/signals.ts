import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { readText } from './folder.ts'
import { codeOf } from './problem.ts'
import { isGone, isServerOf } from './process.ts'

/** `readyPid` is there once the server takes connections. */
export type Postmaster = { pid: number; port: number; readyPid?: number }

/** What `postmaster.pid` says, true or not. */
export function readPostmaster(cluster: string): Postmaster | undefined {
  const lines = readText(join(cluster, 'postmaster.pid'))?.split('\n')
  const [pid, port] = [Number(lines?.[0]), Number(lines?.[3])]
  if (!lines || !(pid > 0)) return undefined
  return lines[7]?.startsWith('ready') ? { pid, port, readyPid: pid } : { pid, port }
}

/** The running server of this cluster; the pid file of one that a crash took is removed. */
export function findPostmaster(cluster: string): Postmaster | undefined {
  const named = readPostmaster(cluster)
  if (named && isServerOf(named.pid, cluster)) return named
  // PostgreSQL itself would wait for whoever has that number today.
  rmSync(join(cluster, 'postmaster.pid'), { force: true })
  return undefined
}

type Ending = { pgCtl?: string; patienceMs?: number }

/** Ends the server of a cluster, if it runs. */
export async function endServer(cluster: string, ending?: Ending): Promise<void> {
  const running = findPostmaster(cluster)
  if (!running) return
  await endProcess(running.pid, ending)
  // One that had to be killed leaves its pid file.
  findPostmaster(cluster)
}

/** Fast shutdown; a server that does not answer is made to stop, and recovers from its log at the next start. */
export async function endProcess(pid: number, { pgCtl = 'pg_ctl', patienceMs = 30_000 }: Ending = {}): Promise<void> {
  const steps = [
    { signal: 'INT', waitMs: patienceMs },
    { signal: 'QUIT', waitMs: 3_000 },
    { signal: 'KILL', waitMs: 5_000 },
  ]
  for (const { signal, waitMs } of steps) {
    send(pid, { signal, pgCtl })
    if (await isGone(pid, waitMs)) return
  }
}

// Windows has no signals; pg_ctl speaks to the server in its own way.
function send(pid: number, { signal, pgCtl }: { signal: string; pgCtl: string }): void {
  try {
    if (process.platform === 'win32') execFileSync(pgCtl, ['kill', signal, String(pid)], { stdio: 'ignore' })
    else process.kill(pid, `SIG${signal}`)
  } catch (error) {
    if (process.platform !== 'win32' && codeOf(error) !== 'ESRCH') throw error
  }
}
