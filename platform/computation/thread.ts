import { parentPort, workerData } from 'node:worker_threads'
import type { Compute, Handed, Said } from './contract.ts'

const SAY_EVERY_MS = 200

const { module, input, stop } = workerData as Handed // computation.ts starts this thread and nobody else
const say = (said: Said) => parentPort?.postMessage(said)
const cell = new Int32Array(stop)
const clock = () => performance.now()
let saidAt = Number.NEGATIVE_INFINITY

try {
  const { compute } = (await import(module)) as { compute: Compute<unknown, unknown> } // the contract of a kind
  const result = await compute(input, {
    now: clock,
    isStopped: () => Atomics.load(cell, 0) === 1,
    report: (progress) => {
      if (clock() - saidAt < SAY_EVERY_MS) return
      saidAt = clock()
      say({ progress })
    },
  })
  say({ result })
} catch (error) {
  say({ fault: error instanceof Error ? (error.stack ?? error.message) : String(error) })
}
