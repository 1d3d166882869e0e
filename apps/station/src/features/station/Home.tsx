import { useCallback, useState } from 'react'
import { now } from '../../lib/clock.ts'
import { civilDay, sayDay, sayTime, sayWeekday } from '../../lib/day.ts'
import { type DayView, useDay } from '../../lib/days.ts'
import { t } from '../../lib/i18n/index.ts'
import type { ShownDay } from '../../lib/ledger.ts'
import { confirmReport } from '../../lib/outbox.ts'
import { go } from '../../lib/router.ts'
import { may, useWork } from '../../lib/session.ts'
import { sync } from '../../lib/sync.ts'
import { Bottom } from '../../ui/Bottom.tsx'
import { Button } from '../../ui/Button.tsx'
import { Link } from '../../ui/Link.tsx'
import { say } from '../../ui/Snack.tsx'
import { EntrySheet, type Wish } from './EntrySheet.tsx'
import { Figures } from './Figures.tsx'
import { Services } from './Services.tsx'
import { markOf, sayEntry } from './words.ts'

/** Confirms a day's report and says so. */
export async function confirmDay(on: string, done: string): Promise<void> {
  await confirmReport(on)
  say(navigator.onLine ? done : t('report.doneOffline'))
  void sync()
}

function ReportRow({ day }: { day: ShownDay }) {
  const { state } = day.report
  const word = {
    none: t('report.none'),
    waiting: t('report.waiting'),
    refused: t('report.refused'),
    confirmed: t('report.confirmed'),
  }
  const look = { none: 'warn', waiting: 'warn', refused: 'bad', confirmed: 'good' }
  return (
    <div className="card">
      <div className="beside">
        <Link to={{ name: 'report' }} className="row">
          <span className="main">
            <span className="title">{t('report.today')}</span>
            <span className={`tag ${look[state]}`}>{word[state]}</span>{' '}
            {day.missing.length > 0 && (
              <span className="tag bad">{t('report.missing', { n: day.missing.length })}</span>
            )}
          </span>
        </Link>
        {state === 'none' && may('station.confirmReport') && (
          <Button isSmall look="plain" onClick={() => void confirmDay(day.on, t('report.done'))}>
            {t('report.confirmShort')}
          </Button>
        )}
      </div>
    </div>
  )
}

function Beneath({ view: { day, isKnown, isLoading, problem, readAtMs } }: { view: DayView }) {
  const last = day.entries.find(({ state }) => state !== 'voided')
  if (!isKnown && isLoading && day.entries.length === 0) return <p className="soft">{t('app.loading')}</p>
  const mark = last && markOf(last)
  return (
    <p className="soft">
      {last ? `${t('home.last')} ${sayTime(last.at)} ${sayEntry(last)} · ${mark?.text}` : t('home.noRecord')}
      {day.waiting > 0 && ` · ${t('home.pending', { n: day.waiting })}`}
      {problem && isKnown && ` · ${t('home.lastKnown', { at: sayTime(new Date(readAtMs).toISOString()) })}`}
    </p>
  )
}

export function Home() {
  const { work } = useWork()
  const today = civilDay(now())
  const view = useDay(today)
  const [wish, setWish] = useState<Wish | null>(null)
  const close = useCallback(() => setWish(null), [])
  return (
    <>
      <header className="head">
        <h1>{work.station.name || t('app.name')}</h1>
        <div className="date">
          {sayDay(today)}
          <br />
          {sayWeekday(today)}
        </div>
      </header>
      <div className="body">
        <Figures totals={view.day.totals} salesName={t('home.sales')} onOpen={() => go({ name: 'today' })} />
        <Beneath view={view} />
        <ReportRow day={view.day} />
      </div>
      <Bottom>
        <Services onPick={(service) => setWish({ service, on: null })} />
      </Bottom>
      <EntrySheet wish={wish} onClose={close} />
    </>
  )
}
