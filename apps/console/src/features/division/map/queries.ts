import { queryOptions } from '@tanstack/react-query'
import { api, Problem, type Reply, read } from '../../../lib/api.ts'

export type Division = Reply<'/api/divisions'>[number]
export type Station = Reply<'/api/stations'>['rows'][number]
export type Boundary = Reply<'/api/divisions/boundary'>

export const divisionsQuery = queryOptions({
  queryKey: ['divisions'],
  staleTime: 600_000,
  queryFn: () => read(api.GET('/api/divisions')),
})

/** A county without a boundary still has its places. */
export const boundaryQuery = queryOptions({
  queryKey: ['divisions', 'boundary'],
  staleTime: 600_000,
  queryFn: async (): Promise<Boundary | null> => {
    try {
      return await read(api.GET('/api/divisions/boundary'))
    } catch (error) {
      if (error instanceof Problem && error.status === 404) return null
      throw error
    }
  },
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
