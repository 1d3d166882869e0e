import { queryOptions } from '@tanstack/react-query'
import { api, read } from '../../lib/api.ts'

/** The ways to sign in from outside that are switched on here. */
export const providersQuery = queryOptions({
  queryKey: ['external'],
  staleTime: 3_600_000,
  queryFn: () => read(api.GET('/api/external')),
})
