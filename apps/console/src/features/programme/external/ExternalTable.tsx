import { FileTextOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { fileHref } from '../../../lib/api.ts'
import { count } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable, type DataTableProps } from '../../../ui/data-table/DataTable.tsx'
import type { ExternalFigure } from '../queries.ts'

const columns = (): Column<ExternalFigure>[] => [
  { key: 'name', title: t('external.name'), value: ({ name }) => name },
  { key: 'period', title: t('external.period'), value: ({ period }) => period },
  {
    key: 'value',
    title: t('external.value'),
    value: ({ value }) => value,
    render: ({ value, unit }) => `${count(value)} ${unit}`,
    align: 'right',
  },
  { key: 'unit', title: t('external.unit'), value: ({ unit }) => unit, isHidden: true },
  { key: 'publisher', title: t('external.publisher'), value: ({ publisher }) => publisher, filter: 'values' },
  { key: 'publishedOn', title: t('external.publishedOn'), value: ({ publishedOn }) => publishedOn },
  {
    key: 'paper',
    title: t('external.paper'),
    value: ({ fileId }) => fileId,
    isFixedOrder: true,
    render: ({ fileId }) =>
      fileId ? (
        <a href={fileHref(fileId)}>
          <FileTextOutlined aria-hidden /> {t('evidence.download')}
        </a>
      ) : (
        '—'
      ),
  },
]

/** 外部公布数据: what others published, never added to our ledgers. */
export const ExternalTable = ({
  rows,
  action,
}: {
  rows: DataTableProps<ExternalFigure>['rows']
  action?: ReactNode
}) => (
  <DataTable
    id="external"
    caption={t('overview.external')}
    columns={columns()}
    rows={rows}
    rowKey={({ id }) => id}
    initialSort="-publishedOn"
    empty={{ text: t('overview.externalNone') }}
    action={action}
  />
)
