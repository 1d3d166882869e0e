/**
 * A mixed-integer model: minimise `cost · x` over `lower ≤ x ≤ upper`, `rowLower ≤ A x ≤ rowUpper`, and the columns marked in
 * `isInteger` whole. The matrix is compressed by rows, as solvers take it.
 */
export type MipModel = {
  cost: Float64Array
  lower: Float64Array
  upper: Float64Array
  isInteger: Int32Array
  rowLower: Float64Array
  rowUpper: Float64Array
  starts: Int32Array
  indices: Int32Array
  values: Float64Array
}

/** `bound` is what the solver has proven: no answer costs less. `values` and `cost` are of the best answer found. */
export type MipAnswer =
  | { status: 'optimal' | 'limited'; cost: number; bound: number; values: Float64Array }
  | { status: 'infeasible' }
  | { status: 'unsolved'; bound: number }

export type MipOptions = {
  timeLimitS: number
  /** An answer this near to the bound, in cost, is proven. */
  absoluteGap: number
  onProgress?: (at: { cost: number; bound: number }) => void
  isStopped?: () => boolean
}

/** The door to a solver, which the caller brings. */
export type SolveMip = (model: MipModel, options: MipOptions) => MipAnswer

export type Term = readonly [column: number, value: number]

/** Collects columns and rows, and makes the arrays. */
export class MipBuilder {
  readonly #columns: { cost: number; lower: number; upper: number; isInteger: boolean }[] = []
  readonly #rows: { terms: readonly Term[]; lower: number; upper: number }[] = []

  column(lower: number, upper: number, isInteger: boolean): number {
    return this.#columns.push({ cost: 0, lower, upper, isInteger }) - 1
  }

  fix(column: number, value: number): void {
    const of = this.#columns[column]
    if (of) [of.lower, of.upper] = [value, value]
  }

  cost(terms: readonly Term[]): void {
    for (const column of this.#columns) column.cost = 0
    for (const [column, value] of terms) {
      const of = this.#columns[column]
      if (of) of.cost += value
    }
  }

  row(terms: readonly Term[], { lower, upper }: { lower?: number | null; upper?: number | null }): void {
    this.#rows.push({ terms, lower: lower ?? Number.NEGATIVE_INFINITY, upper: upper ?? Number.POSITIVE_INFINITY })
  }

  build(): MipModel {
    const [columns, rows] = [this.#columns, this.#rows]
    const starts = new Int32Array(rows.length + 1)
    for (const [i, { terms }] of rows.entries()) starts[i + 1] = (starts[i] ?? 0) + terms.length
    const terms = rows.flatMap((row) => row.terms)
    return {
      cost: Float64Array.from(columns, ({ cost }) => cost),
      lower: Float64Array.from(columns, ({ lower }) => lower),
      upper: Float64Array.from(columns, ({ upper }) => upper),
      isInteger: Int32Array.from(columns, ({ isInteger }) => Number(isInteger)),
      rowLower: Float64Array.from(rows, ({ lower }) => lower),
      rowUpper: Float64Array.from(rows, ({ upper }) => upper),
      starts,
      indices: Int32Array.from(terms, ([column]) => column),
      values: Float64Array.from(terms, ([, value]) => value),
    }
  }
}
