/** npm test: the static checks, then the tests on real PostgreSQL, then the journeys in a real browser. Ends with the counts. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

type Counts = { numPassedTests: number; numFailedTests: number; numPendingTests: number; numFailedTestSuites: number }

const run = (command: string, args: string[]): Promise<number> =>
  new Promise((resolve) => {
    spawn(command, args, { stdio: 'inherit' }).on('exit', (code) => resolve(code ?? 1))
  })

const folder = await mkdtemp(path.join(tmpdir(), 'xiangji-results-'))
const queries = path.join(folder, 'queries')
process.env.XIANGJI_QUERY_LOG = queries
const totals = { passed: 0, failed: 0, skipped: 0 }
let isBroken = (await run(process.execPath, ['tools/check.ts'])) !== 0
if (isBroken) totals.failed++

for (const config of isBroken ? [] : ['vitest.config.ts', 'vitest.journeys.config.ts']) {
  const output = path.join(folder, `${config}.json`)
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', config]
  const code = await run(process.execPath, [
    ...vitest,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${output}`,
  ])
  const counts = await readFile(output, 'utf8').then(
    (text): Counts => JSON.parse(text) as Counts, // vitest's own format
    () => undefined,
  )
  totals.passed += counts?.numPassedTests ?? 0
  totals.failed += counts?.numFailedTests ?? 1
  totals.skipped += counts?.numPendingTests ?? 0
  isBroken ||= code !== 0 || counts === undefined
}
// Every statement that the tests made the product send touches one county: one more test, on what all others have done.
if (!isBroken) {
  console.log('\n── single-county queries')
  const code = await run(process.execPath, ['tools/queries.ts', queries])
  if (code === 0) totals.passed++
  else totals.failed++
  isBroken = code !== 0
}
await rm(folder, { recursive: true, force: true })
if (isBroken && totals.failed === 0) totals.failed = 1
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
process.exit(isBroken || totals.passed === 0 ? 1 : 0)
