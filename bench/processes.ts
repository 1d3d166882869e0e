import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { systemCaller } from '#platform/authz'
import { createPool } from '#platform/db'
import { uuidv7 } from '#platform/ids'
import { createApp } from '../apps/server/app.ts'
import { quantile, round, withPostgres } from './server.ts'
import { freePort } from './start.ts'
import { loadCounty, realCounty, work } from './synthetic.ts'

const YONGREN = '532327'
const SECRET = 'bench-only-'.repeat(4)
const AT_ONCE = 16
const READS = 3000
const BATCHES = 300
const BATCH = 100
const IDLE_MS = 10_000

/** The same work on one server process and on four, all on one PostgreSQL; requests go to the processes in turn. */
export const benchProcesses = () =>
  withPostgres({ durable: false }, async (url) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'xiangji-bench-processes-'))
    const app = await createApp({ url, filesFolder: folder, secret: SECRET, log: false, county: YONGREN })
    const owner = createPool(url, { role: '', max: 2 })
    try {
      await loadCounty(app, await realCounty('yongren'))
      const station = await work(app, YONGREN, 1000)
      const { cookie } = await app.services.identity.createSimulator(YONGREN)
      let sent = 1000
      const figure = async () =>
        (await app.services.statistics.figures(systemCaller(YONGREN), ['station.entries'])).get('station.entries')
          ?.value
      const run = async (count: number) => {
        const children = await Promise.all(
          Array.from({ length: count }, (_, i) => start(url, path.join(folder, `${count}-${i}`))),
        )
        try {
          const ports = children.map(({ port }) => port)
          const get = { method: 'GET', path: '/api/overview', cookie }
          await load(ports, { count: 200, send: () => get })
          const reads = await load(ports, { count: READS, send: () => get })
          const appends = await load(ports, {
            count: BATCHES,
            send: () => ({ method: 'POST', path: `/api/stations/${station}/entries`, cookie, body: batch() }),
          })
          sent += BATCHES * BATCH
          const began = performance.now()
          while ((await figure()) !== sent && performance.now() - began < 30_000)
            await new Promise((resolve) => setTimeout(resolve, 20))
          const lagMs = performance.now() - began
          // Every event once: whoever else followed too would have added it again.
          await new Promise((resolve) => setTimeout(resolve, 1500))
          const isExact = (await figure()) === sent
          const before = await transactions(owner)
          await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
          const idlePerS = ((await transactions(owner)) - before) / (IDLE_MS / 1000)
          return { reads, appends, lagMs, isExact, idlePerS }
        } finally {
          for (const { child } of children) await stopped(child)
        }
      }
      const one = await run(1)
      const four = await run(4)
      return {
        overviewPerS1: Math.round(one.reads.perS),
        overviewPerS4: Math.round(four.reads.perS),
        overviewP99Ms1: round(one.reads.p99),
        overviewP99Ms4: round(four.reads.p99),
        eventsPerS1: Math.round(one.appends.perS * BATCH),
        eventsPerS4: Math.round(four.appends.perS * BATCH),
        appendP99Ms1: round(one.appends.p99),
        appendP99Ms4: round(four.appends.p99),
        lagMs4: Math.round(four.lagMs),
        isExact: Number(one.isExact && four.isExact),
        idleTransactionsPerS1: round(one.idlePerS),
        idleTransactionsPerS4: round(four.idlePerS),
      }
    } finally {
      await app.close()
      await owner.end()
      await rm(folder, { recursive: true, force: true })
    }
  })

async function start(url: string, data: string): Promise<{ child: ChildProcess; port: number }> {
  const port = await freePort()
  const env = { ...process.env, DATABASE_URL: url, XIANGJI_DATA: data, XIANGJI_SECRET: SECRET, PORT: String(port) }
  const child = spawn(process.execPath, ['apps/server/main.ts'], { env, stdio: 'ignore' })
  for (;;) {
    const isReady = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (response) => response.ok,
      () => false,
    )
    if (isReady) return { child, port }
    if (child.exitCode !== null) throw new Error('a server stopped')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const stopped = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })

type Call = { method: string; path: string; cookie: string; body?: string }

/** `count` requests, sixteen at once, to the ports in turn. */
async function load(ports: readonly number[], { count, send }: { count: number; send: () => Call }) {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const times: number[] = []
  let next = 0
  const began = performance.now()
  const worker = async () => {
    while (next < count) {
      const port = ports[next++ % ports.length] as number // there is at least one
      times.push(await call(agent, port, send()))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  agent.destroy()
  return { perS: count / ((performance.now() - began) / 1000), p99: quantile(times, 0.99) }
}

function call(agent: Agent, port: number, { method, path: at, cookie, body }: Call): Promise<number> {
  const began = performance.now()
  const headers = { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
  return new Promise((resolve, reject) => {
    const sent = request({ agent, port, host: '127.0.0.1', method, path: at, headers }, (answer) => {
      answer.resume()
      answer.on('end', () =>
        answer.statusCode === 200
          ? resolve(performance.now() - began)
          : reject(new Error(`status ${answer.statusCode}`)),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const batch = (): string =>
  JSON.stringify({
    entries: Array.from({ length: BATCH }, () => ({
      id: uuidv7(),
      service: 'produceSale',
      at: new Date(Date.now() - 60_000).toISOString(),
      quantity: 1,
      amountFen: 100,
      goods: '核桃',
    })),
  })

async function transactions(owner: ReturnType<typeof createPool>): Promise<number> {
  await owner.query('select pg_stat_clear_snapshot()')
  const { rows } = await owner.query<{ n: number }>(
    'select xact_commit + xact_rollback as n from pg_stat_database where datname = current_database()',
  )
  return rows[0]?.n ?? 0
}
