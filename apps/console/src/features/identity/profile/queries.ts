import { queryOptions } from '@tanstack/react-query'
import { api, type Reply, read } from '../../../lib/api.ts'

export type Provider = Reply<'/api/external'>[number]['provider']

export const secondFactorQuery = queryOptions({
  queryKey: ['second-factor'],
  queryFn: () => read(api.GET('/api/second-factor')),
})
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: () => read(api.GET('/api/sessions')),
})
export const devicesQuery = queryOptions({ queryKey: ['devices'], queryFn: () => read(api.GET('/api/devices')) })
export const externalLinksQuery = queryOptions({
  queryKey: ['external-links'],
  queryFn: () => read(api.GET('/api/external/links')),
})
