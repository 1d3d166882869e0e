import type { ReactNode } from 'react'
import { currentLanguage } from '../../lib/language.ts'

export type Cell = string | number | boolean | null

export type Column<Row> = {
  key: string
  title: string
  /** What search, sort, filter and export read; the screen too, unless there is `render`. */
  value: (row: Row) => Cell
  render?: (row: Row) => ReactNode
  /** What the sheet says, where it is not `value`: exact yuan beside a rounded 万元. */
  sheet?: (row: Row) => Cell
  sheetTitle?: string
  /** What the column is sorted by, where it is not `value`: the order of states. */
  rank?: (row: Row) => Cell
  width?: number
  /** Whole sentences: broken into lines, so that they do not push the rest off the screen. */
  isProse?: boolean
  align?: 'left' | 'right'
  /** No sorting by this column. */
  isFixedOrder?: boolean
  /** Choices to filter by: `values` takes those that occur. */
  filter?: 'values' | { value: string; label: string }[]
  /** Stays at the right edge while the rest scrolls: what may be done with a row. */
  isPinned?: boolean
  /** Off until somebody chooses the column. */
  isHidden?: boolean
}

export type Sort = { key: string; isDescending: boolean }

const PINYIN = new Intl.Collator('zh-CN-u-co-pinyin', { numeric: true })

export const isBlank = (cell: Cell | undefined): boolean => cell === null || cell === undefined || cell === ''

function compare(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return PINYIN.compare(String(a), String(b))
}

export function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort | undefined): Row[] {
  const column = columns.find(({ key }) => key === sort?.key)
  if (!column || !sort) return [...rows]
  const turn = sort.isDescending ? -1 : 1
  return [...rows].sort((a, b) => {
    const rank = column.rank ?? column.value
    const [left, right] = [rank(a), rank(b)]
    // What is empty comes last either way.
    if (isBlank(left) || isBlank(right)) return Number(isBlank(left)) - Number(isBlank(right))
    return turn * compare(left, right)
  })
}

export type Filters = Readonly<Record<string, readonly string[]>>

export function matching<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { search, filters }: { search: string; filters: Filters },
): Row[] {
  const words = search.toLocaleLowerCase(currentLanguage()).split(/\s+/).filter(Boolean)
  const active = columns.filter(({ key }) => (filters[key]?.length ?? 0) > 0)
  return rows.filter((row) => {
    if (!active.every((column) => filters[column.key]?.includes(String(column.value(row))))) return false
    if (words.length === 0) return true
    const text = columns
      .map((column) => column.value(row) ?? '')
      .join(' ')
      .toLocaleLowerCase(currentLanguage())
    return words.every((word) => text.includes(word))
  })
}

/** The choices of a filter: those given, or those that occur in the rows. */
export function choices<Row>(column: Column<Row>, rows: readonly Row[]): { value: string; label: string }[] {
  if (Array.isArray(column.filter)) return column.filter
  const found = new Set(
    rows
      .map((row) => column.value(row))
      .filter((cell) => !isBlank(cell))
      .map(String),
  )
  return [...found].sort(PINYIN.compare).map((value) => ({ value, label: value }))
}
