import type { Source } from '@xiangji/county-pack'
import { ANY_UNIT, type Quantity, quantitiesOf } from '../grammar/quantity.ts'
import { subjectOf } from '../grammar/subject.ts'
import { type PlanReading, readDocument } from '../reading/document.ts'
import { type Clause, clausesOf, type Passage, quoteClause, quoteOf } from '../reading/passage.ts'
import { isUnder, STATE } from '../reading/sections.ts'
import { countTable, type MoneyTable, moneyTable, roleOf, rowFields, type Table } from '../reading/table.ts'
import type { Detector, Finding, Severity } from '../result.ts'

/** A quantity with what it counts. */
export interface Counted extends Quantity {
  /** What is counted, in one writing; empty where the text does not say. */
  subject: string
  /** The words around the quantity, with the verb in front. */
  clause: Clause
  /** The year to which a list of yearly stages gives it; null where it stands for the whole time. */
  stage: string | null
  /** Quantities of one paragraph or of one row stand side by side: they are different things. */
  place: string
}

/** What every detector of the text is given, read once. */
export interface ReadContext {
  reading: PlanReading
  lines: readonly string[]
  /** What the plan says of its work and money; how things stand is left out, here and among what is counted. */
  clauses: readonly Clause[]
  counted: readonly Counted[]
  money: readonly MoneyTable[]
  /** The tables that count things and add them up. */
  tallies: readonly MoneyTable[]
  say: (zh: string, en: string) => string
}

export type TextDetector = (context: ReadContext) => Finding[]

const MEASURE = new RegExp(`^\\s*(?:不少于|不低于|至少)?\\s*\\d[\\d.]*\\s*(?:${ANY_UNIT})`)
const NARROW = /[，。；;：:、（）()！？]|,(?!\d{3})/
const JOINED = /^(?:以及|和|及|与|或|、)/

/** The words around a quantity up to the next mark or the next quantity. */
function wordsAround(quantity: Quantity, others: readonly Quantity[]): { from: number; to: number } {
  const { text } = quantity.passage
  let from = quantity.from
  while (from > 0 && !NARROW.test(text[from - 1] ?? '')) from--
  let to = quantity.to
  while (to < text.length && !NARROW.test(text[to] ?? '')) to++
  const before = others.findLast((other) => other.to <= quantity.from && other.to > from)
  const after = others.find((other) => other.from >= quantity.to && other.from < to)
  if (before !== undefined && !JOINED.test(text.slice(before.to))) from = Math.max(from, before.to)
  if (before !== undefined) from = quantity.from
  // 1 个不少于 20 平方米的直播间: the second number measures what the first one counts.
  if (after !== undefined && text.slice(quantity.to, after.from).trim() !== '') to = after.from
  return { from, to }
}

function nameOfRow(reading: PlanReading, passage: Passage): string {
  const { cell } = passage
  const table: Table | undefined = cell === null ? undefined : reading.tables[cell.table]
  const row = table?.rows[cell?.row ?? -1]
  if (table === undefined || row === undefined) return ''
  // A bracket behind a name remarks on it: 中转站（依托服务站建设）.
  return rowFields(table, row).name?.text.replaceAll(/[（(][^（()）]*[)）]/g, '') ?? ''
}

/** A cell of the column of values says how much; what is measured stands in its row's name. */
function isValueCell(reading: PlanReading, { cell }: Passage): boolean {
  const table = cell === null ? undefined : reading.tables[cell.table]
  return table !== undefined && cell !== null && roleOf(table.header[cell.column] ?? '') === 'value'
}

/** A cell that holds a number alone counts what its row names; a number after a colon what stands before it. */
function wordsBefore(reading: PlanReading, quantity: Quantity, from: number): string {
  const name = nameOfRow(reading, quantity.passage)
  if (name !== '' && quantity.passage.text.length <= quantity.text.length + 6) return name
  const ahead = quantity.passage.text.slice(0, from)
  return /[：:、]\s*$/.test(ahead)
    ? (ahead
        .replace(/[：:、]\s*$/, '')
        .split(NARROW)
        .at(-1) ?? '')
    : ''
}

/** 1个集仓储、分拣等功能完善的物流配送中心: what is counted stands behind what it can do. */
const LONG_NOUN = /^\s*(?:集|具备|具有)[^。；，]{4,90}的([\u4e00-\u9fa5]{4,14})(?=[。；，]|$)/

const AREA = /^(?:总|建筑|占地|使用|建设)?面积$/
const NUMBERS = new RegExp(`\\d[\\d,.]*\\s*(?:${ANY_UNIT})`, 'g')

/** An area is one of the thing that the clause before it names: 改造服务中心1处，面积不少于1500平方米. */
function areaOf({ passage, from }: Quantity, names: readonly string[]): string | undefined {
  const before = passage.text.slice(0, from).split(/[，。；;]/)
  const noun = subjectOf((before.at(-2) ?? '').replaceAll(NUMBERS, ''), names)
  return noun.length < 3 || noun.length > 20 ? undefined : `${noun}面积`
}

/** 2021年，建成… or 2021年度：…, and not 到2021年底建成…, which is what all years come to. */
const STAGE = /(?:^|[。；;])\s*(?:[-*•]\s*)?(20\d{2})\s*年度?\s*[，,：:]/g

function stageOf({ text }: Passage, from: number): string | null {
  const sentence = Math.max(...['。', '；', ';'].map((mark) => text.lastIndexOf(mark, from - 1)))
  return [...text.matchAll(STAGE)].find(({ index }) => index === Math.max(0, sentence))?.[1] ?? null
}

const GROWTH = /^(?:同比|平均)?(?:增长|增速|增幅)$/

/** 网络零售额达到8亿元，年均增长12%: a growth is that of what the clause before it names. */
function growthOf({ passage, from }: Quantity, names: readonly string[]): string | undefined {
  const before = passage.text.slice(0, from).split(/[，。；;]/)
  const noun = /[\u4e00-\u9fa5]{2,16}[额量值]/.exec(before.at(-2) ?? '')?.[0] ?? ''
  return noun === '' ? undefined : `${subjectOf(noun, names)}增长率`
}

/** 已建成乡镇服务站8个: what stands already is no target. */
const STANDING = /现有|已有|已建成|已建有|已完成/

function countedOf(reading: PlanReading, passage: Passage, index: number): Counted[] {
  const quantities = isUnder(passage, STATE) ? [] : quantitiesOf(passage)
  return quantities.map((quantity) => {
    const { from, to } = wordsAround(quantity, quantities)
    const words = `${passage.text.slice(from, quantity.from)}${passage.text.slice(quantity.to, to).replace(MEASURE, '')}`
    const own = subjectOf(LONG_NOUN.exec(passage.text.slice(quantity.to))?.[1] ?? words, reading.ownNames)
    const named = AREA.test(own)
      ? areaOf(quantity, reading.ownNames)
      : GROWTH.test(own)
        ? growthOf(quantity, reading.ownNames)
        : undefined
    const subject =
      named !== undefined
        ? named
        : own.length >= 2 && !isValueCell(reading, passage)
          ? own
          : subjectOf(wordsBefore(reading, quantity, from), reading.ownNames)
    const place =
      passage.cell === null ? `p${index}` : `t${passage.cell.table}r${passage.cell.row}c${passage.cell.column}`
    const lead = passage.text.slice(from, to).search(/\S/)
    const text = passage.text.slice(from, to).trim()
    return {
      ...quantity,
      subject,
      stage: stageOf(passage, quantity.from),
      place,
      clause: { passage, from: from + Math.max(0, lead), to: from + Math.max(0, lead) + text.length, text },
    }
  })
}

export function contextOf(text: string, say: ReadContext['say']): ReadContext {
  const reading = readDocument(text)
  const counted = reading.passages
    .flatMap((passage, index) => countedOf(reading, passage, index))
    .filter(({ clause }) => !STANDING.test(clause.text))
  // A single year divides nothing: what it names is what the plan comes to.
  const isStaged = new Set(counted.map(({ stage }) => stage).filter((stage) => stage !== null)).size > 1
  return {
    reading,
    lines: reading.lines,
    clauses: reading.passages.filter((passage) => !isUnder(passage, STATE)).flatMap((passage) => clausesOf(passage)),
    counted: isStaged ? counted : counted.map((thing) => ({ ...thing, stage: null })),
    money: reading.tables.map((table) => moneyTable(table)).filter((table) => table !== undefined),
    tallies: reading.tables.map((table) => countTable(table)).filter((table) => table !== undefined),
    say,
  }
}

/** Where a pattern stands in the text, quoted as it stands. */
export function quotesOf(context: ReadContext, pattern: RegExp, passages = context.reading.passages): Source[] {
  const every = new RegExp(pattern.source, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`)
  // No pattern is a single character: the cells that hold a digit alone are passed over.
  return passages.flatMap((passage) =>
    passage.text.length < 2
      ? []
      : [...passage.text.matchAll(every)].map((match) =>
          quoteOf(passage, context.lines, match.index, match.index + match[0].length),
        ),
  )
}

/** The clauses that hold a pattern. */
export function clausesWith(context: ReadContext, pattern: RegExp): Clause[] {
  return context.clauses.filter((clause) => pattern.test(clause.text))
}

export function quotesOfClauses(context: ReadContext, clauses: readonly Clause[]): Source[] {
  return distinct(clauses.map((clause) => quoteClause(clause, context.lines)))
}

export function distinct(quotes: readonly Source[]): Source[] {
  const kept = new Map(quotes.map((source) => [`${source.line}|${source.quote}`, source]))
  return [...kept.values()].toSorted((a, b) => a.line - b.line)
}

export function finding(
  detector: Detector,
  severity: Severity,
  quotes: readonly Source[],
  words: { title: string; why: string; decide: string },
): Finding {
  return { detector, severity, quotes: distinct(quotes), ...words }
}

/** A bare value with the name of its row in front, as they stand in the line. */
function quoteWithName(context: ReadContext, { passage }: Counted): Source | undefined {
  const { cell } = passage
  const table = cell === null ? undefined : context.reading.tables[cell.table]
  const row = table?.rows[cell?.row ?? -1]
  if (table === undefined || row === undefined) return undefined
  const name = rowFields(table, row).name?.segments[0]
  const value = passage.segments[0]
  if (name === undefined || value === undefined || name.line !== value.line || name.column > value.column)
    return undefined
  const end = value.column + value.to - value.from
  return { quote: (context.lines[value.line - 1] ?? '').slice(name.column, end), line: value.line }
}

/** The words around a quantity; where a page broke them, those on the number's own line. */
export function quoteThing(context: ReadContext, thing: Counted): Source {
  const named = isValueCell(context.reading, thing.passage) ? quoteWithName(context, thing) : undefined
  if (named !== undefined) return named
  const { passage, from, to } = thing.clause
  const segment = passage.segments.find((candidate) => candidate.from <= thing.from && thing.from < candidate.to)
  return quoteOf(passage, context.lines, Math.max(from, segment?.from ?? from), Math.min(to, segment?.to ?? to))
}
