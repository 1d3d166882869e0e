import { queryOptions } from '@tanstack/react-query'
import { api, read } from '../../../../lib/api.ts'
import type { MoneyEntry } from '../../queries.ts'

const PAGE_SIZE = 500

async function allMoney(): Promise<MoneyEntry[]> {
  const rows: MoneyEntry[] = []
  for (let page = 1; ; page++) {
    const next = await read(api.GET('/api/programme/money', { params: { query: { page, pageSize: PAGE_SIZE } } }))
    rows.push(...next.rows)
    if (rows.length >= next.total || next.rows.length === 0) return rows
  }
}

/** The whole book: a programme has hundreds of entries, not thousands. */
export const moneyQuery = queryOptions({ queryKey: ['programme', 'money', 'all'], queryFn: allMoney })
