import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, Problem, type Reply, read } from './api.ts'

export type Me = Reply<'/api/session'>

/** Who is signed in; null where nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 60_000,
  queryFn: async (): Promise<Me | null> => {
    try {
      return await read(api.GET('/api/session'))
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null
      throw error
    }
  },
})

export const useMe = (): Me | null => useQuery(sessionQuery).data ?? null

/** Asks whether the person may do something; doors that he may not enter are not shown. */
export function useCan(): (permission: string) => boolean {
  const me = useMe()
  return (permission) => me?.permissions.includes(permission) ?? false
}
