import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, read } from '../../../lib/api.ts'
import type { TableState } from '../../../ui/data-table/table-state.ts'
import { chosen } from '../../../ui/one-choice.ts'
import { personRoles } from './roles.ts'

export const SORTS = ['name', 'username', 'place', 'createdAt'] as const
const STATES = ['active', 'disabled', 'expired'] as const

/** What the list of accounts is asked for: the same for its page and for its sheet. */
export function accountFilter(state: TableState) {
  const role = personRoles.find((known) => known === chosen(state, 'roles'))
  const place = chosen(state, 'place')
  const standing = STATES.find((known) => known === chosen(state, 'state'))
  const sort = SORTS.find((known) => known === state.sort?.key)
  return {
    ...(state.search ? { search: state.search } : {}),
    ...(role ? { role } : {}),
    ...(place ? { place } : {}),
    ...(standing ? { state: standing } : {}),
    ...(sort ? { sort, descending: String(state.sort?.isDescending ?? false) } : {}),
  }
}

export const accountsQuery = (state: TableState) => {
  const query = { ...accountFilter(state), page: state.page, pageSize: state.pageSize }
  return queryOptions({
    queryKey: ['account', 'list', query],
    queryFn: () => read(api.GET('/api/accounts', { params: { query } })),
    placeholderData: keepPreviousData,
  })
}

const MANY = 500

/** The outlets at a place, for the account of a keeper. */
export const stationsAt = (place: string) =>
  queryOptions({
    queryKey: ['station', 'choices', place],
    staleTime: 60_000,
    queryFn: () => read(api.GET('/api/stations', { params: { query: { place, pageSize: MANY, sort: 'name' } } })),
  })

/** Which role may do what, as the server decides it. */
export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  staleTime: 3_600_000,
  queryFn: () => read(api.GET('/api/roles')),
})

export const credentialRequestsQuery = queryOptions({
  queryKey: ['account', 'credential-requests'],
  queryFn: () => read(api.GET('/api/credential-requests')),
})

export const devicesOfQuery = (id: string) =>
  queryOptions({
    queryKey: ['account', 'devices', id],
    queryFn: () => read(api.GET('/api/accounts/{id}/devices', { params: { path: { id } } })),
  })

export const keysQuery = queryOptions({ queryKey: ['keys'], queryFn: () => read(api.GET('/api/keys')) })

export const policyQuery = queryOptions({
  queryKey: ['identity-policy'],
  queryFn: () => read(api.GET('/api/identity-policy')),
})
