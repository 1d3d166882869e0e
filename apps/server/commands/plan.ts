import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { inflateRawSync } from 'node:zlib'
import {
  checkPlan,
  checkText,
  exitCode,
  formatFindings,
  formatReport,
  LONGEST,
  textOfDocx,
  textOfPlain,
} from '@xiangji/plan-check'
import { readCounty } from '../county.ts'
import { sayProblems } from '../say.ts'
import type { Command } from './command.ts'
import { UsageProblem } from './command.ts'
import { countyFolder } from './folder.ts'

const UNREADABLE = 2

type Shown = { isJson: boolean; locale: 'zh' | 'en' }

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** A document of that length with its marks; what unpacks to more is no plan. */
const MOST_UNPACKED = 64 << 20

/** The text of a plan in a file of its own: .txt, .md, or a Word document. */
async function textOf(file: string): Promise<string | undefined> {
  const bytes = await readFile(file)
  if (!/\.docx$/i.test(file)) return textOfPlain(bytes)
  const unpack = async (packed: Uint8Array) => inflateRawSync(packed, { maxOutputLength: MOST_UNPACKED })
  return textOfDocx(new Uint8Array(bytes), unpack).catch(() => undefined)
}

/** Why a text cannot be checked. */
function unreadable(text: string | undefined, file: string): string | undefined {
  if (text === undefined)
    return /\.docx$/i.test(file)
      ? '不是 Word 文档（.docx）· Not a Word document: save it as .docx, .txt or .md'
      : '读不出中文文字，请另存为 .docx，或 UTF-8、GB 18030 的 .txt、.md · No Chinese text can be read: save it as .docx, or as .txt or .md in UTF-8 or GB 18030'
  if (text.length > LONGEST)
    return `有 ${text.length} 字，最多 ${LONGEST} 字，请只留方案本文 · It has ${text.length} characters, at most ${LONGEST}: keep the plan alone`
  return undefined
}

async function checkFile(file: string, { isJson, locale }: Shown): Promise<number> {
  const text = await textOf(file)
  const why = unreadable(text, file)
  if (text === undefined || why !== undefined) {
    process.stderr.write(`${file}: ${why}\n`)
    return UNREADABLE
  }
  const findings = checkText(text, { locale })
  say(isJson ? JSON.stringify({ file, findings }) : formatFindings(findings, locale))
  return exitCode({ findings })
}

/** A pack whose quotes are of another text is unreadable, and yet what the text itself shows is told. */
async function checkFolder(name: string, { isJson, locale }: Shown): Promise<number> {
  const folder = countyFolder(name)
  if (!existsSync(folder)) {
    process.stderr.write(`没有这个县包 · No such county: ${folder}\n`)
    return UNREADABLE
  }
  const read = await readCounty(folder)
  if ('problems' in read) sayProblems(folder, read.problems)
  const plan = 'county' in read ? read.county : read.stale
  if (plan === undefined) return UNREADABLE
  const result = checkPlan(plan.pack, plan.planText, { locale })
  say(isJson ? JSON.stringify(result) : formatReport(result, locale))
  return 'county' in read ? exitCode(result) : UNREADABLE
}

export const planCheck: Command = {
  name: 'plan check',
  help: {
    usage: 'plan check <county | file.txt | file.md | file.docx> [--json] [--lang zh|en]',
    zh: '核对一个县的方案，或任何方案的文本：合计、数值、日期、单位、名称、缺项、规则、合规；退出码 0 无误，1 有错误，2 读不了',
    en: 'Check a county’s plan, or the text of any plan: sums, values, dates, units, names, gaps, rules; exit 0 clean, 1 errors, 2 unreadable',
  },
  options: { json: { type: 'boolean' }, lang: { type: 'string' } },
  run: async (values, [given]) => {
    if (!given) throw new UsageProblem('写上县包目录或文件 · Name a county or a file: plan check counties/<county>')
    const shown: Shown = { isJson: values.json === true, locale: values.lang === 'en' ? 'en' : 'zh' }
    const isFile = existsSync(given) && statSync(given).isFile()
    return isFile ? checkFile(given, shown) : checkFolder(given, shown)
  },
}
