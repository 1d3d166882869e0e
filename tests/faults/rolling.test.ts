import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, createServer, type IncomingMessage, request, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcp } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createIdentityService } from '#modules/identity'
import { systemCaller } from '#platform/authz'
import { createDb, createPool, scoped } from '#platform/db'
import { uuidv7 } from '#platform/ids'
import { migrate } from '#platform/migrate'
import { aCipher } from '#platform/testing'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const SECRET = 'rolling-test-only-'.repeat(3)
const PASSWORD = 'a-long-word-7'

let folder: string
let url: string
let admin: pg.Client

/** An empty database of this file's own, as a county's PostgreSQL gives it. */
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'xj-rolling-'))
  const target = new URL(inject('databaseUrl'))
  admin = new pg.Client({ connectionString: target.href })
  await admin.connect()
  target.pathname = `/rolling_${process.pid}`
  url = target.href
  await admin.query(`create database rolling_${process.pid} template template0 encoding 'UTF8' locale 'C.UTF-8'`)
})
const children = new Set<ChildProcess>()
afterAll(async () => {
  for (const child of children) {
    child.kill('SIGKILL')
    await exitOf(child)
  }
  await admin.query(`drop database rolling_${process.pid} with (force)`)
  await admin.end()
  rmSync(folder, { recursive: true, force: true })
})

const exitOf = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('exit', resolve))

async function freePort(): Promise<number> {
  const server = createTcp()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server listens on a port
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** What `npm start` runs, one of two processes on one database. */
function run(port: number) {
  const env = {
    ...{ PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', PORT: String(port), DATABASE_URL: url },
    ...{ XIANGJI_DATA: folder, XIANGJI_SECRET: SECRET, XIANGJI_DRAIN_S: '1', XIANGJI_STOP_S: '10' },
  }
  const child = spawn(process.execPath, ['apps/server/main.ts'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  children.add(child)
  child.once('exit', () => children.delete(child))
  const said = { text: '' }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said.text += chunk))
  return { child, said, port }
}
type Process = ReturnType<typeof run>

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )

async function ready(server: Process): Promise<Process> {
  while (!(await isReady(server.port))) {
    if (server.child.exitCode !== null) throw new Error(`it ended: ${server.said.text}`)
    await delay(50)
  }
  return server
}

async function stop(server: Process): Promise<number | null> {
  server.child.kill('SIGTERM')
  return exitOf(server.child)
}

/** A proxy that sends each request to the next server that says it is ready, asks that ten times a second, and never tries twice. */
async function aProxy(ports: readonly number[]) {
  const up = new Set<number>()
  const agent = new Agent({ keepAlive: false })
  let turn = 0
  const look = async () => {
    for (const port of ports) (await isReady(port)) ? up.add(port) : up.delete(port)
  }
  await look()
  const timer = setInterval(() => void look(), 100)
  const server: Server = createServer((asked, answer) => {
    const able = ports.filter((port) => up.has(port))
    const port = able[turn++ % able.length]
    if (port === undefined) return void answer.writeHead(502).end('no server')
    const { method = 'GET', url: target = '/', headers } = asked
    const onward = request(
      { agent, port, host: '127.0.0.1', method, path: target, headers },
      (got: IncomingMessage) => {
        const { connection: _, ...rest } = got.headers
        answer.writeHead(got.statusCode ?? 502, { ...rest, 'x-served-by': String(port) })
        got.pipe(answer)
      },
    )
    onward.on('error', (error) => void answer.writeHead(502).end(String(error)))
    asked.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server listens on a port
  const close = async () => {
    clearInterval(timer)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { address: `http://127.0.0.1:${port}`, close, up }
}

test('two that migrate an empty database at once do not collide: each migration is applied once', async () => {
  const applied = await Promise.all([migrate(url), migrate(url), migrate(url)])
  expect(applied.map(({ length }) => length).sort((a, b) => a - b)).toEqual([0, 0, expect.any(Number)])
  expect(await migrate(url)).toEqual([])
}, 60_000)

test('two servers on one database behind a proxy are restarted one after the other under load, and no request fails', async () => {
  const [one, two] = [await freePort(), await freePort()]
  // Both at once on a database without a county: one loads it, the other waits.
  let servers = await Promise.all([run(one), run(two)].map(ready))
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const count = async (sql: string) => Number((await client.query(sql)).rows[0].n)
  const { rows } = await client.query("select code from division.division where level = 'county'")
  expect(rows).toHaveLength(1)
  const county: string = rows[0].code
  expect(await count("select count(*) as n from platform.event where kind = 'programme.planLoaded'")).toBe(1)

  const db = createDb(createPool(url, { max: 2 }))
  const identity = createIdentityService({
    ...{ db: scoped<'identity'>(db), fields: aCipher(), secret: SECRET, now: () => new Date() },
  })
  const given = { username: 'li', name: '某人', place: county, password: PASSWORD, roles: ['bureauClerk' as const] }
  await identity.createAccount(systemCaller(county), given)
  await db.destroy()

  const proxy = await aProxy([one, two])
  const session = await fetch(`${proxy.address}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'li', password: PASSWORD }),
  })
  const cookie = session.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const wrong: string[] = []
  const servedBy = new Map<string, number>()
  let isOn = true
  let changes = 0
  let answered = 0
  const ask = async (work: () => Promise<Response>) => {
    const answer = await work()
    answered += 1
    const by = answer.headers.get('x-served-by') ?? ''
    servedBy.set(by, (servedBy.get(by) ?? 0) + 1)
    const body = await answer.text()
    if (!answer.ok) wrong.push(`${answer.status} ${body.slice(0, 100)}`)
  }
  const headers = { cookie, 'content-type': 'application/json' }
  const look = async () => {
    for (; isOn; await delay(5)) await ask(() => fetch(`${proxy.address}/api/overview`, { headers }))
  }
  const work = async () => {
    for (; isOn; await delay(20)) {
      changes += 1
      const body = JSON.stringify({ ...notice(county), title: `公告${changes}` })
      await ask(() => fetch(`${proxy.address}/api/publications`, { method: 'POST', headers, body }))
    }
  }
  const load = [look(), look(), look(), work()]
  await delay(300)
  for (const i of [0, 1]) {
    const server = servers[i] as Process // two of them
    expect(await stop(server)).toBe(0)
    servers = servers.with(i, await ready(run(server.port)))
    // The proxy must see it before the other goes.
    while (!proxy.up.has(server.port)) await delay(20)
  }
  await delay(300)
  isOn = false
  await Promise.all(load)
  expect(wrong).toEqual([])
  expect(answered).toBeGreaterThan(100)
  expect([...servedBy.keys()].sort()).toEqual([String(one), String(two)].sort())
  expect(await count("select count(*) as n from platform.event where kind = 'disclosure.published'")).toBe(changes)
  expect(await count("select count(*) as n from access.request where route = '/api/publications'")).toBe(changes)
  await proxy.close()

  expect(await Promise.all(servers.map(stop))).toEqual([0, 0])
  // Each request that was answered is in the log, and no writer's numbers have a hole.
  expect(await count("select coalesce(sum(times), 0) as n from access.request where route = '/api/overview'")).toBe(
    answered - changes,
  )
  const holes =
    'select count(*) as n from (select writer from access.request group by writer having max(seq) <> count(*)) as w'
  expect(await count(holes)).toBe(0)
  expect(await count("select count(*) as n from access.request where route = 'log.stopped'")).toBe(4)
  await client.end()
}, 300_000)

const notice = (county: string) => ({
  ...{ id: uuidv7(), kind: 'notice', title: county, body: '正文', fileId: null, reviewedBy: '审查人' },
  datedOn: new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10),
})
