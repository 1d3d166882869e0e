import { queryOptions } from '@tanstack/react-query'
import { api, type Reply, read } from '../../lib/api.ts'
import { currentLanguage } from '../../lib/language.ts'

export type Overview = Reply<'/api/overview'>
export type Target = Overview['targets'][number]
export type DueItem = Overview['due'][number]
export type ExternalFigure = Overview['external'][number]
export type Budget = Reply<'/api/programme/budget'>
export type BudgetLine = Budget['lines'][number]
export type FundRule = Reply<'/api/programme/rules'>[number]
export type Task = Reply<'/api/programme/tasks'>[number]
export type Programme = Reply<'/api/programme'>
export type PlanCheck = Reply<'/api/programme/check'>
export type CountyFinding = PlanCheck['findings'][number]
export type FindingDecision = PlanCheck['gone'][number]
export type PlanFinding = Pick<CountyFinding, 'detector' | 'severity' | 'title' | 'quotes' | 'why' | 'decide'>
export type CountySums = Reply<'/api/counties'>[number]
export type CountyTarget = Reply<'/api/counties/{code}'>['list'][number]
export type MoneyEntry = Reply<'/api/programme/money'>['rows'][number]

const at = (asOf: string) => ({ params: { query: { asOf } } })

export const overviewQuery = (asOf: string) =>
  queryOptions({ queryKey: ['programme', 'overview', asOf], queryFn: () => read(api.GET('/api/overview', at(asOf))) })
export const programmeQuery = (asOf: string) =>
  queryOptions({ queryKey: ['programme', 'plan', asOf], queryFn: () => read(api.GET('/api/programme', at(asOf))) })
export const budgetQuery = (asOf: string) =>
  queryOptions({
    queryKey: ['programme', 'budget', asOf],
    queryFn: () => read(api.GET('/api/programme/budget', at(asOf))),
  })
export const rulesQuery = (asOf: string) =>
  queryOptions({
    queryKey: ['programme', 'rules', asOf],
    queryFn: () => read(api.GET('/api/programme/rules', at(asOf))),
  })
export const targetsQuery = (asOf: string) =>
  queryOptions({
    queryKey: ['programme', 'targets', asOf],
    queryFn: () => read(api.GET('/api/programme/targets', at(asOf))),
  })
export const tasksQuery = (asOf: string) =>
  queryOptions({
    queryKey: ['programme', 'tasks', asOf],
    queryFn: () => read(api.GET('/api/programme/tasks', at(asOf))),
  })
export const externalQuery = (asOf: string) =>
  queryOptions({
    queryKey: ['programme', 'external', asOf],
    queryFn: () => read(api.GET('/api/programme/external-figures', at(asOf))),
  })
/** The checker speaks the reader's language: another one is another answer. */
const spoken = (): 'zh' | 'en' => (currentLanguage() === 'en' ? 'en' : 'zh')
export const checkQuery = () => {
  const language = spoken()
  return queryOptions({
    queryKey: ['programme', 'check', language],
    queryFn: () => read(api.GET('/api/programme/check', { params: { query: { language } } })),
  })
}
export const decisionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['programme', 'check', 'decisions', id],
    queryFn: () => read(api.GET('/api/programme/findings/{id}/decisions', { params: { path: { id } } })),
  })
export const linesQuery = queryOptions({
  queryKey: ['programme', 'lines'],
  queryFn: () => read(api.GET('/api/programme/document')),
})
/** Any plan's text, checked and forgotten by the server. */
export const checkText = (text: string) =>
  read(api.POST('/api/programme/check-text', { body: { text, language: spoken() } }))

export const countiesQuery = (asOf: string) =>
  queryOptions({ queryKey: ['programme', 'counties', asOf], queryFn: () => read(api.GET('/api/counties', at(asOf))) })
export const countyQuery = (code: string, asOf: string) =>
  queryOptions({
    queryKey: ['programme', 'counties', asOf, code],
    queryFn: () => read(api.GET('/api/counties/{code}', { params: { path: { code }, query: { asOf } } })),
  })
