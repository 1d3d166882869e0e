import { t, tWord } from '../../lib/i18n.ts'
import type { Column } from '../data-table/column.ts'
import { DataTable } from '../data-table/DataTable.tsx'
import type { BadCell } from './send.ts'

const problemWord = (code: string) => tWord(`sheet.code.${code}`, code)

const columns = (): Column<BadCell>[] => [
  { key: 'row', title: t('sheet.row'), value: ({ row }) => row, align: 'right', width: 64 },
  { key: 'field', title: t('sheet.field'), value: ({ field }) => field || null, filter: 'values' },
  { key: 'value', title: t('sheet.value'), value: ({ value }) => value || null },
  { key: 'problem', title: t('sheet.problem'), value: ({ code }) => problemWord(code), filter: 'values' },
  { key: 'mend', title: t('sheet.mend'), value: ({ mend }) => mend },
]

/** Row by row what was wrong and how to mend it; the rows carry Excel's own numbers. */
export const BadRows = ({ rows }: { rows: readonly BadCell[] }) => (
  <DataTable
    id="bad"
    caption={t('sheet.problems')}
    columns={columns()}
    rows={{ data: rows, isPending: false, error: null, refetch: () => undefined }}
    rowKey={({ row, field, code }) => `${row}/${field}/${code}`}
    empty={{ text: t('sheet.problems') }}
  />
)
