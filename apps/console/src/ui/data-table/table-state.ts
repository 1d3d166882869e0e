import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Filters, Sort } from './column.ts'

export type TableState = { search: string; sort: Sort | undefined; page: number; pageSize: number; filters: Filters }

const PAGE_SIZE = 20
const BETWEEN = '|'

type Search = Record<string, unknown>
const textAt = (search: Search, key: string): string => (typeof search[key] === 'string' ? search[key] : '')
const countAt = (search: Search, key: string, otherwise: number) => {
  const value = Number(textAt(search, key))
  return Number.isInteger(value) && value > 0 ? value : otherwise
}

function readState(id: string, search: Search, initialSize: number): TableState {
  const sort = textAt(search, `${id}.sort`)
  const prefix = `${id}.f.`
  const filters = Object.keys(search)
    .filter((key) => key.startsWith(prefix))
    .map((key) => [key.slice(prefix.length), textAt(search, key).split(BETWEEN).filter(Boolean)] as const)
  return {
    search: textAt(search, `${id}.q`),
    sort: sort === '' ? undefined : { key: sort.replace(/^-/, ''), isDescending: sort.startsWith('-') },
    page: countAt(search, `${id}.page`, 1),
    pageSize: countAt(search, `${id}.size`, initialSize),
    filters: Object.fromEntries(filters),
  }
}

function writeState(
  id: string,
  { search, sort, page, pageSize, filters }: TableState,
  initialSize: number,
): Record<string, string | undefined> {
  const written: Record<string, string | undefined> = {
    [`${id}.q`]: search || undefined,
    [`${id}.sort`]: sort ? `${sort.isDescending ? '-' : ''}${sort.key}` : undefined,
    [`${id}.page`]: page === 1 ? undefined : String(page),
    [`${id}.size`]: pageSize === initialSize ? undefined : String(pageSize),
  }
  for (const [key, values] of Object.entries(filters)) written[`${id}.f.${key}`] = values.join(BETWEEN) || undefined
  return written
}

/** Search, sort, filters and page of a table, kept in the URL under its id. A server-side table asks by the same state. */
export function useTableState(id: string, initialSize = PAGE_SIZE): [TableState, (next: Partial<TableState>) => void] {
  const navigate = useNavigate()
  const state = readState(id, useSearch({ strict: false }), initialSize)
  const change = (next: Partial<TableState>) => {
    // Another selection begins at its first page.
    const merged = { ...state, ...('page' in next ? {} : { page: 1 }), ...next }
    void navigate({
      to: '.',
      search: (before: Search) => ({ ...before, ...writeState(id, merged, initialSize) }),
      replace: true,
      resetScroll: false,
    })
  }
  return [state, change]
}
