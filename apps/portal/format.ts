import type { Say } from './language.ts'

const FEN_PER_WAN = 1_000_000
const SHANGHAI_MS = 8 * 3_600_000

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const tenth = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const hundredth = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const free = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })

/** A value as a person reads it: the number, its unit, and the exact amount where the number is rounded. */
export type Shown = { text: string; unit: string; exact: string | null }

export const count = (value: number): string => whole.format(value)
export const number = (value: number): string => free.format(value)
export const percent = (share: number): string => `${tenth.format(share * 100)}%`
export const wan = (fen: number): string => tenth.format(fen / FEN_PER_WAN)
export const yuan = (fen: number): string => hundredth.format(fen / 100)

/** 万元 with one decimal; what is less than one is told in yuan, or a village's first sale would read 0.0. */
export function money(fen: number, say: Say): Shown {
  const exact = say('figure.exact', { yuan: yuan(fen) })
  if (fen !== 0 && Math.abs(fen) < FEN_PER_WAN) return { text: yuan(fen), unit: say('unit.yuan'), exact: null }
  return { text: wan(fen), unit: say('unit.wan'), exact }
}

type Unit = 'piece' | 'fen' | 'parcel' | 'time' | 'station' | 'village' | 'personTime' | 'person' | 'ratio'

export function shown(value: number | null, unit: Unit, say: Say): Shown {
  if (value === null) return { text: say('figure.none'), unit: '', exact: null }
  if (unit === 'fen') return money(value, say)
  if (unit === 'ratio') return { text: percent(value), unit: '', exact: null }
  return { text: count(value), unit: say(`unit.${unit}`), exact: null }
}

export const inWords = ({ text, unit }: Shown): string => (unit ? `${text} ${unit}` : text)

/** Day and time of an instant as the county's clocks have it. */
export function clock(at: Date): { day: string; time: string } {
  const local = new Date(at.getTime() + SHANGHAI_MS).toISOString()
  return { day: local.slice(0, 10), time: local.slice(11, 16) }
}
