import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, type Reply, read } from '../../lib/api.ts'

export type Indicator = Reply<'/api/indicators'>[number]
export type Part = Reply<'/api/figures/{indicator}/parts'>[number]
export type EventRow = Reply<'/api/figures/{indicator}/events'>['rows'][number]
export type Where = { to: string; from?: string; place?: string; station?: string }
type Split = 'town' | 'village' | 'station' | 'day' | 'month'

export const indicatorsQuery = queryOptions({
  queryKey: ['indicators'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: () => read(api.GET('/api/indicators')),
})

export const divisionsQuery = queryOptions({
  queryKey: ['divisions'],
  staleTime: 600_000,
  queryFn: () => read(api.GET('/api/divisions')),
})

export const figureQuery = (indicator: string, query: Where) =>
  queryOptions({
    queryKey: ['figure', indicator, query],
    queryFn: () => read(api.GET('/api/figures/{indicator}', { params: { path: { indicator }, query } })),
  })

export const partsQuery = (indicator: string, by: Split, query: Where) =>
  queryOptions({
    queryKey: ['figure', indicator, 'parts', by, query],
    queryFn: () =>
      read(api.GET('/api/figures/{indicator}/parts', { params: { path: { indicator }, query: { ...query, by } } })),
  })

export const eventsQuery = (indicator: string, query: Where) =>
  infiniteQueryOptions({
    queryKey: ['figure', indicator, 'events', query],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      read(
        api.GET('/api/figures/{indicator}/events', {
          params: { path: { indicator }, query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    getNextPageParam: ({ next }) => next,
  })

export const stationNameQuery = (id: string) =>
  queryOptions({
    queryKey: ['station', id, 'name'],
    staleTime: 600_000,
    queryFn: async () => (await read(api.GET('/api/stations/{id}', { params: { path: { id } } }))).name,
  })
