/** npm run check: everything about the code that can be known without running it. Stops at the first thing that is wrong. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../', import.meta.url))

type Ran = { output: string; status: number | null }
type Step = {
  name: string
  args: readonly [tool: string, ...rest: string[]]
  /** What is wrong although the tool may say that all is well. */
  refusal?: (output: string, status: number | null) => string | undefined
}

/** dependency-cruiser that understands no TypeScript says "0 modules cruised" and exits with 0. */
export function cruiseRefusal(output: string, status: number | null): string | undefined {
  const count = /(\d+) modules, \d+ dependencies cruised/.exec(output)?.[1]
  if (status !== 0) return `exit code ${status}`
  if (count === undefined) return 'dependency-cruiser says nothing of modules'
  return Number(count) === 0 ? 'dependency-cruiser saw 0 modules: it checks nothing' : undefined
}

const tool = (name: string) => path.join('node_modules', name)
const tsc = (project: string): Step => ({
  name: `tsc ${project}`,
  args: [tool('typescript/bin/tsc'), '--noEmit', '-p', project],
  refusal: (_, status) =>
    existsSync(path.join(ROOT, project, 'tsconfig.json')) || project === '.'
      ? exitRefusal('', status)
      : `${project}/tsconfig.json is missing`,
})
const exitRefusal = (_: string, status: number | null) => (status === 0 ? undefined : `exit code ${status}`)

const CRUISED = ['apps', 'modules', 'packages', 'platform']
const steps: readonly Step[] = [
  { name: 'biome', args: [tool('@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings', '.'] },
  tsc('.'),
  tsc('apps/console'),
  tsc('apps/station'),
  {
    name: 'architecture',
    args: [tool('dependency-cruiser/bin/dependency-cruise.mjs'), ...CRUISED, '--config', '.dependency-cruiser.mjs'],
    refusal: cruiseRefusal,
  },
  { name: 'knip', args: [tool('knip/bin/knip.js'), '--no-progress'] },
  { name: 'generated files', args: ['tools/gen.ts', '--check'] },
  { name: 'budgets', args: ['tools/budgets.ts'] },
]

/** Shows what a tool says as it says it, and keeps it. */
function run(args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const)
      from.on('data', (chunk: Buffer) => {
        output += chunk
        to.write(chunk)
      })
    child.once('error', reject)
    child.once('close', (status) => resolve({ output, status }))
  })
}

async function check(): Promise<number> {
  for (const { name, args, refusal = exitRefusal } of steps) {
    console.log(`\n── ${name}`)
    const began = performance.now()
    const { output, status } = await run(args)
    const wrong = refusal(output, status)
    if (wrong) {
      console.error(`\n✗ check failed at: ${name} (${wrong})`)
      return 1
    }
    console.log(`✓ ${name} · ${((performance.now() - began) / 1000).toFixed(1)} s`)
  }
  console.log('\n✓ check passed')
  return 0
}

if (import.meta.main) process.exit(await check())
