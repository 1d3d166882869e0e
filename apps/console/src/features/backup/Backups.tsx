import { CloudServerOutlined } from '@ant-design/icons'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Progress } from 'antd'
import { api, type Reply, read } from '../../lib/api.ts'
import { count, moment, percent } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { problemText } from '../../lib/problem-text.ts'
import type { Column } from '../../ui/data-table/column.ts'
import { DataTable } from '../../ui/data-table/DataTable.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { StateTag } from '../../ui/state-tag.tsx'

type Shelf = Reply<'/api/backups'>
type Backup = Shelf['backups'][number]

const HOUR_MS = 3_600_000
/** A day, and what a long one may take. */
const OVERDUE_HOURS = 30
const MEBIBYTE = 2 ** 20

const backupsQuery = queryOptions({
  queryKey: ['backup', 'list'],
  queryFn: () => read(api.GET('/api/backups')),
  // While one is made its progress is on screen; otherwise one that the clock starts is seen within a while.
  refetchInterval: ({ state }) => (state.data?.under ? 1000 : 10_000),
})

const columns = (): Column<Backup>[] => [
  { key: 'madeAt', title: t('backup.madeAt'), value: ({ madeAt }) => moment(madeAt) },
  {
    key: 'state',
    title: t('backup.state'),
    value: ({ verifiedAt }) => t(verifiedAt ? 'backup.verified' : 'backup.unverified'),
    render: ({ verifiedAt, missingPapers }) => (
      <>
        <StateTag tone={verifiedAt ? 'good' : 'warn'}>
          {t(verifiedAt ? 'backup.verified' : 'backup.unverified')}
        </StateTag>
        {missingPapers > 0 ? <StateTag tone="bad">{t('backup.missing', { count: missingPapers })}</StateTag> : null}
      </>
    ),
  },
  {
    key: 'bytes',
    title: t('backup.bytes'),
    value: ({ bytes }) => bytes,
    render: ({ bytes }) => t('backup.mebibytes', { size: count(bytes / MEBIBYTE) }),
    align: 'right',
  },
  {
    key: 'rows',
    title: t('backup.rows'),
    value: ({ rows }) => rows,
    render: ({ rows }) => count(rows),
    align: 'right',
  },
  { key: 'papers', title: t('backup.papers'), value: ({ papers }) => papers, align: 'right' },
  { key: 'name', title: t('backup.name'), value: ({ name }) => name },
]

/** 数据备份: what there is to restore from, and one more. */
export function Backups() {
  const asked = useQuery(backupsQuery)
  const shelf = asked.data
  return (
    <>
      <PageHeader title={t('backup.title')} about={t('backup.about')} action={<BackUpNow shelf={shelf} />} />
      {shelf ? <Standing shelf={shelf} /> : null}
      <DataTable
        id="backups"
        caption={t('backup.table')}
        columns={columns()}
        rows={{ ...asked, data: shelf?.backups }}
        rowKey={({ name }) => name}
        initialSort="-madeAt"
        empty={{ text: t('backup.none') }}
      />
    </>
  )
}

function BackUpNow({ shelf }: { shelf: Shelf | undefined }) {
  const { message } = App.useApp()
  const client = useQueryClient()
  const ask = useMutation({
    mutationFn: () => read(api.POST('/api/backups')),
    onSuccess: () => {
      void message.success(t('backup.asked'))
      setTimeout(() => void client.invalidateQueries({ queryKey: backupsQuery.queryKey }), 1500)
    },
    onError: (error) => void message.error(problemText(error)),
  })
  if (!shelf?.isConfigured) return null
  return (
    <Button
      type="primary"
      icon={<CloudServerOutlined aria-hidden />}
      loading={ask.isPending}
      disabled={shelf.under !== null}
      onClick={() => ask.mutate()}
    >
      {t('backup.now')}
    </Button>
  )
}

/** How it stands: none configured, one under way, the last one failed, or too long ago. */
function Standing({ shelf }: { shelf: Shelf }) {
  const gap = { marginBottom: 16 }
  if (!shelf.isConfigured) return <Alert type="warning" showIcon style={gap} title={t('backup.notConfigured')} />
  const { under, failure, backups } = shelf
  const newest = backups.find(({ verifiedAt }) => verifiedAt !== null)
  const hours = newest ? Math.floor((Date.now() - Date.parse(newest.madeAt)) / HOUR_MS) : 0
  const share = under && under.total > 0 ? under.done / under.total : 0
  return (
    <>
      {under ? (
        <div style={gap} role="status">
          {t('backup.under', {
            step: t(`backup.${under.step}`),
            done: count(under.done),
            total: count(under.total),
            percent: percent(share, 0),
          })}
          <Progress percent={Math.round(share * 100)} status="active" showInfo={false} aria-hidden />
        </div>
      ) : null}
      {failure && !under ? (
        <Alert
          type="error"
          showIcon
          style={gap}
          title={t('backup.failed', { at: moment(failure.at), code: failure.code })}
        />
      ) : null}
      {hours >= OVERDUE_HOURS && !failure ? (
        <Alert type="warning" showIcon style={gap} title={t('backup.overdue', { hours })} />
      ) : null}
    </>
  )
}
