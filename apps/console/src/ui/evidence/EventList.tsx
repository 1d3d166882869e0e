import { FileTextOutlined } from '@ant-design/icons'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { fileHref } from '../../lib/api.ts'
import { inUnit, moment } from '../../lib/format.ts'
import { t, tWord } from '../../lib/i18n.ts'
import { ErrorView } from '../error-view.tsx'
import { SimulatedMark } from '../figure.tsx'
import { FactList } from './FactList.tsx'
import { type EventRow, eventsQuery, type Indicator, type Where } from './queries.ts'

/** The single records behind a figure: who did what, where and when, and on what paper. */
export function EventList({ indicator, where }: { indicator: Indicator; where: Where }) {
  const asked = useInfiniteQuery(eventsQuery(indicator.id, where))
  if (asked.isPending) return <Skeleton active />
  if (asked.error) return <ErrorView error={asked.error} onRetry={asked.refetch} />
  const rows = asked.data.pages.flatMap((page) => page.rows)
  if (rows.length === 0) return <p>{t('evidence.noEvents')}</p>
  return (
    <>
      <ol className="event-list">
        {rows.map((row) => (
          <EventEntry key={row.id} row={row} indicator={indicator} />
        ))}
      </ol>
      <p style={{ margin: '12px 0', color: 'var(--ink-soft)' }}>{t('evidence.truncated', { shown: rows.length })}</p>
      {asked.hasNextPage ? (
        <Button loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
          {t('action.more')}
        </Button>
      ) : null}
    </>
  )
}

function EventEntry({ row, indicator }: { row: EventRow; indicator: Indicator }) {
  const unit = indicator.unit === 'ratio' ? 'village' : indicator.unit
  const adds = row.adds === null ? null : inUnit(row.adds, unit)
  const fileId = typeof row.data.fileId === 'string' ? row.data.fileId : null
  return (
    <li>
      <div className="event-head">
        <strong>
          {tWord(`event.${row.kind}`, row.kind)}
          {row.origin === 'simulated' ? <SimulatedMark /> : null}
        </strong>
        {adds ? (
          <span title={adds.exact}>
            {t('evidence.adds')} {row.adds !== null && row.adds > 0 ? '+' : ''}
            {unit === 'fen' ? adds.exact : `${adds.number} ${adds.unit}`}
          </span>
        ) : null}
      </div>
      <p>
        <time dateTime={row.at}>{moment(row.at)}</time> · {row.stationName ?? row.placeName}
      </p>
      <dl className="facts">
        <dt>{t('evidence.who')}</dt>
        <dd>
          {row.actorName}（{t('evidence.recordedAt')} {moment(row.recordedAt)}，
          {tWord(`origin.${row.origin}`, row.origin)}）
        </dd>
        <FactList data={row.data} />
        <dt>{t('evidence.paper')}</dt>
        <dd>
          {fileId ? (
            <a href={fileHref(fileId)}>
              <FileTextOutlined aria-hidden /> {t('evidence.download')}
            </a>
          ) : (
            paperOf(row)
          )}
        </dd>
      </dl>
    </li>
  )
}

const paperOf = ({ data }: EventRow): string =>
  [data.paper, data.waybill].find((paper) => typeof paper === 'string' && paper !== '')?.toString() ??
  t('evidence.noPaper')
