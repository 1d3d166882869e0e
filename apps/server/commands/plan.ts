import { checkPlan, exitCode, formatReport } from '@xiangji/plan-check'
import type { Command } from './command.ts'
import { UsageProblem } from './command.ts'
import { county } from './folder.ts'

const UNREADABLE = 2

export const planCheck: Command = {
  name: 'plan check',
  help: {
    usage: 'plan check <dir> [--json] [--lang zh|en]',
    zh: '核对一个县的方案：两个方向的合计、资金规则、日期、同一目标的不同数值；退出码 0 无误，1 有错误，2 读不了',
    en: 'Check a plan: sums, fund rules, dates, one target with two values; exit 0 clean, 1 errors, 2 unreadable',
  },
  options: { json: { type: 'boolean' }, lang: { type: 'string' } },
  run: async (values, [dir]) => {
    if (!dir) throw new UsageProblem('写上县包目录 · Name the county’s folder: plan check counties/<county>')
    const read = await county(dir).catch((error: unknown) => {
      if (!(error instanceof UsageProblem)) throw error
      process.stderr.write(`${error.message}\n`)
      return undefined
    })
    if (!read) return UNREADABLE
    const locale = values.lang === 'en' ? 'en' : 'zh'
    const result = checkPlan(read.pack, read.planText, { locale })
    process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${formatReport(result, locale)}\n`)
    return exitCode(result)
  },
}
