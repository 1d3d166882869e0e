import type { Source } from '@xiangji/county-pack'
import { type Quantity, quantitiesOf } from '../grammar/quantity.ts'
import { type Passage, quoteOf, quoteWhole, sentencesOf } from '../reading/passage.ts'
import { type MoneyCell, type MoneyRow, type MoneyTable, roleOf, rowFields } from '../reading/table.ts'
import { type Finding, isEqual, rounded } from '../result.ts'
import { finding, type ReadContext } from './context.ts'

/** An equation that the document should keep: every figure in it is a place that may hold the mistake. */
interface Equation {
  what: [zh: string, en: string]
  expected: number
  actual: number
  terms: Term[]
}

interface Term {
  key: string
  source: Source
}

function termOfCell(context: ReadContext, { cell }: MoneyCell): Term {
  return { key: `${cell.line}`, source: quoteWhole(cell, context.lines) }
}

function cellTerm(context: ReadContext, money: MoneyCell): Term {
  const term = termOfCell(context, money)
  return { ...term, key: `${money.cell.line}:${money.cell.cell?.column ?? 0}` }
}

function columnEquations(context: ReadContext, { rows, total, width }: MoneyTable): Equation[] {
  return Array.from({ length: width }, (_, column): Equation[] => {
    const stated = total?.money[column] ?? null
    const cells = rows.map((row) => row.money[column] ?? null).filter((money) => money !== null)
    if (stated === null || cells.length === 0) return []
    return [
      {
        what: [`第 ${column + 1} 列资金合计`, `the total of money column ${column + 1}`],
        expected: stated.value,
        actual: cells.reduce((sum, money) => sum + money.value, 0),
        terms: [stated, ...cells].map((money) => cellTerm(context, money)),
      },
    ]
  }).flat()
}

/** Which column holds the sum of the others: the one for which that is true in most rows. */
function sumColumn({ rows, total, width }: MoneyTable): number | undefined {
  if (width < 2) return undefined
  const all = total === undefined ? rows : [...rows, total]
  const isSum = (row: MoneyRow, column: number): boolean => {
    const values = row.money.map((money) => money?.value ?? 0)
    const others = values.reduce((sum, value) => sum + value, 0) - (values[column] ?? 0)
    return values[column] !== 0 && isEqual(others, values[column] ?? 0)
  }
  const counts = Array.from({ length: width }, (_, column) => all.filter((row) => isSum(row, column)).length)
  const most = Math.max(...counts)
  return most >= 2 && most / all.length >= 0.6 ? counts.indexOf(most) : undefined
}

function rowEquations(context: ReadContext, table: MoneyTable): Equation[] {
  const column = sumColumn(table)
  if (column === undefined) return []
  const all = table.total === undefined ? table.rows : [...table.rows, table.total]
  return all.flatMap((row): Equation[] => {
    const stated = row.money[column] ?? null
    const others = row.money.filter((money, at) => at !== column && money !== null).map((money) => money ?? null)
    const cells = others.filter((money) => money !== null)
    if (stated === null || cells.length === 0) return []
    const name = rowFields(table.table, row.row).name?.text ?? '合计'
    return [
      {
        what: [`“${name}”一行的合计`, `the row “${name}”`],
        expected: stated.value,
        actual: cells.reduce((sum, money) => sum + money.value, 0),
        terms: [stated, ...cells].map((money) => cellTerm(context, money)),
      },
    ]
  })
}

/** A printed share must be the figure beside it over the total of its column. */
function shareEquations(context: ReadContext, { rows, total, width }: MoneyTable): Equation[] {
  return Array.from({ length: width }, (_, column) => column).flatMap((column) => {
    const base = total?.money[column] ?? null
    if (base === null || base.value === 0) return []
    return rows.flatMap((row): Equation[] => {
      const money = row.money[column] ?? null
      if (money === null || money.share === null) return []
      const actual = rounded((money.value / base.value) * 100, 2)
      const expected = Math.abs(actual - money.share) < 0.05 ? actual : money.share
      const terms = [cellTerm(context, money), cellTerm(context, base)]
      return [{ what: ['累计占比（%）', 'the printed share (%)'], expected, actual, terms }]
    })
  })
}

function partsIn(passage: Passage | undefined): Quantity[] {
  if (passage === undefined) return []
  return quantitiesOf(passage).filter((quantity) => quantity.unit === '万元')
}

/** Amounts that the content of a row gives to its parts, against the row's own figure. */
function partEquations(context: ReadContext, table: MoneyTable): Equation[] {
  const equations = table.rows.flatMap((row): Equation[] => {
    const parts = partsIn(rowFields(table.table, row.row).content)
    const figures = row.money.filter((money) => money !== null)
    const stated = figures[0]
    if (parts.length < 2 || stated === undefined || stated === null) return []
    const actual = parts.reduce((sum, part) => sum + part.value, 0)
    const name = rowFields(table.table, row.row).name?.text ?? ''
    const terms = [
      cellTerm(context, stated),
      ...parts.map((part) => ({
        key: `${part.passage.line}@${part.from}`,
        source: quoteOf(part.passage, context.lines, part.from, part.to),
      })),
    ]
    return [{ what: [`“${name}”各项安排之和`, `the parts of “${name}”`], expected: stated.value, actual, terms }]
  })
  const holding = equations.filter((equation) => isEqual(equation.expected, equation.actual))
  return holding.length * 2 >= equations.length ? equations : []
}

/** 其中 may begin a sentence of its own: it divides the number before it. */
function statements(passage: Passage): { from: number; to: number }[] {
  const joined: { from: number; to: number }[] = []
  for (const { from, to, text } of sentencesOf(passage)) {
    const last = joined.at(-1)
    if (last !== undefined && /^其中/.test(text)) last.to = to
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
      return dividedAt(passage, sentence).flatMap(({ at, end, isMoneyOnly }) => {
        const whole = inside.findLast((quantity) => quantity.to <= at)
        if (whole === undefined || (isMoneyOnly && whole.unit !== '万元')) return []
        const parts = inside.filter(
          (quantity) => quantity.from >= at && quantity.to <= end && quantity.unit === whole.unit,
        )
        const isMore = parts.length === 1 && (parts[0]?.value ?? 0) > whole.value
        if (parts.length < 2 && !isMore) return []
        const actual = parts.reduce((sum, part) => sum + part.value, 0)
        const terms = [whole, ...parts].map((quantity) => ({
          key: `${passage.line}@${quantity.from}`,
          source: quoteOf(passage, context.lines, quantity.from, quantity.to),
        }))
        return [
          {
            what: [`“${whole.text}”与其中各项`, `“${whole.text}” and its parts`],
            expected: whole.value,
            actual,
            terms,
          },
        ]
      })
    }),
  )
}

interface Division {
  at: number
  end: number
  isMoneyOnly: boolean
}

/** Where a sentence says what a number consists of: 其中 before money, or a bracket after it. */
function dividedAt(passage: Passage, sentence: { from: number; to: number }): Division[] {
  const text = passage.text.slice(sentence.from, sentence.to)
  const divisions: Division[] = []
  for (const match of text.matchAll(/[（(]([^（()）]*)[)）]/g)) {
    const at = sentence.from + match.index
    divisions.push({ at, end: at + match[0].length, isMoneyOnly: !(match[1] ?? '').trimStart().startsWith('其中') })
  }
  const among = /(?<![（(]\s*)其中/.exec(text)
  if (among !== null) divisions.push({ at: sentence.from + among.index, end: sentence.to, isMoneyOnly: true })
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
      const terms = [total, yearly, years].map((quantity) => ({
        key: `${passage.line}@${quantity.from}`,
        source: quoteOf(passage, context.lines, quantity.from, quantity.to),
      }))
      return [
        {
          what: [`“${total.text}”与每年之数`, `“${total.text}” and its yearly part`],
          expected: total.value,
          actual: yearly.value * years.value,
          terms,
        },
      ]
    })
  })
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
          const terms = [
            {
              key: `${passage.line}@${quantity.from}`,
              source: quoteOf(passage, context.lines, quantity.from, quantity.to),
            },
            ...figures.map((cell) => cellTerm(context, cell)),
          ]
          return {
            what: [`正文“${quantity.text}”与表内合计`, `“${quantity.text}” in the text and the totals of the table`],
            expected: nearest,
            actual: quantity.value,
            terms,
          }
        }),
    )
}

const FORM = /[（(][^（()）]*[)）]|资金|财政|安排|支持的项目|投资|概算|金额|\s/g
const PER_OBJECT = /每|单个|平均|不超过|不高于/

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
      passage.cell === null && unit === '万元' && !/^项目/.test(passage.text) && !PER_OBJECT.test(clause.text),
  )
  return amounts.flatMap((quantity): Equation[] => {
    const words = quantity.clause.text.replaceAll(FORM, '')
    const named = columns.filter(({ fund }) => words.includes(fund))
    const [column] = named
    if (column === undefined || named.length > 1) return []
    const source = quoteOf(quantity.passage, context.lines, quantity.from, quantity.to)
    return [
      {
        what: [`正文“${quantity.clause.text}”与表内合计`, `“${quantity.clause.text}” and the total of its column`],
        expected: column.cell.value,
        actual: quantity.value,
        terms: [{ key: `${quantity.passage.line}@${quantity.from}`, source }, cellTerm(context, column.cell)],
      },
    ]
  })
}

const GRAND = /(?:总投资|计划投资|投资总额|投资概算|资金总额|总资金)(?:约|为|共|达)*$/

/** A project's own 总投资 is not the plan's: there it stands under a project. */
function isGrandTotal(passage: Passage, quantity: Quantity): boolean {
  const ahead = passage.text.slice(0, quantity.from).trimEnd()
  const isOfProject = /^项目/.test(passage.text) || passage.annex > 0
  return GRAND.test(ahead) && !isOfProject
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
        const source = quoteOf(quantity.passage, context.lines, quantity.from, quantity.to)
        const name = rowFields(table.table, row.row).name?.text ?? ''
        return [
          {
            what: [`“${name}”在正文与表中`, `“${name}” in the text and in the table`],
            expected: cell.value,
            actual: value,
            terms: [{ key: `${quantity.passage.line}@${quantity.from}`, source }, cellTerm(context, cell)],
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

/** Broken equations that share a figure have one cause: they are told together, the shared figure first. */
function together(context: ReadContext, broken: readonly Equation[]): Finding[] {
  const groups: Equation[][] = []
  for (const equation of broken) {
    const touching = groups.filter((group) =>
      group.some((other) => other.terms.some((term) => equation.terms.some((own) => own.key === term.key))),
    )
    const merged = [...touching.flat(), equation]
    for (const group of touching) groups.splice(groups.indexOf(group), 1)
    groups.push(merged)
  }
  return groups.map((group) => sumFinding(context, group))
}

function sharedTerms(group: readonly Equation[]): Term[] {
  const [first, ...others] = group
  if (first === undefined || others.length === 0) return []
  return first.terms.filter((term) => others.every((other) => other.terms.some((own) => own.key === term.key)))
}

function sumFinding({ say }: ReadContext, group: readonly Equation[]): Finding {
  const shared = sharedTerms(group)
  const names = group.map((equation) => say(...equation.what)).join(say('、', ', '))
  const sums = group
    .map(({ what, expected, actual }) =>
      say(
        `${what[0]}应为 ${rounded(expected, 2)}，实为 ${rounded(actual, 2)}`,
        `${what[1]} should be ${rounded(expected, 2)} and is ${rounded(actual, 2)}`,
      ),
    )
    .join(say('；', '; '))
  const suspect = shared.length === 1 ? (shared[0]?.source.quote ?? '') : ''
  const cause = say(`；几处都用到“${suspect}”，应先核对它`, `; all of them use “${suspect}”: look at it first`)
  const terms =
    shared.length === 1
      ? [...shared, ...group.flatMap((equation) => equation.terms)]
      : group.flatMap((equation) => equation.terms)
  return finding(
    'D-SUM',
    'error',
    terms.map((term) => term.source),
    {
      title: say(`合计不符：${names}`, `The sum does not come out: ${names}`),
      why: suspect === '' ? sums : sums + cause,
      decide: say('按底稿改正，改正前不得导入', 'Correct it from the working papers before the plan is imported'),
    },
  )
}

/** Sums down the columns and across the rows, parts of a row, numbers and what they consist of, and the same money told twice. */
export function detectSums(context: ReadContext): Finding[] {
  const equations = [
    ...context.money.flatMap((table) => [
      ...columnEquations(context, table),
      ...rowEquations(context, table),
      ...shareEquations(context, table),
      ...partEquations(context, table),
    ]),
    ...sentenceEquations(context),
    ...yearlyEquations(context),
    ...statedEquations(context),
    ...fundEquations(context),
    ...restatedEquations(context),
  ]
  return together(
    context,
    equations.filter((equation) => !isEqual(equation.expected, equation.actual)),
  )
}
