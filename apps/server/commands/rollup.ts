import { progress } from '../say.ts'
import { type Command, required } from './command.ts'
import { county } from './folder.ts'
import { withApp } from './open.ts'

export const rollupRebuild: Command = {
  name: 'rollup rebuild',
  help: {
    usage: 'rollup rebuild --county C [--demo] [--json]',
    zh: '从事件重新计算一个县的全部指标；得到的数与原来相同',
    en: 'Make a county’s figures anew from the journal; the same numbers come out',
  },
  options: { county: { type: 'string' }, demo: { type: 'boolean' }, json: { type: 'boolean' } },
  run: async (values) => {
    const read = await county(required(values, 'county'))
    if (!read) return 2
    const { code } = read.pack.county
    return withApp({ code, isDemo: values.demo === true }, async ({ services }) => {
      const show = progress('重算 Rebuilding')
      const events = await services.statistics.rebuild(code, (done, total) => show(done, total))
      console.log(values.json ? JSON.stringify({ county: code, events }) : `事件 events ${events}`)
      return 0
    })
  },
}
