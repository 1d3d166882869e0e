import { LockOutlined } from '@ant-design/icons'
import { Select } from 'antd'
import { t } from '../../lib/i18n.ts'
import { lockOf } from './drawing.ts'
import type { PlannedDay } from './queries.ts'
import type { Hand } from './TripTable.tsx'
import { vehicleWord } from './words.ts'

const FREE = 'free'
const WHOLE = 'whole'

/** What of a day stays as it is when the rest is planned anew: none, so many stops, or all of it. */
export function Locking({ day, hand }: { day: PlannedDay; hand: Hand }) {
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
