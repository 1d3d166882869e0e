import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Alert, Skeleton } from 'antd'
import { api, read } from '../../lib/api.ts'
import { t } from '../../lib/i18n.ts'
import { problemText } from '../../lib/problem-text.ts'
import { useCan } from '../../lib/session.ts'
import { type Computation, ComputationProgress, ownComputationsQuery, useOwnAnswers } from '../../ui/computation.tsx'
import { ErrorView } from '../../ui/error-view.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Desk, type Outcome } from './Desk.tsx'
import { PlanTable } from './PlanTable.tsx'
import { type Basis, basisQuery, KIND, type PlanView, planQuery, routingQuery, type Wishes } from './queries.ts'
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
  const failed = [basis, kept].find(({ error, data }) => error && !data)
  if (failed) return <ErrorView error={failed.error} onRetry={failed.refetch} />
  if (!basis.data || (from !== undefined && !kept.data)) return <Skeleton active paragraph={{ rows: 8 }} />
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
      <Latest basis={basis.data} from={kept.data} />
    </>
  )
}

const outcomeOf = (isRunning: boolean, newest: Computation | undefined): Outcome => {
  if (isRunning) return 'running'
  if (newest?.state === 'failed') return 'failed'
  return newest?.state === 'cancelled' && newest.progress.done === 0 ? 'stopped' : 'answered'
}

/** Goes on from the newest computation of one's own, or from a kept plan. */
function Latest({ basis, from }: { basis: Basis; from: PlanView | undefined }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const { asked, answered, newest, isRunning, failed, isPending } = useOwnAnswers(KIND, routingQuery)
  const ask = useMutation({
    mutationFn: (body: Wishes) => read(api.POST('/api/routings', { body })),
    onSuccess: async ({ id }) => {
      await client.ensureQueryData(routingQuery(id, false))
      await client.invalidateQueries({ queryKey: ownComputationsQuery(KIND).queryKey })
      if (from) await navigate({ to: '/routes', search: {} })
    },
  })
  if (failed) return <ErrorView error={failed.error} onRetry={failed.refetch} />
  if (isPending) return <Skeleton active paragraph={{ rows: 6 }} />
  return (
    <Desk
      key={from?.plan.id ?? 'own'}
      {...{ basis, from }}
      asked={asked}
      last={answered}
      outcome={outcomeOf(isRunning, newest)}
      isBusy={ask.isPending || isRunning}
      onAsk={(wishes) => ask.mutate(wishes)}
    >
      {ask.error ? <Alert type="error" showIcon title={problemText(ask.error)} /> : null}
      <ComputationProgress
        computation={from && !isRunning ? undefined : newest}
        best={(fen) => t('logistics.best', { yuan: yuanOf(fen) })}
        onRetry={asked && (() => ask.mutate(asked.wishes))}
      />
    </Desk>
  )
}
