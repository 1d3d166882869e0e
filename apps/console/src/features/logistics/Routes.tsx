import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Alert, Skeleton } from 'antd'
import { api, read } from '../../lib/api.ts'
import { t } from '../../lib/i18n.ts'
import { problemText } from '../../lib/problem-text.ts'
import { useCan } from '../../lib/session.ts'
import { ComputationProgress, useComputation } from '../../ui/computation.tsx'
import { ErrorView } from '../../ui/error-view.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Desk } from './Desk.tsx'
import { PlanTable } from './PlanTable.tsx'
import { type Basis, basisQuery, planQuery, routingQuery, routingsQuery, type Wishes } from './queries.ts'
import { yuanOf } from './words.ts'
import './logistics.css'

const TABS = ['desk', 'plans'] as const

/** 配送线路: the desk where the day is planned, and the plans that were kept. */
export function RoutesPage() {
  const can = useCan()
  const search = useSearch({ from: '/signed-in/routes' })
  const navigate = useNavigate()
  const tab = can('logistics.plan') ? (search.tab ?? 'desk') : 'plans'
  return (
    <>
      <PageHeader
        title={t('logistics.title')}
        about={t(can('logistics.plan') ? 'logistics.about' : 'logistics.aboutReader')}
      />
      {can('logistics.plan') ? (
        <nav className="sub-nav" aria-label={t('logistics.title')}>
          {TABS.map((name) => (
            <button
              key={name}
              type="button"
              aria-current={tab === name ? 'page' : undefined}
              onClick={() => void navigate({ to: '/routes', search: name === 'desk' ? {} : { tab: name } })}
            >
              {t(`logistics.tab.${name}`)}
            </button>
          ))}
        </nav>
      ) : null}
      {tab === 'plans' ? <PlanTable /> : <Planning from={search.from} />}
    </>
  )
}

function Planning({ from }: { from: string | undefined }) {
  const basis = useQuery(basisQuery)
  const kept = useQuery({ ...planQuery(from ?? ''), enabled: from !== undefined })
  const error = basis.error ?? kept.error
  if (error) return <ErrorView error={error} onRetry={() => (basis.error ? basis.refetch() : kept.refetch())} />
  if (!basis.data || (from !== undefined && !kept.data)) return <Skeleton active paragraph={{ rows: 8 }} />
  const wishes = kept.data && { ...kept.data.wishes, start: { plan: kept.data.plan.id, routes: [] }, frozen: [] }
  return (
    <>
      {kept.data ? (
        <Alert
          type="info"
          showIcon
          className="route-faults"
          title={t('logistics.from', { name: kept.data.plan.name })}
        />
      ) : null}
      <Latest basis={basis.data} from={wishes} />
    </>
  )
}

/** Goes on from the newest computation of one's own, or from a kept plan. */
function Latest({ basis, from }: { basis: Basis; from: Wishes | undefined }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const mine = useQuery(routingsQuery)
  const id = mine.data?.[0]?.id
  const computation = useComputation(id).data
  const hasEnded = computation?.endedAt !== null && computation?.endedAt !== undefined
  const routing = useQuery({ ...routingQuery(id ?? '', hasEnded), enabled: id !== undefined })
  const ask = useMutation({
    mutationFn: (body: Wishes) => read(api.POST('/api/routings', { body })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: routingsQuery.queryKey })
      if (from) await navigate({ to: '/routes', search: {} })
    },
  })
  if (mine.error) return <ErrorView error={mine.error} onRetry={mine.refetch} />
  if (routing.error) return <ErrorView error={routing.error} onRetry={routing.refetch} />
  if (mine.isPending || (id !== undefined && routing.isPending)) return <Skeleton active paragraph={{ rows: 6 }} />
  const isRunning = id !== undefined && !hasEnded
  return (
    <Desk
      key={`${id} ${hasEnded} ${from?.start?.plan}`}
      {...{ basis, from }}
      routing={routing.data}
      isBusy={ask.isPending || isRunning}
      onAsk={(wishes) => ask.mutate(wishes)}
    >
      {ask.error ? <Alert type="error" showIcon title={problemText(ask.error)} /> : null}
      <ComputationProgress computation={computation} best={(fen) => t('logistics.best', { yuan: yuanOf(fen) })} />
    </Desk>
  )
}
