import type { BudgetColumn, BudgetLine } from '@xiangji/county-pack'
import { amountOf } from './money.ts'

export interface PrintedFigure {
  column: string
  printed: number
  entered: number
}

/** The figure of a table cell such as `840（42%）`; an empty cell is 0. */
function cellFigure(cell: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)/.exec(cell)
  return match === null ? 0 : Number(match[1])
}

/** The figure of a quote that is a bare number or names an amount in 万元. */
function quoteFigure(quote: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*$/.exec(quote) ?? /(\d+(?:\.\d+)?)\s*万元/.exec(quote)
  return match === null ? 0 : Number(match[1])
}

/**
 * What the document prints for a line beside what the pack holds. A table row is read by the position of its cells:
 * an empty cell that is dropped moves every figure after it into the wrong column, with the row's sum unchanged.
 */
export function printedFigures(line: BudgetLine, columns: readonly BudgetColumn[]): PrintedFigure[] {
  const entries = columns.map((column) => ({ column: column.label, entered: amountOf(line, column.holds) ?? 0 }))
  const [first] = line.amountSources
  if (first === undefined) return []
  if (first.quote.includes('\t')) {
    const cells = first.quote.split('\t').slice(-columns.length)
    return entries.map((entry, index) => ({ ...entry, printed: cellFigure(cells[index] ?? '') }))
  }
  const figures = line.amountSources.map((source) => quoteFigure(source.quote))
  const filled = entries.filter((entry) => entry.entered !== 0)
  return Array.from({ length: Math.max(figures.length, filled.length) }, (_, index) => ({
    column: filled[index]?.column ?? String(index + 1),
    entered: filled[index]?.entered ?? 0,
    printed: figures[index] ?? 0,
  }))
}
