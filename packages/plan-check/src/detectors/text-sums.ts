import { inEnglish, type Quantity, quantitiesOf } from '../grammar/quantity.ts'
import { isNear, subjectOf } from '../grammar/subject.ts'
import { type Passage, sentencesOf } from '../reading/passage.ts'
import { amountOf, sectionsOf } from '../reading/sections.ts'
import { type MoneyRow, type MoneyTable, roleOf, rowFields } from '../reading/table.ts'
import { isEqual } from '../result.ts'
import type { ReadContext } from './context.ts'
import { cellTerm, type Equation, partsIn, quantityTerm } from './table-sums.ts'

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
function sentenceEquations(context: ReadContext): Equation[] {
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
          terms: [whole, ...parts].map((quantity) => quantityTerm(context, quantity)),
        },
      ]
    })
  })
}

const STAGED = new Set(['个', '家', '户', '人', '人次', '场', '款', '条', '套'])
/** Who attends is counted with the same number, in whichever unit. */
const unitOf = ({ unit }: Quantity): string => (unit === '人次' ? '人' : unit)

/** 2021年4个, 2022年5个, 2023年3个, and 12 in all: the years come to the whole, or the last of them is the whole. */
function stageEquations(context: ReadContext): Equation[] {
  const things = context.counted.filter(({ unit, subject }) => STAGED.has(unit) && subject.length >= 2)
  const staged = things.filter(({ stage }) => stage !== null)
  return [...Map.groupBy(staged, (thing) => `${thing.subject}|${unitOf(thing)}`).values()].flatMap(
    (years): Equation[] => {
      const [first] = years
      const isList = new Set(years.map(({ stage }) => stage)).size === years.length && years.length > 1
      const whole = things.filter(
        (thing) =>
          first !== undefined &&
          thing.stage === null &&
          !thing.isYearly &&
          unitOf(first) === unitOf(thing) &&
          isNear(thing.subject, first.subject),
      )
      const stated = [...new Set(whole.map(({ value }) => value))]
      const [total] = stated
      // Two totals that differ are told as such.
      if (!isList || total === undefined || stated.length > 1 || years.at(-1)?.value === total) return []
      return [
        {
          what: [`“${first?.subject}”各年之数与总数`, `the years of “${first?.subject}” and the whole`],
          expected: total,
          actual: years.reduce((sum, { value }) => sum + value, 0),
          terms: [...whole, ...years].map((thing) => quantityTerm(context, thing)),
        },
      ]
    },
  )
}

/** A total of the text against the totals of the tables: it must be one of them, or their sum. */
function statedEquations(context: ReadContext): Equation[] {
  const totals = context.money.flatMap(({ total }) => (total === undefined ? [] : [total]))
  if (totals.length === 0) return []
  const figures = totals.flatMap(({ money }) => money.filter((cell) => cell !== null))
  const sums = totals.map(({ money }) => money.reduce((sum, cell) => sum + (cell?.value ?? 0), 0))
  const known = [...figures.map((cell) => cell.value), ...sums]
  return context.reading.passages
    .filter((passage) => passage.cell === null)
    .flatMap((passage) =>
      quantitiesOf(passage)
        .filter((quantity) => quantity.unit === '万元' && isGrandTotal(passage, quantity))
        .map((quantity): Equation => {
          const nearest = known.toSorted((a, b) => Math.abs(a - quantity.value) - Math.abs(b - quantity.value))[0] ?? 0
          const terms = [quantityTerm(context, quantity), ...figures.map((cell) => cellTerm(context, cell))]
          return {
            what: [
              `正文“${quantity.text}”与表内合计`,
              `${inEnglish(quantity)} in the text and the totals of the table`,
            ],
            expected: nearest,
            actual: quantity.value,
            terms,
          }
        }),
    )
}

const FUND = /(中央|省级?|市级?|县级?)(?:财政)?(?:专项|补助|配套)?资金(?:安排|投入|共|为|：|:)?\s*$/
const PROJECTS = 3
/** Sections may leave some of the money out: what comes to nearly the whole was meant to come to it. */
const NEAR_WHOLE = 0.9

/** 中央财政资金420万元 in one project, 800万元 in the next, and 1500万元 in all: the projects come to the whole. */
function projectEquations(context: ReadContext): Equation[] {
  if (context.money.length > 0) return []
  const named = context.reading.passages.flatMap((passage) =>
    partsIn(passage).flatMap((quantity) => {
      const fund = FUND.exec(passage.text.slice(0, quantity.from))?.[1]
      return fund === undefined || passage.cell !== null
        ? []
        : [{ quantity, fund, section: passage.headings.join('\n') }]
    }),
  )
  return [...Map.groupBy(named, ({ fund }) => fund.charAt(0)).values()].flatMap((all): Equation[] => {
    const whole = all.toSorted((a, b) => b.quantity.value - a.quantity.value)[0]
    const parts = all.filter(({ section }) => section !== whole?.section)
    const isOnce = new Set(parts.map(({ section }) => section)).size === parts.length
    const sum = parts.reduce((total, { quantity }) => total + quantity.value, 0)
    if (whole === undefined || parts.length < PROJECTS || !isOnce || sum < NEAR_WHOLE * whole.quantity.value) return []
    return [
      {
        what: [`“${whole.quantity.text}”与各项目之和`, `${inEnglish(whole.quantity)} and the sum of the projects`],
        expected: whole.quantity.value,
        actual: sum,
        terms: [whole, ...parts].map(({ quantity }) => quantityTerm(context, quantity)),
      },
    ]
  })
}

/** The whole investment, told in two places of the text. */
function grandEquations(context: ReadContext): Equation[] {
  const totals = context.reading.passages.flatMap((passage) =>
    passage.cell !== null
      ? []
      : quantitiesOf(passage).filter((quantity) => quantity.unit === '万元' && isGrandTotal(passage, quantity)),
  )
  const [first, ...others] = totals
  const isListed = new Set(totals.map(({ passage }) => passage)).size < totals.length
  // More than two differ because each is of another project.
  if (first === undefined || isListed || new Set(totals.map(({ value }) => value)).size > 2) return []
  return others.map((other) => ({
    what: ['两处写的总投资', 'the whole investment in two places'],
    expected: first.value,
    actual: other.value,
    terms: [first, other].map((quantity) => quantityTerm(context, quantity)),
  }))
}

/** A line of one project among several: 项目资金概算及资金来源：…, not 项目总投资 of the plan. */
const OF_PROJECT = /^项目[^，。；]{0,14}[：:]/

const FORM = /[（(][^（()）]*[)）]|资金|财政|安排|支持的项目|投资|概算|金额|\s/g
/** The amount is one object's, or one purpose's: not the whole fund. */
const OF_A_PART = /每|单个|平均|不超过|不高于|用于/

/** The words of a column's heading that tell its fund or batch from the others: 本级配套, 社会, 二期. */
function fundOf(heading: string): string {
  const words = heading.replaceAll(FORM, '')
  return /合计|累计|总/.test(words) ? '' : words
}

/** A fund or batch that the text names with its amount, against the total of the column of that name. */
function fundEquations(context: ReadContext): Equation[] {
  const columns = context.money.flatMap(({ table, total }) => {
    const cells = total?.money ?? []
    // The headings of money are the last of those that name it: one above them spans them all.
    const headings = table.header.filter((heading) => roleOf(heading) === 'money').slice(-cells.length)
    return headings.length < cells.length
      ? []
      : cells.flatMap((cell, at) => {
          const fund = fundOf(headings[at] ?? '')
          return cell === null || fund.length < 2 ? [] : [{ fund, cell }]
        })
  })
  const amounts = context.counted.filter(
    ({ passage, unit, clause }) =>
      passage.cell === null && unit === '万元' && !OF_PROJECT.test(passage.text) && !OF_A_PART.test(clause.text),
  )
  return amounts.flatMap((quantity): Equation[] => {
    const words = quantity.clause.text.replaceAll(FORM, '')
    const named = columns.filter(({ fund }) => words.includes(fund))
    const [column] = named
    if (column === undefined || named.length > 1) return []
    return [
      {
        what: [`正文“${quantity.clause.text}”与表内合计`, `“${quantity.clause.text}” and the total of its column`],
        expected: column.cell.value,
        actual: quantity.value,
        terms: [quantityTerm(context, quantity), cellTerm(context, column.cell)],
      },
    ]
  })
}

const GRAND = /(?:总投资|计划投资|投资总额|投资概算|资金总额|总资金)(?:约|为|共|达)*$/

/** A project's own 总投资 is not the plan's: there it stands under a project. */
function isGrandTotal(passage: Passage, quantity: Quantity): boolean {
  const ahead = passage.text.slice(0, quantity.from).trimEnd()
  const isOfProject = OF_PROJECT.test(passage.text) || passage.annex > 0
  return GRAND.test(ahead) && !isOfProject
}

/** 培训200万元 in a sentence on one fund, against the row of that name in the fund's column. */
function namedEquations(context: ReadContext): Equation[] {
  return context.money.flatMap((table): Equation[] => {
    const rows = table.rows.map((row) => ({
      row,
      name: subjectOf(rowFields(table.table, row.row).name?.text ?? '', context.reading.ownNames),
    }))
    const named = context.counted.flatMap((thing) => {
      if (thing.passage.cell !== null || thing.passage.annex > 0 || thing.unit !== '万元' || thing.comparison !== '=')
        return []
      const own = rows.filter(({ name }) => name !== '' && isNamed(thing.subject, name))
      return own.length === 1 && own[0] !== undefined ? [{ thing, row: own[0].row, name: own[0].name }] : []
    })
    const byPassage = [...Map.groupBy(named, ({ thing }) => thing.passage).values()]
    return byPassage.flatMap((list) => {
      const columns = Array.from({ length: table.width }, (_, column) => column)
      const agree = (column: number): number =>
        list.filter(({ thing, row }) => row.money[column]?.value === thing.value).length
      const column = columns.toSorted((a, b) => agree(b) - agree(a))[0] ?? 0
      // One amount that differs is a slip; more of them are another way of dividing the money.
      if (agree(column) < 2 || agree(column) < list.length - 1) return []
      return list.flatMap(({ thing, row, name }): Equation[] => {
        const cell = row.money[column] ?? null
        if (cell === null) return []
        return [
          {
            what: [`“${name}”在正文与表中`, `“${name}” in the text and in the table`],
            expected: cell.value,
            actual: thing.value,
            terms: [quantityTerm(context, thing), cellTerm(context, cell)],
          },
        ]
      })
    })
  })
}

function isNamed(subject: string, name: string): boolean {
  return subject === name || isNear(subject, name) || (subject.length >= 2 && name.includes(subject))
}

/** The amount of a section against the same name in a list of amounts elsewhere in the text. */
function sectionEquations(context: ReadContext): Equation[] {
  const own = sectionsOf(context.reading).flatMap((section) => {
    const amount = amountOf(section)
    return amount === undefined || section.name.length < 2 ? [] : [{ name: section.name, amount, section }]
  })
  const listed = context.counted.filter(
    (thing) => thing.passage.cell === null && thing.unit === '万元' && thing.comparison === '=',
  )
  const pairs = own.flatMap(({ name, amount, section }) => {
    const same = listed.filter((thing) => !section.passages.includes(thing.passage) && isNamed(thing.subject, name))
    return same.length === 1 && same[0] !== undefined ? [{ name, amount, thing: same[0] }] : []
  })
  const agreeing = pairs.filter(({ amount, thing }) => isEqual(amount.value, thing.value)).length
  if (agreeing < 2 || agreeing < pairs.length - 1) return []
  return pairs.map(({ name, amount, thing }) => ({
    what: [`“${name}”两处金额`, `the two amounts of “${name}”`],
    expected: amount.value,
    actual: thing.value,
    terms: [quantityTerm(context, amount), quantityTerm(context, thing)],
  }))
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
          terms: [base, amount].map((quantity) => quantityTerm(context, quantity)),
        },
      ]
    })
  })
}

/** Rows that the text states again, in the same order: 一是…490 万元；二是…220 万元, or one block a project. */
function restatedEquations(context: ReadContext): Equation[] {
  return context.money.flatMap((table) => {
    const blocks = blocksLike(context, table)
    return blocks.flatMap(({ values, quantities, row }) =>
      values.flatMap((value, at): Equation[] => {
        const cell = row.money[at] ?? null
        const quantity = quantities[at]
        if (cell === null || quantity === undefined) return []
        const name = rowFields(table.table, row.row).name?.text ?? ''
        return [
          {
            what: [`“${name}”在正文与表中`, `“${name}” in the text and in the table`],
            expected: cell.value,
            actual: value,
            terms: [quantityTerm(context, quantity), cellTerm(context, cell)],
          },
        ]
      }),
    )
  })
}

interface Block {
  values: number[]
  quantities: (Quantity | undefined)[]
  row: MoneyRow
}

function blocksLike(context: ReadContext, table: MoneyTable): Block[] {
  const passages = context.reading.passages.filter((passage) => passage.cell === null)
  const listed = passages.map((passage) => partsIn(passage)).filter((parts) => parts.length > 0)
  const whole = listed.filter((parts) => parts.length === table.width && parts.length > 1)
  const isBlocks = whole.length === table.rows.length
  if (isBlocks) {
    return table.rows.map((row, at) => {
      const quantities = whole[at] ?? []
      return { values: quantities.map((quantity) => quantity.value), quantities, row }
    })
  }
  return listed.filter((parts) => parts.length === table.rows.length).flatMap((parts) => columnLike(table, parts))
}

/** A list of as many amounts as the table has rows repeats the column that it agrees with in all places but one. */
function columnLike(table: MoneyTable, parts: readonly Quantity[]): Block[] {
  for (let column = 0; column < table.width; column++) {
    const agree = parts.filter((part, at) => table.rows[at]?.money[column]?.value === part.value).length
    if (agree < parts.length - 1 || agree < 2) continue
    return table.rows.map((row, at) => {
      const quantities: (Quantity | undefined)[] = Array.from({ length: table.width })
      quantities[column] = parts[at]
      const values: number[] = Array.from({ length: table.width }, () => 0)
      values[column] = parts[at]?.value ?? 0
      return { values, quantities, row }
    })
  }
  return []
}

/** What the sentences on money and numbers should keep, of themselves and beside the tables. */
export function textEquations(context: ReadContext): Equation[] {
  return [
    ...sentenceEquations(context),
    ...yearlyEquations(context),
    ...usedEquations(context),
    ...grandEquations(context),
    ...projectEquations(context),
    ...stageEquations(context),
    ...statedEquations(context),
    ...fundEquations(context),
    ...restatedEquations(context),
    ...namedEquations(context),
    ...sectionEquations(context),
    ...productEquations(context),
    ...ratioEquations(context),
  ]
}
