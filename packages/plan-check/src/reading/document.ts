import { ownNamesOf } from '../grammar/subject.ts'
import { type Passage, type Piece, passageOf } from './passage.ts'
import { type Table, tableOf } from './table.ts'
import { findTables, type RawTable } from './table-layout.ts'

/** A document as a reader sees it: passages in order, tables, headings and annexes. */
export interface PlanReading {
  lines: readonly string[]
  passages: readonly Passage[]
  tables: readonly Table[]
  /** The names that the document has for its own county, such as 某县 and 某. */
  ownNames: readonly string[]
}

const HEADING =
  /^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d{1,2}[.．、](?!\d)|第[一二三四五六七八九十]+[章节条]|#{1,6}\s|(?:项目|任务|工程)\s*[\d一二三四五六七八九十]{1,3}\s*[：:])/
const ANNEX = /^附\s*件\s*(\d*)\s*[：:]?$/
const BOOKMARK = /\[bookmark:[^\]]*\]/g
const MAX_HEADING = 50
/** A line this long that ends without a mark was broken by a page. */
const BROKEN_LENGTH = 40
const ENDS = /[。；;：:！？!?”）)》]$/

function headingLevel(text: string): number {
  if (/^#{1,6}\s/.test(text)) return (text.match(/^#+/)?.[0] ?? '#').length
  if (/^(?:[一二三四五六七八九十]+、|第)/.test(text)) return 1
  if (/^[（(项任工]/.test(text)) return 2
  return 3
}

/** A short line with a number in front, or the numbered beginning of a paragraph up to its first full stop. */
function headingOf(text: string): string | undefined {
  if (!HEADING.test(text)) return undefined
  const first = text.split(/[。：:]/)[0] ?? text
  return first.length <= MAX_HEADING ? first : undefined
}

const TITLE_ENDS = /(?:通知|方案|意见|办法|文件|名单|表|函)$/

function isBroken(text: string): boolean {
  const trimmed = text.trim()
  if (/[，、]$/.test(trimmed)) return true
  return trimmed.length >= BROKEN_LENGTH && !ENDS.test(trimmed) && !TITLE_ENDS.test(trimmed)
}

interface Walk {
  annex: number
  headings: string[]
}

function enter(walk: Walk, text: string): void {
  const annex = ANNEX.exec(text)
  if (annex !== null) {
    walk.annex = Math.max(walk.annex + 1, Number(annex[1] ?? 0))
    walk.headings = []
    return
  }
  const heading = headingOf(text)
  if (heading === undefined) return
  const level = headingLevel(text)
  walk.headings = [...walk.headings.slice(0, level - 1), heading]
}

/** The line without what a word processor left in it, and where its text begins. */
function pieceOf(lines: readonly string[], at: number): Piece {
  const text = lines[at] ?? ''
  const lead = /^(?:\s*\[bookmark:[^\]]*\])*/.exec(text)?.[0].length ?? 0
  return { line: at + 1, column: lead, text: text.slice(lead).replaceAll(BOOKMARK, '') }
}

/** The line on which the sentence goes on after a broken page: the next one that is not blank, if it begins no heading. */
function continuation(lines: readonly string[], at: number, stops: ReadonlySet<number>): number | undefined {
  for (let next = at + 1; next < Math.min(lines.length, at + 3); next++) {
    const text = pieceOf(lines, next).text.trim()
    if (text === '') continue
    return stops.has(next) || HEADING.test(text) || ANNEX.test(text) ? undefined : next
  }
  return undefined
}

function paragraphAt(
  lines: readonly string[],
  at: number,
  walk: Walk,
  stops: ReadonlySet<number>,
): { passage: Passage; next: number } {
  const pieces = [pieceOf(lines, at)]
  let last = at
  while (isBroken(pieces.at(-1)?.text ?? '')) {
    const next = continuation(lines, last, stops)
    if (next === undefined) break
    pieces.push(pieceOf(lines, next))
    last = next
  }
  const text = pieces[0]?.text.trim() ?? ''
  enter(walk, text)
  const isHeading = headingOf(text) === text || ANNEX.test(text)
  const place = { annex: walk.annex, headings: walk.headings }
  return { passage: passageOf(isHeading ? 'heading' : 'text', pieces, place), next: last + 1 }
}

/** Reads the text of a plan: lines, paragraphs over broken pages, headings, annexes and tables. */
export function readDocument(text: string): PlanReading {
  const lines = text.split(/\r?\n/)
  const raw = findTables(lines)
  const starts = new Map<number, RawTable>(raw.map((table) => [table.firstLine - 1, table]))
  const stops = new Set(starts.keys())
  const passages: Passage[] = []
  const tables: Table[] = []
  const walk: Walk = { annex: 0, headings: [] }
  let at = 0
  while (at < lines.length) {
    const table = starts.get(at)
    if (table !== undefined) {
      const read = tableOf(table, { annex: walk.annex, headings: walk.headings }, tables)
      tables.push(read)
      passages.push(...read.rows.flatMap((row) => row.cells).filter((cell) => cell.text !== ''))
      at = table.lastLine
      continue
    }
    if ((lines[at] ?? '').trim() === '') {
      at++
      continue
    }
    const { passage, next } = paragraphAt(lines, at, walk, stops)
    if (passage.text !== '') passages.push(passage)
    at = next
  }
  return { lines, passages, tables, ownNames: ownNamesOf(lines) }
}
