import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, type Reply, read } from '../../lib/api.ts'

export type SealPage = Reply<'/api/seals'>
export type SealRow = SealPage['rows'][number]
export type Check = Reply<'/api/seals/checks'>[number]

export const sealsQuery = infiniteQueryOptions({
  queryKey: ['seal'],
  initialPageParam: '',
  queryFn: ({ pageParam }) =>
    read(api.GET('/api/seals', { params: { query: pageParam ? { before: pageParam } : {} } })),
  getNextPageParam: ({ next }) => next,
})

export const isOpen = ({ state }: Check): boolean => state === 'waiting' || state === 'running'

/** Asked again each second while something is under way. */
export const checksQuery = queryOptions({
  queryKey: ['sealCheck'],
  queryFn: () => read(api.GET('/api/seals/checks')),
  refetchInterval: ({ state }) => (state.data?.some(isOpen) ? 1000 : false),
})

export const askCheck = (day: string | null) => read(api.POST('/api/seals/checks', { body: { day } }))
