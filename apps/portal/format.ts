import type { Language, Say } from './language.ts'

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
export const wholePercent = (share: number): string => `${whole.format(share * 100)}%`
export const percent = (share: number): string => `${tenth.format(share * 100)}%`
export const wan = (fen: number): string => tenth.format(fen / FEN_PER_WAN)
export const yuan = (fen: number): string => hundredth.format(fen / 100)

export type Voice = { say: Say; language: Language }

const FEN_PER_MILLION = 100_000_000
/** From a thousand yuan on nobody reads the cents. */
const FEN_OF_CENTS = 100_000

/** 万元 with one decimal, or millions where nobody counts in 万; what is less is told in yuan, or a village's first sale reads 0.0. */
export function money(fen: number, voice: Voice): Shown {
  return moneyLike(fen, voice)(fen)
}

/** One unit for a whole column: the largest amount says which. */
export function moneyLike(largestFen: number, { say, language }: Voice): (fen: number) => Shown {
  const inMillions = language === 'en'
  const scale = inMillions ? FEN_PER_MILLION : FEN_PER_WAN
  const unit = say(inMillions ? 'unit.million' : 'unit.wan')
  const exactly = (fen: number) => say('figure.exact', { yuan: yuan(fen) })
  const places = inMillions ? hundredth : tenth
  if (Math.abs(largestFen) < scale && largestFen !== 0)
    return (fen) => ({
      text: Math.abs(largestFen) < FEN_OF_CENTS ? yuan(fen) : whole.format(fen / 100),
      unit: say('unit.yuan'),
      exact: exactly(fen),
    })
  return (fen) => ({ text: fen === 0 ? '0' : places.format(fen / scale), unit, exact: exactly(fen) })
}

type Unit =
  | 'piece'
  | 'entry'
  | 'town'
  | 'fen'
  | 'parcel'
  | 'time'
  | 'station'
  | 'village'
  | 'personTime'
  | 'person'
  | 'ratio'

export type { Unit }

export function shown(value: number | null, unit: Unit, voice: Voice): Shown {
  return shownLike(value ?? 0, unit, voice)(value)
}

/** How the values of one column are shown beside its largest. */
export function shownLike(largest: number, unit: Unit, voice: Voice): (value: number | null) => Shown {
  const { say } = voice
  const inMoney = moneyLike(largest, voice)
  return (value) => {
    if (value === null) return { text: say('figure.none'), unit: '', exact: null }
    if (unit === 'fen') return inMoney(value)
    if (unit === 'ratio') return { text: percent(value), unit: '', exact: null }
    return { text: count(value), unit: say(`unit.${unit}`), exact: null }
  }
}

export const inWords = ({ text, unit }: Shown): string => (unit ? `${text} ${unit}` : text)

/** Day and time of an instant as the county's clocks have it. */
export function clock(at: Date): { day: string; time: string } {
  const local = new Date(at.getTime() + SHANGHAI_MS).toISOString()
  return { day: local.slice(0, 10), time: local.slice(11, 16) }
}
