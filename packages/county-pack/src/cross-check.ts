import type { z } from 'zod'
import { type PackProblem, pathText, type Wording } from './problem.ts'
import {
  type Budget,
  type CountyFile,
  type FundRule,
  PAPER_KINDS,
  type ReadingsFile,
  type RulesFile,
  type Standards,
  type TargetsFile,
  type TasksFile,
} from './schema.ts'

export interface PackFiles {
  'county.yaml': z.infer<typeof CountyFile>
  'budget.yaml': Budget
  'rules.yaml': z.infer<typeof RulesFile>
  'targets.yaml': z.infer<typeof TargetsFile>
  'tasks.yaml': z.infer<typeof TasksFile>
  'standards.yaml': Standards
  'readings.yaml': z.infer<typeof ReadingsFile>
}

interface Place {
  file: string
  path: readonly PropertyKey[]
}

function problem(place: Place, code: string, message: Wording, mend: Wording): PackProblem {
  return { file: place.file, path: pathText(place.path), code, message, mend }
}

/** Objects with an `id` of their own, wherever they stand in the pack. */
function collectIds(value: unknown, place: Place): { id: string; place: Place }[] {
  if (typeof value !== 'object' || value === null) return []
  const under = (key: PropertyKey): Place => ({ file: place.file, path: [...place.path, key] })
  if (Array.isArray(value)) return value.flatMap((item, index) => collectIds(item, under(index)))
  const own = 'id' in value && typeof value.id === 'string' ? [{ id: value.id, place: under('id') }] : []
  return [...own, ...Object.entries(value).flatMap(([key, item]) => collectIds(item, under(key)))]
}

function checkIds(files: PackFiles): PackProblem[] {
  const seen = new Map<string, Place>()
  const problems: PackProblem[] = []
  for (const [file, content] of Object.entries(files)) {
    for (const { id, place } of collectIds(content, { file, path: [] })) {
      const first = seen.get(id)
      if (first === undefined) {
        seen.set(id, place)
        continue
      }
      const where = `${first.file} ${pathText(first.path)}`
      problems.push(
        problem(
          place,
          'pack.idTwice',
          { zh: `编号 ${id} 已用于 ${where}`, en: `The id ${id} is already used by ${where}` },
          { zh: '换一个没有用过的编号', en: 'Choose an id that is not used yet' },
        ),
      )
    }
  }
  return problems
}

interface Reference {
  to: string
  place: Place
}

/** Tells the references that lead nowhere; `known` names what may be referred to. */
function checkReferences(references: readonly Reference[], known: readonly string[], what: Wording): PackProblem[] {
  const ids = new Set(known)
  return references
    .filter((reference) => !ids.has(reference.to))
    .map(({ to, place }) =>
      problem(
        place,
        'pack.unknownReference',
        { zh: `没有编号为 ${to} 的${what.zh}`, en: `There is no ${what.en} with the id ${to}` },
        { zh: `改为下列之一：${known.join('、')}`, en: `Use one of: ${known.join(', ')}` },
      ),
    )
}

function many(file: string, path: readonly PropertyKey[], ids: readonly string[]): Reference[] {
  return ids.map((to, index) => ({ to, place: { file, path: [...path, index] } }))
}

function one(file: string, path: readonly PropertyKey[], to: string | null): Reference[] {
  return to === null ? [] : [{ to, place: { file, path } }]
}

function lineReferences(files: PackFiles): Reference[] {
  const rules = files['rules.yaml'].fundRules.flatMap((rule, index) => {
    const at = ['fundRules', index]
    const readings = (rule.check?.readings ?? []).flatMap((reading, r) =>
      many('rules.yaml', [...at, 'check', 'readings', r, 'numerator', 'lines'], reading.numerator.lines),
    )
    return [
      ...many('rules.yaml', [...at, 'lines'], rule.lines),
      ...many('rules.yaml', [...at, 'check', 'numerator', 'lines'], rule.check?.numerator.lines ?? []),
      ...many('rules.yaml', [...at, 'capacity', 'lines'], rule.capacity?.lines ?? []),
      ...readings,
    ]
  })
  const targets = files['targets.yaml'].targets.flatMap((target, index) => [
    ...one('targets.yaml', ['targets', index, 'budgetLine'], target.budgetLine),
    ...many('targets.yaml', ['targets', index, 'alsoLines'], target.alsoLines),
  ])
  const tasks = files['tasks.yaml'].tasks.flatMap((task, index) =>
    one('tasks.yaml', ['tasks', index, 'budgetLine'], task.budgetLine),
  )
  const subsidies = files['standards.yaml'].subsidyStandards.flatMap((subsidy, index) =>
    one('standards.yaml', ['subsidyStandards', index, 'budgetLine'], subsidy.budgetLine),
  )
  return [...rules, ...targets, ...tasks, ...subsidies]
}

function checkAllReferences(files: PackFiles): PackProblem[] {
  const budget = files['budget.yaml']
  const lines = budget.lines.map((line) => line.id)
  const parts = budget.lines.flatMap((line) => line.parts.map((part) => part.id))
  const partReferences = files['rules.yaml'].fundRules.flatMap((rule, index) =>
    many('rules.yaml', ['fundRules', index, 'check', 'numerator', 'parts'], rule.check?.numerator.parts ?? []),
  )
  const phaseReferences = files['tasks.yaml'].tasks.flatMap((task, index) =>
    one('tasks.yaml', ['tasks', index, 'phase'], task.phase),
  )
  const kpiReferences = (files['targets.yaml'].kpiTable?.rows ?? []).flatMap((row, index) =>
    one('targets.yaml', ['kpiTable', 'rows', index, 'target'], row.target),
  )
  const ruleReferences = files['standards.yaml'].subsidyStandards.flatMap((subsidy, index) =>
    many('standards.yaml', ['subsidyStandards', index, 'rules'], subsidy.rules),
  )
  const phases = files['county.yaml'].phases.map((phase) => phase.id)
  const targets = files['targets.yaml'].targets.map((target) => target.id)
  const rules = files['rules.yaml'].fundRules.map((rule) => rule.id)
  return [
    ...checkReferences(lineReferences(files), lines, { zh: '预算行', en: 'budget line' }),
    ...checkReferences(partReferences, parts, { zh: '预算分项', en: 'part of a budget line' }),
    ...checkReferences(phaseReferences, phases, { zh: '阶段', en: 'phase' }),
    ...checkReferences(kpiReferences, targets, { zh: '目标', en: 'target' }),
    ...checkReferences(ruleReferences, rules, { zh: '资金规则', en: 'fund rule' }),
  ]
}

/** `after` must not come before `before`, where both are known. */
function checkOrder(place: Place, before: string | null, after: string | null): PackProblem[] {
  if (before === null || after === null || before <= after) return []
  const message = { zh: `${after} 早于 ${before}`, en: `${after} comes before ${before}` }
  const mend = { zh: '对照原文改正先后次序', en: 'Put the days in order as the document has them' }
  return [problem(place, 'pack.datesOutOfOrder', message, mend)]
}

function checkDates(files: PackFiles): PackProblem[] {
  const { phases, operation } = files['county.yaml']
  const inPhases = phases.flatMap((phase, index) => [
    ...checkOrder({ file: 'county.yaml', path: ['phases', index, 'endOn'] }, phase.startOn, phase.endOn),
    ...checkOrder(
      { file: 'county.yaml', path: ['phases', index, 'startOn'] },
      phases[index - 1]?.startOn ?? null,
      phase.startOn,
    ),
  ])
  const inOperation = checkOrder(
    { file: 'county.yaml', path: ['operation', 'endOn'] },
    operation?.startOn ?? null,
    operation?.endOn ?? null,
  )
  const inLines = files['budget.yaml'].lines.flatMap((line, index) =>
    checkOrder({ file: 'budget.yaml', path: ['lines', index, 'endOn'] }, line.startOn, line.endOn),
  )
  const inTasks = files['tasks.yaml'].tasks.flatMap((task, index) =>
    checkOrder({ file: 'tasks.yaml', path: ['tasks', index, 'dueOn'] }, task.startOn, task.dueOn),
  )
  return [...inPhases, ...inOperation, ...inLines, ...inTasks]
}

function checkTowns(files: PackFiles): PackProblem[] {
  const { code, towns } = files['county.yaml'].county
  return towns.flatMap((town, index) => {
    const place = { file: 'county.yaml', path: ['county', 'towns', index, 'code'] }
    const isTwice = towns.findIndex((other) => other.code === town.code) < index
    if (town.code.startsWith(code) && !isTwice) return []
    const message = isTwice
      ? { zh: `乡镇代码 ${town.code} 重复`, en: `The town code ${town.code} appears twice` }
      : { zh: `乡镇代码 ${town.code} 不属于 ${code}`, en: `The town code ${town.code} is not under ${code}` }
    const mend = { zh: '对照 divisions.csv 改正', en: 'Correct it from divisions.csv' }
    return [problem(place, 'pack.townCode', message, mend)]
  })
}

function checkRuleShape(rule: FundRule, at: Place, columns: ReadonlySet<string>): PackProblem[] {
  const place = (...path: PropertyKey[]): Place => ({ file: at.file, path: [...at.path, ...path] })
  if (rule.check === null) {
    if (rule.whyNot !== null || PAPER_KINDS.has(rule.kind)) return []
    const message = {
      zh: `规则 ${rule.id} 不能计算，却没有说明原因`,
      en: `The rule ${rule.id} has no check and no reason`,
    }
    return [problem(place('whyNot'), 'pack.whyNot', message, { zh: '写 check 或 whyNot', en: 'Give check or whyNot' })]
  }
  const field = rule.check.base.kind === 'none' ? 'limitWan' : 'limit'
  if (rule[field] === null) {
    const message = { zh: `规则 ${rule.id} 缺少 ${field}`, en: `The rule ${rule.id} lacks ${field}` }
    return [problem(place(field), 'pack.limitMissing', message, { zh: `补上 ${field}`, en: `Add ${field}` })]
  }
  const { tranche } = rule.check.numerator
  if (tranche === null || columns.has(tranche)) return []
  const message = { zh: `预算表没有 ${tranche} 一列`, en: `The budget has no column for ${tranche}` }
  const mend = { zh: '改正 tranche，或在 budget.yaml 的 columns 中补上', en: 'Correct tranche, or add it to columns' }
  return [problem(place('check', 'numerator', 'tranche'), 'pack.trancheUnknown', message, mend)]
}

function checkRuleShapes(files: PackFiles): PackProblem[] {
  const columns = new Set<string>(files['budget.yaml'].columns.map((column) => column.holds))
  return files['rules.yaml'].fundRules.flatMap((rule, index) =>
    checkRuleShape(rule, { file: 'rules.yaml', path: ['fundRules', index] }, columns),
  )
}

/** What no single file can tell: ids, references between files, the order of days. */
export function crossCheck(files: PackFiles): PackProblem[] {
  return [
    ...checkIds(files),
    ...checkAllReferences(files),
    ...checkDates(files),
    ...checkTowns(files),
    ...checkRuleShapes(files),
  ]
}
