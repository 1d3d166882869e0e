import { FileTextOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { api, fileHref, read } from '../../lib/api.ts'
import { count, moment } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { useAsOf } from '../as-of.ts'
import { ErrorView } from '../error-view.tsx'
import { Quote } from '../quote.tsx'

/** What was reported by hand for a target: the value, who signed, and his paper. */
export function TargetEvidence({ target }: { target: string }) {
  const { asOf } = useAsOf()
  const targets = useQuery({
    queryKey: ['programme', 'targets', asOf],
    queryFn: () => read(api.GET('/api/programme/targets', { params: { query: { asOf } } })),
  })
  const reports = useQuery({
    queryKey: ['programme', 'target', target, 'reports'],
    queryFn: () => read(api.GET('/api/programme/targets/{id}/reports', { params: { path: { id: target } } })),
  })
  const known = targets.data?.find(({ id }) => id === target)
  if (reports.isPending) return <Skeleton active />
  if (reports.error) return <ErrorView error={reports.error} onRetry={reports.refetch} />
  return (
    <>
      {known ? (
        <header style={{ marginBottom: 16 }}>
          <h2 style={{ fontSize: 16 }}>{known.name}</h2>
          <p className="figure-value">
            {known.value === null ? '—' : count(known.value)}
            <small>{known.unit}</small>
          </p>
          <Quote source={known.source} />
        </header>
      ) : null}
      <h3 style={{ fontSize: 14 }}>{t('evidence.targetTitle')}</h3>
      {reports.data.length === 0 ? <p>{t('evidence.targetNone')}</p> : null}
      <ol className="event-list">
        {reports.data.map((report) => (
          <li key={report.id}>
            <div className="event-head">
              <strong>
                {count(report.value)} {known?.unit}
              </strong>
              <time dateTime={report.reportedOn}>{report.reportedOn}</time>
            </div>
            <dl className="facts">
              <dt>{t('evidence.signedBy')}</dt>
              <dd>{report.signedBy}</dd>
              <dt>{t('evidence.file')}</dt>
              <dd>
                <a href={fileHref(report.fileId)}>
                  <FileTextOutlined aria-hidden /> {report.fileName}
                </a>
              </dd>
              {report.note ? (
                <>
                  <dt>{t('evidence.note')}</dt>
                  <dd>{report.note}</dd>
                </>
              ) : null}
              <dt>{t('evidence.recordedAt')}</dt>
              <dd>{moment(report.enteredAt)}</dd>
            </dl>
          </li>
        ))}
      </ol>
    </>
  )
}
