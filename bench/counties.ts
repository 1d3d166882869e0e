import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { systemCaller } from '#platform/authz'
import { type App, createApp } from '../apps/server/app.ts'
import { quantile, round, withPostgres } from './server.ts'
import { enter, loadCounty, REAL, realCounty, syntheticCodes, syntheticCounty, work } from './synthetic.ts'

const YONGREN = '532327'
const READS = 300
const BACKLOG = 100_000

/** One county's page and figures while 24 others live beside it, one of them with a large import behind. */
export const benchCounties = () =>
  withPostgres({ durable: false }, async (url) => {
    const filesFolder = await mkdtemp(path.join(tmpdir(), 'xiangji-bench-files-'))
    const app = await createApp({ url, filesFolder, secret: 'bench-only-'.repeat(4), log: false, county: YONGREN })
    try {
      const model = await realCounty('yongren')
      await loadCounty(app, model)
      const station = await work(app, YONGREN, 1000)
      await app.services.statistics.catchUp(YONGREN)
      const alone = await overview(app)
      for (const id of REAL.filter((name) => name !== 'yongren')) await loadCounty(app, await realCounty(id))
      const codes = syntheticCodes(20)
      for (const code of codes) {
        await loadCounty(app, syntheticCounty(model, code))
        await work(app, code, 1000)
        await app.services.statistics.catchUp(code)
      }
      const among = await overview(app)
      // A province's page over the 21 counties of 53, first read and read again.
      const officer = { ...systemCaller('530000'), permissions: new Set(['programme.readCounties']) }
      const day = new Date().toISOString().slice(0, 10)
      const first = await timed(() => app.services.provinces.list(officer, day))
      const again: number[] = []
      for (let i = 0; i < 20; i++) again.push(await timed(() => app.services.provinces.list(officer, day)))

      const busy = codes[0] ?? ''
      const { rows } = await app.services.stations.list(systemCaller(busy), LIST)
      for (let n = 0; n < BACKLOG; n += 500) await enter(app, { code: busy, station: rows[0]?.id ?? '', count: 500 })
      const follower = app.follow()
      const lags: number[] = []
      let total = await entries(app, YONGREN)
      const isBehind = async () => (await entries(app, busy)) < BACKLOG + 1000
      while (await isBehind()) {
        await enter(app, { code: YONGREN, station, count: 10 })
        total += 10
        lags.push(
          await timed(async () => {
            while ((await entries(app, YONGREN)) < total) await new Promise((resolve) => setTimeout(resolve, 5))
          }),
        )
      }
      await follower.stop()
      return {
        counties: codes.length + REAL.length,
        aloneP50Ms: round(alone.p50),
        amongP50Ms: round(among.p50),
        amongP99Ms: round(among.p99),
        ratioP50: round(among.p50 / alone.p50),
        provinceFirstMs: Math.round(first),
        provinceAgainMs: Math.round(quantile(again, 0.5)),
        backlogEvents: BACKLOG,
        lagDuringBacklogMs: Math.round(Math.max(...lags)),
        lagsMeasured: lags.length,
      }
    } finally {
      await app.close()
      await rm(filesFolder, { recursive: true, force: true })
    }
  })

const LIST = { sort: 'name', descending: false, limit: 1, offset: 0 } as const

const entries = async ({ services }: App, code: string): Promise<number> =>
  (await services.statistics.figures(systemCaller(code), ['station.entries'])).get('station.entries')?.value ?? 0

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

async function overview({ services }: App) {
  const times: number[] = []
  const day = new Date().toISOString().slice(0, 10)
  for (let i = 0; i < READS; i++) times.push(await timed(() => services.overviews.overview(systemCaller(YONGREN), day)))
  return { p50: quantile(times.slice(50), 0.5), p99: quantile(times.slice(50), 0.99) }
}
