import { RightOutline } from 'antd-mobile-icons'
import { useEffect, useState } from 'react'
import { now } from '../../lib/clock.ts'
import { addDays, civilDay, sayDay, sayWeekday } from '../../lib/day.ts'
import { loadKeptDays, useDay, useKnownDays } from '../../lib/days.ts'
import { t } from '../../lib/i18n/index.ts'
import type { ShownDay } from '../../lib/ledger.ts'
import { yuanOf } from '../../lib/money.ts'
import { go } from '../../lib/router.ts'
import { useWork } from '../../lib/session.ts'
import { Button } from '../../ui/Button.tsx'
import { Field } from '../../ui/Field.tsx'
import { Link } from '../../ui/Link.tsx'
import { Page } from '../../ui/Page.tsx'

const FORTNIGHT = 14

type Line = { on: string; day: ShownDay | undefined; isMissing: boolean; isWithin: boolean; isOpen: boolean }

function Mark({ line: { day, isMissing, isWithin, isOpen } }: { line: Line }) {
  if (!isOpen) return <span className="tag">{t('history.notOpen')}</span>
  const state = day?.report.state
  if (state === 'waiting') return <span className="tag warn">{t('state.waiting')}</span>
  if (isMissing || state === 'refused') return <span className="tag bad">{t('history.missing')}</span>
  if (state === 'confirmed' || isWithin) return <span className="tag good">{t('history.reported')}</span>
  return <span className="tag">{t(day ? 'history.missing' : 'history.unknown')}</span>
}

function Row({ line }: { line: Line }) {
  const { on, day } = line
  return (
    <li>
      <Link to={{ name: 'day', on }} className="row">
        <span className="main">
          <span className="title">
            {sayDay(on)} <span className="soft">{sayWeekday(on)}</span>
          </span>
          {day && (
            <span className="soft break">
              {t('short.sales')} ¥{yuanOf(day.totals.saleFen)} · {t('short.collected')} {day.totals.parcelsCollected} ·{' '}
              {t('short.sent')} {day.totals.parcelsSent} · {t('short.convenience')} {day.totals.convenienceCount}
            </span>
          )}
        </span>
        <Mark line={line} />
        <RightOutline aria-hidden />
      </Link>
    </li>
  )
}

export function History() {
  const { work } = useWork()
  const today = civilDay(now())
  const [count, setCount] = useState(FORTNIGHT)
  const { day: present, isKnown } = useDay(today)
  const ons = Array.from({ length: count }, (_, i) => addDays(today, -1 - i))
  const known = useKnownDays(ons)
  const station = work.station.id
  useEffect(() => void loadKeptDays(station), [station])
  const lines = ons.map(
    (on, i): Line => ({
      on,
      day: known.get(on),
      isMissing: present.missing.includes(on),
      isWithin: isKnown && i < FORTNIGHT,
      isOpen: present.openedOn === null || on >= present.openedOn,
    }),
  )
  return (
    <Page
      title={t('history.title')}
      end={
        <Link to={{ name: 'import' }} className="text-button">
          {t('import.title')}
        </Link>
      }
    >
      <ul className="card rows">
        {lines.map((line) => (
          <Row key={line.on} line={line} />
        ))}
      </ul>
      <Button look="plain" onClick={() => setCount(count + FORTNIGHT)}>
        {t('history.earlier')}
      </Button>
      <Field
        label={t('history.pick')}
        type="date"
        max={today}
        value=""
        onValue={(on) => {
          if (on) go({ name: 'day', on })
        }}
      />
    </Page>
  )
}
