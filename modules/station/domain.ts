import { civilDay } from '#platform/clock'
import { DomainError } from '#platform/errors'
import type { DayTotals, EnterCommand, Entry, Ledger, Service, StoredStation } from './schema.ts'

/** A parcel counts in one ledger only: each service belongs to one. */
export const ledgerOf = (service: Service): Ledger => {
  if (service === 'produceSale') return 'produceSale'
  return service === 'collected' || service === 'sent' ? 'parcel' : 'convenience'
}

/** A point has both its coordinates or none. */
export function change<S extends Pick<StoredStation, 'lng' | 'lat'>>(station: S, fields: Partial<S>): S {
  const changed = { ...station, ...fields }
  if ((changed.lng === null) === (changed.lat === null)) return changed
  throw new DomainError('station.halfPoint', { field: changed.lat === null ? 'lat' : 'lng' }, 422)
}

type Opening = Pick<StoredStation, 'state' | 'openedOn' | 'closedOn' | 'version'>

export function open<S extends Opening>(station: S, on: string, today: string): S {
  if (station.state === 'open') throw new DomainError('station.alreadyOpen', { openedOn: station.openedOn })
  if (on > today) throw new DomainError('station.dayInFuture', { field: 'on', on, today }, 422)
  if (station.closedOn !== null && on < station.closedOn)
    throw new DomainError('station.beforeClosing', { closedOn: station.closedOn }, 422)
  return { ...station, state: 'open', openedOn: on, closedOn: null, version: station.version + 1 }
}

export function close<S extends Opening>(station: S, on: string, today: string): S {
  if (station.state !== 'open') throw new DomainError('station.notOpen', { state: station.state })
  if (on > today) throw new DomainError('station.dayInFuture', { field: 'on', on, today }, 422)
  if (station.openedOn !== null && on < station.openedOn)
    throw new DomainError('station.beforeOpening', { openedOn: station.openedOn }, 422)
  return { ...station, state: 'closed', closedOn: on, version: station.version + 1 }
}

const AHEAD_MS = 15 * 60_000

/** Why an entry may not go into the ledger, or null. */
export function refusalOf(
  entry: Pick<EnterCommand, 'at' | 'service' | 'amountFen'>,
  { station, on, now, isOfDay = false }: { station: Opening; on: string; now: Date; isOfDay?: boolean },
): string | null {
  // A sheet knows the day of a line, seldom the hour: noon is put for it, also in the morning.
  const isAhead = isOfDay ? on > civilDay(now) : Date.parse(entry.at) > now.getTime() + AHEAD_MS
  if (isAhead) return 'station.entryInFuture'
  if (station.state === 'planned' || station.openedOn === null || on < station.openedOn) return 'station.notOpen'
  if (station.closedOn !== null && on > station.closedOn) return 'station.closed'
  if (entry.service === 'produceSale' && entry.amountFen === 0) return 'station.saleWithoutAmount'
  return null
}

export const NO_TOTALS: DayTotals = {
  saleCount: 0,
  saleFen: 0,
  parcelsCollected: 0,
  parcelsSent: 0,
  convenienceCount: 0,
  convenienceFen: 0,
}

/** The daily report is what the ledgers hold: nobody types it. */
export function totalsOf(
  entries: readonly Pick<Entry, 'service' | 'quantity' | 'amountFen' | 'voidedAt'>[],
): DayTotals {
  const totals = { ...NO_TOTALS }
  for (const { service, quantity, amountFen, voidedAt } of entries) {
    if (voidedAt !== null) continue
    const ledger = ledgerOf(service)
    if (ledger === 'produceSale') {
      totals.saleCount += 1
      totals.saleFen += amountFen
    } else if (ledger === 'convenience') {
      totals.convenienceCount += quantity
      totals.convenienceFen += amountFen
    } else if (service === 'collected') totals.parcelsCollected += quantity
    else totals.parcelsSent += quantity
  }
  return totals
}

/** Whether two days' figures are not the same. */
export const differ = (a: DayTotals, b: DayTotals): boolean =>
  (Object.keys(NO_TOTALS) as (keyof DayTotals)[]).some((name) => a[name] !== b[name]) // the keys of its type

/** A report of a day is late from the next noon on: the keeper closes after the last parcel van. */
export const LATE_AFTER_H = 36
export const isLate = (startOfReportDay: Date, confirmedAt: Date): boolean =>
  confirmedAt.getTime() >= startOfReportDay.getTime() + LATE_AFTER_H * 3_600_000

/** 13812341234 → 138****1234; what is shorter would be shown almost whole. */
export const maskPhone = (phone: string): string =>
  phone.length < 11 ? phone.replace(/./g, '*') : `${phone.slice(0, 3)}****${phone.slice(-4)}`
