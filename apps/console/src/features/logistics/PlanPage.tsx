import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button, Skeleton } from 'antd'
import { moment } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { useCan, useMe } from '../../lib/session.ts'
import { DownloadButton } from '../../ui/DownloadButton.tsx'
import type { Column } from '../../ui/data-table/column.ts'
import { DataTable } from '../../ui/data-table/DataTable.tsx'
import { ErrorView } from '../../ui/error-view.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { AnswerView } from './AnswerView.tsx'
import { Adopt, Discard, PlanState } from './PlanTable.tsx'
import { type PlannedStop, type PlanView, planQuery, planStopsQuery, plansQuery } from './queries.ts'
import { kilograms, timeOfDay, vehicleWord } from './words.ts'
import './logistics.css'

const COUNTY = 6

/** A kept plan: all of it for whoever reaches the county, one's own stops below that. */
export function PlanPage() {
  const { id } = useParams({ from: '/signed-in/routes/$id' })
  return (useMe()?.place.length ?? COUNTY) > COUNTY ? <OwnStops id={id} /> : <Whole id={id} />
}

function Whole({ id }: { id: string }) {
  const view = useQuery(planQuery(id))
  if (view.error) return <ErrorView error={view.error} onRetry={view.refetch} />
  if (!view.data) return <Skeleton active paragraph={{ rows: 8 }} />
  return <Loaded view={view.data} />
}

function Loaded({ view: { plan, wishes, answer } }: { view: PlanView }) {
  const can = useCan()
  const { name, state, savedAt, savedByName, adoptedAt, adoptedByName } = plan
  const about = (
    <>
      <PlanState state={state} /> {t('logistics.savedLine', { at: moment(savedAt), name: savedByName })}
      {adoptedAt ? ` · ${t('logistics.adoptedLine', { at: moment(adoptedAt), name: adoptedByName ?? '' })}` : null}
    </>
  )
  return (
    <>
      <PageHeader title={name} about={about} action={<Back />} />
      <AnswerView
        {...{ answer, wishes }}
        actions={
          <>
            <Adopt plan={plan} />
            <DownloadButton href={`/api/route-plans/${plan.id}/sheet.xlsx`}>{t('logistics.sheet')}</DownloadButton>
            {can('logistics.plan') ? (
              <Link to="/routes" search={{ from: plan.id }}>
                <Button>{t('logistics.startFrom')}</Button>
              </Link>
            ) : null}
            <Discard plan={plan} />
          </>
        }
      />
    </>
  )
}

const Back = () => (
  <Link to="/routes" search={{ tab: 'plans' }}>
    {t('logistics.toPlans')}
  </Link>
)

const columns = (): Column<PlannedStop>[] => [
  { key: 'name', title: t('logistics.stop'), value: ({ name }) => name },
  {
    key: 'vehicle',
    title: t('logistics.vehicle'),
    value: ({ vehicle, number }) => vehicle && vehicleWord({ vehicle, number: number ?? 1 }),
    filter: 'values',
  },
  { key: 'trip', title: t('logistics.trip'), value: ({ trip }) => trip, align: 'right' },
  {
    key: 'arrives',
    title: t('logistics.arrives'),
    value: ({ arrivesS }) => (arrivesS === null ? null : timeOfDay(arrivesS)),
  },
  { key: 'pieces', title: t('logistics.pieces'), value: ({ pieces }) => pieces, align: 'right' },
  { key: 'kg', title: t('logistics.weightKg'), value: ({ weightG }) => kilograms(weightG), align: 'right' },
  {
    key: 'why',
    title: t('logistics.why'),
    value: ({ reason }) => reason && t(`logistics.reason.${reason}`),
    isProse: true,
  },
]

function OwnStops({ id }: { id: string }) {
  const plan = useQuery(plansQuery).data?.find((one) => one.id === id)
  return (
    <>
      <PageHeader title={plan?.name ?? t('logistics.plan')} about={t('logistics.ownStops')} action={<Back />} />
      <DataTable
        id="planned-stops"
        caption={t('logistics.stops')}
        columns={columns()}
        rows={useQuery(planStopsQuery(id))}
        rowKey={({ stop }) => stop}
        empty={{ text: t('logistics.noneOfYours') }}
      />
    </>
  )
}
