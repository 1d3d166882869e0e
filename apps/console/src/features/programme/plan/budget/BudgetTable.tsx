import { percent } from '../../../../lib/format.ts'
import { t } from '../../../../lib/i18n.ts'
import type { Column } from '../../../../ui/data-table/column.ts'
import { DataTable, type DataTableProps } from '../../../../ui/data-table/DataTable.tsx'
import type { EvidenceOf } from '../../../../ui/evidence-state.ts'
import { listed } from '../../../../ui/punctuation.ts'
import { Quote } from '../../../../ui/quote.tsx'
import { Wan } from '../../../../ui/wan.tsx'
import type { BudgetLine } from '../../queries.ts'

type Amount = {
  key: string
  title: string
  fen: (line: BudgetLine) => number
  evidence?: (line: BudgetLine) => EvidenceOf
  isHidden?: boolean
}

const amounts = (): Amount[] => [
  { key: 'planned', title: t('budget.planned'), fen: ({ plannedFen }) => plannedFen.total },
  { key: 'central', title: t('budget.centralPlanned'), fen: ({ plannedFen }) => plannedFen.central },
  {
    key: 'paid',
    title: t('budget.paid'),
    fen: ({ paidFen }) => paidFen.total,
    evidence: ({ id }) => ({ money: 'paid', budgetLine: id }),
  },
  {
    key: 'spent',
    title: t('budget.spent'),
    fen: ({ spentFen }) => spentFen.total,
    evidence: ({ id }) => ({ money: 'spent', budgetLine: id }),
  },
  { key: 'local', title: t('budget.localPlanned'), fen: ({ plannedFen }) => plannedFen.local },
  { key: 'social', title: t('budget.socialPlanned'), fen: ({ plannedFen }) => plannedFen.social },
  {
    key: 'centralPaid',
    title: t('budget.centralPaid'),
    fen: ({ paidFen }) => paidFen.central,
    evidence: ({ id }) => ({ money: 'paid', fund: 'central', budgetLine: id }),
    isHidden: true,
  },
]

const amountColumn = ({ key, title, fen, evidence, isHidden = false }: Amount): Column<BudgetLine> => ({
  key,
  title: t('budget.wan', { column: title }),
  sheetTitle: t('budget.yuan', { column: title }),
  value: fen,
  sheet: (line) => fen(line) / 100,
  align: 'right',
  isHidden,
  render: (line) => <Wan fen={fen(line)} label={`${line.project} ${title}`} evidence={evidence?.(line)} />,
})

const paidShare = ({ paidFen, plannedFen }: BudgetLine) =>
  plannedFen.total === 0 ? null : paidFen.total / plannedFen.total

const columns = (): Column<BudgetLine>[] => [
  { key: 'seq', title: t('budget.seq'), value: ({ seq }) => Number(seq) || seq, sheet: ({ seq }) => seq, width: 70 },
  {
    key: 'category',
    title: t('budget.category'),
    value: ({ category }) => category,
    filter: 'values',
    render: ({ category }) => (
      <span className="cell-clip" title={category}>
        {category}
      </span>
    ),
  },
  {
    key: 'project',
    title: t('budget.project'),
    value: ({ project }) => project,
    width: 220,
    render: ({ project }) => <div className="cell-text">{project}</div>,
  },
  ...amounts().map(amountColumn),
  {
    key: 'paidShare',
    title: t('budget.paidShare'),
    value: paidShare,
    render: (line) => {
      const paid = paidShare(line)
      return paid === null ? '—' : percent(paid)
    },
    align: 'right',
  },
  {
    key: 'period',
    title: t('budget.period'),
    value: ({ startOn, endOn }) => [startOn, endOn].filter(Boolean).join(' — '),
  },
  { key: 'leadUnit', title: t('budget.leadUnit'), value: ({ leadUnit }) => leadUnit, filter: 'values', isHidden: true },
  {
    key: 'supportingUnits',
    title: t('budget.supportingUnits'),
    value: ({ supportingUnits }) => listed(supportingUnits),
    isHidden: true,
  },
  { key: 'scope', title: t('budget.scope'), value: ({ scope }) => scope, isHidden: true },
]

const Detail = ({ line }: { line: BudgetLine }) => (
  <div className="detail">
    <dl className="facts">
      <dt>{t('budget.scope')}</dt>
      <dd>{line.scope ?? '—'}</dd>
      <dt>{t('budget.supportingUnits')}</dt>
      <dd>{listed(line.supportingUnits) || '—'}</dd>
      <dt>{t('budget.targets')}</dt>
      <dd>{listed(line.targets) || '—'}</dd>
    </dl>
    <Quote source={line.source} />
  </div>
)

export const BudgetTable = ({ rows }: { rows: DataTableProps<BudgetLine>['rows'] }) => (
  <DataTable
    id="budget"
    caption={t('budget.caption')}
    columns={columns()}
    rows={rows}
    rowKey={({ id }) => id}
    empty={{ text: t('budget.none') }}
    detail={(line) => <Detail line={line} />}
  />
)
