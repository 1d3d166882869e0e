/** One of several searches of `route solve`, in a thread of its own. */
import { readFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { afterTime, createSearch, type Result, type Search } from '@xiangji/routing'
import { readInstance } from './route-instance.ts'

export type Handed = { file: string; seed: number; fromMs: number; ms: number }
export type Asked = { until: number } | { adopt: number[][] } | { isOver: true }
export type Said = { cost: number; tours: number[][] } | { result: Result }

const { file, seed, fromMs, ms } = workerData as Handed // route.ts starts this thread and nobody else
const now = (): number => performance.timeOrigin + performance.now()
const search: Search = createSearch(readInstance(readFileSync(file, 'utf8')).problem, { seed })
const stop = afterTime({ now, ms, from: fromMs })

parentPort?.on('message', (asked: Asked) => {
  if ('adopt' in asked) return search.adopt(asked.adopt)
  if ('isOver' in asked) parentPort?.postMessage({ result: search.result() } satisfies Said)
  else {
    search.run(stop, { until: asked.until })
    parentPort?.postMessage({ cost: search.cost(), tours: search.tours() } satisfies Said)
  }
})
