import { readSheet } from 'read-excel-file/node'
import writeExcelFile from 'write-excel-file/node'
import { DomainError } from './errors.ts'
import { unpacksWithin } from './zip.ts'

export type Language = 'zh-CN' | 'en'
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

type Cell = string | number | null
/** A column of a sheet that goes out; `zh` and `en` are its heading. */
export type Column<Row> = { zh: string; en: string; width?: number; format?: string; value: (row: Row) => Cell }

/** Text is written as text: what begins with `=` in a name is never a formula. */
export async function writeSheet<Row>(columns: readonly Column<Row>[], rows: readonly Row[], language: Language) {
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
  return writeExcelFile([head, ...body], {
    columns: columns.map(({ width }) => ({ width: width ?? 14 })),
    stickyRowsCount: 1,
  }).toBuffer()
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

/** Reads the first sheet by its headings, in any order; rows keep the number that Excel shows. Every cell becomes text. */
export async function readRows<Key extends string>(
  bytes: Buffer,
  headings: readonly Heading<Key>[],
  { limit = 5000 } = {},
): Promise<SheetRow<Key>[]> {
  if (!(await unpacksWithin(bytes, UNPACKED_LIMIT))) throw new DomainError('excel.unreadable', {}, 422)
  const sheet = await readSheet(bytes).catch(() => {
    throw new DomainError('excel.unreadable', {}, 422)
  })
  const [head = [], ...body] = sheet as unknown[][]
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
