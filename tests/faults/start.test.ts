import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { removeCluster } from '#platform/postgres'
import { isAlive } from '#platform/postgres/process'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const folders: string[] = []
const children = new Set<ChildProcess>()

afterEach(async () => {
  for (const child of children) {
    child.kill('SIGTERM')
    await exitOf(child)
  }
  for (const folder of folders.splice(0)) {
    await removeCluster(folder).catch(() => {})
    rmSync(path.dirname(folder), { recursive: true, force: true })
  }
})

/** A data folder that is not there yet. */
function aFolder(): string {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'xj-start-')), '.data')
  folders.push(folder)
  return folder
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server listens on a port
  await new Promise((resolve) => server.close(resolve))
  return port
}

const exitOf = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('exit', resolve))

/** What `npm start` runs, with nothing of the caller's environment that would change it. */
function run(folder: string, port: number) {
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', PORT: String(port), XIANGJI_DATA: folder }
  const child = spawn(process.execPath, ['apps/server/main.ts'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  children.add(child)
  child.once('exit', () => children.delete(child))
  const said = { text: '' }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said.text += chunk))
  return { child, said, address: `http://127.0.0.1:${port}` }
}

/** Waits for the first page. */
async function started(server: ReturnType<typeof run>): Promise<ReturnType<typeof run>> {
  for (;;) {
    const page = await fetch(server.address).catch(() => undefined)
    if (page) {
      expect([page.status, (await page.text()).slice(0, 15).toLowerCase()]).toEqual([200, '<!doctype html>'])
      return server
    }
    if (server.child.exitCode !== null) throw new Error(`it ended: ${server.said.text}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const said = async ({ said, child }: ReturnType<typeof run>, words: RegExp): Promise<RegExpExecArray> => {
  for (;;) {
    const found = words.exec(said.text)
    if (found) return found
    if (child.exitCode !== null) throw new Error(`it ended without ${words}: ${said.text}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const LINK = /(http:\/\/\S+)\/console\/setup\/(\S+)/
const LINKS = /\/console\/setup\/\S+/g
const READY = /\/api\/reference/

/** The PostgreSQL that belongs to a data folder. */
const postmasterOf = (folder: string): number => {
  const { cluster } = JSON.parse(readFileSync(path.join(folder, 'postgres.json'), 'utf8'))
  return Number.parseInt(readFileSync(path.resolve(folder, cluster, 'postmaster.pid'), 'utf8'), 10)
}

async function stop({ child }: ReturnType<typeof run>, signal: NodeJS.Signals): Promise<number | null> {
  child.kill(signal)
  return exitOf(child)
}

const send = (url: string, body: object, cookie = '') =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify(body),
  })

test('from an empty folder to the first administrator, through a kill and an orderly end, to the same data again', async () => {
  const folder = aFolder()
  const port = await freePort()
  const began = performance.now()
  const first = await started(run(folder, port))
  expect(performance.now() - began).toBeLessThan(15_000)
  expect((await fetch(`${first.address}/readyz`)).status).toBe(200)
  expect((await fetch(`${first.address}/healthz`)).status).toBe(200)
  const [, address, token] = await said(first, LINK)
  await said(first, /(\/console\/setup\/[\s\S]*){3}/)
  expect(address).toBe(first.address)

  const admin = { username: '首位管理员', name: '张三', password: 'a-long-word-7' }
  expect((await fetch(`${address}/api/setup/${token}`)).status).toBe(200)
  expect((await send(`${address}/api/setup/${token}`, { ...admin, password: 'short' })).status).toBe(422)
  expect((await send(`${address}/api/setup/${token}`, admin)).status).toBe(201)
  const again = await send(`${address}/api/setup/${token}`, { ...admin, username: 'second' })
  expect(again.status).toBeGreaterThanOrEqual(400)
  const signIn = await send(`${address}/api/session`, admin)
  expect(signIn.status).toBe(200)
  const cookie = signIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''

  // kill -9: PostgreSQL may go on running; the next start takes it or starts another.
  await stop(first, 'SIGKILL')
  const second = await started(run(folder, port))
  await said(second, READY)
  const me = await fetch(`${second.address}/api/session`, { headers: { cookie } })
  expect([me.status, await me.text()]).toEqual([200, expect.stringContaining(admin.username)])

  const postmaster = postmasterOf(folder)
  expect(isAlive(postmaster)).toBe(true)
  expect(await stop(second, 'SIGTERM')).toBe(0)
  expect(isAlive(postmaster)).toBe(false)
  // The other two posts are vacant still: a start prints their links anew, and none for the one that is held.
  expect(second.said.text.match(LINKS)).toHaveLength(2)

  const later = performance.now()
  const third = await started(run(folder, port))
  expect(performance.now() - later).toBeLessThan(8000)
  await said(third, READY)
  expect((await fetch(`${third.address}/api/session`, { headers: { cookie } })).status).toBe(200)
  expect(await stop(third, 'SIGINT')).toBe(0)
  expect(third.said.text.match(LINKS)).toHaveLength(2)
}, 60_000)

test('a port in use ends the start with a message in both languages that names another, and leaves no PostgreSQL', async () => {
  const folder = aFolder()
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo // a TCP server listens on a port
  const { child, said } = run(folder, port)
  expect(await exitOf(child)).toBe(1)
  await new Promise((resolve) => other.close(resolve))
  for (const words of [`端口 ${port} 已被占用`, `Port ${port} is in use`, `PORT=${port + 1} npm start`])
    expect(said.text).toContain(words)
  expect(said.text).not.toMatch(/\n\s+at /)
  expect(() => postmasterOf(folder)).toThrow()
}, 30_000)

test("a folder of somebody else's files is left as it is, with a message in both languages", async () => {
  const folder = aFolder()
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'thesis.docx'), 'mine')
  const { child, said } = run(folder, await freePort())
  expect(await exitOf(child)).toBe(1)
  expect(said.text).toContain('thesis.docx')
  expect(said.text).toContain('XIANGJI_DATA')
  expect(said.text).toMatch(/怎么办：/)
  expect(said.text).toMatch(/What to do: /)
  expect(said.text).not.toMatch(/\n\s+at /)
  expect(readFileSync(path.join(folder, 'thesis.docx'), 'utf8')).toBe('mine')
}, 30_000)
