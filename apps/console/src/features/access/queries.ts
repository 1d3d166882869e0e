import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, type Reply, read } from '../../lib/api.ts'
import type { TableState } from '../../ui/data-table/table-state.ts'
import { chosen } from '../../ui/one-choice.ts'

export type AccessRow = Reply<'/api/access/requests'>['rows'][number]
export type Alarm = Reply<'/api/access/alarms'>['rows'][number]
export type Look = Reply<'/api/access/looks'>['rows'][number]
export type AccessTrail = Reply<'/api/access/trails/{account}'>

export type AccessFilter = {
  account?: string | undefined
  route?: string | undefined
  address?: string | undefined
  act?: AccessRow['act'] | undefined
  refused?: 'true' | undefined
  from?: string | undefined
  to?: string | undefined
}

/** What of a filter is chosen: the same for the page and for its sheet. */
export const asked = ({ account, route, address, act, refused, from, to }: AccessFilter) => ({
  ...(account ? { account } : {}),
  ...(route ? { route } : {}),
  ...(address ? { address } : {}),
  ...(act ? { act } : {}),
  ...(refused ? { refused } : {}),
  ...(from ? { from } : {}),
  ...(to ? { to } : {}),
})

export const requestsQuery = (filter: AccessFilter) => {
  const query = asked(filter)
  return infiniteQueryOptions({
    queryKey: ['access', 'requests', query],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      read(
        api.GET('/api/access/requests', {
          params: { query: { ...query, ...(pageParam ? { before: pageParam } : {}) } },
        }),
      ),
    getNextPageParam: ({ next }) => next,
  })
}

export const trailQuery = (account: string) =>
  queryOptions({
    queryKey: ['access', 'trail', account],
    queryFn: () => read(api.GET('/api/access/trails/{account}', { params: { path: { account } } })),
  })

export const looksQuery = infiniteQueryOptions({
  queryKey: ['access', 'looks'],
  initialPageParam: '',
  queryFn: ({ pageParam }) =>
    read(api.GET('/api/access/looks', { params: { query: pageParam ? { before: pageParam } : {} } })),
  getNextPageParam: ({ next }) => next,
})

const STATES = ['open', 'acknowledged'] as const

export const alarmsQuery = (table: TableState) => {
  const state = STATES.find((known) => known === chosen(table, 'state'))
  const query = { page: table.page, pageSize: table.pageSize, ...(state ? { state } : {}) }
  return queryOptions({
    queryKey: ['access', 'alarms', query],
    queryFn: () => read(api.GET('/api/access/alarms', { params: { query } })),
    placeholderData: keepPreviousData,
  })
}

const MANY = 200

/** The people whose requests the log keeps. */
export const peopleQuery = (search: string) =>
  queryOptions({
    queryKey: ['account', 'people', search],
    staleTime: 60_000,
    queryFn: async () =>
      (await read(api.GET('/api/accounts', { params: { query: { pageSize: MANY, ...(search ? { search } : {}) } } })))
        .rows,
  })
