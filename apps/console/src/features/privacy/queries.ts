import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, type Reply, read } from '../../lib/api.ts'
import { fetchFile, saveFile } from '../../lib/file.ts'
import type { TableState } from '../../ui/data-table/table-state.ts'
import { chosen } from '../../ui/one-choice.ts'

export type PersonRequest = Reply<'/api/privacy/requests'>['rows'][number]
export type Consent = Reply<'/api/privacy/consents'>['rows'][number]
export type Outlook = Reply<'/api/privacy/retention'>[number]
export type RegisterEntry = Reply<'/api/privacy/register'>[number]
export type FoundThing = Reply<'/api/privacy/requests/{id}/found'>[number]

export const KINDS = ['copy', 'correct', 'erase', 'explain'] as const
export const HOWS = ['idCard', 'callBack', 'knownInPerson', 'proxyPapers'] as const
export const BASES = ['consent', 'contract', 'legalDuty', 'emergency', 'publicInterest', 'madePublic'] as const
export const STATES = ['received', 'checked', 'done', 'refused'] as const

export const requestsQuery = (table: TableState) => {
  const state = STATES.find((known) => known === chosen(table, 'state'))
  const query = { page: table.page, pageSize: table.pageSize, ...(state ? { state } : {}) }
  return queryOptions({
    queryKey: ['privacy', 'requests', query],
    queryFn: () => read(api.GET('/api/privacy/requests', { params: { query } })),
    placeholderData: keepPreviousData,
  })
}

export const foundQuery = (id: string) =>
  queryOptions({
    queryKey: ['privacy', 'found', id],
    queryFn: () => read(api.GET('/api/privacy/requests/{id}/found', { params: { path: { id } } })),
  })

export const consentsQuery = (table: TableState) => {
  const query = { page: table.page, pageSize: table.pageSize, ...(table.search ? { phone: table.search } : {}) }
  return queryOptions({
    queryKey: ['privacy', 'consents', query],
    queryFn: () => read(api.GET('/api/privacy/consents', { params: { query } })),
    placeholderData: keepPreviousData,
  })
}

export const retentionQuery = queryOptions({
  queryKey: ['privacy', 'retention'],
  queryFn: () => read(api.GET('/api/privacy/retention')),
})

export const registerQuery = queryOptions({
  queryKey: ['privacy', 'register'],
  queryFn: () => read(api.GET('/api/privacy/register')),
})

/** Accounts to pick one from, by name, user name or whole telephone. */
export const accountsFound = (search: string) =>
  queryOptions({
    queryKey: ['account', 'found', search],
    queryFn: () => read(api.GET('/api/accounts', { params: { query: { search, pageSize: 20 } } })),
    placeholderData: keepPreviousData,
  })

/** Saves all that there is of the person as a file, to be handed over. */
export async function savePerson({ id, format }: { id: string; format: 'xlsx' | 'json' }): Promise<void> {
  const response = await fetchFile(`/api/privacy/requests/${id}/export`, {
    ...{ method: 'POST', body: JSON.stringify({ format }), headers: { 'content-type': 'application/json' } },
  })
  saveFile(await response.blob(), `person.${format}`)
}
