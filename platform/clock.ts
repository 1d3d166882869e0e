const DAY_MS = 86_400_000
/** China keeps one civil time, UTC+8, without summer time since 1991. */
const SHANGHAI_MS = 8 * 3_600_000

/** The civil day in Asia/Shanghai, `YYYY-MM-DD`, on which an instant falls. */
export const civilDay = (at: Date): string => new Date(at.getTime() + SHANGHAI_MS).toISOString().slice(0, 10)

/** The same with hour and minute, `2026-03-01 09:30`. */
export const civilMinute = (at: Date): string =>
  new Date(at.getTime() + SHANGHAI_MS).toISOString().slice(0, 16).replace('T', ' ')

/** The instant at which a civil day in Asia/Shanghai begins. */
export const startOfDay = (day: string): Date => new Date(Date.parse(`${day}T00:00:00Z`) - SHANGHAI_MS)

const FIRST_MS = Date.parse('0001-01-01T00:00:00Z')
const LAST_MS = Date.parse('9999-12-31T00:00:00Z')

/** Days end with the years of four digits: a span without an end is often written as one until 9999-12-31. */
export const addDays = (day: string, days: number): string => {
  const at = Date.parse(`${day}T00:00:00Z`) + days * DAY_MS
  return new Date(Math.min(LAST_MS, Math.max(FIRST_MS, at))).toISOString().slice(0, 10)
}

/** Whole days from one civil day to another; negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS)
