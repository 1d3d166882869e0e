import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, type Command, type Reply, read } from '../../lib/api.ts'
import type { TableState } from '../../ui/data-table/table-state.ts'
import { chosen } from '../../ui/one-choice.ts'

export type Station = Reply<'/api/stations'>['rows'][number]
export type StationDay = Reply<'/api/stations/{id}/day'>
export type Entry = StationDay['entries'][number]
export type ReportLine = Reply<'/api/reports'>[number]
export type RegisterStation = Command<'/api/stations'>

export const SORTS = ['name', 'place', 'state', 'openedOn', 'lastEntryOn'] as const
type Sort = (typeof SORTS)[number]
const LEVELS = ['town', 'village'] as const
const STATES = ['planned', 'open', 'closed'] as const

const oneOf = <Word extends string>(words: readonly Word[], word: string | undefined): Word | undefined =>
  words.find((known) => known === word)

/** What the register is asked for: the same for its page and for its sheet. */
export function stationFilter(state: TableState) {
  const place = chosen(state, 'town')
  const level = oneOf(LEVELS, chosen(state, 'level'))
  const standing = oneOf(STATES, chosen(state, 'state'))
  const sort: Sort | undefined = oneOf(SORTS, state.sort?.key)
  return {
    ...(state.search ? { search: state.search } : {}),
    ...(place ? { place } : {}),
    ...(level ? { level } : {}),
    ...(standing ? { state: standing } : {}),
    ...(sort ? { sort, descending: String(state.sort?.isDescending ?? false) } : {}),
  }
}

export const stationsQuery = (state: TableState) => {
  const query = { ...stationFilter(state), page: state.page, pageSize: state.pageSize }
  return queryOptions({
    queryKey: ['station', 'list', query],
    queryFn: () => read(api.GET('/api/stations', { params: { query } })),
    placeholderData: keepPreviousData,
  })
}

export const stationQuery = (id: string) =>
  queryOptions({
    queryKey: ['station', 'one', id],
    queryFn: () => read(api.GET('/api/stations/{id}', { params: { path: { id } } })),
  })

export const dayQuery = (id: string, on: string) =>
  queryOptions({
    queryKey: ['station', 'day', id, on],
    queryFn: () => read(api.GET('/api/stations/{id}/day', { params: { path: { id }, query: { on } } })),
    placeholderData: keepPreviousData,
  })

export const reportsQuery = (on: string) =>
  queryOptions({
    queryKey: ['station', 'reports', on],
    queryFn: () => read(api.GET('/api/reports', { params: { query: { on } } })),
  })

/** Keepers' accounts, for those who may read accounts. */
export const keepersQuery = (search: string) =>
  queryOptions({
    queryKey: ['station', 'keepers', search],
    queryFn: () => read(api.GET('/api/accounts/keepers', { params: { query: { search } } })),
  })
