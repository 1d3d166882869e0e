import { mipBy, type Progress, type Siting, type SitingProblem, solveSiting } from '@xiangji/siting'
import type { Compute } from '#platform/computation'
import { loadHighs } from '#platform/highs'

const STAGES: Record<Progress['stage'], number> = { designated: 0, serve: 1, distance: 2 }

/** Runs in a thread of its own. */
export const compute: Compute<{ problem: SitingProblem }, Siting> = async ({ problem }, { report, isStopped }) =>
  solveSiting(problem, {
    solveMip: mipBy(await loadHighs()),
    isStopped,
    onProgress: ({ stage, best }) =>
      report({
        done: STAGES[stage],
        total: 3,
        ...(stage === 'serve' && best !== undefined && Number.isFinite(best) ? { best } : {}),
      }),
  })
