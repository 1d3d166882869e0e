import { queryOptions } from '@tanstack/react-query'
import { api, type Reply, read } from '../../../lib/api.ts'

export type Division = Reply<'/api/divisions'>[number]
export type Station = Reply<'/api/stations'>['rows'][number]

export const divisionsQuery = queryOptions({
  queryKey: ['divisions'],
  staleTime: 600_000,
  queryFn: () => read(api.GET('/api/divisions')),
})

const PAGE_SIZE = 500

async function allStations(): Promise<Station[]> {
  const rows: Station[] = []
  for (let page = 1; ; page++) {
    const next = await read(api.GET('/api/stations', { params: { query: { page, pageSize: PAGE_SIZE } } }))
    rows.push(...next.rows)
    if (rows.length >= next.total || next.rows.length === 0) return rows
  }
}

export const allStationsQuery = queryOptions({ queryKey: ['stations', 'all'], queryFn: allStations })
