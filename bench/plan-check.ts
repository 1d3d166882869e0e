/**
 * The plan checker against the two documents that were read by hand, and against its own changes of all five: how much of
 * what a person marked it finds, how many alarms nobody marked, and whether a changed figure is told, and only that.
 */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { CountyPack } from '@xiangji/county-pack'
import { checkPlan, checkText, type Finding } from '@xiangji/plan-check'
import { COUNTIES, readCounty } from '../apps/server/county.ts'

type Mark = CountyPack['readings'][number]

export type Changed = { kind: 'sum' | 'value' | 'date'; line: number; from: string; to: string; text: string }

const linesOf = (quotes: readonly { line: number }[]): Set<number> => new Set(quotes.map(({ line }) => line))

/** How many of the mark's lines one finding quotes. */
const shared = (mark: Mark, finding: Finding): number => {
  const quoted = linesOf(finding.quotes)
  return [...linesOf(mark.quotes)].filter((line) => quoted.has(line)).length
}

/** A mark is found when one finding quotes both of its sentences, or the only one. */
const isFound = (mark: Mark, finding: Finding): boolean =>
  shared(mark, finding) >= Math.min(2, linesOf(mark.quotes).size)

export function score(findings: readonly Finding[], marks: readonly Mark[]): Record<string, number> {
  const grave = marks.filter(({ severity }) => severity !== 'info')
  const alarms = findings.filter(({ severity }) => severity !== 'info')
  const found = grave.filter((mark) => findings.some((finding) => isFound(mark, finding)))
  const byAlarm = grave.filter((mark) => alarms.some((finding) => isFound(mark, finding)))
  const whole = grave.filter((mark) => findings.some((finding) => shared(mark, finding) === linesOf(mark.quotes).size))
  const all = marks.filter((mark) => findings.some((finding) => isFound(mark, finding)))
  const isTrue = (finding: Finding): boolean => marks.some((mark) => isFound(mark, finding))
  return {
    marks: marks.length,
    grave: grave.length,
    found: found.length,
    foundByAlarm: byAlarm.length,
    foundWhole: whole.length,
    foundOfAll: all.length,
    alarms: alarms.length,
    falseAlarms: alarms.filter((finding) => !isTrue(finding)).length,
  }
}

const FIGURE = /(\d+(?:\.\d+)?)\s*(个|户|家|人次|人|场|次|款|条|套|%|小时|平方米|平米|天)/g
const AROUND = 6

const close = (text: string): string => text.replaceAll(/[\s“”]/g, '')

/** A figure with the six characters on the side where its noun stands. */
function figuresOf(
  lines: readonly string[],
): { key: string; line: number; at: number; number: string; whole: string }[] {
  return lines.flatMap((text, index) =>
    [...text.matchAll(FIGURE)].flatMap((match) => {
      const [whole, number = ''] = match
      const before = close(text.slice(0, match.index)).slice(-AROUND)
      const after = close(text.slice(match.index + whole.length)).slice(0, AROUND)
      const keys = [`${before}#${match[2]}`, `#${match[2]}${after}`]
      return keys
        .filter((key) => /[\u4e00-\u9fa5]{6}/.test(key))
        .map((key) => ({ key, line: index + 1, at: match.index, number, whole }))
    }),
  )
}

const other = (number: string): string => String(Number(number) + (Number(number) >= 100 ? 10 : 1))

/** Figures that stand on two lines or more with the same noun: one of them is changed. */
function valueChanges(lines: readonly string[]): Changed[] {
  const groups = [...Map.groupBy(figuresOf(lines), ({ key, number }) => `${key}|${number}`).values()]
  const twice = groups.filter((group) => new Set(group.map(({ line }) => line)).size >= 2)
  const seen = new Set<string>()
  return twice.flat().flatMap(({ line, at, number }) => {
    if (seen.has(`${line}:${at}`)) return []
    seen.add(`${line}:${at}`)
    return [change('value', lines, { line, at, from: number, to: other(number) })]
  })
}

function change(
  kind: Changed['kind'],
  lines: readonly string[],
  { line, at, from, to }: { line: number; at: number; from: string; to: string },
): Changed {
  const before = lines[line - 1] ?? ''
  const after = before.slice(0, at) + to + before.slice(at + from.length)
  return { kind, line, from, to, text: lines.with(line - 1, after).join('\n') }
}

const STACKED = /^ ?\t(\d{2,4})$/
const AMOUNTS = /(\d{2,4})(?=\s*万元)/g
const CELLS = /(?<=\t)(\d{2,4})(?=\t|$|（)/g

/** Where a line has figures of money: a cell below another one, a row of a table, a sentence on the investment. */
function moneyIn(lines: readonly string[], index: number): { at: number; from: string }[] {
  const text = lines[index] ?? ''
  // A serial number stands alone; figures of money stand below one another.
  const isBelow = [lines[index - 1], lines[index + 1]].some((beside) => STACKED.test(beside ?? ''))
  const cell = isBelow ? STACKED.exec(text)?.[1] : undefined
  if (cell !== undefined) return [{ at: text.length - cell.length, from: cell }]
  const isRow = /^(?:\d+|合计|\t?小计)?\t/.test(text) && (text.match(/\t/g) ?? []).length >= 4
  const pattern = isRow ? CELLS : /总投资|计划投资|概算投入/.test(text) ? AMOUNTS : undefined
  return pattern === undefined
    ? []
    : [...text.matchAll(pattern)].map((match) => ({ at: match.index, from: match[1] ?? '' }))
}

/** Every figure of the columns of money, and every 总投资 with what it consists of. */
function sumChanges(lines: readonly string[]): Changed[] {
  return lines.flatMap((_, index) =>
    moneyIn(lines, index).map(({ at, from }) =>
      change('sum', lines, { line: index + 1, at, from, to: String(Number(from) + 7) }),
    ),
  )
}

const PHASE = /[（(](\d{4}年\d{1,2}月)—(\d{4}年\d{1,2}月)[)）]/g

/**
 * Months of phases, and deadlines that stand in a second place. The first and the last month of all phases are left alone
 * where they stand once: nothing in the document can contradict them.
 */
function dateChanges(lines: readonly string[]): Changed[] {
  const whole = lines.join('\n')
  const ranges = [...whole.matchAll(PHASE)]
  const alone = new Set(
    [ranges[0]?.[1], ranges.at(-1)?.[2]].filter((month) => month && whole.split(month).length === 2),
  )
  return lines.flatMap((text, index) => {
    const isPhase = new RegExp(PHASE.source).test(text)
    const isProject = /\d{4}年\d{1,2}月启动/.test(text)
    if (!isPhase && !isProject) return []
    const inner = [...text.matchAll(/(\d{4}年)(\d{1,2})(?=月)/g)].filter(([month]) => !alone.has(`${month}月`))
    return inner.map((match) => {
      const month = Number(match[2])
      const at = match.index + (match[1]?.length ?? 0)
      return change('date', lines, {
        line: index + 1,
        at,
        from: match[2] ?? '',
        to: String(month === 12 ? 11 : month + 1),
      })
    })
  })
}

export const changesOf = (planText: string): Changed[] => {
  const lines = planText.split('\n')
  return [...sumChanges(lines), ...valueChanges(lines), ...dateChanges(lines)]
}

const keyOf = ({ detector, severity, title, quotes }: Finding): string =>
  [detector, severity, title, [...linesOf(quotes)].join()].join('|')

export function toldOf(
  before: readonly Finding[],
  after: readonly Finding[],
  line: number,
): 'one' | 'more' | 'other' | 'none' {
  const known = new Set(before.map(keyOf))
  const fresh = after.filter((finding) => !known.has(keyOf(finding)) && finding.severity !== 'info')
  if (fresh.length === 0) return 'none'
  if (fresh.some((finding) => !linesOf(finding.quotes).has(line))) return 'other'
  return fresh.length === 1 ? 'one' : 'more'
}

type Counts = Record<'one' | 'more' | 'other' | 'none', number>

/** Every change of a document in turn: is it told, once, and nothing else? */
function countTold(planText: string): Counts {
  const before = checkText(planText)
  const counts: Counts = { one: 0, more: 0, other: 0, none: 0 }
  for (const { kind, line, from, to, text } of changesOf(planText)) {
    const told = toldOf(before, checkText(text), line)
    counts[told]++
    if (told !== 'one') process.stdout.write(`  ${told}: ${kind} in line ${line}, ${from} → ${to}\n`)
  }
  return counts
}

const sumOf = (all: readonly Record<string, number>[], key: string): number =>
  all.reduce((sum, one) => sum + (one[key] ?? 0), 0)

/** Recall and false alarms against the marks by hand, changes told, and time. */
export async function benchPlanCheck(): Promise<Record<string, number>> {
  const scores: Record<string, number>[] = []
  const told: Counts[] = []
  let slowestMs = 0
  for (const name of (await readdir(COUNTIES)).filter((entry) => !entry.includes('.'))) {
    const read = await readCounty(path.join(COUNTIES, name))
    if (!('county' in read)) throw new Error(`${name}: ${JSON.stringify(read.problems[0])}`)
    const { pack, planText } = read.county
    const startedAt = performance.now()
    const { findings } = checkPlan(pack, planText)
    slowestMs = Math.max(slowestMs, Math.round(performance.now() - startedAt))
    const counts = countTold(planText)
    told.push(counts)
    process.stdout.write(`plan-check ${name} changes ${JSON.stringify(counts)}\n`)
    if (pack.readings.length === 0) continue
    const scored = score(findings, pack.readings)
    scores.push(scored)
    process.stdout.write(`plan-check ${name} ${JSON.stringify(scored)}\n`)
  }
  const share = (part: number, whole: number): number => Number((part / Math.max(1, whole)).toFixed(3))
  const [grave, alarms, falseAlarms] = ['grave', 'alarms', 'falseAlarms'].map((key) => sumOf(scores, key))
  const changes = told.reduce((sum, one) => sum + one.one + one.more + one.other + one.none, 0)
  return {
    marks: sumOf(scores, 'marks'),
    grave: grave ?? 0,
    recall: share(sumOf(scores, 'found'), grave ?? 0),
    recallByAlarm: share(sumOf(scores, 'foundByAlarm'), grave ?? 0),
    recallWholeQuotes: share(sumOf(scores, 'foundWhole'), grave ?? 0),
    recallWithInfo: share(sumOf(scores, 'foundOfAll'), sumOf(scores, 'marks')),
    alarms: alarms ?? 0,
    falsePerTrue: share(falseAlarms ?? 0, (alarms ?? 0) - (falseAlarms ?? 0)),
    changes,
    toldShare: share(sumOf(told, 'one') + sumOf(told, 'more'), changes),
    toldOnceShare: share(sumOf(told, 'one'), changes),
    slowestMs,
  }
}
