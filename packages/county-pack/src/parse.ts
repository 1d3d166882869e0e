import type { z } from 'zod'
import { crossCheck, type PackFiles } from './cross-check.ts'
import { type PackProblem, pathText } from './problem.ts'
import { checkQuotes } from './quotes.ts'
import {
  Budget,
  CountyFile,
  type CountyPack,
  ReadingsFile,
  RulesFile,
  Standards,
  TargetsFile,
  TasksFile,
} from './schema.ts'

const SHAPES = {
  'county.yaml': CountyFile,
  'budget.yaml': Budget,
  'rules.yaml': RulesFile,
  'targets.yaml': TargetsFile,
  'tasks.yaml': TasksFile,
  'standards.yaml': Standards,
  'readings.yaml': ReadingsFile,
} as const

const OPTIONAL = new Set(['readings.yaml'])

/** The files that a county's folder holds for `parsePack`; readings.yaml may be absent. */
export const PACK_FILES: readonly string[] = [...Object.keys(SHAPES), 'plan.txt']

function missing(file: string): PackProblem {
  return {
    file,
    path: '',
    code: 'pack.fileMissing',
    message: { zh: `缺少文件 ${file}`, en: `The file ${file} is missing` },
    mend: { zh: `在县包目录里加上 ${file}`, en: `Add ${file} to the county's folder` },
  }
}

function ofIssue(file: string, issue: z.core.$ZodIssue): PackProblem {
  const path = pathText(issue.path)
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.join(', ')
    return {
      file,
      path,
      code: 'pack.unknownKey',
      message: { zh: `不认识的字段：${keys}`, en: `Unknown field: ${keys}` },
      mend: { zh: '改正拼写，或删去该字段', en: 'Correct the spelling or remove the field' },
    }
  }
  if (issue.code === 'invalid_format' && issue.format === 'date') {
    return {
      file,
      path,
      code: 'pack.badDate',
      message: { zh: '不是日历上的日子', en: 'Not a day of the calendar' },
      mend: { zh: "写成带引号的 'YYYY-MM-DD'", en: "Write it in quotes as 'YYYY-MM-DD'" },
    }
  }
  return {
    file,
    path,
    code: 'pack.badShape',
    message: { zh: `内容不合要求（${issue.code}）：${issue.message}`, en: `Not as required: ${issue.message}` },
    mend: {
      zh: '按 packages/county-pack/src/schema.ts 中该字段的定义改正',
      en: 'Correct it as packages/county-pack/src/schema.ts defines the field',
    },
  }
}

function parseShapes(files: Record<string, unknown>): { parsed: Record<string, unknown>; problems: PackProblem[] } {
  const parsed: Record<string, unknown> = {}
  const problems: PackProblem[] = []
  for (const [file, shape] of Object.entries(SHAPES)) {
    const content = files[file] ?? (OPTIONAL.has(file) ? { readings: [] } : undefined)
    if (content === undefined) {
      problems.push(missing(file))
      continue
    }
    const result = shape.safeParse(content)
    if (result.success) parsed[file] = result.data
    else problems.push(...result.error.issues.map((issue) => ofIssue(file, issue)))
  }
  if (typeof files['plan.txt'] !== 'string') problems.push(missing('plan.txt'))
  return { parsed, problems }
}

/**
 * Reads a county's pack from its files (YAML already parsed, plan.txt as text): the pack, or all that is wrong with it.
 * Where nothing is wrong but quotes that the text no longer holds, the pack comes with them as `stale`: it may be checked
 * against the text, never loaded.
 */
export function parsePack(
  files: Record<string, unknown>,
): { pack: CountyPack } | { problems: PackProblem[]; stale?: CountyPack } {
  const { parsed, problems } = parseShapes(files)
  if (problems.length > 0) return { problems }
  const whole = parsed as unknown as PackFiles // every file passed its own shape
  const planText = String(files['plan.txt'])
  const crossed = crossCheck(whole)
  const quoted = checkQuotes(whole, planText)
  const pack = packOf(whole)
  if (crossed.length > 0) return { problems: [...crossed, ...quoted] }
  return quoted.length > 0 ? { problems: quoted, stale: pack } : { pack }
}

function packOf(whole: PackFiles): CountyPack {
  return {
    ...whole['county.yaml'],
    budget: whole['budget.yaml'],
    ...whole['rules.yaml'],
    ...whole['targets.yaml'],
    ...whole['tasks.yaml'],
    ...whole['standards.yaml'],
    ...whole['readings.yaml'],
  }
}
