import { Link } from '@tanstack/react-router'
import { yuan } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable, type DataTableProps } from '../../../ui/data-table/DataTable.tsx'
import { StateTag, type Tone } from '../../../ui/state-tag.tsx'
import { amountText } from '../IndicatorCard.tsx'
import type { ReportLine } from '../queries.ts'
import { agoText, levelWord, OriginMark } from '../words.tsx'
import { isOverdue } from './deadline.ts'

const TONES: Record<ReportLine['state'], Tone> = { reported: 'good', late: 'warn', missing: 'bad' }
const ORDER: ReportLine['state'][] = ['missing', 'late', 'reported']
const FEN_PER_YUAN = 100
const stateWord = (state: ReportLine['state']) => t(`report.state.${state}`)

function State({ line: { state, report }, on }: { line: ReportLine; on: string }) {
  const isStillTime = state === 'missing' && !isOverdue(on)
  return (
    <>
      <StateTag tone={isStillTime ? 'plain' : TONES[state]}>{stateWord(state)}</StateTag>
      {report?.isOnBehalf ? <strong> · {t('day.onBehalf')}</strong> : null}
      {report ? <OriginMark origin={report.origin} /> : null}
    </>
  )
}

function Amount({ fen }: { fen: number }) {
  const { number, unit } = amountText(fen)
  return (
    <span title={yuan(fen)}>
      {number} {unit}
    </span>
  )
}

const columns = (on: string): Column<ReportLine>[] => [
  {
    key: 'state',
    title: t('report.stateHead'),
    value: ({ state }) => state,
    sheet: ({ state }) => stateWord(state),
    rank: ({ state }) => ORDER.indexOf(state),
    render: (line) => <State line={line} on={on} />,
    filter: ORDER.map((value) => ({ value, label: stateWord(value) })),
  },
  {
    key: 'name',
    title: t('station.name'),
    value: ({ name }) => name,
    render: ({ station, name }) => (
      <Link to="/stations/$id" params={{ id: station }} search={{ on }}>
        {name}
      </Link>
    ),
  },
  { key: 'town', title: t('station.town'), value: ({ townName }) => townName, filter: 'values' },
  { key: 'level', title: t('station.level'), value: ({ level }) => levelWord(level), filter: 'values', isHidden: true },
  { key: 'keeper', title: t('station.keeper'), value: ({ keeperName }) => keeperName || null },
  {
    key: 'phone',
    title: t('station.keeperPhone'),
    value: ({ keeperPhone }) => keeperPhone || null,
    isFixedOrder: true,
  },
  {
    key: 'sales',
    title: t('report.sales'),
    value: ({ report }) => report?.saleFen ?? null,
    render: ({ report }) => (report ? <Amount fen={report.saleFen} /> : '—'),
    sheet: ({ report }) => (report ? report.saleFen / FEN_PER_YUAN : null),
    sheetTitle: t('report.salesYuan'),
    align: 'right',
  },
  {
    key: 'collected',
    title: t('report.parcelsCollected'),
    value: ({ report }) => report?.parcelsCollected ?? null,
    align: 'right',
  },
  { key: 'sent', title: t('report.parcelsSent'), value: ({ report }) => report?.parcelsSent ?? null, align: 'right' },
  {
    key: 'services',
    title: t('report.servicesTimes'),
    value: ({ report }) => report?.convenienceCount ?? null,
    align: 'right',
  },
  {
    key: 'servicesFen',
    title: t('day.servicesAmount'),
    value: ({ report }) => report?.convenienceFen ?? null,
    render: ({ report }) => (report ? <Amount fen={report.convenienceFen} /> : '—'),
    sheet: ({ report }) => (report ? report.convenienceFen / FEN_PER_YUAN : null),
    sheetTitle: t('report.servicesYuan'),
    align: 'right',
    isHidden: true,
  },
  {
    key: 'last',
    title: t('report.last'),
    value: ({ lastReportOn }) => lastReportOn,
    render: ({ lastReportOn }) =>
      lastReportOn === null ? (
        <span className="last-entry-old">{t('report.never')}</span>
      ) : (
        <>
          {lastReportOn} <span className="soft">{agoText(lastReportOn)}</span>
        </>
      ),
  },
]

/** Those who have not reported come first: they are to be called. */
export const ReportTable = ({ asked, on }: { asked: DataTableProps<ReportLine>['rows']; on: string }) => (
  <DataTable
    id="reports"
    caption={`${t('report.table')} ${on}`}
    columns={columns(on)}
    rows={asked}
    rowKey={({ station }) => station}
    initialSort="state"
    empty={{ text: t('report.noStations') }}
  />
)
