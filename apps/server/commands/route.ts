import { access, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import {
  afterTime,
  check,
  type Instance,
  type Mate,
  ProblemFault,
  type Result,
  solve,
  together,
  writeSol,
} from '@xiangji/routing'
import { type Command, required, UsageProblem, type Values, whole } from './command.ts'
import { readInstance } from './route-instance.ts'
import type { Asked, Handed, Said } from './route-mate.ts'

/** Milliseconds since the process began: reading and starting count. */
const now = (): number => performance.now()
/** Kept back for the last iterations, writing and leaving: milliseconds, or a part of what starting took, where the machine is slow. */
const RESERVE_MS = 25
const RESERVE_OF_START = 0.1

export const routeSolve: Command = {
  name: 'route solve',
  help: {
    usage: 'route solve --instance FILE --seconds S [--threads T] [--seed N] --out FILE.sol',
    zh: '求解车辆路径算例（CVRPLIB、Solomon），结果写入 .sol',
    en: 'Solve a vehicle routing instance (CVRPLIB, Solomon); the tours go to a .sol file',
  },
  options: {
    instance: { type: 'string' },
    seconds: { type: 'string' },
    threads: { type: 'string' },
    seed: { type: 'string' },
    out: { type: 'string' },
  },
  run: async (values) => {
    const file = required(values, 'instance')
    const out = required(values, 'out')
    const ms = seconds(values) * 1000
    const threads = whole(values, 'threads', { otherwise: 1, max: 64 })
    const seed = whole(values, 'seed', { otherwise: 1, from: 0, max: 2 ** 31 - 1 })
    await access(path.dirname(out)).catch(() => {
      throw new UsageProblem(`没有这个文件夹 · There is no such folder: ${path.dirname(out)}`)
    })
    const instance = await read(file)
    const fromMs = now()
    const reserve = Math.max(RESERVE_MS, RESERVE_OF_START * fromMs)
    const until = { fromMs, ms: Math.max(1, ms - reserve - fromMs) }
    const result =
      threads === 1
        ? said(file, () => solve(instance.problem, { stop: afterTime({ now, ms: until.ms, from: fromMs }), seed }))
        : await inThreads(threads, { file, seed, ...until, fromMs: performance.timeOrigin + fromMs })
    const cost = result.cost / instance.scale
    const faults = check(instance.problem, result)
    for (const fault of faults) process.stderr.write(`✗ ${JSON.stringify(fault)}\n`)
    for (const { stop, reason } of result.left) process.stderr.write(`✗ ${stop} 未安排 left out: ${reason}\n`)
    await writeFile(out, writeSol(result.routes, cost))
    console.log(`cost=${cost} seconds=${(now() / 1000).toFixed(2)}`)
    return faults.length + result.left.length === 0 ? 0 : 1
  },
}

function seconds(values: Values): number {
  const said = Number(required(values, 'seconds'))
  if (!(said > 0 && said <= 86_400))
    throw new UsageProblem('--seconds 应为 0 到 86400 之间的数 · --seconds takes a number above 0, at most 86400')
  return said
}

async function read(file: string): Promise<Instance> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageProblem(`读不了文件 · The file cannot be read: ${file}`)
  })
  return said(file, () => readInstance(text))
}

/** What is wrong with the problem is the file's fault. */
function said<T>(file: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof ProblemFault) throw new UsageProblem(`${file}: ${error.message}`)
    throw error
  }
}

async function inThreads(threads: number, handed: Handed): Promise<Result> {
  const workers = Array.from(
    { length: threads },
    (_, k) =>
      new Worker(new URL('./route-mate.ts', import.meta.url), {
        workerData: { ...handed, seed: handed.seed + k } satisfies Handed,
      }),
  )
  const ask = (worker: Worker, asked: Asked): Promise<Said> =>
    new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.postMessage(asked)
    })
  const mates = workers.map(
    (worker): Mate => ({
      run: async (until) => {
        const said = await ask(worker, { until })
        if ('result' in said) throw new Error('the thread answered what nobody asked')
        return said
      },
      adopt: (tours) => worker.postMessage({ adopt: tours } satisfies Asked),
    }),
  )
  try {
    const best = workers[await together(mates)]
    const said = best && (await ask(best, { isOver: true }))
    if (!said || !('result' in said)) throw new Error('no thread answered')
    return said.result
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}
