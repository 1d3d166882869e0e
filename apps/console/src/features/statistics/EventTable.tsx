import { DownOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Table } from 'antd'
import { useRef } from 'react'
import { moment } from '../../lib/format.ts'
import { t, tWord } from '../../lib/i18n.ts'
import type { Column } from '../../ui/data-table/column.ts'
import { SimulatedMark } from '../../ui/figure.tsx'
import { useTableForm } from '../../ui/printing.ts'
import { useScrollRegion } from '../../ui/scroll-region.ts'
import { EventFacts } from './EventFacts.tsx'
import type { EventRow } from './queries.ts'
import { actorText, kindText, type Names } from './words.ts'

const DAY_MS = 86_400_000

/** Old paper is filed later under its own day; the journal says so. */
export const daysLater = ({ at, recordedAt }: Pick<EventRow, 'at' | 'recordedAt'>): number =>
  Math.floor((Date.parse(recordedAt) - Date.parse(at)) / DAY_MS)

const whereText = ({ stationName, placeName }: EventRow): string => stationName ?? placeName

/** What the journal shows of an event, on screen and in a sheet. */
export const eventColumns = (): Column<EventRow>[] => [
  { key: 'at', title: t('journal.at'), value: ({ at }) => moment(at) },
  { key: 'recordedAt', title: t('journal.recordedAt'), value: ({ recordedAt }) => moment(recordedAt) },
  { key: 'kind', title: t('journal.kind'), value: ({ kind }) => kindText(kind) },
  { key: 'actor', title: t('journal.actor'), value: actorText },
  { key: 'place', title: t('journal.place'), value: ({ placeName }) => placeName },
  { key: 'station', title: t('journal.station'), value: ({ stationName }) => stationName },
  { key: 'origin', title: t('journal.origin'), value: ({ origin }) => tWord(`origin.${origin}`, origin) },
  { key: 'id', title: t('journal.id'), value: ({ id }) => id, width: 300 },
]

type EventTableProps = { rows: readonly EventRow[]; names: Names; onActor: (actor: string) => void }

export function EventTable({ rows, names, onActor }: EventTableProps) {
  const box = useRef<HTMLDivElement>(null)
  const { form, isPrinting } = useTableForm()
  useScrollRegion(box, t('journal.table'))
  const columns = [
    {
      key: 'at',
      title: t('journal.at'),
      render: (_: unknown, row: EventRow) => <When row={row} />,
    },
    {
      key: 'kind',
      title: t('journal.kind'),
      render: (_: unknown, row: EventRow) => (
        <>
          {kindText(row.kind)}
          {row.origin === 'simulated' ? <SimulatedMark /> : null}
        </>
      ),
    },
    {
      key: 'actor',
      title: t('journal.actor'),
      render: (_: unknown, row: EventRow) => (
        <button type="button" className="figure-door" title={t('journal.onlyActor')} onClick={() => onActor(row.actor)}>
          {actorText(row)}
        </button>
      ),
    },
    { key: 'where', title: t('journal.place'), render: (_: unknown, row: EventRow) => whereText(row) },
    {
      key: 'origin',
      title: t('journal.origin'),
      render: (_: unknown, { origin }: EventRow) => tWord(`origin.${origin}`, origin),
    },
  ]
  return (
    <div ref={box}>
      <Table<EventRow>
        size="small"
        {...form}
        rowKey={({ id }) => id}
        columns={columns}
        dataSource={[...rows]}
        pagination={false}
        expandable={{
          showExpandColumn: !isPrinting,
          columnTitle: <span className="visually-hidden">{t('action.details')}</span>,
          expandedRowRender: (row) => <EventFacts row={row} names={names} />,
          expandIcon: ({ expanded, onExpand, record }) => (
            <Button
              type="text"
              size="small"
              icon={expanded ? <DownOutlined aria-hidden /> : <RightOutlined aria-hidden />}
              aria-expanded={expanded}
              aria-label={t(expanded ? 'journal.collapse' : 'journal.expand', { kind: kindText(record.kind) })}
              onClick={(event) => onExpand(record, event)}
            />
          ),
        }}
      />
    </div>
  )
}

function When({ row }: { row: EventRow }) {
  const days = daysLater(row)
  return (
    <>
      <time dateTime={row.at}>{moment(row.at)}</time>
      {days >= 1 ? <small style={{ color: 'var(--ink-soft)' }}> {t('journal.later', { days })}</small> : null}
    </>
  )
}
