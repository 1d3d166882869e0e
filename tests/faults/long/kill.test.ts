import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { attachPostgres } from '#platform/postgres'
import { openApp } from '../../backup/county.ts'
import {
  aPlace,
  ask,
  clusterOf,
  exitOf,
  fill,
  halves,
  kill,
  notOnce,
  processesOf,
  type Running,
  send,
  signIn,
  start,
  writers,
} from '../server.ts'

const ROUNDS = 10
const ROLLUPS = `select indicator, origin, grain, place, station, starts_on, value from statistics.rollup where value <> 0 order by 1, 2, 3, 4, 5, 6`

/** Writers go on through ten ends of a server that come at different moments; `end` is how it ends. */
async function tenRounds(end: (server: Running, folder: string) => Promise<void>) {
  const place = await aPlace()
  onTestFinished(place.close)
  const { stations, username, code } = await fill(place.folder)
  let server = await start(place)
  onTestFinished(async () => void (await kill(server, 'SIGTERM')))
  const cookie = await signIn(server.address, username)
  const to = { address: server.address, cookie, station: stations[0] ?? '' }
  const writing = writers(4, () => to)
  for (let round = 0; round < ROUNDS; round++) {
    const before = writing.acknowledged.length
    await delay(150 + 60 * round)
    while (writing.acknowledged.length === before) await delay(10)
    await end(server, place.folder)
    server = await start(place)
  }
  await writing.end()
  const pending = [...writing.pending]
  const { url } = (await attachPostgres(place.folder)) as { url: string }
  expect(writing.acknowledged.length).toBeGreaterThan(ROUNDS)
  expect(await notOnce(url, writing.acknowledged)).toEqual([])
  expect(await halves(url)).toEqual([])
  // What was never acknowledged is sent again, as a phone does: then it is there once as well.
  for (let i = 0; i < pending.length; i += 100)
    expect((await send(to.address, to, pending.slice(i, i + 100))).status).toBe(200)
  const all = [...writing.acknowledged, ...pending.map(({ id }) => id)]
  expect(await notOnce(url, all)).toEqual([])
  expect(writing.answers.map(({ status }) => status).filter((status) => ![0, 200, 503].includes(status))).toEqual([])

  const app = await openApp(url, path.join(place.folder, 'files'), code)
  onTestFinished(() => app.close())
  const [{ n } = { n: -1 }] = await ask<{ n: number }>(
    url,
    'select count(*)::int as n from platform.event where county = $1',
    [code],
  )
  for (let left = 1; left > 0; await delay(100)) {
    const [row] = await ask<{ left: number }>(
      url,
      'select count(*)::int as left from platform.event e, statistics.cursor c where c.county = e.county and (e.tx, e.id) > (c.tx::xid8, c.id)',
    )
    left = row?.left ?? 0
  }
  const followed = await ask(url, ROLLUPS)
  expect(await app.services.statistics.rebuild(code)).toBe(n)
  expect(await ask(url, ROLLUPS)).toEqual(followed)
}

test('after ten kill -9 of the server every acknowledged event is there once, and each start needed no hand', () =>
  tenRounds(async (server) => {
    await kill(server, 'SIGKILL')
  }))

test('after ten kill -9 of PostgreSQL with all its children every acknowledged event is there once, and each start needed no hand', () =>
  tenRounds(async (server, folder) => {
    const cluster = clusterOf(folder)
    const postmaster = Number.parseInt(readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8'), 10)
    const pids = processesOf(cluster)
    expect(pids).toContain(postmaster)
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // A child that ended with its postmaster.
      }
    }
    // It says what happened and ends, so that a supervisor starts both anew.
    expect(await exitOf(server.child)).toBe(1)
    expect(server.said.text).toContain('server.databaseEnded')
  }))
