import { queryOptions } from '@tanstack/react-query'
import { api, type Reply, read } from '../../lib/api.ts'
import { untilThere } from '../../ui/computation.tsx'

export type Basis = Reply<'/api/routings/basis'>
export type Routing = Reply<'/api/routings/{id}'>
export type Answer = NonNullable<Routing['answer']>
export type Wishes = Routing['wishes']
export type Need = Wishes['townNeed']
export type StopNeed = Wishes['needs'][number]
export type Vehicle = Wishes['vehicles'][number]
export type PlannedDay = Answer['days'][number]
export type Route = NonNullable<Wishes['start']>['routes'][number]
export type Plan = Reply<'/api/route-plans'>[number]
export type PlanView = Reply<'/api/route-plans/{id}'>
export type PlannedStop = Reply<'/api/route-plans/{id}/stops'>[number]

export const basisQuery = queryOptions({
  queryKey: ['logistics', 'basis'],
  queryFn: () => read(api.GET('/api/routings/basis')),
})

export const KIND = 'logistics.routing'

/** `hasEnded`: with its answer; until then only what was asked is known, which stays as it is. */
export const routingQuery = (id: string, hasEnded: boolean) =>
  queryOptions({
    queryKey: ['logistics', 'routing', id, hasEnded],
    ...untilThere,
    queryFn: () => read(api.GET('/api/routings/{id}', { params: { path: { id } } })),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const plansQuery = queryOptions({
  queryKey: ['logistics', 'plans'],
  queryFn: () => read(api.GET('/api/route-plans')),
})

export const planQuery = (id: string) =>
  queryOptions({
    queryKey: ['logistics', 'plan', id],
    queryFn: () => read(api.GET('/api/route-plans/{id}', { params: { path: { id } } })),
  })

export const planStopsQuery = (id: string) =>
  queryOptions({
    queryKey: ['logistics', 'plan', id, 'stops'],
    queryFn: () => read(api.GET('/api/route-plans/{id}/stops', { params: { path: { id } } })),
  })
