import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Skeleton } from 'antd'
import { useState } from 'react'
import { api, read } from '../../../lib/api.ts'
import { moment } from '../../../lib/format.ts'
import { t, tWord } from '../../../lib/i18n.ts'
import { useCan } from '../../../lib/session.ts'
import { ErrorView } from '../../../ui/error-view.tsx'
import { FigureGrid } from '../../../ui/figure.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { atLeast, required } from '../../../ui/form-problems.ts'
import { aside, labelled } from '../../../ui/punctuation.ts'
import { StateTag } from '../../../ui/state-tag.tsx'
import { DayBar } from '../DayBar.tsx'
import { StationFigure } from '../IndicatorCard.tsx'
import { dayQuery, type Station, type StationDay } from '../queries.ts'
import { isOverdue } from '../report/deadline.ts'
import { EntryTable } from './EntryTable.tsx'

type Report = NonNullable<StationDay['report']>
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

function ReportState({ day }: { day: StationDay }) {
  const { report, station, on } = day
  if (report) return <Reported report={report} day={day} />
  if (station.openedOn === null || on < station.openedOn) return <span className="soft">{t('day.notOpenYet')}</span>
  return (
    <span>
      {labelled(t('day.report'))}
      <StateTag tone={isOverdue(on) ? 'bad' : 'plain'}>{t('day.notReported')}</StateTag>
    </span>
  )
}

function Reported({ report, day: { station, on, isReportOutdated } }: { report: Report; day: StationDay }) {
  const { isLate, confirmedAt, isOnBehalf, note, amendedAt, amendReason } = report
  const said = [
    t('day.reportedAt', { at: moment(confirmedAt) }),
    isOnBehalf && t('day.onBehalf'),
    note,
    amendedAt && t('day.amendedAt', { at: moment(amendedAt), reason: amendReason ?? '' }),
  ]
  return (
    <span>
      {labelled(t('day.report'))}
      <StateTag tone={isLate ? 'warn' : 'good'}>{t(isLate ? 'day.reportedLate' : 'day.reported')}</StateTag>{' '}
      <span className="soft">{said.filter(Boolean).join(' · ')}</span>
      {isReportOutdated ? <Amend station={station.id} on={on} /> : null}
    </span>
  )
}

/** 更正日报: the ledgers have changed since it was confirmed. */
function Amend({ station, on }: { station: string; on: string }) {
  const [isOpen, setOpen] = useState(false)
  const client = useQueryClient()
  const can = useCan()
  return (
    <>
      {' '}
      <StateTag tone="warn">{t('day.changedAfter')}</StateTag>{' '}
      {can('station.confirmReport') ? (
        <Button size="small" onClick={() => setOpen(true)}>
          {t('day.amend')}
        </Button>
      ) : null}
      {isOpen ? (
        <FormDialog<{ reason: string }>
          title={t('day.amendTitle', { on })}
          about={<p className="form-about">{t('day.amendText')}</p>}
          onSubmit={({ reason }, id) =>
            read(
              api.POST('/api/stations/{id}/reports/amend', {
                params: { path: { id: station } },
                body: { id, on, reason },
              }),
            )
          }
          onDone={() => client.invalidateQueries({ queryKey: ['station'] })}
          onClose={() => setOpen(false)}
        >
          <Form.Item
            name="reason"
            label={t('day.amendReason')}
            rules={[{ ...required(t('day.amendReason')), whitespace: true }, atLeast(2)]}
          >
            <Input.TextArea rows={3} maxLength={200} showCount />
          </Form.Item>
        </FormDialog>
      ) : null}
    </>
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
