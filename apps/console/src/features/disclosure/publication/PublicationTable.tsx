import { FileTextOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { fileHref } from '../../../lib/api.ts'
import { moment } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { useCan } from '../../../lib/session.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable, type DataTableProps } from '../../../ui/data-table/DataTable.tsx'
import { StateTag } from '../../../ui/state-tag.tsx'
import type { Publication } from '../queries.ts'

const kindWord = (kind: Publication['kind']) => t(`publicationKind.${kind}`)
const stateWord = ({ withdrawnAt }: Publication) =>
  t(withdrawnAt === null ? 'publication.state.public' : 'publication.state.withdrawn')

function Paper({ fileId }: Pick<Publication, 'fileId'>) {
  const can = useCan()
  if (!fileId) return <>—</>
  if (!can('file.read')) return <>{t('table.yes')}</>
  return (
    <a href={fileHref(fileId)}>
      <FileTextOutlined aria-hidden /> {t('publication.fileOpen')}
    </a>
  )
}

const columns = (): Column<Publication>[] => [
  {
    key: 'title',
    title: t('publication.name'),
    value: ({ title }) => title,
    render: (publication) =>
      publication.withdrawnAt === null ? (
        <div style={{ minWidth: 200, maxWidth: 420, whiteSpace: 'normal' }}>{publication.title}</div>
      ) : (
        <del>{publication.title}</del>
      ),
  },
  { key: 'kind', title: t('publication.kind'), value: ({ kind }) => kindWord(kind), filter: 'values' },
  { key: 'datedOn', title: t('publication.datedOn'), value: ({ datedOn }) => datedOn },
  {
    key: 'state',
    title: t('publication.state'),
    value: stateWord,
    render: (publication) => (
      <StateTag tone={publication.withdrawnAt === null ? 'good' : 'plain'}>{stateWord(publication)}</StateTag>
    ),
    filter: 'values',
  },
  {
    key: 'file',
    title: t('publication.file'),
    value: ({ fileId }) => fileId !== null,
    render: ({ fileId }) => <Paper fileId={fileId} />,
    isFixedOrder: true,
  },
  { key: 'reviewedBy', title: t('publication.reviewedBy'), value: ({ reviewedBy }) => reviewedBy },
  { key: 'publishedAt', title: t('publication.publishedAt'), value: ({ publishedAt }) => moment(publishedAt) },
  {
    key: 'withdrawnAt',
    title: t('publication.withdrawnAt'),
    value: ({ withdrawnAt }) => (withdrawnAt === null ? null : moment(withdrawnAt)),
    isHidden: true,
  },
]

type PublicationTableProps = {
  rows: DataTableProps<Publication>['rows']
  onWithdraw?: ((publication: Publication) => void) | undefined
}

export function PublicationTable({ rows, onWithdraw }: PublicationTableProps) {
  const acts: Column<Publication>[] = onWithdraw
    ? [
        {
          key: 'acts',
          title: t('publication.acts'),
          value: () => null,
          isFixedOrder: true,
          isPinned: true,
          render: (publication) =>
            publication.withdrawnAt === null ? (
              <Button
                type="link"
                size="small"
                danger
                aria-label={`${t('publication.withdraw')} ${publication.title}`}
                onClick={() => onWithdraw(publication)}
              >
                {t('publication.withdraw')}
              </Button>
            ) : (
              '—'
            ),
        },
      ]
    : []
  return (
    <DataTable
      id="publications"
      caption={t('publication.table')}
      columns={[...columns(), ...acts]}
      rows={rows}
      rowKey={({ id }) => id}
      initialSort="-publishedAt"
      empty={{ text: t('publication.none') }}
      detail={({ body }) => <p style={{ maxWidth: 720, whiteSpace: 'pre-wrap' }}>{body || t('publication.noBody')}</p>}
    />
  )
}
