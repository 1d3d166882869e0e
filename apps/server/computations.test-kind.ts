import { setTimeout as delay } from 'node:timers/promises'
import type { Compute } from '#platform/computation'

type Input = { steps: number; ending: 'answers' | 'throws' | 'exits' | 'waits' }

/** Counts, and ends in the way that a test wants. */
export const compute: Compute<Input, { counted: number }> = async ({ steps, ending }, { report, isStopped }) => {
  let counted = 0
  while (counted < steps && !isStopped()) {
    counted++
    report({ done: counted, total: steps, best: -counted })
    if (ending === 'waits') await delay(20)
  }
  if (ending === 'throws') throw new Error('as the test wants')
  if (ending === 'exits') process.exit(1)
  return { counted }
}
