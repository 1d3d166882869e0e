import { readSheet } from 'read-excel-file/node'
import writeExcelFile from 'write-excel-file/node'
import { DomainError } from './errors.ts'
import { unpacksWithin } from './zip.ts'

export type Language = 'zh-CN' | 'en'
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

type Cell = string | number | null
/** A column of a sheet that goes out; `zh` and `en` are its heading. */
export type Column<Row> = { zh: string; en: string; width?: number; format?: string; value: (row: Row) => Cell }

type Table<Row> = { columns: readonly Column<Row>[]; rows: readonly Row[] }

function tableOf<Row>({ columns, rows }: Table<Row>, language: Language) {
  const head = columns.map((column) => ({
    value: language === 'en' ? column.en : column.zh,
    type: String,
    fontWeight: 'bold' as const,
    backgroundColor: '#e8efe9',
  }))
  const body = rows.map((row) =>
    columns.map(({ value, format }) => {
      const cell = value(row)
      if (cell === null || cell === '') return null
      return typeof cell === 'number'
        ? { value: cell, type: Number, ...(format ? { format } : {}) }
        : { value: cell, type: String }
    }),
  )
  const widths = columns.map(({ width }) => ({ width: width ?? 14 }))
  return { data: [head, ...body], options: { columns: widths, stickyRowsCount: 1 } }
}

/** Text is written as text: what begins with `=` in a name is never a formula. */
export async function writeSheet<Row>(columns: readonly Column<Row>[], rows: readonly Row[], language: Language) {
  const { data, options } = tableOf({ columns, rows }, language)
  return writeExcelFile(data, options).toBuffer()
}

/** A sheet of a workbook, ready to be written; sheets of different rows lie side by side. */
export type NamedSheet = ReturnType<typeof tableOf> & { name: string }

export const namedSheet = <Row>(name: string, table: Table<Row>, language: Language): NamedSheet => ({
  ...tableOf(table, language),
  name,
})

/** What Excel takes no name with, and how long one may be. */
const NOT_IN_NAMES = /[[\]:*?/\\]/g
const LONGEST_NAME = 31

/** Several sheets in one file, each under a name of its own. */
export async function writeWorkbook(sheets: readonly NamedSheet[]): Promise<Buffer> {
  const taken = new Set<string>()
  const nameOf = (wanted: string): string => {
    const plain = wanted.replaceAll(NOT_IN_NAMES, ' ').trim()
    let name = plain.slice(0, LONGEST_NAME)
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${plain.slice(0, LONGEST_NAME - 4)} ${n}`
    taken.add(name.toLowerCase())
    return name
  }
  return writeExcelFile(sheets.map(({ name, data, options }) => ({ data, sheet: nameOf(name), ...options }))).toBuffer()
}

/** A column of a sheet that comes in; either heading is taken. */
export type Heading<Key extends string> = { key: Key; zh: string; en: string; required?: boolean }
export type SheetRow<Key extends string> = { row: number; cells: Record<Key, string | null> }

const text = (cell: unknown): string | null => {
  if (cell === null || cell === undefined || cell === '') return null
  // Excel keeps a day as an instant at midnight UTC.
  if (cell instanceof Date) return cell.toISOString().slice(0, 10)
  return String(cell).trim() || null
}

/** Five thousand rows of text are a few megabytes. */
const UNPACKED_LIMIT = 64 << 20

/** An .xlsx is a zip; what is none is read as CSV. */
const isZip = (bytes: Buffer): boolean => bytes.subarray(0, 2).toString('latin1') === 'PK'

/** Text of a CSV: UTF-8, or what Excel writes in China (GB 18030). */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

const QUOTE = '"'

/** A quoted cell from its first quote on: its text, and where it ends. */
function quotedCell(text: string, from: number): { cell: string; at: number } {
  let at = from + 1
  for (;;) {
    const end = text.indexOf(QUOTE, at)
    if (end === -1) return { cell: text.slice(from + 1).replaceAll('""', QUOTE), at: text.length }
    if (text[end + 1] !== QUOTE) return { cell: text.slice(from + 1, end).replaceAll('""', QUOTE), at: end + 1 }
    at = end + 2
  }
}

/** RFC 4180, read once from left to right: quoted cells may hold commas, line ends and doubled quotes. Blank lines keep their place. */
export function parseCsv(csv: string): string[][] {
  const text = csv.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const END = /[,\n]/g
  const rows: string[][] = [[]]
  for (let at = 0; at < text.length; at++) {
    const quoted = text[at] === QUOTE ? quotedCell(text, at) : undefined
    END.lastIndex = quoted?.at ?? at
    const end = END.exec(text)?.index ?? text.length
    rows.at(-1)?.push(quoted ? quoted.cell : text.slice(at, end))
    if (text[end] === '\n') rows.push([])
    at = end
  }
  return rows
}

const cellsOf = async (bytes: Buffer, isCsvToo: boolean): Promise<unknown[][]> => {
  if (isCsvToo && !isZip(bytes)) {
    if (bytes.includes(0)) throw new DomainError('excel.unreadable', {}, 422)
    return parseCsv(decode(bytes))
  }
  if (!(await unpacksWithin(bytes, UNPACKED_LIMIT))) throw new DomainError('excel.unreadable', {}, 422)
  return readSheet(bytes).catch(() => {
    throw new DomainError('excel.unreadable', {}, 422)
  }) as Promise<unknown[][]> // cells of whatever type
}

/** Reads the first sheet, or a CSV where that is taken too, by its headings, in any order; rows keep the number that Excel shows. Every cell becomes text. */
export async function readRows<Key extends string>(
  bytes: Buffer,
  headings: readonly Heading<Key>[],
  { limit = 5000, isCsvToo = false } = {},
): Promise<SheetRow<Key>[]> {
  const [head = [], ...body] = await cellsOf(bytes, isCsvToo)
  const titles = head.map((cell) => text(cell)?.replace(/[*＊]$/, '') ?? '')
  const at = headings.map(({ zh, en }) => titles.findIndex((title) => title === zh || title === en))
  const missing = headings.filter((heading, i) => heading.required && at[i] === -1).map(({ zh }) => zh)
  if (missing.length > 0) throw new DomainError('excel.columnsMissing', { missing, found: titles.filter(Boolean) }, 422)
  if (body.length > limit) throw new DomainError('excel.tooManyRows', { rows: body.length, limit }, 422)
  return body
    .map((cells, i) => ({
      row: i + 2,
      cells: Object.fromEntries(headings.map(({ key }, h) => [key, text(cells[at[h] ?? -1])])) as Record<
        Key,
        string | null
      >, // one entry for each heading
    }))
    .filter(({ cells }) => Object.values(cells).some((cell) => cell !== null))
}
