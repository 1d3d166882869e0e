import type { Source } from '@xiangji/county-pack'
import { dayAfter, dayBefore, type Span, spansOf } from '../grammar/day.ts'
import type { PlanReading } from './document.ts'
import { type Passage, quoteWhole } from './passage.ts'
import { type Row, rowFields, type Table } from './table.ts'

/** A phase that the text gives beginning and end, as civil days. */
export interface TextPhase {
  name: string
  startOn: string
  endOn: string
  source: Source
  passage: Passage
}

const PHASE = /阶段|启动|筹备|实施|建设|验收|巩固|总结|推广|评价|完善|提升/
const LONG_HEADING = 60

const NUMBERED = /^(?:[（(]?[一二三四五六七八九十\d]+[）)、.．]|第[一二三四五六]阶段[：:]?)\s*/
const TIMETABLE = /进度|步骤|阶段|时间安排|计划安排/

/** （一）2022年6月—2022年8月，完成招投标: under the heading of a timetable a line may begin with its months. */
function listedPhase(reading: PlanReading, passage: Passage): TextPhase[] {
  const lead = NUMBERED.exec(passage.text)?.[0].length ?? 0
  const isListed = lead > 0 && passage.cell === null && passage.headings.some((heading) => TIMETABLE.test(heading))
  const spans = isListed ? spansOf(passage) : []
  const span = spans.find(({ startOn, endOn, from }) => startOn !== null && endOn !== null && from === lead)
  if (span === undefined) return []
  const name = /^[，,：:、\s]*([^，,。；：:]{2,20})/.exec(passage.text.slice(span.to))?.[1] ?? ''
  const source = quoteWhole(passage, reading.lines)
  return [{ name: name.trim(), startOn: span.startOn ?? '', endOn: span.endOn ?? '', source, passage }]
}

/** Headings such as （二）实施阶段（2020年4月—2020年12月）, in the order of the document. */
export function phasesOf(reading: PlanReading): TextPhase[] {
  return reading.passages.flatMap((passage) => {
    const heading = passage.text.split('。')[0] ?? ''
    const listed = listedPhase(reading, passage)
    if (listed.length > 0) return listed
    if (passage.cell !== null || heading.length > LONG_HEADING || !PHASE.test(heading)) return []
    const span = spansOf(passage).find(
      ({ startOn, endOn, to }) => startOn !== null && endOn !== null && to <= heading.length,
    )
    if (span === undefined || !/[（(]\s*$/.test(passage.text.slice(0, span.from))) return []
    const name = passage.text
      .slice(0, span.from)
      .replace(/^[（(]?[一二三四五六七八九十\d]+[）)、.．]\s*/, '')
      .replace(/[（(]\s*$/, '')
    return [
      {
        name: name.trim(),
        startOn: span.startOn ?? '',
        endOn: span.endOn ?? '',
        source: quoteWhole(passage, reading.lines),
        passage,
      },
    ]
  })
}

export function isReversed({ startOn, endOn }: TextPhase): boolean {
  return endOn < startOn
}

/**
 * The phases as they must have been meant, each over before the next begins: a slip in one month is told where the two months
 * stand, and not again wherever the phase is compared with something else.
 */
export function meant(phases: readonly TextPhase[]): TextPhase[] {
  return phases.map((phase, at) => {
    const next = phases[at + 1]
    const before = phases[at - 1]
    const isLate = next !== undefined && next.startOn <= phase.endOn && next.startOn > phase.startOn
    const endOn = next !== undefined && (isLate || isReversed(phase)) ? dayBefore(next.startOn) : phase.endOn
    const isEarly = before !== undefined && !isReversed(before) && phase.startOn <= before.startOn
    return { ...phase, endOn, startOn: isEarly ? dayAfter(before.endOn) : phase.startOn }
  })
}

/** The phases as wide as their neighbours leave room: what a gap or an overlap leaves open is told there alone. */
export function widest(phases: readonly TextPhase[]): TextPhase[] {
  return phases.map((phase, at) => {
    const next = phases[at + 1]
    const before = phases[at - 1]
    const until = next === undefined || next.startOn <= phase.startOn ? phase.endOn : dayBefore(next.startOn)
    const since = before === undefined || isReversed(before) ? phase.startOn : dayAfter(before.endOn)
    return {
      ...phase,
      endOn: until > phase.endOn ? until : phase.endOn,
      startOn: since < phase.startOn ? since : phase.startOn,
    }
  })
}

/** A numbered row with its deadline. */
export interface Dated {
  row: Row
  table: Table
  time: Passage
  startOn: string | null
  endOn: string | null
}

/** The numbered rows of all tables that have a deadline. */
export function datedRows(reading: PlanReading): Dated[] {
  return reading.tables.flatMap((table) =>
    table.rows.flatMap((row) => {
      const { time } = rowFields(table, row)
      if (row.serial === null || time === undefined) return []
      const [startOn, endOn] = boundsOf(time)
      return endOn === null ? [] : [{ row, table, time, startOn, endOn }]
    }),
  )
}

function boundsOf(passage: Passage): [start: string | null, end: string | null] {
  const spans = spansOf(passage)
  const year = /(\d{4})\s*年\s*全年/.exec(passage.text)
  if (year !== null) return [`${year[1]}-01-01`, `${year[1]}-12-31`]
  const start = spans.find((span) => span.startOn !== null)?.startOn ?? null
  const end = spans.findLast((span: Span) => span.endOn !== null)?.endOn ?? null
  return [start, end]
}
