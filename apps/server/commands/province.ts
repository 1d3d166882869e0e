import { seatRow } from '#modules/division'
import { systemCaller } from '#platform/authz'
import { setupLinksText } from '../say.ts'
import { type Command, UsageProblem } from './command.ts'
import { withApp } from './open.ts'

export const provinceLoad: Command = {
  name: 'province load',
  help: {
    usage: 'province load <code> <name> [--demo]',
    zh: '登记省或州市的管理席位（530000、532300），其人员只看下属各县的汇总数',
    en: 'Register a province’s or prefecture’s seat (530000, 532300): its people see sums of the counties below, nothing else',
  },
  options: { demo: { type: 'boolean' } },
  run: async (values, [code = '', name = '']) => {
    if (!/^\d{4}00$/.test(code) || name === '')
      throw new UsageProblem('写上六位代码和名称 · Name code and name: province load 530000 云南省')
    return withApp({ code, isDemo: values.demo === true }, async ({ services }) => {
      await services.divisions.load(systemCaller(code), [seatRow(code, name)])
      console.log(`${name} ${code}`)
      console.log(setupLinksText('', await services.identity.createSetupLinks(code)))
      return 0
    })
  },
}
