import { readdir, readFile } from 'node:fs/promises'
import type { Instance } from '@xiangji/routing'
import '../apps/server/compiled.js'

const { afterTime, check, createSearch, readCvrplib, readSolomon } = await import('@xiangji/routing')

/**
 * Milliseconds of processor of this thread, which is what a clock shows where nothing else runs: the machine's other work does not count, nor
 * what the compiler does meanwhile on another core. Asked anew at each 16th call, for asking costs as much as many iterations.
 */
function processorClock(): () => number {
  let calls = 0
  let ms = 0
  return () => {
    if (calls++ % 16 > 0) return ms
    const { user, system } = process.threadCpuUsage()
    ms = (user + system) / 1000
    return ms
  }
}

async function read(folder: string, name: string): Promise<Instance> {
  const file = (await readdir(folder)).find((entry) => entry.startsWith(`${name}.`))
  const text = await readFile(`${folder}/${file}`, 'utf8')
  return file?.endsWith('.txt') ? readSolomon(text) : readCvrplib(text)
}

/** One instance in a process of its own, as `route solve` is run and as quick to begin: what the compiler learnt of another instance would slow it. */
const [folder = '', name = '', seconds] = process.argv.slice(2)
const { problem, scale } = await read(folder, name)
const now = processorClock()
const search = createSearch(problem, { seed: 1 })
search.run(afterTime({ now, ms: Number(seconds) * 1000, from: 0 }))
const result = search.result()
const faults = check(problem, result)
if (faults.length + result.left.length > 0) throw new Error(`${name}: ${JSON.stringify(faults)}`)
console.log(JSON.stringify({ cost: result.cost / scale, iterations: result.iterations }))
