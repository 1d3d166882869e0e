import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, type Command, type Reply, read } from '../../lib/api.ts'
import type { TableState } from '../../ui/data-table/table-state.ts'
import { chosen } from '../../ui/one-choice.ts'

export type Publication = Reply<'/api/publications'>[number]
export type Publish = Command<'/api/publications'>
export type Complaint = Reply<'/api/complaints'>['rows'][number]

export const publicationsQuery = queryOptions({
  queryKey: ['disclosure', 'publications'],
  queryFn: () => read(api.GET('/api/publications')),
})

const STATES = ['received', 'answered'] as const
export const COMPLAINT_SORTS = ['receipt', 'kind', 'about', 'receivedAt', 'state'] as const

export function complaintFilter(table: TableState) {
  const state = STATES.find((known) => known === chosen(table, 'state'))
  const sort = COMPLAINT_SORTS.find((known) => known === table.sort?.key)
  return {
    ...(state ? { state } : {}),
    ...(table.search ? { search: table.search } : {}),
    ...(sort ? { sort, descending: String(table.sort?.isDescending === true) } : {}),
  }
}

export const complaintsQuery = (table: TableState) => {
  const query = { ...complaintFilter(table), page: table.page, pageSize: table.pageSize }
  return queryOptions({
    queryKey: ['disclosure', 'complaints', query],
    queryFn: () => read(api.GET('/api/complaints', { params: { query } })),
    placeholderData: keepPreviousData,
  })
}
