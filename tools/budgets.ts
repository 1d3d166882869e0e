/** What a first visit loads, gzip: fails when it is more than promised, and when there is nothing to measure. */
import { globSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { systemCaller } from '#platform/authz'
import { migrate } from '#platform/migrate'
import { removeCluster, startPostgres } from '#platform/postgres'
import { createApp } from '../apps/server/app.ts'
import { COUNTIES, readCounty } from '../apps/server/county.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.url))

export class BudgetProblem extends Error {
  override name = 'BudgetProblem'
}

const gzipKb = (parts: readonly (Buffer | string)[]): number =>
  parts.reduce((sum, part) => sum + gzipSync(part).length, 0) / 1000

/** `import{a}from"./b.js"`, `import"./b.js"`, `export*from"./b.js"`; an import() is loaded later and not counted. */
const STATIC = /\b(?:import|export)\b(?:[^"'`();]*?\bfrom)?\s*["'](\.{1,2}\/[^"']+)["']/g

/** The files that a page of Vite's needs before it shows anything: itself, its scripts and styles, and their static imports. */
export function firstLoadOf(dist: string): string[] {
  const page = path.join(dist, 'index.html')
  const html = textOf(page)
  const base = /<script[^>]*\bsrc="([^"]*?)assets\//.exec(html)?.[1] ?? '/'
  const linked = [...html.matchAll(/<script[^>]*\bsrc="([^"]+)"|<link[^>]*\bhref="([^"]+)"[^>]*>/g)]
    .filter(([tag, script]) => script || /rel="(?:stylesheet|modulepreload)"/.test(tag))
    .map(([, script, link]) => path.join(dist, (script ?? link ?? '').slice(base.length)))
  if (!linked.some((file) => file.endsWith('.js'))) throw new BudgetProblem(`${page} loads no script`)
  const found = new Set([page])
  const waiting = [...linked]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue
    found.add(file)
    if (!file.endsWith('.js')) continue
    for (const [, name = ''] of textOf(file).matchAll(STATIC)) waiting.push(path.join(path.dirname(file), name))
  }
  return [...found]
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new BudgetProblem(`${path.relative(ROOT, file)} is missing: npm run build`)
  }
}

const newest = (pattern: string): number =>
  Math.max(0, ...globSync(pattern, { cwd: ROOT }).map((file) => statSync(path.join(ROOT, file)).mtimeMs))

function frontEndKb(name: 'console' | 'station'): number {
  const dist = path.join(ROOT, 'apps', name, 'dist')
  const files = firstLoadOf(dist)
  const sources = newest(`apps/${name}/{index.html,vite.config.ts,src/**/*.{ts,tsx,css}}`)
  if (sources === 0) throw new BudgetProblem(`apps/${name}/src holds nothing`)
  if (sources > statSync(path.join(dist, 'index.html')).mtimeMs)
    throw new BudgetProblem(`apps/${name}/dist is older than its sources: npm run build`)
  return gzipKb(files.map((file) => readFileSync(file)))
}

/** The heaviest of the counties' public home pages, with all that it links. */
async function portalKb(): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'xiangji-budgets-'))
  const postgres = await startPostgres({ folder, durable: false })
  try {
    await migrate(postgres.url)
    const packs = globSync('*/county.yaml', { cwd: COUNTIES }).map((file) => path.join(COUNTIES, path.dirname(file)))
    if (packs.length === 0) throw new BudgetProblem('counties/ holds no county')
    const secret = 'measured-only-'.repeat(3)
    const app = await createApp({ url: postgres.url, filesFolder: folder, secret, log: false, county: '000000' })
    try {
      const sizes: number[] = []
      for (const pack of packs) sizes.push(await homeKb(app, pack))
      return Math.max(...sizes)
    } finally {
      await app.close()
    }
  } finally {
    await postgres.stop()
    await removeCluster(folder)
    await rm(folder, { recursive: true, force: true })
  }
}

async function homeKb({ app, services }: Awaited<ReturnType<typeof createApp>>, folder: string): Promise<number> {
  const read = await readCounty(folder)
  if (!('county' in read)) throw new BudgetProblem(`${folder} cannot be read`)
  const { pack, planText, divisions, boundary } = read.county
  const { code } = pack.county
  await services.divisions.load(systemCaller(code), divisions, boundary)
  await services.plans.put(systemCaller(code), { pack, planText, isDemo: false })
  const get = async (url: string) => {
    const { statusCode, rawPayload } = await app.inject({
      method: 'GET',
      url,
      headers: { 'accept-encoding': 'identity' },
    })
    if (statusCode !== 200) throw new BudgetProblem(`${url} answers ${statusCode}`)
    return rawPayload
  }
  const page = await get(`/counties/${code}`)
  const LINKED =
    /<(?:link[^>]*\brel="(?:stylesheet|icon|preload)"[^>]*\bhref|script[^>]*\bsrc|img[^>]*\bsrc)="(\/[^"]+)"/g
  const linked = [...page.toString().matchAll(LINKED)].map(([, url = '']) => url.replaceAll('&amp;', '&'))
  return gzipKb([page, ...(await Promise.all(linked.map(get)))])
}

/** First loads in KB, gzip: the console's sign-in, the keeper's home, the public home page in all. */
export async function firstLoads(): Promise<Record<'consoleKb' | 'stationKb' | 'portalKb', number>> {
  const round = (kb: number) => Math.round(kb * 10) / 10
  return {
    consoleKb: round(frontEndKb('console')),
    stationKb: round(frontEndKb('station')),
    portalKb: round(await portalKb()),
  }
}

const BUDGETS = { consoleKb: 450, stationKb: 200, portalKb: 60 } as const

async function main(): Promise<number> {
  const loads = await firstLoads()
  let code = 0
  for (const [name, kb] of Object.entries(loads)) {
    const budget = BUDGETS[name as keyof typeof BUDGETS] // the keys of firstLoads
    if (kb >= budget) code = 1
    console.log(
      `${kb < budget ? '✓' : '✗'} ${name.replace('Kb', '').padEnd(8)} ${kb.toFixed(1)} KB of ${budget} KB gzip`,
    )
  }
  return code
}

if (import.meta.main)
  process.exit(
    await main().catch((error: unknown) => {
      if (!(error instanceof BudgetProblem)) throw error
      console.error(`✗ ${error.message}`)
      return 1
    }),
  )
