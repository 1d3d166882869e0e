import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, type Reply, read } from '../../lib/api.ts'

export type EventRow = Reply<'/api/journal'>['rows'][number]
export type JournalFilter = {
  kind?: string | undefined
  actor?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

export const journalQuery = ({ kind, actor, from, to }: JournalFilter) => {
  const query = {
    ...(kind ? { kind } : {}),
    ...(actor ? { actor } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  }
  return infiniteQueryOptions({
    queryKey: ['journal', query],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      read(api.GET('/api/journal', { params: { query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    getNextPageParam: ({ next }) => next,
  })
}

const MANY = 200

/** The people whose acts the journal keeps. */
export const peopleQuery = (search: string) =>
  queryOptions({
    queryKey: ['account', 'people', search],
    staleTime: 60_000,
    queryFn: async () =>
      (await read(api.GET('/api/accounts', { params: { query: { pageSize: MANY, ...(search ? { search } : {}) } } })))
        .rows,
  })

export const stationNamesQuery = queryOptions({
  queryKey: ['station', 'names'],
  staleTime: 60_000,
  queryFn: async () =>
    (await read(api.GET('/api/stations', { params: { query: { pageSize: 500, sort: 'name' } } }))).rows,
})
