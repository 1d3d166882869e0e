import { useEffect } from 'react'
import type { TableState } from './data-table/table-state.ts'

/** Keeps the last choice of each filter: a server that filters by one value is not asked for two. */
export function useOneChoice(state: TableState, change: (next: Partial<TableState>) => void): void {
  const tooMany = Object.values(state.filters).some((values) => values.length > 1)
  useEffect(() => {
    if (!tooMany) return
    change({
      filters: Object.fromEntries(Object.entries(state.filters).map(([key, values]) => [key, values.slice(-1)])),
    })
  })
}

export const chosen = (state: TableState, key: string): string | undefined => state.filters[key]?.at(-1)
