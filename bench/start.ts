import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { removeCluster } from '#platform/postgres'
import { round } from './server.ts'

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

async function firstPage(folder: string, port: number): Promise<{ child: ChildProcess; seconds: number }> {
  const begin = performance.now()
  const env = { ...process.env, XIANGJI_DATA: folder, PORT: String(port) }
  const child = spawn(process.execPath, ['apps/server/main.ts'], { env, stdio: 'ignore' })
  for (;;) {
    const answered = await fetch(`http://127.0.0.1:${port}/`).then(
      (response) => response.ok,
      () => false,
    )
    if (answered) return { child, seconds: (performance.now() - begin) / 1000 }
    if (child.exitCode !== null) throw new Error('the server stopped')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const stopped = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })

/** From the command to the first page, on an empty folder and on one with data; then the memory of the idle process. */
export async function benchStart() {
  const folder = await mkdtemp(path.join(tmpdir(), 'xiangji-bench-start-'))
  try {
    const first = await firstPage(folder, await freePort())
    await stopped(first.child)
    const later = await firstPage(folder, await freePort())
    await new Promise((resolve) => setTimeout(resolve, 15_000))
    const status = await readFile(`/proc/${later.child.pid}/status`, 'utf8').catch(() => '')
    const residentKb = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0)
    await stopped(later.child)
    return {
      firstStartS: round(first.seconds),
      laterStartS: round(later.seconds),
      idleMemoryMb: Math.round(residentKb / 1024),
    }
  } finally {
    await removeCluster(folder)
    await rm(folder, { recursive: true, force: true })
  }
}
