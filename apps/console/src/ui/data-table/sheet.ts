import { t } from '../../lib/i18n.ts'
import type { Cell, Column } from './column.ts'

/** Sentences are broken into lines: a sheet is printed for the meeting. */
const cellOf = (cell: Cell, isProse = false) => {
  if (cell === null || cell === '') return null
  if (typeof cell === 'number') return { value: cell, type: Number }
  if (typeof cell === 'boolean') return { value: cell ? t('table.yes') : t('table.no'), type: String }
  // Text goes out as text: what begins with `=` in a name is never a formula.
  return { value: cell, type: String, ...(isProse ? { wrap: true } : {}), alignVertical: 'top' as const }
}

/** What Excel takes no name with, and how long one may be. */
const NOT_IN_NAMES = /[[\]:*?/\\]/g
const LONGEST_NAME = 31

/** Writes the rows as they are filtered and sorted on screen into an Excel file. */
export async function saveSheet<Row>(
  name: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Promise<void> {
  const { default: writeExcelFile } = await import('write-excel-file/browser')
  const head = columns.map((column) => ({
    value: column.sheetTitle ?? column.title,
    type: String,
    fontWeight: 'bold' as const,
    backgroundColor: '#e6f0eb',
  }))
  const body = rows.map((row) => columns.map((column) => cellOf((column.sheet ?? column.value)(row), column.isProse)))
  await writeExcelFile([head, ...body], {
    columns: columns.map(({ width }) => ({ width: Math.max(12, Math.round((width ?? 100) / 8)) })),
    stickyRowsCount: 1,
    sheet: name.replaceAll(NOT_IN_NAMES, ' ').slice(0, LONGEST_NAME),
  }).toFile(`${name}.xlsx`)
}
