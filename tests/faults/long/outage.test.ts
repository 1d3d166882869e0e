import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { migrate } from '#platform/migrate'
import { attachPostgres, startPostgres } from '#platform/postgres'
import { anEntry, aPack, openApp, seed } from '../../backup/county.ts'
import { pgCtl } from '../cluster.ts'
import {
  aClock,
  aPlace,
  ask,
  clusterOf,
  exitOf,
  fill,
  freePort,
  halves,
  kill,
  notOnce,
  run,
  send,
  signIn,
  start,
  writers,
} from '../server.ts'

/** A PostgreSQL of one's own: it outlives the servers that work with it. */
async function ownDatabase() {
  const place = await aPlace()
  const server = await startPostgres({ folder: place.folder, settings: { port: String(await freePort()) } })
  onTestFinished(async () => {
    await server.stop()
    await place.close()
  })
  return { ...place, url: server.url, cluster: clusterOf(place.folder) }
}

async function seeded(url: string) {
  await migrate(url)
  const county = await aPack()
  const app = await openApp(url, path.join(tmpdir(), 'xj-no-papers'), county.pack.county.code)
  const made = await seed(app, county)
  await app.close()
  return made
}

test('while PostgreSQL restarts, fast and at once, requests are told to come back, and then all goes on as before', async () => {
  const own = await ownDatabase()
  const { stations, username } = await seeded(own.url)
  const home = await aPlace()
  onTestFinished(home.close)
  const server = await start(home, { env: { DATABASE_URL: own.url } })
  onTestFinished(async () => void (await kill(server, 'SIGTERM')))
  const to = { address: server.address, cookie: await signIn(server.address, username), station: stations[0] ?? '' }
  const writing = writers(4, () => to)
  for (const mode of ['fast', 'immediate']) {
    const before = writing.acknowledged.length
    while (writing.acknowledged.length < before + 10) await delay(10)
    await pgCtl(own.cluster, ['-m', mode, 'restart'])
    const after = writing.acknowledged.length
    const since = performance.now()
    while (writing.acknowledged.length < after + 10 && performance.now() - since < 20_000) await delay(10)
    expect(writing.acknowledged.length).toBeGreaterThanOrEqual(after + 10)
  }
  await writing.end()
  const refused = writing.answers.filter(({ status }) => status !== 200)
  expect(refused.length).toBeGreaterThan(0)
  expect(
    refused.filter(
      ({ status, code, retryAfter }) => status !== 503 || code !== 'http.unavailable' || retryAfter === null,
    ),
  ).toEqual([])
  expect(await notOnce(own.url, writing.acknowledged)).toEqual([])
  expect(await halves(own.url)).toEqual([])
  // The worker came back as well: a job that is asked for now is done.
  await ask(own.url, `select graphile_worker.add_job('ensure-partitions')`)
  for (let left = 1; left > 0; await delay(100))
    left =
      (await ask<{ n: number }>(own.url, 'select count(*)::int as n from graphile_worker._private_jobs'))[0]?.n ?? 0
})

test('a migration cut in half leaves nothing of it, and the next start goes on', async () => {
  const own = await ownDatabase()
  await migrate(own.url)
  const folder = mkdtempSync(path.join(tmpdir(), 'xj-half-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const long = (seconds: number) => `create schema half; create table half.a (n int); insert into half.a values (1);
    select pg_sleep(${seconds}); create table half.b (n int);`
  writeFileSync(path.join(folder, '9001_half.sql'), long(60))
  const code = `const { migrate } = await import('#platform/migrate'); await migrate(${JSON.stringify(own.url)}, { folder: ${JSON.stringify(folder)} })`
  for (const how of ['the server', 'PostgreSQL']) {
    const { child } = run(['--input-type=module', '-e', code], {})
    onTestFinished(() => void child.kill('SIGKILL'))
    const sleeping = () =>
      ask(
        own.url,
        `select from pg_stat_activity where application_name = 'xiangji-migrate' and query like '%pg_sleep%'`,
      )
    while ((await sleeping()).length === 0) await delay(50)
    if (how === 'the server') await kill({ child }, 'SIGKILL')
    else await pgCtl(own.cluster, ['-m', 'immediate', 'restart'])
    await exitOf(child)
    expect(
      await ask(
        own.url,
        `select to_regnamespace('half') as is, (select count(*)::int from public.xiangji_migration where name like '9%') as n`,
      ),
    ).toEqual([{ is: null, n: 0 }])
  }
  writeFileSync(path.join(folder, '9001_half.sql'), long(0))
  const since = performance.now()
  expect(await migrate(own.url, { folder })).toEqual(['9001_half.sql'])
  // The backend of the killed one noticed and gave the lock back; it did not sleep on for a minute.
  expect(performance.now() - since).toBeLessThan(20_000)
  expect(await ask(own.url, 'select count(*)::int as n from half.a')).toEqual([{ n: 1 }])
})

test('two servers that start together on one database migrate once, count each event once and run a daily job once', async () => {
  const own = await ownDatabase()
  const [one, two] = [await aPlace(), await aPlace()]
  const shelf = mkdtempSync(path.join(tmpdir(), 'xj-shelf-'))
  onTestFinished(async () => {
    await one.close()
    await two.close()
    rmSync(shelf, { recursive: true, force: true })
  })
  // To both it is 40 seconds before the hour of the backup; time goes on from there.
  const clock = aClock(shelf)
  const tonight = new Date()
  tonight.setUTCHours(18, 19, 20, 0)
  // In the past: a job of the future would wait for the clock of PostgreSQL.
  if (tonight.getTime() > Date.now()) tonight.setUTCDate(tonight.getUTCDate() - 1)
  const shiftMs = tonight.getTime() - Date.now()
  clock.set(shiftMs)
  const options = {
    args: clock.args,
    env: {
      ...clock.env,
      DATABASE_URL: own.url,
      XIANGJI_BACKUP_DIR: path.join(shelf, 'backups'),
      XIANGJI_BACKUP_PASSPHRASE: '两台服务器的备份口令啊啊',
    },
  }
  // Without a schema yet: both find that they must make it.
  const both = await Promise.all([start(one, options), start(two, options)])
  onTestFinished(async () => {
    for (const server of both) await kill(server, 'SIGTERM')
  })
  const { stations, username, code } = await seeded(own.url)
  const names = await ask<{ name: string }>(own.url, 'select name from public.xiangji_migration')
  expect(new Set(names.map(({ name }) => name)).size).toBe(names.length)
  const cookie = await signIn(both[0].address, username)
  let turn = 0
  const writing = writers(
    4,
    () => ({ address: both[turn++ % 2]?.address ?? '', cookie, station: stations[0] ?? '' }),
    shiftMs,
  )
  while (writing.acknowledged.length < 60) await delay(20)
  await writing.end()
  expect(writing.answers.filter(({ status }) => status !== 200)).toEqual([])
  const { length } = writing.acknowledged
  const counted = () =>
    ask<{ n: number }>(
      own.url,
      `select coalesce(sum(value), 0)::int as n from statistics.rollup where county = $1 and indicator = 'station.entries' and grain = 'month' and place = $1 and station = ''`,
      [code],
    )
  for (const since = performance.now(); (await counted())[0]?.n !== length && performance.now() - since < 20_000; )
    await delay(100)
  expect(await counted()).toEqual([{ n: length }])
  expect(await notOnce(own.url, writing.acknowledged)).toEqual([])
  // More of the same is not counted: a second follower finds nothing left.
  await delay(1000)
  expect(await counted()).toEqual([{ n: length }])

  const backups = () =>
    readdirSync(path.join(shelf, 'backups')).filter((name) => name.endsWith('.xjb') || name === 'failure.json')
  while (!existsSync(path.join(shelf, 'backups'))) await delay(200)
  while (backups().length === 0) await delay(200)
  const jobs = () => ask(own.url, 'select from graphile_worker._private_jobs')
  while ((await jobs()).length > 0) await delay(200)
  await delay(2000)
  expect(backups()).toEqual([expect.stringMatching(/T1820\d\dZ\.xjb$/)])
})

const canMount = (() => {
  const at = mkdtempSync(path.join(tmpdir(), 'xj-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at], { stdio: 'ignore' })
    execFileSync('umount', [at])
    return true
  } catch {
    return false
  } finally {
    rmSync(at, { recursive: true, force: true })
  }
})()

test.runIf(canMount)(
  'a full disk refuses entries and papers with its own words, leaves no half, and works again when there is room',
  async () => {
    const disk = mkdtempSync(path.join(tmpdir(), 'xj-disk-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=755', 'tmpfs', disk])
    const place = await aPlace(disk)
    onTestFinished(async () => {
      await place.close()
      execFileSync('umount', ['-l', disk])
      rmSync(disk, { recursive: true, force: true })
    })
    const { stations, username } = await fill(place.folder)
    let server = await start(place)
    onTestFinished(async () => void (await kill(server, 'SIGTERM')))
    const cookie = await signIn(server.address, username)
    const to = () => ({ address: server.address, cookie, station: stations[0] ?? '' })
    const { url } = (await attachPostgres(place.folder)) as { url: string }
    const batch = () => Array.from({ length: 200 }, () => anEntry())
    const acknowledged: string[] = []
    const ballast = path.join(disk, 'ballast')
    const free = () => statfsSync(disk).bavail * statfsSync(disk).bsize
    writeFileSync(ballast, Buffer.alloc(Math.max(0, free() - (256 << 10))))

    const refusals: { status: number; code: string }[] = []
    for (let i = 0; i < 400 && refusals.length < 3; i++) {
      const entries = batch()
      const answer = await send(server.address, to(), entries)
      if (answer.status === 200) acknowledged.push(...entries.map(({ id }) => id))
      else refusals.push({ status: answer.status, code: answer.code })
    }
    const paper = new FormData()
    paper.append('file', new Blob([`凭据 ${'x'.repeat(2 << 20)}`]), '凭据.txt')
    const refused = await fetch(`${server.address}/api/files`, {
      method: 'POST',
      headers: { cookie },
      body: paper,
    }).catch(() => undefined)
    rmSync(ballast)
    expect(refusals.length).toBeGreaterThan(0)
    // PostgreSQL refuses a row (507), or has no room for its log and recovers (503) or ends (the server with it).
    for (const { status, code } of refusals)
      expect([
        [507, 'http.storageFull'],
        [503, 'http.unavailable'],
        [0, ''],
      ]).toContainEqual([status, code])
    if (refused) expect([503, 507]).toContain(refused.status)

    // PostgreSQL may be recovering, or have ended and its server with it: then it is started, as a supervisor does.
    for (let status = 0, since = performance.now(); status !== 200; await delay(200)) {
      if (server.child.exitCode !== null) server = await start(place)
      const entries = batch()
      ;({ status } = await send(server.address, to(), entries))
      if (status === 200) acknowledged.push(...entries.map(({ id }) => id))
      expect(performance.now() - since).toBeLessThan(90_000)
    }
    const again = (await attachPostgres(place.folder))?.url ?? url
    expect(await notOnce(again, acknowledged)).toEqual([])
    expect(await halves(again)).toEqual([])
    expect(await ask(again, 'select name from platform.file')).toEqual([])
    const kept = await fetch(`${server.address}/api/files`, { method: 'POST', headers: { cookie }, body: paper })
    expect(kept.status).toBe(200)
  },
)

const DAY_MS = 86_400_000

test('a clock that jumps a year ahead and a day back takes and refuses ids as it says, and each event is counted once on its own day', async () => {
  const place = await aPlace()
  onTestFinished(place.close)
  const { stations, username, code } = await fill(place.folder)
  const clock = aClock(path.dirname(place.folder))
  const server = await start(place, clock)
  onTestFinished(async () => void (await kill(server, 'SIGTERM')))
  const to = { cookie: await signIn(server.address, username), station: stations[0] ?? '' }
  const real = Date.now()
  const told: { id: string; at: string }[] = []
  const at = async (shiftMs: number) => {
    clock.set(shiftMs)
    await delay(300)
    to.cookie = await signIn(server.address, username)
  }
  const enter = async (ms: number) => {
    const entry = anEntry(ms)
    const answer = await send(server.address, to, [entry])
    const results = answer.facts.results as { state: string; code: string | null }[] | undefined
    const state = results?.[0] ? (results[0].code ?? results[0].state) : answer.code
    if (state === 'recorded') told.push({ id: entry.id, at: entry.at })
    return { status: answer.status, state, facts: answer.facts }
  }
  expect(await enter(real)).toMatchObject({ state: 'recorded' })
  await at(365 * DAY_MS)
  // A telephone with the right time is a year late to it, and is told; one that has jumped along is taken, in a month nobody prepared.
  expect((await enter(real)).state).not.toBe('recorded')
  expect(await enter(real + 365 * DAY_MS)).toMatchObject({ state: 'recorded' })
  await at(-DAY_MS)
  const ahead = await enter(Date.now())
  expect([ahead.status === 500, ahead.state]).toEqual([false, expect.not.stringMatching(/^recorded$/)])
  expect(await enter(Date.now() - DAY_MS)).toMatchObject({ state: 'recorded' })
  await at(0)
  expect(await enter(Date.now())).toMatchObject({ state: 'recorded' })

  const { url } = (await attachPostgres(place.folder)) as { url: string }
  expect(
    await notOnce(
      url,
      told.map(({ id }) => id),
    ),
  ).toEqual([])
  // In the order of their transactions, whatever their ids say of the time.
  const order = await ask<{ subject: string }>(
    url,
    `select subject from platform.event where kind = 'station.entryRecorded' order by event.tx, event.id`,
  )
  expect(order.map(({ subject }) => subject)).toEqual(told.map(({ id }) => `entry:${id}`))
  const days = () =>
    ask<{ day: string; n: number }>(
      url,
      `select starts_on::text as day, value::int as n from statistics.rollup where indicator = 'station.entries' and grain = 'day' and place = $1 and station = '' and value <> 0 order by 1`,
      [code],
    )
  const dayOf = (iso: string) => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 10)
  const wanted = [...Map.groupBy(told, (one) => dayOf(one.at))]
    .map(([day, all]) => ({ day, n: all.length }))
    .sort((a, b) => (a.day < b.day ? -1 : 1))
  for (
    const since = performance.now();
    JSON.stringify(await days()) !== JSON.stringify(wanted) && performance.now() - since < 10_000;
  )
    await delay(100)
  expect(await days()).toEqual(wanted)
})
