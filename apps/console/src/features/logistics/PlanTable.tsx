import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { App, Button } from 'antd'
import { api, read } from '../../lib/api.ts'
import { moment } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { problemText } from '../../lib/problem-text.ts'
import { useCan } from '../../lib/session.ts'
import type { Column } from '../../ui/data-table/column.ts'
import { DataTable } from '../../ui/data-table/DataTable.tsx'
import { StateTag } from '../../ui/state-tag.tsx'
import { type Plan, plansQuery } from './queries.ts'
import { kilometres, yuanOf } from './words.ts'

const TONES = { draft: 'plain', adopted: 'good', retired: 'info' } as const
const STATES = ['adopted', 'draft', 'retired'] as const
const stateWord = (state: Plan['state']) => t(`logistics.state.${state}`)

export const PlanState = ({ state }: Pick<Plan, 'state'>) => <StateTag tone={TONES[state]}>{stateWord(state)}</StateTag>

/** Puts a plan in force after a question; another that is in force gives way. */
export function Adopt({ plan, isLink = false }: { plan: Plan; isLink?: boolean }) {
  const { modal, message } = App.useApp()
  const client = useQueryClient()
  const can = useCan()
  const adopt = useMutation({
    mutationFn: () => read(api.POST('/api/route-plans/{id}/adopt', { params: { path: { id: plan.id } } })),
    onSuccess: async () => {
      message.success(t('logistics.adopted', { name: plan.name }))
      await client.invalidateQueries({ queryKey: ['logistics'] })
    },
    onError: (error) => message.error(problemText(error)),
  })
  if (plan.state !== 'draft' || !can('logistics.adopt')) return null
  const ask = () =>
    modal.confirm({
      title: t('logistics.adoptTitle', { name: plan.name }),
      content: t('logistics.adoptAbout'),
      okText: t('logistics.adopt'),
      cancelText: t('action.cancel'),
      onOk: () => adopt.mutateAsync().catch(() => undefined), // said above
    })
  return (
    <Button
      type={isLink ? 'link' : 'primary'}
      size={isLink ? 'small' : 'middle'}
      onClick={ask}
      loading={adopt.isPending}
    >
      {t('logistics.adopt')}
    </Button>
  )
}

export function Discard({ plan }: { plan: Plan }) {
  const { modal, message } = App.useApp()
  const client = useQueryClient()
  const navigate = useNavigate()
  const can = useCan()
  const discard = useMutation({
    mutationFn: () => read(api.POST('/api/route-plans/{id}/discard', { params: { path: { id: plan.id } } })),
    onSuccess: async () => {
      message.success(t('logistics.discarded', { name: plan.name }))
      await navigate({ to: '/routes', search: { tab: 'plans' } })
      await client.invalidateQueries({ queryKey: plansQuery.queryKey })
    },
    onError: (error) => message.error(problemText(error)),
  })
  if (plan.state !== 'draft' || !can('logistics.plan')) return null
  const ask = () =>
    modal.confirm({
      title: t('logistics.discardTitle', { name: plan.name }),
      okText: t('logistics.discard'),
      okButtonProps: { danger: true },
      cancelText: t('action.cancel'),
      onOk: () => discard.mutateAsync().catch(() => undefined), // said above
    })
  return (
    <Button danger onClick={ask} loading={discard.isPending}>
      {t('logistics.discard')}
    </Button>
  )
}

const columns = (): Column<Plan>[] => [
  {
    key: 'name',
    title: t('logistics.plan'),
    value: ({ name }) => name,
    render: ({ id, name }) => (
      <Link to="/routes/$id" params={{ id }}>
        {name}
      </Link>
    ),
  },
  {
    key: 'state',
    title: t('logistics.state'),
    value: ({ state }) => stateWord(state),
    rank: ({ state }) => STATES.indexOf(state),
    filter: STATES.map((state) => ({ value: stateWord(state), label: stateWord(state) })),
    render: ({ state }) => <PlanState state={state} />,
  },
  {
    key: 'cost',
    title: t('logistics.costYuan'),
    value: ({ costFen }) => costFen / 100,
    render: ({ costFen }) => yuanOf(costFen),
    align: 'right',
  },
  {
    key: 'distance',
    title: t('logistics.distanceKm'),
    value: ({ distanceM }) => distanceM / 1000,
    render: ({ distanceM }) => kilometres(distanceM),
    align: 'right',
  },
  { key: 'vehicles', title: t('logistics.vehicles'), value: ({ vehicles }) => vehicles, align: 'right' },
  { key: 'trips', title: t('logistics.tripCount'), value: ({ trips }) => trips, align: 'right', isHidden: true },
  { key: 'stops', title: t('logistics.servedStops'), value: ({ stops }) => stops, align: 'right' },
  { key: 'left', title: t('logistics.leftStops'), value: ({ leftOut }) => leftOut, align: 'right' },
  { key: 'saved', title: t('logistics.savedAt'), value: ({ savedAt }) => moment(savedAt) },
  { key: 'savedBy', title: t('logistics.savedBy'), value: ({ savedByName }) => savedByName, isHidden: true },
  { key: 'adopted', title: t('logistics.adoptedAt'), value: ({ adoptedAt }) => adoptedAt && moment(adoptedAt) },
  {
    key: 'acts',
    title: t('logistics.acts'),
    value: () => null,
    isFixedOrder: true,
    isPinned: true,
    render: (plan) => <Adopt plan={plan} isLink />,
  },
]

/** Plans that were kept; the one in force comes first. */
export function PlanTable() {
  const can = useCan()
  return (
    <DataTable
      id="route-plans"
      caption={t('logistics.plans')}
      columns={columns()}
      rows={useQuery(plansQuery)}
      rowKey={({ id }) => id}
      empty={{ text: t(can('logistics.plan') ? 'logistics.noPlans' : 'logistics.noneAdopted') }}
    />
  )
}
