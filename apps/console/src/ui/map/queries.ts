import { queryOptions } from '@tanstack/react-query'
import { api, Problem, type Reply, read } from '../../lib/api.ts'

export type Boundary = Reply<'/api/divisions/boundary'>

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
