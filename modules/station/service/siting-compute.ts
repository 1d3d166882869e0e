import { mipBy, type Siting, type SitingProblem, type Progress as SitingProgress, solveSiting } from '@xiangji/siting'
import type { Compute, Progress } from '#platform/computation'
import { loadHighs } from '#platform/highs'

const STAGES: Record<SitingProgress['stage'], number> = { designated: 0, serve: 1, distance: 2 }

/** `best` is people or villages served; the other stages count something else. */
const progressOf = ({ stage, best = Number.NaN }: SitingProgress): Progress => ({
  done: STAGES[stage],
  total: 3,
  ...(stage === 'serve' && Number.isFinite(best) ? { best: Math.round(best) } : {}),
})

/** Runs in a thread of its own. */
export const compute: Compute<{ problem: SitingProblem }, Siting> = async ({ problem }, { report, isStopped }) =>
  solveSiting(problem, {
    solveMip: mipBy(await loadHighs()),
    isStopped,
    onProgress: (progress) => report(progressOf(progress)),
  })
