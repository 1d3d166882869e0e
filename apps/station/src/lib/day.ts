import { language } from './i18n/index.ts'

const DAY_MS = 86_400_000
/** China keeps one civil time, UTC+8, wherever the phone believes to be. */
const SHANGHAI_MS = 8 * 3_600_000

export const civilDay = (atMs: number): string => new Date(atMs + SHANGHAI_MS).toISOString().slice(0, 10)
export const noonOf = (day: string): number => Date.parse(`${day}T12:00:00Z`) - SHANGHAI_MS
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

const format = (options: Intl.DateTimeFormatOptions) => (atMs: number) =>
  new Intl.DateTimeFormat(language(), { timeZone: 'Asia/Shanghai', ...options }).format(atMs)

const monthDay = format({ month: 'short', day: 'numeric' })
const weekday = format({ weekday: 'short' })
const clockTime = format({ hour: '2-digit', minute: '2-digit', hour12: false })

export const sayDay = (day: string): string => monthDay(noonOf(day))
export const sayWeekday = (day: string): string => weekday(noonOf(day))
export const sayTime = (instant: string): string => clockTime(Date.parse(instant))
export const sayMoment = (instant: string): string => {
  const at = Date.parse(instant)
  return `${monthDay(at)} ${clockTime(at)}`
}
