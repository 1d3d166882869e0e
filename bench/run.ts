/** npm run bench: the figures that the product promises, in one run, kept in bench/results.json. `-- append overview …` runs some. */
import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { firstLoads } from '../tools/budgets.ts'
import { benchAddress } from './address.ts'
import { benchAppend } from './append.ts'
import { benchCounties } from './counties.ts'
import { benchOverview } from './overview.ts'
import { benchPlanCheck } from './plan-check.ts'
import { benchPolicies } from './policies.ts'
import { benchPrivacy } from './privacy.ts'
import { benchProcesses } from './processes.ts'
import { benchRouting } from './routing.ts'
import { benchRoutingLonger } from './routing-longer.ts'
import { benchSiting } from './siting.ts'
import { benchStart } from './start.ts'
import { benchVerify } from './verify.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { events: { type: 'string' } },
})
const NAMES = [
  'append',
  'overview',
  'verify',
  'start',
  'load',
  'counties',
  'processes',
  'privacy',
  'policies',
  'address',
  'planCheck',
  'siting',
  'routing',
  'routingLonger',
]
const wanted = new Set(positionals.length > 0 ? positionals : NAMES)
const file = new URL('results.json', import.meta.url)
const results = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Record<string, unknown> // our own file

/** Each promise of the foundation, as a question to the results. */
const PROMISES: Record<string, [text: string, holds: (r: Record<string, number>) => boolean][]> = {
  append: [['append in batches of 1000 ≥ 0.7 of the bare statement', (r) => (r.ratio ?? 0) >= 0.7]],
  overview: [
    ['overview at the large history ≤ 1.3 × the small one', (r) => (r.ratioP50 ?? 9) <= 1.3],
    ['overview p99 < 10 ms', (r) => (r.largeP99Ms ?? 99) < 10],
    ['figures lag < 2 s', (r) => (r.lagMs ?? 9999) < 2000],
  ],
  verify: [
    ['ten million events are verified within five minutes', (r) => (r.verifyEventsPerS ?? 0) >= 10_000_000 / 300],
    ['the changed event is named', (r) => r.named === 1],
  ],
  start: [
    ['first start to first page < 15 s', (r) => (r.firstStartS ?? 99) < 15],
    ['later start < 4 s', (r) => (r.laterStartS ?? 99) < 4],
    ['idle memory < 250 MB', (r) => (r.idleMemoryMb ?? 999) < 250],
  ],
  counties: [
    ['a county among 25 reads its overview at ≤ 1.5 × what it costs alone', (r) => (r.ratioP50 ?? 9) <= 1.5],
    [
      'its figures lag < 2 s while another county has 100,000 events behind',
      (r) => (r.lagDuringBacklogMs ?? 9999) < 2000,
    ],
  ],
  processes: [
    ['four processes count each event once', (r) => r.isExact === 1],
    [
      'four processes ask an idle database < 2 × as often as one',
      (r) => (r.idleTransactionsPerS4 ?? 99) < 2 * (r.idleTransactionsPerS1 ?? 0),
    ],
  ],
  load: [
    ['portal page < 60 KB gzip', (r) => (r.portalKb ?? 999) < 60],
    ["keeper's home < 200 KB gzip", (r) => (r.stationKb ?? 999) < 200],
    ['console sign-in < 450 KB gzip', (r) => (r.consoleKb ?? 999) < 450],
  ],
  routing: [
    ['X n 100–200 after 10 s: mean gap ≤ 0.2 %', (r) => (r.x100 ?? 9) <= 0.2],
    ['X n 250–420 ≤ 0.4 %', (r) => (r.x250 ?? 9) <= 0.4],
    ['X n 560–1000 ≤ 1.2 %', (r) => (r.x560 ?? 9) <= 1.2],
    ['VRPTW 100 ≤ 0.2 %', (r) => (r.tw100 ?? 9) <= 0.2],
    ['VRPTW 200 ≤ 0.3 %', (r) => (r.tw200 ?? 9) <= 0.3],
    ['VRPTW 400 ≤ 1.0 %', (r) => (r.tw400 ?? 9) <= 1],
    ['VRPTW 1000 ≤ 5 %', (r) => (r.tw1000 ?? 99) <= 5],
    ['XML100 after 5 s ≤ 0.05 %', (r) => (r.xml100 ?? 9) <= 0.05],
    ['n = 200 after 1 s ≤ 1.5 %', (r) => (r.n200In1s ?? 9) <= 1.5],
    ['n = 1000 after 5 s ≤ 2.5 %', (r) => (r.n1000In5s ?? 9) <= 2.5],
    [
      "a county's day costs less than by nearest neighbour, nothing left out",
      (r) => (r.countySavedPercent ?? 0) > 0 && r.countyLeft === 0 && r.countyFaults === 0,
    ],
  ],
  routingLonger: [
    ['from 300 stops on 30 s are better than 10 s in the mean', (r) => (r.after30 ?? 9) < (r.after10 ?? 0)],
    ['and never worse', (r) => r.worseAfter30 === 0],
    ['two threads are better than one in the mean', (r) => (r.twoThreads ?? 9) < (r.oneThread ?? 0)],
    ['the time limit holds within 3 %', (r) => (r.latePercent ?? 99) <= 3],
    ['memory at n = 1000 < 200 MB', (r) => (r.memoryMb ?? 999) < 200],
  ],
  planCheck: [
    ['of what a person marked as error or warning ≥ 70 % is found', (r) => (r.recall ?? 0) >= 0.7],
    ['≤ 1 false alarm per 3 true ones', (r) => (r.falsePerTrue ?? 9) <= 1 / 3],
    ['a changed figure is told, and only that, in ≥ 95 %', (r) => (r.toldOnceShare ?? 0) >= 0.95],
    ['a document < 2 s', (r) => (r.slowestMs ?? 9999) < 2000],
  ],
  privacy: [
    ['a masked list of 50 < 1.3 × the same in clear (AES)', (r) => (r.aesRatio ?? 9) < 1.3],
    ['the same under SM4', (r) => (r.sm4Ratio ?? 9) < 1.3],
  ],
  policies: [
    ['row-level security costs < 15 % on the overview', (r) => (r.overviewRatio ?? 9) < 1.15],
    ['and on appends in batches of 1000', (r) => (r.appendRatio ?? 9) < 1.15],
  ],
  address: [
    ['the village is right in ≥ 98 % (unseen family)', (r) => (r.unseenVillage ?? 0) >= 0.98],
    ['addresses of other counties are refused, all', (r) => r.tunedRefused === 1 && r.unseenRefused === 1],
    ['wrong with confidence ≥ 0.9 in < 0.3 %', (r) => (r.unseenWrongSure ?? 1) < 0.003],
    ['≥ 50,000 addresses a second', (r) => (r.perS ?? 0) >= 50_000],
    ['index in < 3 s and < 300 MB', (r) => (r.indexS ?? 9) < 3 && (r.indexMb ?? 999) < 300],
  ],
  siting: [
    ['33 towns and 523 villages are proven in < 30 s', (r) => (r.puningS ?? 99) < 30 && r.proven === r.problems],
    [
      'so they are when every village is surveyed and counted',
      (r) => Math.max(r.surveyedS ?? 99, r.limitedS ?? 99) < 30,
    ],
    ['7 towns and 35 of 60 villages in < 5 s', (r) => (r.yongrenS ?? 99) < 5],
    ['a what-if < 3 s', (r) => (r.whatIfWorstS ?? 99) < 3],
    ['never fewer served than by a list', (r) => Math.min(r.servedAgainstList ?? 0, r.openAgainstList ?? 0) >= 1],
  ],
}

const runs: Record<string, () => Promise<Record<string, number>>> = {
  append: benchAppend,
  overview: () => benchOverview({ small: 100_000, large: Number(values.events ?? 10_000_000) }),
  verify: () => benchVerify(Number(values.events ?? 1_000_000)),
  start: benchStart,
  load: firstLoads,
  counties: benchCounties,
  processes: benchProcesses,
  privacy: benchPrivacy,
  routing: benchRouting,
  routingLonger: benchRoutingLonger,
  policies: benchPolicies,
  address: benchAddress,
  planCheck: benchPlanCheck,
  siting: benchSiting,
}

results.machine = { cores: cpus().length, model: cpus()[0]?.model ?? '', node: process.version }
let isKept = true
for (const [name, run] of Object.entries(runs)) {
  if (!wanted.has(name)) continue
  const result = await run()
  results[name] = result
  // At once: an hour's figures are not lost to the failure of a later one.
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`)
  console.log(`${name}: ${JSON.stringify(result)}`)
  for (const [text, holds] of PROMISES[name] ?? []) {
    const ok = holds(result)
    isKept &&= ok
    console.log(`  ${ok ? '✓' : '✗'} ${text}`)
  }
}
process.exit(isKept ? 0 : 1)
