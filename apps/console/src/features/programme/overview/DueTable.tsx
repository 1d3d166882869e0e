import { Link } from '@tanstack/react-router'
import { t } from '../../../lib/i18n.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable, type DataTableProps } from '../../../ui/data-table/DataTable.tsx'
import { DueDay } from '../due.tsx'
import type { DueItem } from '../queries.ts'

const KINDS = ['task', 'targetReport', 'dailyReports', 'finding'] as const
const TABS = { task: 'tasks', targetReport: 'targets', finding: 'check' } as const

const textOf = ({ text, count, id }: DueItem): string =>
  count === null ? text : t('due.missingReports', { count, on: id })

const columns = (): Column<DueItem>[] => [
  {
    key: 'kind',
    title: t('due.kind'),
    value: ({ kind }) => kind,
    sheet: ({ kind }) => t(`dueKind.${kind}`),
    render: ({ kind }) => t(`dueKind.${kind}`),
    filter: KINDS.map((kind) => ({ value: kind, label: t(`dueKind.${kind}`) })),
  },
  {
    key: 'text',
    title: t('due.text'),
    value: textOf,
    width: 420,
    render: (item) =>
      item.kind === 'dailyReports' ? (
        <Link className="cell-text" to="/reports" search={{ on: item.id }}>
          {textOf(item)}
        </Link>
      ) : (
        <Link className="cell-text" to="/plan" search={{ tab: TABS[item.kind] }}>
          {textOf(item)}
        </Link>
      ),
  },
  {
    key: 'daysLeft',
    title: t('due.on'),
    value: ({ daysLeft }) => daysLeft,
    sheet: ({ dueOn }) => dueOn,
    render: ({ dueOn, daysLeft }) => (dueOn === null ? t('due.noDay') : <DueDay on={dueOn} daysLeft={daysLeft} />),
  },
  {
    key: 'owner',
    title: t('due.owner'),
    value: ({ owner }) => owner,
    render: ({ owner }) => (
      <span className="cell-clip" title={owner ?? ''}>
        {owner ?? '—'}
      </span>
    ),
    filter: 'values',
  },
]

/** Findings and uploads that are due, nearest first. */
export const DueTable = ({ rows }: { rows: DataTableProps<DueItem>['rows'] }) => (
  <div id="due">
    <DataTable
      id="due"
      caption={t('overview.due')}
      columns={columns()}
      rows={rows}
      rowKey={({ kind, id }) => `${kind}-${id}`}
      initialSort="daysLeft"
      initialPageSize={10}
      empty={{ text: t('overview.noDue') }}
    />
  </div>
)
