import { t, tWord } from './i18n.ts'
import { currentLanguage } from './language.ts'

export type Unit =
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

const number = (digits: number, value: number) =>
  value.toLocaleString(currentLanguage(), { minimumFractionDigits: 0, maximumFractionDigits: digits })

const FEN_PER_YUAN = 100
const FEN_PER_WAN = 1_000_000

/** 万元 with one decimal, as the office speaks. */
export const wan = (fen: number): string =>
  (fen / FEN_PER_WAN).toLocaleString(currentLanguage(), { minimumFractionDigits: 1, maximumFractionDigits: 1 })

/** The exact amount in yuan, for the title of a figure and for sheets. */
export const yuan = (fen: number): string =>
  t('unit.exactYuan', {
    yuan: (fen / FEN_PER_YUAN).toLocaleString(currentLanguage(), {
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
    }),
  })

export const percent = (fraction: number, digits = 1): string => `${number(digits, fraction * 100)}%`
export const count = (value: number): string => number(2, value)

/** A figure in its unit: the number, the unit's word, and the exact value where the number is rounded. */
export function inUnit(value: number, unit: Unit): { number: string; unit: string; exact: string } {
  if (unit === 'fen') return { number: wan(value), unit: t('unit.wan'), exact: yuan(value) }
  if (unit === 'ratio') return { number: percent(value), unit: '', exact: percent(value, 4) }
  return { number: count(value), unit: tWord(`unit.${unit}`, unit), exact: count(value) }
}

/** What somebody typed in 万元, as fen; no rounding surprises beyond a fen. */
export const fenOfWan = (value: number): number => Math.round(value * FEN_PER_WAN)
export const fenOfYuan = (value: number): number => Math.round(value * FEN_PER_YUAN)

const DAY_MS = 86_400_000
const SHANGHAI_MS = 8 * 3_600_000

/** The civil day in Asia/Shanghai, whatever the clock of this machine is set to. */
export const today = (): string => new Date(Date.now() + SHANGHAI_MS).toISOString().slice(0, 10)

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** An instant as the county's wall clock shows it. */
export function moment(at: string): string {
  const local = new Date(Date.parse(at) + SHANGHAI_MS).toISOString()
  return `${local.slice(0, 10)} ${local.slice(11, 16)}`
}

/** 剩 12 天 / 今天到期 / 超 3 天. */
export function daysLeftText(days: number): string {
  if (days === 0) return t('due.today')
  return days > 0 ? t('due.left', { days }) : t('due.over', { days: -days })
}

const OPERATORS: Record<string, 'operator.ge' | 'operator.le' | 'operator.gt' | 'operator.lt' | 'operator.eq'> = {
  '>=': 'operator.ge',
  '<=': 'operator.le',
  '>': 'operator.gt',
  '<': 'operator.lt',
  '=': 'operator.eq',
}
/** 不少于 and the like, instead of a sign. */
export const operatorWord = (operator: string): string => {
  const key = OPERATORS[operator]
  return key ? t(key) : operator
}
