import { useCallback, useState } from 'react'
import { now } from '../../lib/clock.ts'
import { civilDay, sayDay, sayMoment, sayWeekday } from '../../lib/day.ts'
import { useDay } from '../../lib/days.ts'
import { t } from '../../lib/i18n/index.ts'
import { sayProblem } from '../../lib/problem-text.ts'
import { Button } from '../../ui/Button.tsx'
import { Page } from '../../ui/Page.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import { Entries } from './Entries.tsx'
import { EntrySheet, type Wish } from './EntrySheet.tsx'
import { Figures } from './Figures.tsx'
import { ConfirmButton, ReportState } from './Report.tsx'
import { Services } from './Services.tsx'

/** A day that is over: what was recorded, whether it was reported, and what was forgotten. */
export function Day({ on }: { on: string }) {
  const { day, isKnown, isLoading, problem, readAtMs, reload } = useDay(on)
  const [isPicking, setPicking] = useState(false)
  const [wish, setWish] = useState<Wish | null>(null)
  const closePicking = useCallback(() => setPicking(false), [])
  const closeWish = useCallback(() => setWish(null), [])
  const isEmpty = day.entries.length === 0
  const isFuture = on > civilDay(now())
  const isReportable = isKnown && !isFuture && (day.report.state === 'none' || day.report.state === 'refused')
  return (
    <Page
      title={`${sayDay(on)} ${sayWeekday(on)}`}
      up={{ name: 'history' }}
      bottom={
        !isFuture && (
          <>
            {isReportable && <ConfirmButton day={day} word={t('report.catchUp')} />}
            <Button look="plain" onClick={() => setPicking(true)}>
              {t('day.add')}
            </Button>
          </>
        )
      }
    >
      {isKnown && problem && (
        <p className="notice">{t('day.kept', { at: sayMoment(new Date(readAtMs).toISOString()) })}</p>
      )}
      {(isKnown || !isEmpty) && (
        <>
          <Figures totals={day.totals} salesName={t('report.sales')} />
          <ReportState day={day} />
        </>
      )}
      {!isEmpty && <Entries entries={day.entries} />}
      {isEmpty && isKnown && <p className="empty">{t('day.empty')}</p>}
      {!isKnown && isLoading && <div className="bone" />}
      {!isKnown && !isLoading && problem && (
        <div className="empty">
          <p>{problem.code === 'net.unreachable' ? t('day.unknown') : sayProblem(problem)}</p>
          <Button isSmall look="plain" onClick={reload}>
            {t('do.again')}
          </Button>
        </div>
      )}
      <Sheet title={t('day.addWhat', { on: sayDay(on) })} isOpen={isPicking} onClose={closePicking}>
        <Services
          onPick={(service) => {
            setPicking(false)
            setWish({ service, on })
          }}
        />
      </Sheet>
      <EntrySheet wish={wish} onClose={closeWish} />
    </Page>
  )
}
