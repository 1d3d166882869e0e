import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { systemCaller } from '#platform/authz'
import { testDb } from '#platform/testing'
import { type App, createApp } from '../../apps/server/app.ts'
import { hostsFromEnv } from '../../apps/server/counties.ts'
import { loadCounty, REAL, realCounty, syntheticCodes, syntheticCounty, work } from '../../bench/synthetic.ts'
import { createTurns } from '../../modules/statistics/service/turns.ts'

/** The whole server on a database of its own; `again` is another process' server on the same one. */
async function aServer({ hosts = new Map<string, string>() } = {}) {
  const { url } = await testDb()
  const again = async (): Promise<App> => {
    const filesFolder = await mkdtemp(path.join(tmpdir(), 'xj-counties-'))
    const app = await createApp({
      url,
      filesFolder,
      secret: 's'.repeat(40),
      log: false,
      secondFactor: 'offered',
      county: '000000',
      hosts,
    })
    onTestFinished(async () => {
      await app.close()
      await rm(filesFolder, { recursive: true, force: true })
    })
    return app
  }
  return { app: await again(), again }
}

const sales = async ({ services }: App, code: string): Promise<number> =>
  (await services.statistics.figures(systemCaller(code), ['station.saleFen'])).get('station.saleFen')?.value ?? 0

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 50))
}

test('twenty-five counties live in one instance: each has its own figures, pages and people, and none another’s', async () => {
  const { app, again } = await aServer({ hosts: new Map([['yongren.example.cn', '532327']]) })
  const model = await realCounty('yongren')
  const synthetic = syntheticCodes(20)
  for (const id of REAL) await loadCounty(app, await realCounty(id))
  for (const code of synthetic) await loadCounty(app, syntheticCounty(model, code))
  const codes = [...(await Promise.all(REAL.map(realCounty))).map(({ pack }) => pack.county.code), ...synthetic].sort()
  for (const [i, code] of codes.entries()) await work(app, code, i + 1)

  // Two processes follow; every county gets all of its own and each event once.
  const followers = [app.follow(), (await again()).follow()]
  for (const [i, code] of codes.entries()) await until(async () => (await sales(app, code)) >= (i + 1) * 100)
  await new Promise((resolve) => setTimeout(resolve, 500))
  for (const follower of followers) await follower.stop()
  for (const [i, code] of codes.entries()) expect([code, await sales(app, code)]).toEqual([code, (i + 1) * 100])

  const page = async (url: string, host = 'localhost') => {
    const { statusCode, body } = await app.app.inject({ url, headers: { host } })
    return { statusCode, body }
  }
  const list = await page('/')
  expect(list.statusCode).toBe(200)
  for (const code of codes) expect(list.body).toContain(`href="/counties/${code}"`)
  expect((await page('/?lang=en')).body).toContain('href="/counties/532327?lang&#61;en">Yongren County')
  expect((await page('/', 'yongren.example.cn')).body).toContain('永仁县电子商务进农村综合示范项目实施方案')
  for (const code of ['539901', '539920', '532327']) {
    const { statusCode, body } = await page(`/counties/${code}`)
    expect([code, statusCode]).toEqual([code, 200])
    expect(codes.filter((other) => other !== code && body.includes(`/counties/${other}`))).toEqual([])
  }
  expect((await page('/counties/539999')).statusCode).toBe(404)

  // Whoever signs in is in his own county, though nobody asked him which.
  for (const code of ['539901', '539920', '532327']) {
    const password = 'a-long-word-7'
    const made = { username: `clerk-${code}`, name: '经办', roles: ['bureauClerk' as const], place: code, password }
    await app.services.identity.createAccount(systemCaller(code), made)
    const signedIn = await app.app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { username: made.username, password },
    })
    const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? ''
    const me = await app.app.inject({ url: '/api/session', headers: { cookie } })
    expect(me.json()).toMatchObject({ county: code, place: code })
    const stations = await app.app.inject({ url: '/api/stations', headers: { cookie } })
    expect(stations.json().rows.map((row: { name: string }) => row.name)).toEqual([`${code}一站`])
  }
}, 240_000)

test('a county that is alone answers at the root, and a host name that is none is passed over', async () => {
  const { app } = await aServer()
  await loadCounty(app, await realCounty('yongren'))
  const { body } = await app.app.inject({ url: '/' })
  expect(body).toContain('永仁县电子商务进农村综合示范项目实施方案')
  expect([...hostsFromEnv('A.example=532327, b.example=53, ,c')]).toEqual([['a.example', '532327']])
  expect(hostsFromEnv('').size).toBe(0)
})

test('a year of imports in one county keeps no other waiting for longer than a batch of each', () => {
  const turns = createTurns({ everyMs: 300, idleMs: 800 })
  const counties = Array.from({ length: 20 }, (_, i) => `c${i}`)
  turns.keep(counties, 0)
  const served = new Map<string, number[]>()
  for (let nowMs = 0; nowMs < 60_000; nowMs += 10) {
    const county = turns.next(nowMs)
    if (!county) continue
    served.set(county, [...(served.get(county) ?? []), nowMs])
    turns.took(county, county === 'c0' ? 5000 : 0, nowMs)
  }
  for (const county of counties.slice(1)) {
    const times = served.get(county) ?? []
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0))
    // Its own rest, and a batch of everybody else.
    expect(Math.max(...gaps)).toBeLessThanOrEqual(800 + 20 * 10)
  }
  expect(served.get('c0')?.length).toBeGreaterThan(3000)
})

test('whoever is due comes before whoever came before him again, and nobody is forgotten', () => {
  const work = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.nat({ max: 3 })), { minLength: 50, maxLength: 200 })
  fc.assert(
    fc.property(work, (steps) => {
      const turns = createTurns({ everyMs: 3, idleMs: 9 })
      const counties = ['a', 'b', 'c', 'd']
      turns.keep(counties, 0)
      const last = new Map(counties.map((county) => [county, 0]))
      let nowMs = 0
      for (const [pass, events] of steps) {
        nowMs += pass
        const county = turns.next(nowMs)
        if (!county) continue
        last.set(county, nowMs)
        turns.took(county, events, nowMs)
      }
      // With time enough for all, four more turns serve all four.
      nowMs += 20
      const next = counties.map(() => {
        const county = turns.next(nowMs)
        if (county) turns.took(county, 0, nowMs)
        return county
      })
      expect(new Set(next)).toEqual(new Set(counties))
    }),
  )
})

test('a county that is new is due at once, and one that is gone never', () => {
  const turns = createTurns({ everyMs: 300, idleMs: 800 })
  turns.keep(['a'], 0)
  turns.took('a', 0, 0)
  expect(turns.next(100)).toBeUndefined()
  expect(turns.restMs(100)).toBe(300)
  turns.keep(['b'], 100)
  expect(turns.next(100)).toBe('b')
  turns.took('b', 0, 100)
  expect(turns.next(10_000)).toBe('b')
})
