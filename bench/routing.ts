import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { benchCountyRoutes } from './county-routes.ts'
import { round } from './server.ts'

export const FOLDER = 'bench/vrp'
export type Known = { name: string; n: number; type: string; best: number }

export async function known(file: string): Promise<Known[]> {
  const lines = (await readFile(`${FOLDER}/${file}`, 'utf8')).trim().split('\n').slice(1)
  return lines.map((line) => {
    const [name = '', n, type = '', best] = line.split(',')
    return { name, n: Number(n), type, best: Number(best) }
  })
}

const execute = promisify(execFile)

/** Percent above the best known, with the seconds of processor given. */
export async function gap({ name, best }: Known, seconds: number, folder = FOLDER): Promise<number> {
  const { stdout } = await execute(process.execPath, ['bench/routing-one.ts', folder, name, `${seconds}`])
  const { cost, iterations } = JSON.parse(stdout) as { cost: number; iterations: number } // our own file
  const percent = (cost / best - 1) * 100
  console.log(
    `  ${name} ${seconds} s: ${cost}, ${percent.toFixed(3)} %, ${Math.round(iterations / seconds)} iterations/s`,
  )
  return percent
}

async function mean(of: readonly Known[], seconds: number, folder?: string): Promise<number> {
  let sum = 0
  for (const one of of) sum += await gap(one, seconds, folder)
  return round(sum / of.length)
}

/** Mean gaps to the best known by family, one seed, one thread; then a county's own day against nearest neighbour. */
export async function benchRouting(): Promise<Record<string, number>> {
  const all = await known('BKS.csv')
  const cvrp = (from: number, to: number): Known[] =>
    all.filter(({ type, n }) => type === 'cvrp' && n >= from && n <= to)
  const vrptw = (n: number): Known[] => all.filter((one) => one.type === 'vrptw' && one.n === n)
  const named = (name: string): Known[] => all.filter((one) => one.name === name)
  return {
    ...(await benchCountyRoutes('shicheng')),
    x100: await mean(cvrp(100, 200), 10),
    x250: await mean(cvrp(250, 420), 10),
    x560: await mean(cvrp(560, 1000), 10),
    tw100: await mean(vrptw(100), 10),
    tw200: await mean(vrptw(200), 10),
    tw400: await mean(vrptw(400), 10),
    tw1000: await mean(vrptw(1000), 10),
    xml100: await mean(await known('XML100/OPT.csv'), 5, `${FOLDER}/XML100`),
    n200In1s: await mean(named('X-n200-k36'), 1),
    n1000In5s: await mean(named('X-n1001-k43'), 5),
  }
}
