import { inEnglish, type Quantity, quantitiesOf } from '../grammar/quantity.ts'
import { isNear, subjectOf } from '../grammar/subject.ts'
import type { Passage } from '../reading/passage.ts'
import { amountOf, sectionsOf } from '../reading/sections.ts'
import { type MoneyRow, type MoneyTable, roleOf, rowFields } from '../reading/table.ts'
import { isEqual } from '../result.ts'
import type { ReadContext } from './context.ts'
import { cellTerm, type Equation, partsIn, quantityTerm } from './table-sums.ts'

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
          unit: first?.unit ?? '',
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
            unit: quantity.unit,
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
        unit: whole.quantity.unit,
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
    unit: other.unit,
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
        unit: quantity.unit,
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
            unit: thing.unit,
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
    unit: thing.unit,
    terms: [quantityTerm(context, amount), quantityTerm(context, thing)],
  }))
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
            unit: quantity.unit,
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

/** What money and numbers should keep from one place of the text to another, and beside the tables. */
export function textEquations(context: ReadContext): Equation[] {
  return [
    ...grandEquations(context),
    ...projectEquations(context),
    ...stageEquations(context),
    ...statedEquations(context),
    ...fundEquations(context),
    ...restatedEquations(context),
    ...namedEquations(context),
    ...sectionEquations(context),
  ]
}
