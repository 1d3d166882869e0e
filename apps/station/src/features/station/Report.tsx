import { useState } from 'react'
import { api, settle, toProblem } from '../../lib/api.ts'
import { now } from '../../lib/clock.ts'
import { civilDay, sayDay, sayMoment, sayWeekday } from '../../lib/day.ts'
import { readAgain, useDay } from '../../lib/days.ts'
import { type Key, t } from '../../lib/i18n/index.ts'
import { newId } from '../../lib/ids.ts'
import type { ShownDay } from '../../lib/ledger.ts'
import { countOf, yuanOf } from '../../lib/money.ts'
import { outbox, refusedActs, retry } from '../../lib/outbox.ts'
import { sayCode } from '../../lib/problem-text.ts'
import { may, useWork } from '../../lib/session.ts'
import { syncNow } from '../../lib/sync.ts'
import type { DailyReport, DayTotals } from '../../lib/wire.ts'
import { Button } from '../../ui/Button.tsx'
import { Field } from '../../ui/Field.tsx'
import { Link } from '../../ui/Link.tsx'
import { Page } from '../../ui/Page.tsx'
import { say } from '../../ui/Snack.tsx'
import { confirmDay } from './Home.tsx'

function Totals({ totals }: { totals: DayTotals }) {
  return (
    <dl className="pairs card pad">
      <div>
        <dt>{t('report.sales')}</dt>
        <dd>
          <span className="big">¥{yuanOf(totals.saleFen)}</span>
          <br />
          {countOf(totals.saleCount)} {t('unit.sales')}
        </dd>
      </div>
      <div>
        <dt>{t('report.parcels')}</dt>
        <dd>
          <span className="big">{countOf(totals.parcelsCollected + totals.parcelsSent)}</span> {t('unit.parcels')}
          <br />
          {t('home.collected')} {countOf(totals.parcelsCollected)} · {t('home.sent')} {countOf(totals.parcelsSent)}
        </dd>
      </div>
      <div>
        <dt>{t('report.convenience')}</dt>
        <dd>
          <span className="big">{countOf(totals.convenienceCount)}</span> {t('unit.services')}
          <br />¥{yuanOf(totals.convenienceFen)}
        </dd>
      </div>
    </dl>
  )
}

/** 补报, 迟报, 代填: how a report came in. */
export function ReportMarks({ report }: { report: DailyReport }) {
  const isCatchUp = civilDay(Date.parse(report.confirmedAt)) > report.reportOn
  return (
    <>
      {isCatchUp && <span className="tag warn">{t('report.isCatchUp')}</span>}{' '}
      {report.isLate && <span className="tag bad">{t('report.isLate')}</span>}{' '}
      {report.isOnBehalf && <span className="tag">{t('onBehalf.tag')}</span>}
    </>
  )
}

const REASONS = ['report.amendMore', 'report.amendMistake'] as const satisfies readonly Key[]

/** 更正日报: with the network only, for the report takes what the server's ledgers hold. */
function Amend({ on, isUploaded }: { on: string; isUploaded: boolean }) {
  const station = useWork().work.station.id
  const [isOpen, setOpen] = useState(false)
  const [other, setOther] = useState<string | null>(null)
  const [problem, setProblem] = useState('')
  const [id] = useState(newId)
  const close = () => {
    setOpen(false)
    setOther(null)
    setProblem('')
  }
  const amend = async (reason: string) => {
    try {
      const body = { id, on, reason }
      await settle(api.POST('/api/stations/{id}/reports/amend', { params: { path: { id: station } }, body }))
      say(t('report.amended'))
      await readAgain(station, [on])
    } catch (error) {
      setProblem(sayCode(toProblem(error).code))
    }
  }
  if (!isOpen)
    return (
      <div className="notice">
        {t('report.changedAfter')}
        {may('station.confirmReport') && isUploaded && (
          <Button isSmall look="plain" onClick={() => setOpen(true)}>
            {t('report.amend')}
          </Button>
        )}
      </div>
    )
  return (
    <div className="notice">
      {t('report.amendWhy')}
      <div className="chips">
        {REASONS.map((key) => (
          <button key={key} type="button" className="chip" onClick={() => void amend(t(key))}>
            {t(key)}
          </button>
        ))}
        <button type="button" className="chip" aria-pressed={other !== null} onClick={() => setOther('')}>
          {t('report.amendOther')}
        </button>
        <button type="button" className="chip" onClick={close}>
          {t('do.cancel')}
        </button>
      </div>
      {other !== null && (
        <>
          <Field
            label={t('report.amendOther')}
            hint={t('void.otherHint')}
            value={other}
            onValue={setOther}
            maxLength={200}
          />
          <Button disabled={other.trim().length < 2} onClick={() => void amend(other.trim())}>
            {t('report.amend')}
          </Button>
        </>
      )}
      {problem !== '' && <p className="notice bad">{problem}</p>}
    </div>
  )
}

export function ReportState({ day }: { day: ShownDay }) {
  const { state, code, is } = day.report
  if (state === 'refused') return <p className="notice bad">{`${t('report.refused')}：${sayCode(code ?? '')}`}</p>
  if (state === 'waiting')
    return (
      <p className="notice">
        {t('report.waiting')}
        {day.waiting > 0 && ` · ${t('report.entriesFirst', { n: day.waiting })}`}
      </p>
    )
  if (state === 'none') return null
  return (
    <>
      <p className="notice good">
        {is ? t('report.confirmedAt', { at: sayMoment(is.confirmedAt) }) : t('report.confirmed')}{' '}
        {is && <ReportMarks report={is} />}
      </p>
      {is?.amendedAt && <p className="soft">{t('report.amendedAt', { at: sayMoment(is.amendedAt) })}</p>}
      {day.report.isOutdated && <Amend on={day.on} isUploaded={day.waiting === 0} />}
    </>
  )
}

function Missing({ days }: { days: readonly string[] }) {
  if (days.length === 0) return <p className="soft">{t('report.missingNone')}</p>
  return (
    <section>
      <h2 className="section">{t('report.missing', { n: days.length })}</h2>
      <ul className="card rows">
        {days.map((on) => (
          <li key={on} className="row">
            <Link to={{ name: 'day', on }} className="main link break">
              {sayDay(on)} <span className="soft">{sayWeekday(on)}</span>
            </Link>
            {may('station.confirmReport') && (
              <Button
                isSmall
                look="plain"
                onClick={() => void confirmDay(on, t('report.caughtUp', { on: sayDay(on) }))}
              >
                {t('report.catchUp')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <p className="soft">{t('report.lateRule')}</p>
    </section>
  )
}

/** Confirms a day, or sends its refused report once more. */
export function ConfirmButton({ day, word }: { day: ShownDay; word: string }) {
  const { me } = useWork()
  const { state } = day.report
  if (!may('station.confirmReport')) return <p className="soft">{t('report.byKeeper')}</p>
  const again = async () => {
    const act = refusedActs(outbox.get(), me.account).find(({ command: c }) => c?.kind === 'report' && c.on === day.on)
    if (act) await retry(act)
    syncNow()
  }
  if (state === 'refused') return <Button onClick={() => void again()}>{t('refused.retry')}</Button>
  if (state !== 'none') return null
  return <Button onClick={() => void confirmDay(day.on, t('report.caughtUp', { on: sayDay(day.on) }))}>{word}</Button>
}

export function Report() {
  const today = civilDay(now())
  const { day, isKnown, isLoading } = useDay(today)
  const hasButton = day.report.state === 'none' || day.report.state === 'refused'
  return (
    <Page
      title={t('report.today')}
      end={
        <span className="date">
          {sayDay(today)} {sayWeekday(today)}
        </span>
      }
      bottom={hasButton && <ConfirmButton day={day} word={t('report.confirm')} />}
    >
      <ReportState day={day} />
      {isLoading && !isKnown && day.entries.length === 0 ? (
        <div className="bone" />
      ) : (
        <Totals totals={day.report.is ?? day.totals} />
      )}
      <p className="soft">
        {t('report.fromLedger')}{' '}
        {day.waiting > 0 && day.report.state === 'none' && t('report.entriesFirst', { n: day.waiting })}
      </p>
      {isKnown && <Missing days={day.missing} />}
    </Page>
  )
}
