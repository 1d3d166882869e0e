import { count } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'

const MINUTE_S = 60

/** Seconds after midnight as a clock shows them. */
export function timeOfDay(seconds: number): string {
  const minutes = Math.round(seconds / MINUTE_S)
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')
}

/** What a field of time holds, as seconds after midnight. */
export function secondsOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(/[:：]/).map(Number)
  return hours * 3600 + minutes * MINUTE_S
}

export const kilometres = (metres: number): string => (metres / 1000).toFixed(1)
export const kilograms = (grams: number): number => grams / 1000
export const hours = (seconds: number): string => (seconds / 3600).toFixed(1)
export const yuanOf = (fen: number): string => count(Math.round(fen / 100))

export const vehicleWord = ({ vehicle, number }: { vehicle: string; number: number }): string =>
  t('logistics.vehicleName', { vehicle, number })
