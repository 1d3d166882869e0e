import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Segmented, Skeleton } from 'antd'
import { lazy, Suspense } from 'react'
import { t } from '../../../../lib/i18n.ts'
import { useAsOf } from '../../../../ui/as-of.ts'
import { ErrorView } from '../../../../ui/error-view.tsx'
import { budgetQuery } from '../../queries.ts'
import { BudgetTable } from './BudgetTable.tsx'
import { FundTable } from './FundTable.tsx'

const BudgetPicture = lazy(() => import('./BudgetPicture.tsx').then((m) => ({ default: m.BudgetPicture })))

/** Where the money goes: as a table, and as a picture with the table one click away. */
export function BudgetTab() {
  const { asOf } = useAsOf()
  const asked = useQuery(budgetQuery(asOf))
  const { view = 'table' } = useSearch({ from: '/signed-in/plan' })
  const navigate = useNavigate({ from: '/plan' })
  if (asked.error) return <ErrorView error={asked.error} onRetry={asked.refetch} />
  return (
    <>
      {asked.data ? <FundTable budget={asked.data} /> : <Skeleton active paragraph={{ rows: 4 }} />}
      <Segmented
        aria-label={t('budget.view')}
        style={{ marginBottom: 12 }}
        value={view}
        options={[
          { value: 'table', label: t('budget.asTable') },
          { value: 'picture', label: t('budget.asPicture') },
        ]}
        onChange={(next) =>
          void navigate({ search: (now) => ({ ...now, view: next === 'picture' ? 'picture' : undefined }) })
        }
      />
      {view === 'picture' && asked.data ? (
        <Suspense fallback={<Skeleton active paragraph={{ rows: 10 }} />}>
          <BudgetPicture budget={asked.data} />
        </Suspense>
      ) : (
        <BudgetTable rows={{ ...asked, data: asked.data?.lines }} />
      )}
    </>
  )
}
