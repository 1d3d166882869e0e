import { ArrowDownOutlined, ArrowUpOutlined, LockOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { t } from '../../lib/i18n.ts'
import { type Lock, lockedCount, lockOf, type Place, placeKey } from './drawing.ts'
import type { Choice } from './fields.ts'
import { MoveTo } from './MoveTo.tsx'
import type { PlannedDay } from './queries.ts'
import { kilograms, kilometres, timeOfDay } from './words.ts'

type Visit = PlannedDay['trips'][number]['visits'][number]

/** What may be done with a plan that is being drawn; absent where it is only shown. */
export type Hand = {
  isBusy: boolean
  locks: readonly Lock[]
  onShift: (id: string, by: -1 | 1) => void
  onMove: (id: string, to: Place | null) => void
  /** Locks the first stops of a day, all of it (null), or nothing (undefined). */
  onLock: (day: PlannedDay, keep: number | null | undefined) => void
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

/** The stops of a trip in the order in which they are driven to; a driver signs at each on paper. */
export function TripTable({ day, at, choices, hand }: TripProps) {
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
        <table className="evidence-parts" aria-label={caption}>
          <thead>
            <tr>
              <th scope="col" className="number">
                {t('logistics.order')}
              </th>
              <th scope="col">{t('logistics.stop')}</th>
              <th scope="col">{t('logistics.town')}</th>
              <th scope="col" className="number">
                {t('logistics.arrives')}
              </th>
              <th scope="col" className="number">
                {t('logistics.pieces')}
              </th>
              <th scope="col" className="number">
                {t('logistics.weightKg')}
              </th>
              <th scope="col" className="number">
                {t('logistics.leg')}
              </th>
              {hasContacts ? <th scope="col">{t('logistics.contact')}</th> : null}
              <th scope="col" className="route-paper">
                {t('logistics.signed')}
              </th>
              {hand ? (
                <th scope="col" className="route-acts">
                  {t('logistics.rearrange')}
                </th>
              ) : null}
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
