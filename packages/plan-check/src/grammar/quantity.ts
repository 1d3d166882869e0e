import type { Passage } from '../reading/passage.ts'
import { readNumber } from './number.ts'

/** `>=` 以上 不少于 (the number included, 民法典第一千二百五十九条), `>` 超过 (not included), `~` 左右, `=` nothing said. */
export type Comparison = '=' | '>=' | '<=' | '>' | '<' | '~'

export interface Quantity {
  value: number
  /** The lower end of 4-6 场, whose upper end is the value. */
  lower: number | null
  /** The unit in one writing: 平方米 for 平米 and m², 万元 for every amount of money. */
  unit: string
  comparison: Comparison
  /** Each year, where the number is one of every year. */
  isYearly: boolean
  passage: Passage
  /** The number with its unit and words of comparison, counted in the passage. */
  from: number
  to: number
  text: string
}

const UNITS: readonly [unit: string, words: string][] = [
  ['万元', '万元|亿元|元|万(?=[、，。；)）]|$)'],
  ['人次', '人次'],
  ['平方米', '平方米|平米|㎡|m\\s*²|m2'],
  ['公里', '公里|千米'],
  ['小时', '小时'],
  ['个月', '个月'],
  ['%', '%|％|个百分点'],
  ['个', '个|所|处'],
  ['户', '户'],
  ['家', '家'],
  ['场', '场|次'],
  ['人', '人|名'],
  ['款', '款'],
  ['条', '条'],
  ['套', '套'],
  ['项', '项(?!目)'],
  ['天', '工作日|天|日内'],
  ['年', '年'],
  ['单', '单|件'],
  ['辆', '辆'],
  ['台', '台'],
  ['吨', '吨'],
  ['亩', '亩'],
  ['期', '期'],
]
const UNIT_WORDS = UNITS.map(([, words]) => words).join('|')
const BEFORE =
  '≥|≧|>=|≤|≦|<=|不得少于|不得低于|不得高于|不得超过|不少于|不低于|不小于|至少|不超过|不高于|不多于|最高不超过|超过|高于|多于|大于|达到|低于|少于|小于|累计|约|超|近|达|共|满'
const AFTER = '及以上|以上|及以下|以下|以内|之内|左右|（含）|余'
/** The words of all units, as a pattern. */
export const ANY_UNIT: string = UNIT_WORDS
/** No number of a plan is longer; without a bound a text of nothing but numerals would be searched over and over. */
const NUMBER = '\\d[\\d,]{0,14}(?:\\.\\d{1,6})?|[一二两三四五六七八九十百千]{1,8}'
const QUANTITY = new RegExp(
  `(${BEFORE})?\\s*(?<![\\d.〔第]|[A-Za-z+]|\\d[-—~～至])(?:(\\d+)\\s*[-—~～至]\\s*(?=\\d))?(${NUMBER})\\s*(万|亿)?\\s*(${UNIT_WORDS})(?![\\d])\\s*(${AFTER})?`,
  'g',
)
/** 一个 in idiom and ordinals count nothing: 一件代发, 一站式, 一对一, 第一批, 三产. */
const IDIOM = /^(?:一件代|一户一|一人一|一次性|一款一|一条龙|一个一|一单一)/
const WORD_UNITS = new Set(['个', '户', '家', '场', '人', '款', '条', '套', '项', '人次', '年'])

function comparisonOf(before: string, after: string): Comparison {
  if (/[≥≧]|>=|不得?少于|不得?低于|不小于|至少|满/.test(before)) return '>='
  if (/[≤≦]|<=|不得?超过|不得?高于|不多于/.test(before)) return '<='
  if (/以上/.test(after)) return '>='
  if (/以下|以内|之内/.test(after)) return '<='
  if (/超过|高于|多于|大于|超/.test(before)) return '>'
  if (/低于|少于|小于/.test(before)) return '<'
  if (/左右|余/.test(after) || /约|近/.test(before)) return '~'
  return '='
}

const WRITINGS = UNITS.map(([unit, words]) => [unit, new RegExp(`^(?:${words})$`)] as const)

function unitOf(word: string): string {
  return WRITINGS.find(([, writing]) => writing.test(word))?.[0] ?? word
}

function factorOf(multiple: string, word: string): number {
  const times = multiple === '亿' ? 100_000_000 : multiple === '万' ? 10_000 : 1
  if (unitOf(word) !== '万元') return times
  const yuan = word.startsWith('亿') ? 100_000_000 : word.startsWith('万') ? 10_000 : 1
  return (times * yuan) / 10_000
}

function isCounted(text: string, match: RegExpMatchArray, unit: string): boolean {
  const [, , , number = '', , word = ''] = match
  const isWords = !/^\d/.test(number)
  if (word === '年' && /^\d{4}$/.test(number)) return false
  const rest = text.slice(match.index ?? 0)
  if (isWords && (!WORD_UNITS.has(unit) || IDIOM.test(rest))) return false
  if (/^(?:日|号)/.test(text.slice((match.index ?? 0) + match[0].length))) return false
  return !/[第同]\s*$/.test(text.slice(0, match.index))
}

/** A paragraph of more numbers is no paragraph: the rest of it is left unread rather than compared each with each. */
const MOST = 500

/** Every counted or measured thing of a passage, with its unit and comparison. */
export function quantitiesOf(passage: Passage): Quantity[] {
  const { text } = passage
  if (text.length < 2 || !/[\d一二两三四五六七八九十百千]/.test(text)) return []
  const found: Quantity[] = []
  for (const match of text.matchAll(QUANTITY)) {
    if (found.length === MOST) break
    const [whole, before = '', lower, number = '', multiple = '', word = '', after = ''] = match
    const unit = unitOf(word)
    const value = readNumber(number) * factorOf(multiple, word)
    if (!Number.isFinite(value) || !isCounted(text, match, unit)) continue
    const lead = whole.length - whole.trimStart().length
    const from = match.index + lead
    const to = match.index + whole.trimEnd().length
    const ahead = text.slice(Math.max(0, from - 12), from)
    found.push({
      value,
      lower: lower === undefined ? null : Number(lower),
      unit,
      comparison: comparisonOf(before, after),
      isYearly: /每年|年均|全年|年度/.test(ahead),
      passage,
      from,
      to,
      text: text.slice(from, to),
    })
  }
  return found
}

const YUAN = 10_000

/** A quantity as an English sentence shows it: money in yuan with the document's own words behind it. */
export function inEnglish({ unit, value, text }: Quantity): string {
  return unit === '万元' ? `${(value * YUAN).toLocaleString('en-US')} yuan (${text})` : `“${text}”`
}
