import { inEnglish, type Quantity, quantitiesOf } from '../grammar/quantity.ts'
import { type Passage, sentencesOf } from '../reading/passage.ts'
import type { ReadContext } from './context.ts'
import { type Equation, partsIn, quantityTerm } from './table-sums.ts'

/** 甲镇42个、乙镇38个、丙街道51个 */
const PLACES = /(?:[\u4e00-\u9fa5]{1,8}(?:镇|乡|街道|社区|村)\s*\d+\s*[\u4e00-\u9fa5]{1,2}[、，,；\s]*){3}/

/** 其中, or a list of places, may begin a sentence of its own: it divides the number before it. */
function statements(passage: Passage): { from: number; to: number }[] {
  const joined: { from: number; to: number }[] = []
  for (const { from, to, text } of sentencesOf(passage)) {
    const last = joined.at(-1)
    if (last !== undefined && (/^其中/.test(text) || text.search(PLACES) === 0)) last.to = to
    else joined.push({ from, to })
  }
  return joined
}

/** 总投资 900 万元，其中… and 42 个（其中 7 个，35 个）: a number and the parts that it is said to consist of. */
function dividedEquations(context: ReadContext): Equation[] {
  return context.reading.passages.flatMap((passage) =>
    statements(passage).flatMap((sentence): Equation[] => {
      const inside = quantitiesOf(passage).filter(
        (quantity) => quantity.from >= sentence.from && quantity.to <= sentence.to && !quantity.isYearly,
      )
      return dividedAt(passage, sentence).flatMap((division) => {
        const { at, end } = division
        const whole = inside.findLast((quantity) => quantity.to <= at)
        if (whole === undefined) return []
        const parts = inside.filter(
          (quantity) =>
            quantity.from >= at &&
            quantity.to <= end &&
            quantity.unit === whole.unit &&
            !isPriceAside(passage.text.slice(at, quantity.from)),
        )
        const actual = parts.reduce((sum, part) => sum + part.value, 0)
        if (!isDivided(whole, parts, division)) return []
        const terms = [whole, ...parts].map((quantity) => quantityTerm(context, quantity))
        return [
          {
            what: [`“${whole.text}”与其中各项`, `${inEnglish(whole)} and its parts`],
            expected: whole.value,
            actual,
            unit: whole.unit,
            terms,
          },
        ]
      })
    }),
  )
}

const ADDITIVE = new Set(['平方米', '亩', '台', '辆', '套'])

/** 其中 may name some parts only, and a person may be in two: areas and machines are not. */
function isAdditive(whole: Quantity, parts: readonly Quantity[]): boolean {
  return ADDITIVE.has(whole.unit) && parts.every((part) => part.comparison === '=')
}

/** A list of places may leave some out: one that comes to nearly the whole was meant to come to it. */
const NEARLY = 0.75

/** Do the parts make up the whole, so that both must agree? Some parts only must not come to more than it. */
function isDivided(whole: Quantity, parts: readonly Quantity[], { isMoneyOnly, isByPlace }: Division): boolean {
  const sum = parts.reduce((total, part) => total + part.value, 0)
  const isMore = sum > whole.value
  if (isByPlace) return sum >= NEARLY * whole.value
  if (!isMoneyOnly || whole.unit === '万元') return parts.length >= 2 || (parts.length === 1 && isMore)
  return isMore && isAdditive(whole, parts)
}

interface Division {
  at: number
  end: number
  isMoneyOnly: boolean
  isByPlace: boolean
}

/** 乡镇服务站72万元（每个12万元）: what stands in brackets behind a part explains that part. */
function isPriceAside(ahead: string): boolean {
  return EACH.test(ahead) || /^[^（(].*[（(][^（()）]*$/.test(ahead)
}

/** Where a sentence says what a number consists of: 其中 before money, or a bracket after it. */
function dividedAt(passage: Passage, sentence: { from: number; to: number }): Division[] {
  const text = passage.text.slice(sentence.from, sentence.to)
  const divisions: Division[] = []
  for (const match of text.matchAll(/[（(]([^（()）]*)[)）]/g)) {
    const at = sentence.from + match.index
    divisions.push({
      at,
      end: at + match[0].length,
      isMoneyOnly: !(match[1] ?? '').trimStart().startsWith('其中'),
      isByPlace: false,
    })
  }
  const among = /(?<![（(]\s*)(?:其中|具体安排|具体用于|分配如下|分别安排|分别用于)/.exec(text)
  const places = text.search(PLACES)
  const at = among?.index ?? places
  if (at > 0) divisions.push({ at: sentence.from + at, end: sentence.to, isMoneyOnly: true, isByPlace: places > 0 })
  return divisions
}

const NEXT = 30

/** 15000 人次以上，每年不少于 5000 人次 over a period of 3 years: a total, its yearly part and the years. */
function yearlyEquations(context: ReadContext): Equation[] {
  return context.reading.passages.flatMap((passage) => {
    const inside = quantitiesOf(passage)
    return inside.flatMap((yearly, at): Equation[] => {
      const total = inside[at - 1]
      const years = inside.slice(0, at).findLast(({ unit }) => unit === '年')
      const isPair = total !== undefined && total.unit === yearly.unit && yearly.from - total.to < NEXT
      if (!yearly.isYearly || !isPair || total.isYearly || years === undefined) return []
      const terms = [total, yearly, years].map((quantity) => quantityTerm(context, quantity))
      return [
        {
          what: [`“${total.text}”与每年之数`, `${inEnglish(total)} and its yearly part`],
          expected: total.value,
          actual: yearly.value * years.value,
          unit: total.unit,
          terms,
        },
      ]
    })
  })
}

const USED_FOR = /((?:中央|省级?|市级?|县级?)(?:财政)?(?:专项|补助|配套)?资金)(?:主要|具体|分别)?(?:用于|安排|分配)/
const LISTED = 3

/** 中央财政资金2000万元…。中央财政资金用于：甲386万元、乙700万元、丙914万元: a fund and the list of what it is used for. */
function usedEquations(context: ReadContext): Equation[] {
  return context.reading.passages.flatMap((passage) => {
    const amounts = partsIn(passage)
    return sentencesOf(passage).flatMap((sentence): Equation[] => {
      const [, fund = ''] = USED_FOR.exec(sentence.text) ?? []
      const parts = amounts.filter(({ from, to }) => from >= sentence.from && to <= sentence.to)
      const stated = amounts.filter(
        ({ from, to }) => to <= sentence.from && passage.text.slice(0, from).trimEnd().endsWith(fund),
      )
      const [whole] = stated
      if (fund === '' || whole === undefined || stated.length > 1 || parts.length < LISTED) return []
      return [
        {
          what: [`“${fund}”与所列各项用途`, `${inEnglish(whole)} and what it is used for`],
          expected: whole.value,
          actual: parts.reduce((sum, part) => sum + part.value, 0),
          unit: whole.unit,
          terms: [whole, ...parts].map((quantity) => quantityTerm(context, quantity)),
        },
      ]
    })
  })
}

const EACH = /每(?:个|站|家|户|所|处|条|场|人次?|点|辆|台|套|座|亩|款|平方米)[^，。；\d]{0,10}$/
const IN_ALL = /^(?:共|合计|总计|小计)|(?:共|合计|总计|小计)[^，。；\d]{0,8}$|[，,]\s*(?:计|需)\s*$/

/** Inside a bracket stand the parts of the number before it. */
function isBracketed({ passage, from }: Quantity): boolean {
  const before = passage.text.slice(0, from)
  return (before.match(/[（(]/g) ?? []).length > (before.match(/[)）]/g) ?? []).length
}

/** 14 个…每个 12 万元，共 168 万元: a number of things, the price of each and the amount. */
function productEquations(context: ReadContext): Equation[] {
  return context.reading.passages.flatMap((passage) => {
    const all = quantitiesOf(passage).filter((quantity) => !isBracketed(quantity))
    return all.flatMap((amount, at): Equation[] => {
      const [count, price] = [all[at - 2], all[at - 1]]
      if (count === undefined || price?.unit !== '万元' || amount.unit !== '万元' || !COUNTED.has(count.unit)) return []
      const isPrice = EACH.test(passage.text.slice(0, price.from))
      if (!isPrice || !(IN_ALL.test(passage.text.slice(0, amount.from)) || IN_ALL.test(amount.text))) return []
      return [
        {
          what: [`“${count.text}”乘单价与“${amount.text}”`, `${inEnglish(amount)} and its number and price`],
          expected: count.value * price.value,
          actual: amount.value,
          unit: amount.unit,
          terms: [count, price, amount].map((quantity) => quantityTerm(context, quantity)),
        },
      ]
    })
  })
}

const COUNTED = new Set(['个', '家', '户', '条', '场', '人', '人次', '辆', '台', '套', '亩', '款', '平方米'])
const RATIO = /1\s*[:：]\s*(\d+(?:\.\d+)?)\s*的?\s*比例[^。；]{0,16}配套[^。；\d]{0,10}$/

/** 按 1:0.3 配套 540 万元: the local money is that share of the first amount of the paragraph. */
function ratioEquations(context: ReadContext): Equation[] {
  return context.reading.passages.flatMap((passage) => {
    const amounts = partsIn(passage)
    const [base] = amounts
    return amounts.flatMap((amount): Equation[] => {
      const ratio = RATIO.exec(passage.text.slice(0, amount.from))
      if (base === undefined || base === amount || ratio === null) return []
      return [
        {
          what: [`“${amount.text}”与 1:${ratio[1]} 的比例`, `${inEnglish(amount)} and the ratio 1:${ratio[1]}`],
          expected: base.value * Number(ratio[1]),
          actual: amount.value,
          unit: amount.unit,
          terms: [base, amount].map((quantity) => quantityTerm(context, quantity)),
        },
      ]
    })
  })
}

/** What a sentence or a paragraph on money and numbers should keep of itself. */
export function sentenceEquations(context: ReadContext): Equation[] {
  return [
    ...dividedEquations(context),
    ...yearlyEquations(context),
    ...usedEquations(context),
    ...productEquations(context),
    ...ratioEquations(context),
  ]
}
