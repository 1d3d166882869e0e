import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { moment } from '../../../lib/format.ts'
import { t, tWord } from '../../../lib/i18n.ts'
import { ErrorView } from '../../../ui/error-view.tsx'
import { FigureGrid } from '../../../ui/figure.tsx'
import { aside, labelled } from '../../../ui/punctuation.ts'
import { StateTag } from '../../../ui/state-tag.tsx'
import { DayBar } from '../DayBar.tsx'
import { StationFigure } from '../IndicatorCard.tsx'
import { dayQuery, type Station, type StationDay } from '../queries.ts'
import { isOverdue } from '../report/deadline.ts'
import { EntryTable } from './EntryTable.tsx'

type DaySectionProps = { station: Station; on: string; onPick: (day: string) => void }

/** The ledgers of one day, what they come to, and whether they were reported. */
export function DaySection({ station, on, onPick }: DaySectionProps) {
  const asked = useQuery(dayQuery(station.id, on))
  return (
    <section className="section">
      <h2>{t('day.title')}</h2>
      <DayBar label={t('day.pick')} on={on} onPick={onPick}>
        {asked.data ? <ReportState day={asked.data} /> : null}
      </DayBar>
      {asked.error ? <ErrorView error={asked.error} onRetry={asked.refetch} /> : null}
      {asked.isPending ? <Skeleton active /> : null}
      {asked.data ? <Day day={asked.data} onPick={onPick} /> : null}
    </section>
  )
}

function ReportState({ day: { report, station, on } }: { day: StationDay }) {
  if (report) {
    return (
      <span>
        {labelled(t('day.report'))}
        <StateTag tone={report.isLate ? 'warn' : 'good'}>
          {t(report.isLate ? 'day.reportedLate' : 'day.reported')}
        </StateTag>{' '}
        <span className="soft">
          {t('day.reportedAt', { at: moment(report.confirmedAt) })}
          {report.isOnBehalf ? ` · ${t('day.onBehalf')}` : ''}
          {report.note ? ` · ${report.note}` : ''}
        </span>
      </span>
    )
  }
  if (station.openedOn === null || on < station.openedOn) return <span className="soft">{t('day.notOpenYet')}</span>
  return (
    <span>
      {labelled(t('day.report'))}
      <StateTag tone={isOverdue(on) ? 'bad' : 'plain'}>{t('day.notReported')}</StateTag>
    </span>
  )
}

function Day({ day, onPick }: { day: StationDay; onPick: (day: string) => void }) {
  const { totals, entries, station, on, missing } = day
  const where = { station: station.id, from: on, to: on }
  const isSimulated = entries.some(({ origin, voidedAt }) => origin === 'simulated' && voidedAt === null)
  return (
    <>
      <FigureGrid>
        <StationFigure
          indicator="station.saleFen"
          label={t('day.sales')}
          value={totals.saleFen}
          isAmount
          note={t('day.salesNote', { count: totals.saleCount })}
          {...{ where, isSimulated }}
        />
        <StationFigure
          indicator="station.parcelsCollected"
          label={t('day.collected')}
          value={totals.parcelsCollected}
          unit={tWord('unit.parcel', '')}
          {...{ where, isSimulated }}
        />
        <StationFigure
          indicator="station.parcelsSent"
          label={t('day.sent')}
          value={totals.parcelsSent}
          unit={tWord('unit.parcel', '')}
          {...{ where, isSimulated }}
        />
        <StationFigure
          indicator="station.services"
          label={t('day.services')}
          value={totals.convenienceCount}
          unit={tWord('unit.time', '')}
          {...{ where, isSimulated }}
        />
        <StationFigure
          indicator="station.serviceFen"
          label={t('day.servicesAmount')}
          value={totals.convenienceFen}
          isAmount
          {...{ where, isSimulated }}
        />
      </FigureGrid>
      <MissingDays days={missing} onPick={onPick} />
      <EntryTable entries={entries} />
    </>
  )
}

function MissingDays({ days, onPick }: { days: readonly string[]; onPick: (day: string) => void }) {
  if (days.length === 0) return <p className="soft day-list">{t('day.missingNone')}</p>
  return (
    <ul className="day-list">
      <li className="soft">
        {t('day.missing')}
        {aside(days.length)}
      </li>
      {days.map((day) => (
        <li key={day}>
          <button type="button" className="figure-door" style={{ color: 'var(--primary)' }} onClick={() => onPick(day)}>
            {day}
          </button>
        </li>
      ))}
    </ul>
  )
}
