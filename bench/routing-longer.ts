import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FOLDER, gap, type Known, known } from './routing.ts'
import { round } from './server.ts'

type Run = { cost: number; seconds: number; memoryMb: number }

/** The command as a person runs it, by the clock on the wall. Memory is the largest that Linux saw (VmHWM). */
async function solve(name: string, { seconds, threads }: { seconds: number; threads: number }): Promise<Run> {
  const file = (await readdir(FOLDER)).find((entry) => entry.startsWith(`${name}.`)) ?? name
  const out = join(tmpdir(), `xiangji-bench-${process.pid}.sol`)
  const options = ['--instance', join(FOLDER, file), '--seconds', `${seconds}`, '--threads', `${threads}`, '--out', out]
  const child = spawn(process.execPath, ['apps/server/cli.ts', 'route', 'solve', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  let memoryMb = 0
  child.stdout.on('data', (chunk) => {
    text += String(chunk)
  })
  const timer = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
    memoryMb = Math.max(memoryMb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
  }, 200)
  await new Promise((resolve) => child.on('close', resolve))
  clearInterval(timer)
  const [, cost, took] = /cost=([\d.]+) seconds=([\d.]+)/.exec(text) ?? []
  if (!cost || !took) throw new Error(`${name}: ${text}`)
  return { cost: Number(cost), seconds: Number(took), memoryMb }
}

/** What more time and a second thread are worth from 300 stops on, and how the command keeps time and memory. */
export async function benchRoutingLonger(): Promise<Record<string, number>> {
  const many = (await known('BKS.csv')).filter(({ type, n }) => type === 'cvrp' && n >= 300)
  const sums = { after10: 0, after30: 0, worse: 0, oneThread: 0, twoThreads: 0, lateParts: 0, memoryMb: 0 }
  for (const one of many) {
    const after10 = await gap(one, 10)
    const after30 = await gap(one, 30)
    sums.after10 += after10
    sums.after30 += after30
    if (after30 > after10) sums.worse++
    const alone = await run(one, 1)
    const two = await run(one, 2)
    sums.oneThread += alone.percent
    sums.twoThreads += two.percent
    sums.lateParts = Math.max(sums.lateParts, alone.seconds / 10 - 1, two.seconds / 10 - 1)
    sums.memoryMb = Math.max(sums.memoryMb, alone.memoryMb)
  }
  const mean = (sum: number): number => round(sum / many.length)
  return {
    instances: many.length,
    after10: mean(sums.after10),
    after30: mean(sums.after30),
    worseAfter30: sums.worse,
    oneThread: mean(sums.oneThread),
    twoThreads: mean(sums.twoThreads),
    latePercent: round(100 * sums.lateParts),
    memoryMb: Math.round(sums.memoryMb),
  }
}

async function run({ name, best }: Known, threads: number): Promise<Run & { percent: number }> {
  const found = await solve(name, { seconds: 10, threads })
  const percent = (found.cost / best - 1) * 100
  console.log(
    `  ${name} ${threads} threads: ${found.cost}, ${percent.toFixed(3)} %, ${found.seconds} s, ${Math.round(found.memoryMb)} MB`,
  )
  return { ...found, percent }
}
