/**
 * The plan checker against the two documents that were read by hand, and against its own changes of all five: how much of
 * what a person marked it finds, how many alarms nobody marked, and whether a changed figure is told, and only that.
 */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { CountyPack } from '@xiangji/county-pack'
import { checkPlan, type Finding } from '@xiangji/plan-check'
import { COUNTIES, readCounty } from '../apps/server/county.ts'
import { changesOf } from './plan-changes.ts'

type Mark = CountyPack['readings'][number]

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
const placesOf = ({ detector, title, quotes }: Finding): string[] =>
  quotes.map(({ line }) => `${detector}|${title}|${line}`)

/** How a change is told by the alarms that it raises: an alarm that was there before may lose a line, and tells nothing new. */
function toldOf(
  before: readonly Finding[],
  after: readonly Finding[],
  line: number,
): 'one' | 'more' | 'other' | 'none' {
  const known = new Set(before.flatMap(placesOf))
  const fresh = after.filter(
    (finding) => finding.severity !== 'info' && placesOf(finding).some((place) => !known.has(place)),
  )
  if (fresh.length === 0) return 'none'
  if (fresh.some((finding) => !linesOf(finding.quotes).has(line))) return 'other'
  return fresh.length === 1 ? 'one' : 'more'
}

type Counts = Record<'one' | 'more' | 'other' | 'none', number>

/** Every change of a document in turn: is it told, once, and nothing else? */
function countTold(pack: CountyPack, planText: string): Counts {
  const before = checkPlan(pack, planText).findings
  const counts: Counts = { one: 0, more: 0, other: 0, none: 0 }
  for (const { kind, line, from, to, text } of changesOf(planText)) {
    const told = toldOf(before, checkPlan(pack, text).findings, line)
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
    const counts = countTold(pack, planText)
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
