import type { AddressInfo } from 'node:net'
import { civilDay } from '#platform/clock'
import { progress } from '../say.ts'
import { simulate as play } from '../simulate.ts'
import { type Command, required, UsageProblem, whole } from './command.ts'
import { county } from './folder.ts'
import { withApp } from './open.ts'

export const simulate: Command = {
  name: 'simulate',
  help: {
    usage: 'simulate --county C [--days 14] [--seed 1] [--scale 1] [--until YYYY-MM-DD] [--demo] [--json]',
    zh: '用公开接口演一段县里的日子；同一种子得到同样的事件；产生的数据处处标明“模拟”',
    en: 'Play a county’s life through the public API; one seed gives one life; its data is marked simulated everywhere',
  },
  options: {
    county: { type: 'string' },
    days: { type: 'string' },
    seed: { type: 'string' },
    scale: { type: 'string' },
    until: { type: 'string' },
    demo: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  run: async (values) => {
    const read = await county(required(values, 'county'))
    if (!read) return 2
    const { code } = read.pack.county
    const days = whole(values, 'days', { otherwise: 14, max: 600 })
    const seed = whole(values, 'seed', { otherwise: 1, max: 2 ** 31 })
    const scale = values.scale === undefined ? 1 : Number(values.scale)
    if (!(scale > 0 && scale <= 100))
      throw new UsageProblem('--scale 应在 0 到 100 之间 · --scale takes a number above 0, at most 100')
    const until = typeof values.until === 'string' ? values.until : civilDay(new Date())
    if (!/^\d{4}-\d{2}-\d{2}$/.test(until))
      throw new UsageProblem('--until 写成 2026-05-01 · --until takes a day such as 2026-05-01')
    return withApp({ code, isDemo: values.demo === true }, async (app) => {
      if ((await app.services.divisions.all({ county: code, place: code, station: null })).size === 0)
        throw new UsageProblem(`先读入该县 · Load the county first: county load ${String(values.county)}`)
      await app.app.listen({ port: 0, host: '127.0.0.1' })
      const { port } = app.app.server.address() as AddressInfo // a TCP server listens on a port
      const { cookie } = await app.services.identity.createSimulator(code)
      const onProgress = progress('模拟 Simulating')
      const result = await play({ address: `http://127.0.0.1:${port}`, cookie, until, days, seed, scale, onProgress })
      await app.services.statistics.catchUp(code)
      console.log(
        values.json
          ? JSON.stringify({ county: code, ...result })
          : `站点 stations ${result.stations} · 台账 entries ${result.entries} · 日报 reports ${result.reports}`,
      )
      return 0
    })
  },
}
