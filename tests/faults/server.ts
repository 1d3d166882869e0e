import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { removeCluster } from '#platform/postgres'
import { openInstance } from '../../apps/server/instance.ts'
import { anEntry, aPack, openApp, PASSWORD, SECRET, type Seeded, seed } from '../backup/county.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server listens on a port
  await new Promise((resolve) => server.close(resolve))
  return port
}

export const exitOf = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('exit', resolve))

export type Place = { folder: string; port: number; close: () => Promise<void> }

/** A data folder that is gone afterwards, with its server. */
export async function aPlace(folder?: string): Promise<Place> {
  const home = folder ?? mkdtempSync(path.join(tmpdir(), 'xj-fault-'))
  const at = path.join(home, '.data')
  const close = async () => {
    await removeCluster(at).catch(() => undefined)
    if (!folder) rmSync(home, { recursive: true, force: true })
  }
  return { folder: at, port: await freePort(), close }
}

/** What `npm start` and `npm run xiangji` run, with nothing of the caller's environment that would change it. */
export function run(args: readonly string[], env: Record<string, string>) {
  const own = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', XIANGJI_SECRET: SECRET, ...env }
  const child = spawn(process.execPath, args, { cwd: ROOT, env: own, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { text: '' }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said.text += chunk))
  return { child, said }
}
export type Running = ReturnType<typeof run> & { address: string }

/** Starts the server and waits until pages answer. */
export async function start(
  { folder, port }: Pick<Place, 'folder' | 'port'>,
  { env = {}, args = [] }: { env?: Record<string, string>; args?: readonly string[] } = {},
): Promise<Running> {
  const started = run([...args, 'apps/server/main.ts'], { PORT: String(port), XIANGJI_DATA: folder, ...env })
  const server = { ...started, address: `http://127.0.0.1:${port}` }
  for (;;) {
    const answer = await fetch(`${server.address}/readyz`).catch(() => undefined)
    if (answer?.status === 200) return server
    if (server.child.exitCode !== null) throw new Error(`it ended: ${server.said.text}`)
    await delay(20)
  }
}

export async function kill({ child }: Pick<Running, 'child'>, signal: NodeJS.Signals): Promise<number | null> {
  child.kill(signal)
  return exitOf(child)
}

/** Fills an instance with a county, beside no server. */
export async function fill(folder: string): Promise<Seeded> {
  const county = await aPack()
  const instance = await openInstance({ folder })
  try {
    const app = await openApp(instance.url, instance.filesFolder, county.pack.county.code)
    const seeded = await seed(app, county)
    await app.close()
    return seeded
  } finally {
    await instance.stop()
  }
}

export async function ask<Row>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(text, values)).rows as Row[]
  } finally {
    await client.end()
  }
}

const headers = (cookie: string) => ({ 'content-type': 'application/json', cookie })

export async function signIn(address: string, username: string): Promise<string> {
  const answer = await fetch(`${address}/api/session`, {
    ...{ method: 'POST', headers: headers(''), body: JSON.stringify({ username, password: PASSWORD }) },
  })
  if (answer.status !== 200) throw new Error(`no sign-in: ${answer.status} ${await answer.text()}`)
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

export type Entry = ReturnType<typeof anEntry>
export type Answer = { status: number; code: string; retryAfter: string | null; facts: Record<string, unknown> }

/** Sends entries for a station; 0 is a connection that broke. */
export async function send(
  address: string,
  { cookie, station }: { cookie: string; station: string },
  entries: readonly Entry[],
): Promise<Answer> {
  try {
    const answer = await fetch(`${address}/api/stations/${station}/entries/on-behalf`, {
      ...{ method: 'POST', headers: headers(cookie), body: JSON.stringify({ entries }) },
    })
    const facts = (await answer.json()) as Record<string, unknown>
    return {
      status: answer.status,
      code: String(facts.code ?? ''),
      retryAfter: answer.headers.get('retry-after'),
      facts,
    }
  } catch {
    return { status: 0, code: '', retryAfter: null, facts: {} }
  }
}

/** Writers that send one entry after the other until they are told to end, and what was acknowledged to them. */
export function writers(
  count: number,
  server: () => { address: string; cookie: string; station: string },
  shiftMs = 0,
) {
  const running = { on: true }
  const acknowledged: string[] = []
  const pending = new Set<Entry>()
  const answers: Answer[] = []
  const tryOnce = async (entry: Entry) => {
    const to = server()
    const answer = await send(to.address, to, [entry])
    answers.push(answer)
    if (answer.status >= 400 && answer.status < 500) throw new Error(`refused: ${answer.status} ${answer.code}`)
    if (answer.status !== 200) return delay(50)
    pending.delete(entry)
    acknowledged.push(entry.id)
  }
  const write = async () => {
    while (running.on) {
      const entry = anEntry(Date.now() + shiftMs)
      pending.add(entry)
      // Sent again until it is acknowledged, as a phone does: it may have been stored although the answer was lost.
      while (running.on && pending.has(entry)) await tryOnce(entry)
    }
  }
  const all = Array.from({ length: count }, write)
  return {
    acknowledged,
    answers,
    /** What was sent and not acknowledged when they ended: it may be there or not. */
    pending,
    end: async () => {
      running.on = false
      await Promise.all(all)
    },
  }
}

/** How often each of these entries stands in the ledger and in the journal; anything but once each is told. */
export const notOnce = (url: string, ids: readonly string[]): Promise<{ id: string; booked: number; told: number }[]> =>
  ask(
    url,
    `with told as (select subject, count(*)::int as n from platform.event where kind = 'station.entryRecorded' group by subject)
     select i.id::text, (e.id is not null)::int as booked, coalesce(v.n, 0) as told
     from unnest($1::uuid[]) as i (id) left join station.entry e on e.id = i.id left join told v on v.subject = 'entry:' || i.id
     where e.id is null or v.n is distinct from 1`,
    [ids],
  )

/** Entries without their event, or events without their entry: half a thing. */
export const halves = (url: string) =>
  ask(
    url,
    `select coalesce(e.id::text, v.subject) as id from station.entry e
       full join (select * from platform.event where kind = 'station.entryRecorded') v on v.subject = 'entry:' || e.id
     where e.id is null or v.id is null`,
  )

/** All processes of a cluster: the postmaster and its children, found by where they run. */
export function processesOf(cluster: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === cluster
      } catch {
        return false
      }
    })
}

export const clusterOf = (folder: string): string => {
  const { cluster } = JSON.parse(readFileSync(path.join(folder, 'postgres.json'), 'utf8')) as { cluster: string }
  return path.resolve(folder, cluster)
}

/** Shifts the clock of a process from outside: the preload reads the file. */
export function aClock(folder: string) {
  const file = path.join(folder, `clock-${Math.trunc(performance.now())}`)
  const set = (shiftMs: number) => writeFileSync(file, String(shiftMs))
  set(0)
  return { set, env: { XJ_TEST_CLOCK: file }, args: ['--import', './tests/faults/clock.mjs'] }
}
