import type { ReactNode } from 'react'
import { count } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable, type DataTableProps } from '../../../ui/data-table/DataTable.tsx'
import { FigureDoor, SimulatedMark } from '../../../ui/figure.tsx'
import { StateTag } from '../../../ui/state-tag.tsx'
import { DueDay } from '../due.tsx'
import type { Target } from '../queries.ts'
import { PaceBar } from './PaceBar.tsx'
import { TargetDetail } from './TargetDetail.tsx'
import { evidenceOf, goalText, STATE_TONES, stateChoices, stateRank, stateWord } from './words.ts'

function ValueCell({ target }: { target: Target }) {
  if (target.value === null) return <span style={{ color: 'var(--ink-soft)' }}>{t('state.notMeasured')}</span>
  return (
    <>
      <FigureDoor label={target.name} evidence={evidenceOf(target)}>
        {count(target.value)} {target.unit}
        {target.denominator === null ? '' : `（${target.numerator}/${target.denominator}）`}
      </FigureDoor>
      {target.isSimulated ? <SimulatedMark /> : null}
    </>
  )
}

const columns = (): Column<Target>[] => [
  { key: 'id', title: t('target.id'), value: ({ id }) => id, isHidden: true },
  { key: 'category', title: t('target.category'), value: ({ category }) => category, filter: 'values', width: 100 },
  {
    key: 'name',
    title: t('target.name'),
    value: ({ name }) => name,
    render: ({ name }) => <div className="cell-text">{name}</div>,
    width: 220,
  },
  { key: 'goal', title: t('target.goal'), value: goalText, isFixedOrder: true },
  {
    key: 'value',
    title: t('target.value'),
    value: ({ value }) => value,
    render: (target) => <ValueCell target={target} />,
    align: 'right',
  },
  {
    key: 'progress',
    title: t('target.pace'),
    value: ({ progress }) => progress,
    render: (target) => <PaceBar target={target} />,
    width: 170,
  },
  {
    key: 'state',
    title: t('target.state'),
    value: ({ state }) => state,
    sheet: ({ state }) => stateWord(state),
    rank: ({ state }) => stateRank(state),
    render: ({ state }) => <StateTag tone={STATE_TONES[state]}>{stateWord(state)}</StateTag>,
    filter: stateChoices(),
  },
  {
    key: 'dueOn',
    title: t('target.due'),
    value: ({ dueOn }) => dueOn,
    render: ({ dueOn, daysLeft, state }) => <DueDay on={dueOn} daysLeft={daysLeft} isDone={state === 'met'} />,
  },
  {
    key: 'owner',
    title: t('target.owner'),
    value: ({ owner }) => owner,
    render: ({ owner }) => (
      <span className="cell-clip" title={owner ?? ''}>
        {owner ?? '—'}
      </span>
    ),
    filter: 'values',
  },
  {
    key: 'measure',
    title: t('target.measure'),
    value: ({ measure }) => t(`measure.${measure}`),
    filter: 'values',
    isHidden: true,
  },
]

type TargetTableProps = {
  rows: DataTableProps<Target>['rows']
  /** What may be done about a target, at the end of its row. */
  act?: (target: Target) => ReactNode
  initialPageSize?: 10
}

/** The targets of the plan against time; a row opens to its sentence, a value to its evidence. */
export function TargetTable({ rows, act, initialPageSize }: TargetTableProps) {
  const acts: Column<Target>[] = act
    ? [{ key: 'act', title: t('target.report'), value: () => null, render: act, isFixedOrder: true, isPinned: true }]
    : []
  return (
    <DataTable
      id="targets"
      caption={t('overview.targets')}
      columns={[...columns(), ...acts]}
      rows={rows}
      rowKey={({ id }) => id}
      initialSort="state"
      initialPageSize={initialPageSize}
      empty={{ text: t('overview.noTargets') }}
      detail={(target) => <TargetDetail target={target} />}
    />
  )
}
