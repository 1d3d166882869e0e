import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { count, operatorWord } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable } from '../../../ui/data-table/DataTable.tsx'
import { ErrorView } from '../../../ui/error-view.tsx'
import { SimulatedMark } from '../../../ui/figure.tsx'
import { type CountyTarget, countyQuery } from '../queries.ts'

const asked = ({ operator, target, unit }: CountyTarget) =>
  typeof target === 'number' ? `${operatorWord(operator)} ${count(target)} ${unit ?? ''}` : (target ?? '—')

const columns = (): Column<CountyTarget>[] => [
  {
    key: 'name',
    title: t('target.name'),
    value: ({ name }) => name,
    render: ({ name }) => <div style={{ minWidth: 180, maxWidth: 420, whiteSpace: 'normal' }}>{name}</div>,
  },
  { key: 'target', title: t('target.goal'), value: asked, align: 'right' },
  {
    key: 'value',
    title: t('target.value'),
    value: ({ value }) => value,
    align: 'right',
    render: ({ value, isSimulated }) => (
      <>
        {value === null ? '—' : count(value)}
        {isSimulated ? <SimulatedMark /> : null}
      </>
    ),
  },
  { key: 'state', title: t('target.state'), value: ({ state }) => t(`targetState.${state}`), filter: 'values' },
  { key: 'dueOn', title: t('target.due'), value: ({ dueOn }) => dueOn },
]

/** The targets of one county's published plan and what is reached of each. */
export function CountyTargetList({ code, asOf }: { code: string; asOf: string }) {
  const found = useQuery(countyQuery(code, asOf))
  if (found.error) return <ErrorView error={found.error} onRetry={found.refetch} />
  if (!found.data) return <Skeleton active paragraph={{ rows: 3 }} />
  // The row is as wide as its table scrolls; what belongs to it stays in sight.
  return (
    <div style={{ maxWidth: 'min(860px, 84vw)' }}>
      <DataTable
        id={`county-${code}`}
        caption={t('counties.targets')}
        columns={columns()}
        rows={{ ...found, data: found.data.list }}
        rowKey={({ id }) => id}
        initialSort="state"
        empty={{ text: t('counties.noTargets') }}
      />
    </div>
  )
}
