import type { Highs, HighsCallbackMap } from 'highs'
import type { MipAnswer, MipModel, MipOptions, SolveMip } from './mip.ts'

function callbacks(highs: Highs, { onProgress, isStopped }: MipOptions): HighsCallbackMap {
  const { mipInterrupt, mipLogging } = highs.constants.callbackType
  return {
    [mipInterrupt]: (event) => {
      if (isStopped?.()) event.interrupt()
    },
    [mipLogging]: ({ data }) => {
      const { mip_primal_bound: cost, mip_dual_bound: bound } = data
      if (cost !== undefined && bound !== undefined) onProgress?.({ cost, bound })
    },
  }
}

/**
 * HiGHS as a solver of this package: `mipBy(await loadHighs())`. Loading is the caller's, so that this runs in Node, in a
 * worker thread and in a browser's worker. The bound is `mip_dual_bound` of the solver's own information, which only the
 * interface of persistent models gives; `solve(lpText)` does not.
 */
export function mipBy(highs: Highs): SolveMip {
  const { modelStatus, solutionStatus } = highs.constants
  return (model: MipModel, options: MipOptions): MipAnswer => {
    const [numCols, numRows] = [model.cost.length, model.rowLower.length]
    const { cost: colCost, lower: colLower, upper: colUpper, rowLower, rowUpper, starts, indices, values } = model
    const matrix = { format: 'csr' as const, numRows, numCols, starts, indices, values }
    const source = { numCols, numRows, colCost, colLower, colUpper, rowLower, rowUpper, matrix }
    return highs.withModel({ ...source, integrality: model.isInteger }, (solver): MipAnswer => {
      solver.options.set({
        output_flag: false,
        time_limit: options.timeLimitS,
        mip_rel_gap: 0,
        mip_abs_gap: options.absoluteGap,
        random_seed: 0,
      })
      solver.run(callbacks(highs, options))
      const status = solver.getModelStatus()
      if (status === modelStatus.infeasible) return { status: 'infeasible' }
      const bound = Number(solver.info.get('mip_dual_bound'))
      if (solver.info.get('primal_solution_status') !== solutionStatus.feasible) return { status: 'unsolved', bound }
      return {
        status: status === modelStatus.optimal ? 'optimal' : 'limited',
        cost: solver.getObjectiveValue(),
        bound,
        values: solver.getSolution().colValue,
      }
    })
  }
}
