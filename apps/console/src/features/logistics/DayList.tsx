import { ArrowDownOutlined, ArrowUpOutlined, LockOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { t } from '../../lib/i18n.ts'
import { StateTag } from '../../ui/state-tag.tsx'
import { type Place, placeAt, placeKey } from './drawing.ts'
import type { Answer, PlannedDay, Wishes } from './queries.ts'
import { Badge } from './RouteMap.tsx'
import { hours, kilograms, kilometres, timeOfDay, vehicleWord, yuanOf } from './words.ts'

type Visit = PlannedDay['trips'][number]['visits'][number]
type Choice = { value: string; label: string }

/** What may be done with a plan that is being drawn; absent where it is only shown. */
export type Hand = {
  isBusy: boolean
  onShift: (id: string, by: -1 | 1) => void
  onMove: (id: string, to: Place | null) => void
  /** Stops of a vehicle's day that have been driven: none, so many, or all of it. */
  frozen: (day: PlannedDay) => number | 'whole' | null
  onFreeze: (day: PlannedDay, keep: number | 'whole' | null) => void
}

const NOWHERE = 'none'

/** Every trip there is, and one more of each vehicle that may drive another. */
export function tripChoices({ days }: Answer, { vehicles }: Wishes): Choice[] {
  const label = (at: Place) => `${vehicleWord(at)} · ${t('logistics.tripNumber', { number: at.trip + 1 })}`
  const used = days.flatMap(({ vehicle, number, trips }) => {
    const most = vehicles.find(({ id }) => id === vehicle)?.trips ?? 1
    return Array.from({ length: Math.min(most, trips.length + 1) }, (_, trip) => ({ vehicle, number, trip }))
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
  here: string
  choices: readonly Choice[]
  hand: Hand | undefined
}

function VisitRow({ visit, at, last, here, choices, hand }: RowProps) {
  const { id, name, townName, arrivesS, beginsS, pieces, weightG, legM, isEstimated, isCold } = visit
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
      {hand ? (
        <td className="route-acts">
          <Button
            size="small"
            icon={<ArrowUpOutlined aria-hidden />}
            disabled={at === 0 || hand.isBusy}
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

function Trip({
  day,
  at,
  choices,
  hand,
}: {
  day: PlannedDay
  at: number
  choices: readonly Choice[]
  hand: Hand | undefined
}) {
  const trip = day.trips[at]
  if (!trip) return null
  const here = placeKey({ vehicle: day.vehicle, number: day.number, trip: at })
  const { pieces, weightG } = day.capacity
  const caption = t('logistics.tripOf', {
    number: at + 1,
    at: timeOfDay(trip.leavesS),
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
              {hand ? <th className="route-acts">{t('logistics.rearrange')}</th> : null}
            </tr>
          </thead>
          <tbody>
            {trip.visits.map((visit, i) => (
              <VisitRow
                key={`${visit.id}/${visit.arrivesS}`}
                {...{ visit, here, choices, hand }}
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

/** What of a day has been driven already and stays when the rest is planned anew. */
function Freeze({ day, hand }: { day: PlannedDay; hand: Hand }) {
  const visits = day.trips.flatMap((trip) => trip.visits)
  const keep = hand.frozen(day)
  const options: { value: string | number; label: string }[] = [
    { value: FREE, label: t('logistics.notBegun') },
    { value: 'whole', label: t('logistics.frozenWhole') },
    ...visits
      .slice(0, -1)
      .map(({ name }, i) => ({ value: i + 1, label: t('logistics.frozenUpTo', { count: i + 1, name }) })),
  ]
  return (
    <p className="route-freeze">
      <LockOutlined aria-hidden /> {t('logistics.begun')}
      <Select<string | number>
        size="small"
        value={keep ?? FREE}
        options={options}
        aria-label={t('logistics.begunOf', { name: vehicleWord(day) })}
        onChange={(value) => hand.onFreeze(day, value === FREE ? null : value === 'whole' ? 'whole' : Number(value))}
        popupMatchSelectWidth={false}
        style={{ minWidth: 160 }}
      />
    </p>
  )
}

/** Vehicles, their trips, their stops. The number is the one on the map. */
export function DayList({ answer, wishes, hand }: { answer: Answer; wishes: Wishes; hand?: Hand | undefined }) {
  const choices = hand ? tripChoices(answer, wishes) : []
  return answer.days.map((day, i) => {
    const key = `${day.vehicle}/${day.number}`
    const faults = answer.faults.filter(({ vehicle, number }) => vehicle === day.vehicle && number === day.number)
    const stops = day.trips.reduce((sum, { visits }) => sum + visits.length, 0)
    return (
      <details key={key} className="route-day" open={faults.length > 0}>
        <summary>
          <Badge at={i} />
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
          {hand && hand.frozen(day) !== null ? <StateTag tone="info">{t('logistics.locked')}</StateTag> : null}
          {faults.length > 0 ? (
            <StateTag tone="bad">{t('logistics.faultCount', { count: faults.length })}</StateTag>
          ) : null}
        </summary>
        {hand ? <Freeze {...{ day, hand }} /> : null}
        {day.trips.map((trip, t_) => (
          <Trip key={`${key}/${trip.visits[0]?.id ?? t_}`} {...{ day, choices, hand }} at={t_} />
        ))}
      </details>
    )
  })
}
