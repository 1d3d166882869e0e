import {
  chownSync,
  cpSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { migrate } from '#platform/migrate'
import { attachPostgres, startPostgres } from '#platform/postgres'
import { anEntry, aPack, openApp, seed } from '../../backup/county.ts'
import { pgCtl } from '../cluster.ts'
import {
  aPlace,
  ask,
  clusterOf,
  exitOf,
  fill,
  freePort,
  kill,
  notOnce,
  run,
  signIn,
  start,
  writers,
} from '../server.ts'

test('the command line backs up a server at work and restores into a new folder, where the accounts sign in and every acknowledged entry is', async () => {
  const [old, fresh] = [await aPlace(), await aPlace()]
  onTestFinished(old.close)
  onTestFinished(fresh.close)
  const { stations, username } = await fill(old.folder)
  const server = await start(old)
  onTestFinished(async () => void (await kill(server, 'SIGTERM')))
  const cookie = await signIn(server.address, username)
  const writing = writers(2, () => ({ address: server.address, cookie, station: stations[0] ?? '' }))
  while (writing.acknowledged.length < 20) await delay(10)
  const sure = [...writing.acknowledged]
  const home = path.dirname(old.folder)
  const [file, key] = [path.join(home, 'county.xjb'), path.join(home, 'key')]
  const xiangji = async (args: readonly string[], env: Record<string, string> = {}) => {
    const { child, said } = run(['apps/server/cli.ts', ...args], { XIANGJI_DATA: old.folder, ...env })
    return { code: await exitOf(child), said: said.text }
  }
  expect((await xiangji(['backup', 'key', key])).code).toBe(0)
  expect(statSync(key).mode & 0o777).toBe(0o600)
  const made = await xiangji(['backup', '--out', file, '--key-file', key])
  await writing.end()
  expect([made.code, made.said]).toEqual([0, expect.stringMatching(/100%[\s\S]*事件 events \d+/)])
  expect(await xiangji(['backup', 'verify', file, '--key-file', key])).toMatchObject({
    code: 0,
    said: expect.stringContaining('✓'),
  })
  expect(await xiangji(['restore', file, '--key-file', key])).toMatchObject({
    code: 1,
    said: expect.stringContaining('backup.notEmpty'),
  })
  const into = { XIANGJI_DATA: fresh.folder }
  const cut = path.join(home, 'cut.xjb')
  writeFileSync(cut, readFileSync(file).subarray(0, -50))
  expect(await xiangji(['restore', cut, '--key-file', key], into)).toMatchObject({
    code: 1,
    said: expect.stringContaining('backup.damaged'),
  })
  const restored = await xiangji(['restore', file, '--key-file', key], into)
  expect([restored.code, restored.said]).toEqual([0, expect.stringContaining('✓ platform.event')])

  const again = await start(fresh)
  onTestFinished(async () => void (await kill(again, 'SIGTERM')))
  await signIn(again.address, username)
  const { url } = (await attachPostgres(fresh.folder)) as { url: string }
  expect(await notOnce(url, sure)).toEqual([])
})

const own = (folder: string, like: string) => {
  const { uid, gid } = statSync(like)
  chownSync(folder, uid, gid)
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    lchownSync(path.join(entry.parentPath, entry.name), uid, gid)
}

test('a PostgreSQL with archived logs is brought back to a moment: what was before is there, what came after is not, and figures agree', async () => {
  const place = await aPlace()
  const home = mkdtempSync(path.join(tmpdir(), 'xj-pitr-'))
  const archive = path.join(home, 'archive')
  mkdirSync(archive)
  const settings = {
    wal_level: 'replica',
    archive_mode: 'on',
    archive_command: `test ! -f ${archive}/%f && cp %p ${archive}/%f`,
  }
  const server = await startPostgres({ folder: place.folder, settings })
  const cluster = clusterOf(place.folder)
  own(home, cluster)
  const copy = path.join(home, 'restored')
  onTestFinished(async () => {
    await pgCtl(copy, ['-m', 'immediate', 'stop']).catch(() => undefined)
    await server.stop()
    await place.close()
    rmSync(home, { recursive: true, force: true })
  })
  await migrate(server.url)
  const county = await aPack()
  const { code } = county.pack.county
  const app = await openApp(server.url, path.join(home, 'files'), code)
  const { stations, keeper } = await seed(app, county)
  const enter = async () => {
    const entry = anEntry()
    await app.services.stations.enter(keeper, stations[0] ?? '', [entry], 'onBehalf')
    return entry.id
  }
  const before = [await enter(), await enter()]

  // docs/operations.md, step by step: a base backup while the server works.
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query(`select pg_backup_start('base', fast => true)`)
  cpSync(cluster, copy, { recursive: true, filter: (name) => !/\/(pg_wal\/.+|postmaster\.(pid|opts))$/.test(name) })
  const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop()')
  writeFileSync(path.join(copy, 'backup_label'), rows[0]?.labelfile ?? '')
  before.push(await enter())
  await app.services.statistics.catchUp(code)
  const [moment] = await ask<{ at: string }>(server.url, 'select clock_timestamp()::text as at')
  await delay(50)
  const after = [await enter(), await enter()]
  await client.query('select pg_switch_wal()')
  await client.end()
  for (let n = 0; n < 1; await delay(100))
    n =
      (
        await ask<{ n: number }>(
          server.url,
          'select archived_count::int as n from pg_stat_archiver where last_archived_wal is not null and failed_count = 0',
        )
      )[0]?.n ?? 0
  await app.close()
  await server.stop()

  const port = await freePort()
  writeFileSync(
    path.join(copy, 'postgresql.auto.conf'),
    [
      `restore_command = 'cp ${archive}/%f %p'`,
      `recovery_target_time = '${moment?.at}'`,
      `recovery_target_action = 'promote'`,
      `port = ${port}`,
      `listen_addresses = '127.0.0.1'`,
      `unix_socket_directories = ''`,
      '',
    ].join('\n'),
  )
  writeFileSync(path.join(copy, 'recovery.signal'), '')
  own(copy, cluster)
  await pgCtl(copy, ['start'])
  const url = new URL(server.url)
  url.port = String(port)
  for (let isIn = true; isIn; await delay(50))
    isIn = (await ask<{ is: boolean }>(url.href, 'select pg_is_in_recovery() as is'))[0]?.is ?? true
  expect(await notOnce(url.href, before)).toEqual([])
  expect(await ask(url.href, 'select id from station.entry where id = any($1::uuid[])', [after])).toEqual([])

  // The same cluster's numbers go on from that moment, so the follower does too: nothing is set back.
  const restored = await openApp(url.href, path.join(home, 'files'), code)
  await restored.services.stations.enter(keeper, stations[0] ?? '', [anEntry()], 'onBehalf')
  await restored.services.statistics.catchUp(code)
  const rollups = () =>
    ask(
      url.href,
      'select indicator, origin, grain, place, station, starts_on, value from statistics.rollup where value <> 0 order by 1, 2, 3, 4, 5, 6',
    )
  const followed = await rollups()
  await restored.services.statistics.rebuild(code)
  expect(await rollups()).toEqual(followed)
  await restored.close()
})
