import { readFile } from 'node:fs/promises'
import { readSuccession } from '#modules/division'
import { systemCaller } from '#platform/authz'
import { parseCsv } from '#platform/excel'
import { type Command, UsageProblem } from './command.ts'
import { withApp } from './open.ts'

/** The table is the same for all counties; a transaction needs one, and nothing of it is read. */
const NOBODY = '000000'

export const divisionSuccession: Command = {
  name: 'division succession',
  help: {
    usage: 'division succession <file.csv> [--demo]',
    zh: '读入区划代码变更表（code,successor,kind,since,source）：旧代码由此找到新代码',
    en: 'Load the table of changed codes (code,successor,kind,since,source): an old code finds its successor by it',
  },
  options: { demo: { type: 'boolean' } },
  run: async (values, [file]) => {
    if (!file) throw new UsageProblem('写上 CSV 文件 · Name the file: division succession changes.csv')
    const text = await readFile(file, 'utf8').catch(() => {
      throw new UsageProblem(`读不了文件 · The file cannot be read: ${file}`)
    })
    const { steps, problems } = readSuccession(parseCsv(text))
    for (const { row, text: said } of problems) process.stderr.write(`✗ ${file}:${row} ${said}\n`)
    if (problems.length > 0 || steps.length === 0) return 2
    return withApp({ code: NOBODY, isDemo: values.demo === true }, async ({ services }) => {
      await services.divisions.loadSuccession(systemCaller(NOBODY), steps)
      console.log(`${steps.length} 条变更 changes`)
      return 0
    })
  },
}
