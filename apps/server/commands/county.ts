import { systemCaller } from '#platform/authz'
import { setupLinksText } from '../say.ts'
import type { Command } from './command.ts'
import { UsageProblem } from './command.ts'
import { county } from './folder.ts'
import { withApp } from './open.ts'

export const countyLoad: Command = {
  name: 'county load',
  help: {
    usage: 'county load <dir> [--demo]',
    zh: '把一个县的区划和方案读入本系统；已有的方案被替换，已录入的数据不动',
    en: 'Load a county’s divisions and plan; a plan that is there is replaced, what was entered stays',
  },
  options: { demo: { type: 'boolean' } },
  run: async (values, [dir]) => {
    if (!dir) throw new UsageProblem('写上县包目录 · Name the county’s folder: county load counties/<county>')
    const read = await county(dir)
    if (!read) return 2
    const { code, name } = read.pack.county
    const isDemo = values.demo === true
    return withApp({ code, isDemo }, async ({ services }) => {
      const system = systemCaller(code)
      await services.divisions.load(system, read.divisions, read.boundary)
      await services.plans.put(system, { pack: read.pack, planText: read.planText, isDemo })
      const villages = read.divisions.filter(({ level }) => level === 'village').length
      console.log(
        `${name} ${code}：${read.divisions.length - villages - 1} 个乡级 towns，${villages} 个村级 villages，${read.pack.budget.lines.length} 条预算 budget lines，${read.pack.targets.length} 个目标 targets`,
      )
      console.log(setupLinksText('', await services.identity.createSetupLinks(code)))
      return 0
    })
  },
}
