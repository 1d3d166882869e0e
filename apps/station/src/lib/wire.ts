import type { paths } from '../../../api.gen.ts'

type Reply<T> = T extends { responses: { 200: { content: { 'application/json': infer Body } } } } ? Body : never
type Sent<T> = T extends { requestBody: { content: { 'application/json': infer Body } } } ? Body : never

// The shapes on the wire, as the contract says them.
export type Paths = paths
export type Me = Reply<paths['/api/session']['get']>
export type Device = Reply<paths['/api/devices']['get']>[number]
export type StationDay = Reply<paths['/api/stations/{id}/day']['get']>
export type Station = StationDay['station']
export type Entry = StationDay['entries'][number]
export type DayTotals = StationDay['totals']
export type DailyReport = NonNullable<StationDay['report']>
export type Service = Entry['service']
export type EnterCommand = Required<Sent<paths['/api/stations/{id}/entries']['post']>['entries'][number]>
export type ImportReport = Reply<paths['/api/stations/{id}/entries/import']['post']>
