import { ArrowDownOutlined, ArrowUpOutlined, LockOutlined, PrinterOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { t } from '../../lib/i18n.ts'
import { useIsPrinting } from '../../ui/printing.ts'
import { StateTag } from '../../ui/state-tag.tsx'
import { isOpenTrip, type Lock, lockedCount, lockOf, type Place, placeAt, placeKey } from './drawing.ts'
import type { Answer, PlannedDay, Wishes } from './queries.ts'
import { Badge } from './RouteMap.tsx'
import { hours, kilograms, kilometres, timeOfDay, vehicleWord, yuanOf } from './words.ts'

type Visit = PlannedDay['trips'][number]['visits'][number]
type Choice = { value: string; label: string }

/** What may be done with a plan that is being drawn; absent where it is only shown. */
export type Hand = {
  isBusy: boolean
  locks: readonly Lock[]
  onShift: (id: string, by: -1 | 1) => void
  onMove: (id: string, to: Place | null) => void
  /** Locks the first stops of a day, all of it (null), or nothing (undefined). */
  onLock: (day: PlannedDay, keep: number | null | undefined) => void
}

const NOWHERE = 'none'

/** Every trip there is, and one more of each vehicle that may drive another; none that is locked. */
export function tripChoices({ days }: Answer, { vehicles }: Wishes, locks: readonly Lock[]): Choice[] {
  const label = (at: Place) => `${vehicleWord(at)} · ${t('logistics.tripNumber', { number: at.trip + 1 })}`
  const used = days.flatMap((day) => {
    const { vehicle, number, trips } = day
    const most = vehicles.find(({ id }) => id === vehicle)?.trips ?? 1
    return Array.from({ length: Math.min(most, trips.length + 1) }, (_, trip) => ({ vehicle, number, trip })).filter(
      ({ trip }) => isOpenTrip(locks, day, trip),
    )
  })
  const idle = vehicles.flatMap(({ id, count }) => {
    const numbers = days.filter(({ vehicle }) => vehicle === id).map(({ number }) => number)
    const number = Array.from({ length: count }, (_, i) => i + 1).find((n) => !numbers.includes(n))
    return number === undefined ? [] : [{ vehicle: id, number, trip: 0 }]
  })
  return [...used, ...idle].map((at) => ({ value: placeKey(at), label: label(at) }))
}

/** Where a stop shall go: a trip, or off the plan. */
export function MoveTo(props: {
  name: string
  choices: readonly Choice[]
  here?: string
  isBusy: boolean
  onMove: (to: Place | null) => void
}) {
  const { name, choices, here, isBusy, onMove } = props
  const others = choices.filter(({ value }) => value !== here)
  return (
    <Select
      size="small"
      value={null}
      disabled={isBusy}
      placeholder={t('logistics.moveTo')}
      aria-label={t('logistics.moveOf', { name })}
      options={here === undefined ? others : [...others, { value: NOWHERE, label: t('logistics.takeOff') }]}
      onChange={(key: string | null) => onMove(key === null || key === NOWHERE ? null : placeAt(key))}
      popupMatchSelectWidth={false}
      style={{ width: 108 }}
    />
  )
}

type RowProps = {
  visit: Visit
  at: number
  last: number
  /** So many stops of this trip, from its first on, stay where they are. */
  held: number
  hasContacts: boolean
  here: string
  choices: readonly Choice[]
  hand: Hand | undefined
}

function VisitRow({ visit, at, last, held, hasContacts, here, choices, hand }: RowProps) {
  const { id, name, townName, arrivesS, beginsS, pieces, weightG, legM, isEstimated, isCold, contact } = visit
  return (
    <tr>
      <td className="number">{at + 1}</td>
      <td>
        {name}
        {isCold ? <small> {t('logistics.cold')}</small> : null}
        {isEstimated ? <small className="soft"> {t('logistics.estimated')}</small> : null}
      </td>
      <td>{townName}</td>
      <td className="number">
        {timeOfDay(arrivesS)}
        {beginsS - arrivesS >= 60 ? (
          <small className="soft"> {t('logistics.waits', { minutes: Math.round((beginsS - arrivesS) / 60) })}</small>
        ) : null}
      </td>
      <td className="number">{pieces}</td>
      <td className="number">{kilograms(weightG)}</td>
      <td className="number">{kilometres(legM)}</td>
      {hasContacts ? <td>{contact}</td> : null}
      <td className="route-paper" />
      {hand && at < held ? (
        <td className="route-acts soft">
          <LockOutlined aria-hidden /> {t('logistics.locked')}
        </td>
      ) : null}
      {hand && at >= held ? (
        <td className="route-acts">
          <Button
            size="small"
            icon={<ArrowUpOutlined aria-hidden />}
            disabled={at === held || hand.isBusy}
            onClick={() => hand.onShift(id, -1)}
            aria-label={t('logistics.earlier', { name })}
          />
          <Button
            size="small"
            icon={<ArrowDownOutlined aria-hidden />}
            disabled={at === last || hand.isBusy}
            onClick={() => hand.onShift(id, 1)}
            aria-label={t('logistics.later', { name })}
          />
          <MoveTo {...{ name, choices, here }} isBusy={hand.isBusy} onMove={(to) => hand.onMove(id, to)} />
        </td>
      ) : null}
    </tr>
  )
}

type TripProps = { day: PlannedDay; at: number; choices: readonly Choice[]; hand: Hand | undefined }

function Trip({ day, at, choices, hand }: TripProps) {
  const trip = day.trips[at]
  if (!trip) return null
  const here = placeKey({ vehicle: day.vehicle, number: day.number, trip: at })
  const earlier = day.trips.slice(0, at).reduce((sum, { visits }) => sum + visits.length, 0)
  const held = Math.max(0, lockedCount(lockOf(hand?.locks ?? [], day)) - earlier)
  const hasContacts = day.trips.some(({ visits }) => visits.some(({ contact }) => contact !== null))
  const { pieces, weightG } = day.capacity
  const caption = t('logistics.tripOf', {
    number: at + 1,
    at: timeOfDay(trip.leavesS),
    back: timeOfDay(trip.backS),
    pieces: trip.pieces,
    room: pieces,
    kg: kilograms(trip.weightG),
    roomKg: kilograms(weightG),
    km: kilometres(trip.distanceM),
  })
  return (
    <>
      <p className="route-caption">{caption}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by keyboard */}
      <section className="route-scroll" tabIndex={0} aria-label={caption}>
        <table className="evidence-parts">
          <thead>
            <tr>
              <th className="number">{t('logistics.order')}</th>
              <th>{t('logistics.stop')}</th>
              <th>{t('logistics.town')}</th>
              <th className="number">{t('logistics.arrives')}</th>
              <th className="number">{t('logistics.pieces')}</th>
              <th className="number">{t('logistics.weightKg')}</th>
              <th className="number">{t('logistics.leg')}</th>
              {hasContacts ? <th>{t('logistics.contact')}</th> : null}
              <th className="route-paper">{t('logistics.signed')}</th>
              {hand ? <th className="route-acts">{t('logistics.rearrange')}</th> : null}
            </tr>
          </thead>
          <tbody>
            {trip.visits.map((visit, i) => (
              <VisitRow
                key={`${visit.id}/${visit.arrivesS}`}
                {...{ visit, here, choices, hand, held, hasContacts }}
                at={i}
                last={trip.visits.length - 1}
              />
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

const FREE = 'free'
const WHOLE = 'whole'

/** What of a day stays as it is when the rest is planned anew: none, so many stops, or all of it. */
function Locking({ day, hand }: { day: PlannedDay; hand: Hand }) {
  const visits = day.trips.flatMap((trip) => trip.visits)
  const lock = lockOf(hand.locks, day)
  const options: { value: string | number; label: string }[] = [
    { value: FREE, label: t('logistics.lock.none') },
    { value: WHOLE, label: t('logistics.lock.whole') },
    ...visits
      .slice(0, -1)
      .map(({ name }, i) => ({ value: i + 1, label: t('logistics.lock.upTo', { count: i + 1, name }) })),
  ]
  const choose = (value: string | number) => {
    if (value === FREE) hand.onLock(day, undefined)
    else hand.onLock(day, value === WHOLE ? null : Number(value))
  }
  return (
    <p className="route-lock">
      <LockOutlined aria-hidden /> {t('logistics.lock')}
      <Select<string | number>
        size="small"
        value={lock ? (lock.keep ?? WHOLE) : FREE}
        options={options}
        aria-label={t('logistics.lockOf', { name: vehicleWord(day) })}
        onChange={choose}
        popupMatchSelectWidth={false}
        style={{ minWidth: 160 }}
      />
      <span className="soft">{t('logistics.lockAbout')}</span>
    </p>
  )
}

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
        <Trip key={trip.visits[0]?.id ?? t_} {...{ day, choices, hand }} at={t_} />
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
