import { expect, test } from 'vitest'
import { aProblem } from './generate.test-data.ts'
import { createSearch, solve } from './solve.ts'
import { afterIterations, afterTime, all, any, atCost, whenAborted, withoutProgress } from './stop.ts'
import { together } from './together.ts'

const seen = { iterations: 50, sinceBetter: 10, cost: 7 }

test('criteria say how much is done, and compose', () => {
  expect(afterIterations(200)(seen)).toBe(0.25)
  expect(withoutProgress(20)(seen)).toBe(0.5)
  expect(atCost(7)(seen)).toBe(1)
  expect(whenAborted({ aborted: false })(seen)).toBe(0)
  expect(any(afterIterations(200), withoutProgress(20))(seen)).toBe(0.5)
  expect(all(afterIterations(200), withoutProgress(20))(seen)).toBe(0.25)
})

test('time is the caller’s', () => {
  let ms = 1000
  const stop = afterTime({ now: () => ms, ms: 500 })
  expect(stop(seen)).toBe(0)
  ms = 1250
  expect(stop(seen)).toBe(0.5)
})

test('searches beside each other find what they find in turns', async () => {
  const problem = aProblem(11, 24, ['windows'])
  const stop = afterIterations(2_000)
  const searches = [1, 2].map((seed) => createSearch(problem, { seed }))
  const best = await together(
    searches.map((search) => ({
      run: async (until) => {
        search.run(stop, { until })
        return { cost: search.cost(), tours: search.tours() }
      },
      adopt: (tours) => search.adopt(tours),
    })),
  )
  expect(searches[best]?.result().cost).toBe(solve(problem, { stop, threads: 2 }).cost)
})

test('progress rises to the end and its cost falls', () => {
  const told: { done: number; cost: number }[] = []
  solve(aProblem(3, 20, []), {
    stop: afterIterations(3_000),
    onProgress: ({ done, cost }) => told.push({ done, cost }),
  })
  expect(told.at(-1)?.done).toBe(1)
  expect(told.every(({ done, cost }, i) => i === 0 || (done > told[i - 1]!.done && cost <= told[i - 1]!.cost))).toBe(
    true,
  )
})
