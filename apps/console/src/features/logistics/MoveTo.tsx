import { Select } from 'antd'
import { t } from '../../lib/i18n.ts'
import { isOpenTrip, type Lock, type Place, placeAt, placeKey } from './drawing.ts'
import type { Choice } from './fields.ts'
import type { Answer, Wishes } from './queries.ts'
import { vehicleWord } from './words.ts'

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
