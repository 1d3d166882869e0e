import { PrinterOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { t } from '../../lib/i18n.ts'
import { useIsPrinting } from '../../ui/printing.ts'
import { StateTag } from '../../ui/state-tag.tsx'
import { lockOf } from './drawing.ts'
import type { Choice } from './fields.ts'
import { Locking } from './Locking.tsx'
import { tripChoices } from './MoveTo.tsx'
import type { Answer, PlannedDay, Wishes } from './queries.ts'
import { Badge } from './RouteMap.tsx'
import { type Hand, TripTable } from './TripTable.tsx'
import { hours, kilometres, timeOfDay, vehicleWord, yuanOf } from './words.ts'

type DayProps = { day: PlannedDay; at: number; answer: Answer; choices: readonly Choice[]; hand: Hand | undefined }

/** 派车单: this vehicle alone on the paper. */
function printDay(day: Element | null): void {
  const plan = day?.closest('.route-answer')
  day?.setAttribute('data-printed', '')
  plan?.setAttribute('data-only', '')
  window.addEventListener(
    'afterprint',
    () => {
      day?.removeAttribute('data-printed')
      plan?.removeAttribute('data-only')
    },
    { once: true },
  )
  window.print()
}

/** A vehicle's day, unfolded where something is wrong with it; it stays as the person leaves it. */
function DayPart({ day, at, answer, choices, hand }: DayProps) {
  const faults = answer.faults.filter(({ vehicle, number }) => vehicle === day.vehicle && number === day.number)
  const [isOpen, setOpen] = useState(faults.length > 0)
  const isPrinting = useIsPrinting()
  const stops = day.trips.reduce((sum, { visits }) => sum + visits.length, 0)
  return (
    <details
      className="route-day"
      open={isOpen || isPrinting}
      onToggle={({ currentTarget }) => (isPrinting ? undefined : setOpen(currentTarget.open))}
    >
      <summary>
        <Badge at={at} />
        <strong>{vehicleWord(day)}</strong>
        <span>
          {t('logistics.dayLine', {
            from: timeOfDay(day.leavesS),
            to: timeOfDay(day.endsS),
            trips: day.trips.length,
            stops,
            km: kilometres(day.distanceM),
            hours: hours(day.endsS - day.leavesS),
            yuan: yuanOf(day.costFen),
          })}
        </span>
        {hand && lockOf(hand.locks, day) ? <StateTag tone="info">{t('logistics.locked')}</StateTag> : null}
        {faults.length > 0 ? (
          <StateTag tone="bad">{t('logistics.faultCount', { count: faults.length })}</StateTag>
        ) : null}
      </summary>
      <p className="route-screen">
        <Button
          size="small"
          icon={<PrinterOutlined aria-hidden />}
          onClick={({ currentTarget }) => printDay(currentTarget.closest('.route-day'))}
        >
          {t('logistics.printDay')}
        </Button>
      </p>
      {hand ? <Locking {...{ day, hand }} /> : null}
      {faults.length > 0 ? (
        <ul className="route-wrong">
          {faults.map(({ text }) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      ) : null}
      {day.trips.map((trip, t_) => (
        <TripTable key={trip.visits[0]?.id ?? t_} {...{ day, choices, hand }} at={t_} />
      ))}
      {day.rest ? (
        <p className="soft">
          {t('logistics.restAt', { from: timeOfDay(day.rest.fromS), to: timeOfDay(day.rest.toS) })}
        </p>
      ) : null}
    </details>
  )
}

/** Vehicles, their trips, their stops. The number is the one on the map. */
export function DayList({ answer, wishes, hand }: { answer: Answer; wishes: Wishes; hand?: Hand | undefined }) {
  const choices = hand ? tripChoices(answer, wishes, hand.locks) : []
  return answer.days.map((day, i) => (
    <DayPart key={`${day.vehicle}/${day.number}`} {...{ day, answer, choices, hand }} at={i} />
  ))
}
