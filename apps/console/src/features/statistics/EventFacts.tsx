import { FileTextOutlined } from '@ant-design/icons'
import { Fragment, type ReactNode } from 'react'
import { fileHref } from '../../lib/api.ts'
import { moment } from '../../lib/format.ts'
import { t, tWord } from '../../lib/i18n.ts'
import { useCan } from '../../lib/session.ts'
import { FactList } from '../../ui/evidence/FactList.tsx'
import type { EventRow } from './queries.ts'
import { actorText, type Names, readable, subjectText } from './words.ts'

const textAt = (data: Record<string, unknown>, key: string): string | null => {
  const value = data[key]
  return typeof value === 'string' && value !== '' ? value : null
}

function PaperLink({ id }: { id: string }) {
  const can = useCan()
  if (!can('file.read')) return <>{id}</>
  return (
    <a href={fileHref(id)}>
      <FileTextOutlined aria-hidden /> {t('evidence.download')}
    </a>
  )
}

/** All that the journal keeps of an event: what it says in words, then its number and its two times. */
export function EventFacts({ row, names }: { row: EventRow; names: Names }) {
  const { data } = row
  const file = textAt(data, 'fileId')
  const facts: [label: string, said: ReactNode][] = [
    [t('journal.paper'), textAt(data, 'paper')],
    [t('journal.waybill'), textAt(data, 'waybill')],
    [t('journal.file'), file ? <PaperLink key="file" id={file} /> : null],
    [t('journal.actor'), actorText(row)],
    [t('journal.place'), row.placeName],
    [t('journal.station'), 'station' in data ? null : row.stationName],
    [t('journal.at'), moment(row.at)],
    [t('journal.recordedAt'), moment(row.recordedAt)],
    [t('journal.origin'), tWord(`origin.${row.origin}`, row.origin)],
    [t('journal.subject'), subjectText(row.subject, names)],
    [t('journal.id'), row.id],
  ]
  return (
    <dl className="facts">
      <FactList data={readable(row, names)} />
      {facts
        .filter(([, said]) => said !== null && said !== '')
        .map(([label, said]) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd>{said}</dd>
          </Fragment>
        ))}
    </dl>
  )
}
