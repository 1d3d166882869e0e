import type { Piece } from './passage.ts'

/** A cell as it stands in the document: one or more pieces of lines. */
export interface RawCell {
  pieces: Piece[]
  text: string
}

export interface RawTable {
  rows: RawCell[][]
  firstLine: number
  lastLine: number
  /** Cells of a row on one line between tabs or bars, or each cell on a line of its own. */
  layout: 'tabs' | 'bars' | 'stacked'
}

/** 1, 12: the number that begins a row. */
export const SERIAL = /^\d{1,3}$/
/** 合计, 总 计, 总合计 */
const TOTAL = /^(?:总\s*)?(?:合|小|总)\s*计$/
const ANNEX = /^\s*附\s*件\s*\d*\s*$/
/** | 甲 | 乙 |, or 甲 | 乙 | 丙 with the outer bars left out. */
const BAR_ROW = /^\s*\|.*\|\s*$|^[^|]*\|[^|]*\|/
const RULE_ROW = /^[\s|:\-\t]+$/
/** A table whose cells stand on lines of their own has at least this many of them. */
const MIN_STACK = 8

function cellOf(line: number, column: number, text: string): RawCell {
  return { pieces: [{ line, column, text }], text: text.trim() }
}

function cellsBetween(text: string, line: number, mark: string): RawCell[] {
  const cells: RawCell[] = []
  let column = 0
  for (const part of text.split(mark)) {
    cells.push(cellOf(line, column, part))
    column += part.length + mark.length
  }
  return cells
}

/** Does the line hold a row of cells between tabs? A tab in front alone is a cell on a line of its own. */
function isTabRow(text: string): boolean {
  return (text.trimStart().match(/\t/g) ?? []).length >= 1 || (text.match(/\t/g) ?? []).length >= 2
}

function isStackLine(text: string): boolean {
  return /^ ?\t[^\t]*$/.test(text)
}

function rowsOfLines(
  lines: readonly string[],
  start: number,
  isRow: (text: string) => boolean,
): { end: number; rows: number[] } {
  const rows: number[] = []
  let end = start
  for (let at = start; at < lines.length; at++) {
    const text = lines[at] ?? ''
    if (isRow(text)) {
      rows.push(at)
      end = at + 1
    } else if (text.trim() !== '') break
  }
  return { end, rows }
}

function tabTable(lines: readonly string[], start: number): RawTable {
  const { end, rows } = rowsOfLines(lines, start, isTabRow)
  const cells = rows
    .filter((at) => !RULE_ROW.test(lines[at] ?? ''))
    .map((at) => cellsBetween(lines[at] ?? '', at + 1, '\t'))
  return { rows: cells, firstLine: start + 1, lastLine: end, layout: 'tabs' }
}

/** The cells between bars; what stands outside of an outer bar is none. */
function innerCells(text: string, line: number): RawCell[] {
  const cells = cellsBetween(text, line, '|')
  return cells.slice(text.trimStart().startsWith('|') ? 1 : 0, text.trimEnd().endsWith('|') ? -1 : undefined)
}

function barTable(lines: readonly string[], start: number): RawTable {
  const { end, rows } = rowsOfLines(lines, start, (text) => BAR_ROW.test(text))
  const cells = rows.filter((at) => !RULE_ROW.test(lines[at] ?? '')).map((at) => innerCells(lines[at] ?? '', at + 1))
  return { rows: cells, firstLine: start + 1, lastLine: end, layout: 'bars' }
}

/** The cells of a stack: a line that begins with a tab begins a cell, other lines go on with it. */
function stackCells(lines: readonly string[], start: number): { end: number; cells: RawCell[] } {
  const cells: RawCell[] = []
  let at = start
  let blanks = 0
  for (; at < lines.length; at++) {
    const text = lines[at] ?? ''
    if (isStackLine(text)) {
      const lead = text.indexOf('\t') + 1
      cells.push(cellOf(at + 1, lead, text.slice(lead)))
      blanks = 0
    } else if (text.trim() === '') blanks++
    else if (ANNEX.test(text) || blanks > 1) break
    else {
      const cell = cells.at(-1)
      cell?.pieces.push({ line: at + 1, column: 0, text })
      if (cell) cell.text += text.trim()
      blanks = 0
    }
  }
  return { end: at, cells }
}

/** Rows of a stack begin at the next serial number, at a heading of a group, or at the total. */
function stackRows(cells: readonly RawCell[]): RawCell[][] {
  const rows: RawCell[][] = [[]]
  let serial = 0
  const begin = (cell: RawCell): void => {
    rows.push([cell])
  }
  for (const cell of cells) {
    const isNext = SERIAL.test(cell.text) && Number(cell.text) === serial + 1
    if (isNext) serial++
    if (isNext || TOTAL.test(cell.text) || (serial > 0 && /^[一二三四五六七八九十]+、/.test(cell.text))) begin(cell)
    else if (serial === 0 && /^[一二三四五六七八九十]+、/.test(cell.text)) begin(cell)
    else rows.at(-1)?.push(cell)
  }
  return rows.filter((row) => row.some((cell) => cell.text !== ''))
}

export function isColumnTotal(row: readonly RawCell[]): boolean {
  return TOTAL.test(row.find((cell) => cell.text !== '')?.text ?? '')
}

/** A table of stacked cells: what stands before the first row, up to its first group, is the heading. */
function stackTable(lines: readonly string[], start: number): RawTable | undefined {
  const { end, cells } = stackCells(lines, start)
  if (cells.length < MIN_STACK) return undefined
  const firstSerial = cells.findIndex((cell) => cell.text === '1')
  const header = cells.slice(0, Math.max(0, firstSerial))
  const group = header.findIndex((cell) => /^[一二三四五六七八九十]+、/.test(cell.text))
  const cut = group < 0 ? header.length : group
  const rows = stackRows(cells.slice(cut))
  return {
    rows: [header.slice(0, cut), ...rows],
    firstLine: start + 1,
    lastLine: end,
    layout: 'stacked',
  }
}

/** Every table of the document; a lone line with a tab is none. */
export function findTables(lines: readonly string[]): RawTable[] {
  const tables: RawTable[] = []
  let at = 0
  while (at < lines.length) {
    const table = tableAt(lines, at)
    if (table !== undefined && table.rows.length > 1) {
      tables.push(table)
      at = table.lastLine
    } else at++
  }
  return tables
}

function tableAt(lines: readonly string[], at: number): RawTable | undefined {
  const text = lines[at] ?? ''
  if (BAR_ROW.test(text)) return barTable(lines, at)
  if (isStackLine(text)) return stackTable(lines, at)
  if (isTabRow(text)) return tabTable(lines, at)
  return undefined
}
