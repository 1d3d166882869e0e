import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import { systemCaller } from '#platform/authz'
import { type BackupProblem, createShelf, dump, papersIn, readBackup, restore, secretsIn } from '#platform/backup'
import { migrate } from '#platform/migrate'
import { type App, createApp } from '../../apps/server/app.ts'
import { LEFT_OUT } from '../../apps/server/backups.ts'
import { anEntry, aPack, openApp, PASSWORD, type Seeded, seed } from './county.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'xj-backup-'))
const keyFile = path.join(folder, 'key')
const key = { file: keyFile }
let source: Awaited<ReturnType<typeof anInstance>>
let app: App
let seeded: Seeded

beforeAll(async () => {
  writeFileSync(keyFile, randomBytes(48).toString('base64'))
  source = await anInstance('source')
  await migrate(source.url)
  const county = await aPack()
  app = await openApp(source.url, source.files, county.pack.county.code)
  seeded = await seed(app, county)
  mkdirSync(source.secrets, { recursive: true })
  writeFileSync(path.join(source.secrets, 'session'), 'the secret of the sessions')
})
afterAll(async () => {
  await app?.close()
  await source?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** An instance with an empty database and a folder of its own. */
async function anInstance(name: string) {
  const admin = inject('databaseUrl')
  const database = `b_${randomUUID().replaceAll('-', '')}`
  await ask(admin, `create database ${database} template template0`)
  const url = new URL(admin)
  url.pathname = `/${database}`
  const home = path.join(folder, name)
  return {
    url: url.href,
    files: path.join(home, 'files'),
    secrets: path.join(home, 'secrets'),
    close: () => ask(admin, `drop database ${database} with (force)`),
  }
}

async function anEmptyInstance() {
  const instance = await anInstance(randomUUID())
  onTestFinished(async () => void (await instance.close()))
  return instance
}

type Row = Record<string, unknown>
async function ask(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text, values)).rows as Row[]
  } finally {
    await client.end()
  }
}

const backUp = async (name: string) =>
  dump({
    url: source.url,
    out: path.join(folder, name),
    key,
    papers: papersIn(source.files),
    secrets: await secretsIn(source.secrets),
    leaveOut: LEFT_OUT,
    program: 'test',
  })

const putBack = (name: string, into: { url: string; files: string; secrets: string }) =>
  restore({
    url: into.url,
    file: path.join(folder, name),
    key,
    papers: papersIn(into.files),
    secretsFolder: into.secrets,
  })

const enter = (count: number) =>
  app.services.stations.enter(
    seeded.keeper,
    seeded.stations[0] ?? '',
    Array.from({ length: count }, () => anEntry()),
    'onBehalf',
  )

const ROLLUPS = `select indicator, origin, grain, place, station, starts_on, value from statistics.rollup where value <> 0 order by 1, 2, 3, 4, 5, 6`
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing refused',
    (error: BackupProblem) => error.code,
  )

test('a backup made while others write is a prefix of what they committed, and its figures are those of its events', async () => {
  const acknowledged: string[][] = [[], [], []]
  const running = { on: true }
  const follower = app.follow()
  const writers = acknowledged.map(async (ids) => {
    while (running.on) {
      const entry = anEntry()
      await app.services.stations.enter(seeded.keeper, seeded.stations[0] ?? '', [entry], 'onBehalf')
      ids.push(entry.id)
    }
  })
  await app.services.files.put(systemCaller(seeded.code), { name: '凭据.txt', bytes: Buffer.from('凭据的内容') })
  while (acknowledged.some((ids) => ids.length < 30)) await new Promise((resolve) => setTimeout(resolve, 10))
  const before = acknowledged.map((ids) => ids.length)
  const { manifest } = await backUp('running.xjb')
  const after = acknowledged.map((ids) => ids.length)
  running.on = false
  await Promise.all([...writers, follower.stop()])
  expect(after.every((n, i) => n > (before[i] ?? 0))).toBe(true)

  const empty = await anEmptyInstance()
  const restored = await putBack('running.xjb', empty)
  expect(restored.comparison.counties).toMatchObject([{ county: seeded.code, restored: manifest.counties[0] }])
  const kept = new Set((await ask(empty.url, 'select id from platform.event')).map(({ id }) => id))
  const booked = new Set((await ask(empty.url, 'select id from station.entry')).map(({ id }) => id))
  for (const [i, ids] of acknowledged.entries()) {
    const length = ids.findIndex((id) => !kept.has(id))
    const prefix = length < 0 ? ids.length : length
    expect(prefix).toBeGreaterThanOrEqual(before[i] ?? 0)
    expect(ids.slice(prefix).filter((id) => kept.has(id))).toEqual([])
    expect(ids.filter((id) => kept.has(id) !== booked.has(id))).toEqual([])
  }

  const copy = await openApp(empty.url, empty.files, seeded.code)
  onTestFinished(() => copy.close())
  await copy.services.statistics.catchUp(seeded.code)
  const counted = await ask(empty.url, ROLLUPS)
  await copy.services.statistics.rebuild(seeded.code)
  expect(await ask(empty.url, ROLLUPS)).toEqual(counted)
  expect(await ask(empty.url, 'select count(*)::int as n from identity.session')).toEqual([{ n: 0 }])
})

test('events that no follower had taken in before the backup are taken in once after the restore, and new ones after them', async () => {
  await enter(3)
  await app.services.statistics.catchUp(seeded.code)
  await enter(5)
  const { manifest } = await backUp('behind.xjb')
  const empty = await anEmptyInstance()
  await putBack('behind.xjb', empty)
  const copy = await openApp(empty.url, empty.files, seeded.code)
  onTestFinished(() => copy.close())
  expect(await ask(empty.url, 'select tx::text, count(*)::int as n from platform.event group by 1 order by 1')).toEqual(
    [
      { tx: '0', n: (manifest.counties[0]?.events ?? 0) - 5 },
      { tx: '1', n: 5 },
    ],
  )
  expect(await copy.services.statistics.catchUp(seeded.code)).toBe(5)
  await copy.services.stations.enter(seeded.keeper, seeded.stations[0] ?? '', [anEntry()], 'onBehalf')
  expect(await copy.services.statistics.catchUp(seeded.code)).toBe(1)
  const counted = await ask(empty.url, ROLLUPS)
  await copy.services.statistics.rebuild(seeded.code)
  expect(await ask(empty.url, ROLLUPS)).toEqual(counted)
})

test('every follower has as much before it after the restore as before the backup, in each table that it follows', async () => {
  const ahead = (url: string) =>
    ask(
      url,
      `select w.county,
         (select count(*)::int from access.request r where r.county = w.county and (r.tx, r.id) > (w.request_tx::text::xid8, w.request_id)) as requests,
         (select count(*)::int from platform.event e where e.county = w.county and (e.tx, e.id) > (w.event_tx::text::xid8, w.event_id)) as events,
         (select count(*)::int from platform.event e, statistics.cursor c
          where c.county = w.county and e.county = w.county and (e.tx, e.id) > (c.tx::xid8, c.id)) as figures
       from access.watch w order by 1`,
    )
  const request = (n: number) =>
    ask(
      source.url,
      `insert into access.request (county, id, writer, seq, at, account, roles, place, act, method, route, subject, status, refusal, address, agent, duration_ms, request_id)
       values ($1, $2, $2, $3, now(), '', '{}', $1, 'read', 'GET', '/', '', 200, '', '', '', 1, '')`,
      [seeded.code, anEntry().id, n],
    )
  const place = `(select tx::text from platform.event where county = $1 order by event.tx, id offset 2 limit 1)`
  await request(1)
  await ask(source.url, 'delete from access.watch')
  const made = await ask(
    source.url,
    `insert into access.watch (county, request_tx, request_id, event_tx, event_id, state, watched_at)
     select $1, tx::text, id, ${place}, 'ffffffff-ffff-ffff-ffff-ffffffffffff', '{}', now() from access.request where county = $1
     order by request.tx desc, id desc limit 1 returning 1`,
    [seeded.code],
  )
  expect(made.length).toBe(1)
  await request(2)
  await request(3)
  const before = await ahead(source.url)
  expect(before[0]).toMatchObject({ requests: 2 })
  await backUp('followers.xjb')
  const empty = await anEmptyInstance()
  await putBack('followers.xjb', empty)
  expect(await ahead(empty.url)).toEqual(before)
})

test('papers, secrets and accounts come back, and the restored instance can be backed up again to the same content', async () => {
  const made = await backUp('whole.xjb')
  const empty = await anEmptyInstance()
  await putBack('whole.xjb', empty)
  expect(readFileSync(path.join(empty.secrets, 'session'), 'utf8')).toBe('the secret of the sessions')
  const again = await dump({
    ...{ url: empty.url, out: path.join(folder, 'again.xjb'), key, papers: papersIn(empty.files), secrets: [] },
    ...{ leaveOut: LEFT_OUT, program: 'test' },
  })
  const contents = (tables: typeof made.manifest.tables) => tables.map(({ name, rows, sum }) => ({ name, rows, sum }))
  expect(contents(again.manifest.tables)).toEqual(contents(made.manifest.tables))
  expect((await readBackup({ file: path.join(folder, 'again.xjb'), key })).trailer.missingPapers).toEqual([])
  const copy = await openApp(empty.url, empty.files, seeded.code)
  onTestFinished(() => copy.close())
  const [paper] = await ask(empty.url, 'select id from platform.file')
  const { bytes } = await copy.services.files.load(systemCaller(seeded.code), String(paper?.id))
  expect(bytes.toString()).toBe('凭据的内容')
  const answer = await copy.app.inject({
    ...{ method: 'POST', url: '/api/session', payload: { username: seeded.username, password: PASSWORD } },
  })
  expect(answer.statusCode).toBe(200)
})

test('an instance with data is left as it is', async () => {
  await backUp('full.xjb')
  expect(await codeOf(putBack('full.xjb', source))).toBe('backup.notEmpty')
  const empty = await anEmptyInstance()
  mkdirSync(empty.secrets, { recursive: true })
  writeFileSync(path.join(empty.secrets, 'session'), 'another')
  expect(await codeOf(putBack('full.xjb', empty))).toBe('backup.notEmpty')
  expect(readFileSync(path.join(empty.secrets, 'session'), 'utf8')).toBe('another')
  expect(await ask(empty.url, `select to_regnamespace('platform') as is`)).toEqual([{ is: null }])
})

test('a file that is cut short, changed, lengthened or put together of two restores nothing', async () => {
  await app.services.files.put(systemCaller(seeded.code), {
    name: '大.txt',
    bytes: Buffer.from(randomBytes(3_000_000).toString('base64')),
  })
  await backUp('good.xjb')
  const good = readFileSync(path.join(folder, 'good.xjb'))
  const flipped = Buffer.from(good)
  flipped[good.length - 100] = (flipped[good.length - 100] ?? 0) ^ 1
  const bad = {
    'cut.xjb': good.subarray(0, good.length - 1000),
    'flipped.xjb': flipped,
    'longer.xjb': Buffer.concat([good, Buffer.from('x')]),
  }
  const empty = await anEmptyInstance()
  for (const [name, bytes] of Object.entries(bad)) {
    writeFileSync(path.join(folder, name), bytes)
    expect([name, await codeOf(readBackup({ file: path.join(folder, name), key }))]).toEqual([name, 'backup.damaged'])
    expect([name, await codeOf(putBack(name, empty))]).toEqual([name, 'backup.damaged'])
    const left = existsSync(empty.files) ? readdirSync(empty.files, { recursive: true, withFileTypes: true }) : []
    expect(left.filter((entry) => entry.isFile())).toEqual([])
    expect(existsSync(path.join(empty.secrets, 'session'))).toBe(false)
    expect(await ask(empty.url, `select to_regnamespace('platform') as is`)).toEqual([{ is: null }])
  }
  writeFileSync(path.join(folder, 'other-key'), randomBytes(48).toString('base64'))
  const other = { file: path.join(folder, 'other-key') }
  expect(await codeOf(readBackup({ file: path.join(folder, 'good.xjb'), key: other }))).toBe('backup.wrongKey')
  expect(await codeOf(readBackup({ file: keyFile, key }))).toBe('backup.notABackup')
  await putBack('good.xjb', empty)
})

test('a paper that is gone is named, and the rest is whole', async () => {
  const { sha256 } = await app.services.files.put(systemCaller(seeded.code), {
    name: '丢.txt',
    bytes: Buffer.from('要丢的'),
  })
  rmSync(path.join(source.files, sha256.slice(0, 2), sha256))
  const { trailer } = await backUp('lost.xjb')
  expect(trailer.missingPapers).toEqual([sha256])
  await putBack('lost.xjb', await anEmptyInstance())
})

test('a shelf makes a backup, reads it back, clears away by the rule, and tells of a failure until the next good one', async () => {
  const shelf = path.join(folder, 'shelf')
  const clock = { now: new Date('2026-03-01T18:20:00Z') }
  const sourceOf = (file: string) => ({
    ...{ url: source.url, key: { file }, papers: papersIn(source.files), secrets: [] },
    ...{ leaveOut: LEFT_OUT, program: 'test' },
  })
  const rule = { daily: 2, weekly: 0, monthly: 0 }
  const now = () => clock.now
  const good = createShelf({ folder: shelf, rule, source: sourceOf(keyFile), now })
  const { label } = await good.make()
  expect(label).toMatchObject({ name: 'xiangji-20260301T182000Z.xjb', verifiedAt: clock.now.toISOString() })
  expect(await good.state()).toMatchObject({ backups: [label], under: null, failure: null })
  // The day of a backup is that of its own snapshot: these are all of today.
  clock.now = new Date('2026-03-02T18:20:00Z')
  const { label: second, removed } = await good.make()
  expect([removed, (await good.state()).backups.map(({ name }) => name)]).toEqual([[label.name], [second.name]])

  const lost = createShelf({ folder: shelf, rule, source: sourceOf(path.join(folder, 'no-such-key')), now })
  await expect(lost.make()).rejects.toThrow()
  const failed = await good.state()
  expect(failed).toMatchObject({ failure: { code: 'ENOENT', at: clock.now.toISOString() }, under: null })
  expect(failed.backups.map(({ name }) => name)).toEqual([second.name])
  clock.now = new Date('2026-03-03T18:20:00Z')
  await good.make()
  expect((await good.state()).failure).toBe(null)

  const shown = await createApp({
    ...{ url: source.url, filesFolder: source.files, secret: 's'.repeat(40), log: false },
    ...{ county: seeded.code, shelf: good, secondFactor: 'offered' },
  })
  onTestFinished(() => shown.close())
  const metrics = await shown.app.inject('/metrics')
  expect(metrics.body).toMatch(/xiangji_backup_age_seconds \d/)
  expect(metrics.body).toContain('xiangji_backup_failed 0')
  await app.services.identity.createAccount(systemCaller(seeded.code), {
    ...{
      username: 'system',
      name: '系统管理员',
      roles: ['systemAdministrator'],
      place: seeded.code,
      password: PASSWORD,
    },
  })
  const payload = { username: 'system', password: PASSWORD }
  const signIn = await shown.app.inject({ method: 'POST', url: '/api/session', payload })
  const headers = { cookie: String(signIn.headers['set-cookie']).split(';')[0] ?? '' }
  const listed = await shown.app.inject({ url: '/api/backups', headers })
  expect(listed.json()).toMatchObject({ isConfigured: true, backups: [{ verifiedAt: clock.now.toISOString() }] })
  expect((await shown.app.inject({ method: 'POST', url: '/api/backups', headers })).statusCode).toBe(202)
  expect(await ask(source.url, 'select task_identifier as task from graphile_worker.jobs')).toEqual([
    { task: 'backup' },
  ])
  const bare = await createApp({
    ...{ url: source.url, filesFolder: source.files, secret: 's'.repeat(40), log: false },
    ...{ county: seeded.code, secondFactor: 'offered' },
  })
  onTestFinished(() => bare.close())
  const without = await bare.app.inject({ method: 'POST', url: '/api/backups', headers })
  expect([without.statusCode, without.json().code]).toEqual([409, 'backup.notConfigured'])
})
