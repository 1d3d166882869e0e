import type { Source } from '@xiangji/county-pack'
import { type Quantity, quantitiesOf } from '../grammar/quantity.ts'
import { type Passage, quoteOf, quoteWhole } from '../reading/passage.ts'
import { type MoneyCell, type MoneyRow, type MoneyTable, roleOf, rowFields, unitNamed } from '../reading/table.ts'
import { isEqual, rounded } from '../result.ts'
import type { ReadContext } from './context.ts'

/** An equation that the document should keep: every figure in it is a place that may hold the mistake. */
export interface Equation {
  what: [zh: string, en: string]
  expected: number
  actual: number
  /** Of both: 万元, % or what is counted; empty where the document names none. */
  unit: string
  terms: Term[]
}

export interface Term {
  key: string
  source: Source
}

export function cellTerm(context: ReadContext, { cell }: MoneyCell): Term {
  return { key: `${cell.line}:${cell.cell?.column ?? 0}`, source: quoteWhole(cell, context.lines) }
}

/** A quantity of the text as a term. */
export function quantityTerm(context: ReadContext, { passage, from, to }: Quantity): Term {
  return { key: `${passage.line}@${from}`, source: quoteOf(passage, context.lines, from, to) }
}

const IN_YUAN = /(?:单位|金额)\s*[：:]\s*(?:人民币)?元/

/** The unit of a figure of a table: its heading's, the one said above the table, or 万元 where the table speaks of money. */
function unitIn({ lines }: ReadContext, { table }: MoneyTable, { cell }: MoneyCell): string {
  const named = unitNamed(table.header[cell.cell?.column ?? -1] ?? '')
  if (named !== undefined) return named
  const above = lines.slice(Math.max(0, table.firstLine - 3), table.firstLine).join('\n')
  if (IN_YUAN.test(above)) return '元'
  return above.includes('万元') || table.header.some((heading) => roleOf(heading) === 'money') ? '万元' : ''
}

function columnEquations(
  context: ReadContext,
  table: MoneyTable,
  named: [zh: string, en: string] = ['资金合计', 'money column'],
): Equation[] {
  const { rows, total, width } = table
  return Array.from({ length: width }, (_, column): Equation[] => {
    const stated = total?.money[column] ?? null
    const cells = rows.map((row) => row.money[column] ?? null).filter((money) => money !== null)
    if (stated === null || cells.length === 0) return []
    return [
      {
        what: [`第 ${column + 1} 列${named[0]}`, `the total of ${named[1]} ${column + 1}`],
        expected: stated.value,
        actual: cells.reduce((sum, money) => sum + money.value, 0),
        unit: unitIn(context, table, stated),
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
        unit: unitIn(context, table, stated),
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
      return [{ what: ['累计占比', 'the printed share'], expected, actual, unit: '%', terms }]
    })
  })
}

export function partsIn(passage: Passage | undefined): Quantity[] {
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
    const terms = [cellTerm(context, stated), ...parts.map((part) => quantityTerm(context, part))]
    const unit = unitIn(context, table, stated)
    return [{ what: [`“${name}”各项安排之和`, `the parts of “${name}”`], expected: stated.value, actual, unit, terms }]
  })
  const holding = equations.filter((equation) => isEqual(equation.expected, equation.actual))
  return holding.length * 2 >= equations.length ? equations : []
}

/** What a table of money should keep: its columns, its rows, its printed shares and the parts of its lines. */
export function tableEquations(context: ReadContext): Equation[] {
  const counts = context.tallies.flatMap((table) => columnEquations(context, table, ['个数合计', 'counted column']))
  const money = context.money.flatMap((table) => [
    ...columnEquations(context, table),
    ...rowEquations(context, table),
    ...shareEquations(context, table),
    ...partEquations(context, table),
  ])
  return [...counts, ...money]
}
