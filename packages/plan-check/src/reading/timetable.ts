import type { Source } from '@xiangji/county-pack'
import { dayAfter, dayBefore, type Span, spansOf } from '../grammar/day.ts'
import type { PlanReading } from './document.ts'
import { type Passage, quoteOf, quoteWhole, sentencesOf } from './passage.ts'
import { isUnder } from './sections.ts'
import { type Row, rowFields, type Table } from './table.ts'

/** A phase that the text gives beginning and end, as civil days. */
export interface TextPhase {
  name: string
  startOn: string
  endOn: string
  source: Source
  passage: Passage
  /** What of its passage speaks of the phase. */
  from: number
  to: number
}

const PHASE = /阶段|启动|动员|部署|筹备|实施|建设|验收|巩固|总结|评估|推广|评价|完善|提升/
/** 某县某行动方案（2023—2025年）: a title with the years that it is for. */
const TITLE = /(?:方案|计划|规划|意见|办法|通知)\s*[（(]?\s*$/
const LONG_HEADING = 60

const NUMBERED = /^(?:[（(]?[一二三四五六七八九十\d]+[）)、.．]|第[一二三四五六]阶段[：:]?)\s*/
const TIMETABLE = /进度|步骤|阶段|时间安排|计划安排/

/**
 * （一）2022年6月—2022年8月，完成招投标; or several in one paragraph: under the heading of a timetable a line or a sentence may
 * begin with its months.
 */
function listedPhases(reading: PlanReading, passage: Passage): TextPhase[] {
  if (passage.cell !== null || !isUnder(passage, TIMETABLE)) return []
  const spans = spansOf(passage).filter(({ startOn, endOn }) => startOn !== null && endOn !== null)
  if (spans.length === 0) return []
  const sentences = sentencesOf(passage).flatMap(({ from, to, text }) => {
    const lead = NUMBERED.exec(text)?.[0].length ?? 0
    const span = spans.find((candidate) => candidate.from === from + lead)
    const isBegun = lead > 0 || spans.length > 1
    return span === undefined || !isBegun ? [] : [{ from, to, span }]
  })
  return sentences.map(({ from, to, span }, at) => {
    const name = /^[，,：:、\s]*([^，,。；：:]{2,20})/.exec(passage.text.slice(span.to, to))?.[1] ?? ''
    const isAlone = sentences.length === 1
    return {
      name: name.trim(),
      startOn: span.startOn ?? '',
      endOn: span.endOn ?? '',
      source: isAlone ? quoteWhole(passage, reading.lines) : quoteOf(passage, reading.lines, from, to),
      passage,
      from: isAlone ? 0 : from,
      to: sentences[at + 1]?.from ?? passage.text.length,
    }
  })
}

/** 验收阶段（2023年12月）: a month alone in brackets is the whole of it. */
function wholeMonth({ text }: Passage, span: Span): Span {
  const isAlone = /[（(]\s*$/.test(text.slice(0, span.from)) && /^\s*[)）]/.test(text.slice(span.to))
  const isMonth = span.startOn === null && /月\s*$/.test(span.text)
  return isAlone && isMonth ? { ...span, startOn: `${span.endOn?.slice(0, 7)}-01` } : span
}

/** Headings such as （二）实施阶段（2020年4月—2020年12月）, in the order of the document. */
export function phasesOf(reading: PlanReading): TextPhase[] {
  return reading.passages.flatMap((passage) => {
    const heading = passage.text.split('。')[0] ?? ''
    const listed = listedPhases(reading, passage)
    if (listed.length > 0) return listed
    if (passage.cell !== null || heading.length > LONG_HEADING || !PHASE.test(heading)) return []
    const span = spansOf(passage)
      .map((candidate) => wholeMonth(passage, candidate))
      .find(({ startOn, endOn, to }) => startOn !== null && endOn !== null && to <= heading.length)
    const ahead = passage.text.slice(0, span?.from)
    if (span === undefined || !/[（(]\s*$/.test(ahead) || TITLE.test(ahead)) return []
    const name = ahead.replace(/^[（(]?[一二三四五六七八九十\d]+[）)、.．]\s*/, '').replace(/[（(]\s*$/, '')
    return [
      {
        name: name.trim(),
        startOn: span.startOn ?? '',
        endOn: span.endOn ?? '',
        source: quoteWhole(passage, reading.lines),
        passage,
        from: 0,
        to: passage.text.length,
      },
    ]
  })
}

export function isReversed({ startOn, endOn }: TextPhase): boolean {
  return endOn < startOn
}

/** Does each phase end after the one before it? Where not, that is told of itself, and no other day is held against the last. */
export function isInOrder(phases: readonly TextPhase[]): boolean {
  return phases.every((phase, at) => phase.endOn > (phases[at - 1]?.endOn ?? ''))
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
