import highs from 'highs'
import { beforeAll, expect, test } from 'vitest'
import { checkSiting } from './check.ts'
import { mipBy } from './highs.ts'
import type { SolveMip } from './mip.ts'
import { bestOf } from './oracle.test-data.ts'
import type { SitingProblem } from './problem.ts'
import { NO_RULES, NO_WISHES, randomBy, randomProblem } from './random.test-data.ts'
import { solveSiting } from './solve.ts'

let solveMip: SolveMip
beforeAll(async () => {
  const load = highs as unknown as typeof highs.default // its types are declared for CommonJS
  solveMip = mipBy(await load())
})

const solve = (problem: SitingProblem) => solveSiting(problem, { solveMip })

test('a thousand random problems have the answer that trying everything finds, and each is good by the rules alone', () => {
  const random = randomBy(20_260_422)
  let infeasible = 0
  for (let i = 0; i < 1000; i++) {
    const problem = randomProblem(random, 6)
    const siting = solve(problem)
    const best = bestOf(problem)
    expect(checkSiting(problem, siting), `problem ${i}`).toEqual([])
    const found =
      siting.objective === null ? undefined : [siting.designated.served, siting.objective, siting.distance?.bestM]
    expect(found, `problem ${i}`).toEqual(best && [best.designated, best.served, best.distance])
    expect(siting.status, `problem ${i}`).toBe(best ? 'optimal' : 'infeasible')
    if (!best) {
      infeasible++
      expect(siting.clashes.length, `problem ${i}`).toBeGreaterThan(0)
    } else {
      expect(siting.bound).toBe(siting.objective)
      expect(siting.distance?.isProven, `problem ${i}`).toBe(true)
    }
  }
  expect(infeasible).toBeGreaterThan(100)
  expect(infeasible).toBeLessThan(500)
}, 120_000)

test('the same problem has the same answer, letter for letter', () => {
  const random = randomBy(7)
  for (let i = 0; i < 20; i++) {
    const problem = randomProblem(random, 12)
    expect(JSON.stringify(solve(problem))).toBe(JSON.stringify(solve(problem)))
  }
})

test('a larger budget never serves fewer, and ruling out a chosen place never serves more', () => {
  const random = randomBy(11)
  for (let i = 0; i < 60; i++) {
    const problem: SitingProblem = {
      ...randomProblem(random, 14),
      existing: [],
      forceIn: [],
      forceOut: [],
      budgetFen: 60_000,
    }
    const before = solve(problem)
    if (before.objective === null) continue
    const weight = ({ designated, objective }: typeof before) => designated.served * 1e9 + (objective ?? -1)
    expect(weight(solve({ ...problem, budgetFen: 90_000 }))).toBeGreaterThanOrEqual(weight(before))
    const chosen = before.stations.find(({ level }) => level === 'village')
    if (!chosen) continue
    expect(weight(solve({ ...problem, forceOut: [chosen.code] }))).toBeLessThanOrEqual(weight(before))
  }
})

test('a designated poor village has a station, or its reason says why not', () => {
  const random = randomBy(13)
  const why = new Set<string>()
  for (let i = 0; i < 200; i++) {
    const problem = randomProblem(random, 10)
    const siting = solve(problem)
    if (siting.objective === null) continue
    for (const { code } of problem.villages.filter(({ isDesignated }) => isDesignated)) {
      const left = siting.leftOut.find((one) => one.code === code)
      if (left) why.add(left.reason.kind)
      else expect(siting.stations.some((one) => one.code === code)).toBe(true)
    }
  }
  expect([...why].sort()).toEqual(expect.arrayContaining(['forcedOut', 'number', 'tooNear']))
  expect(why.has('notProven')).toBe(false)
})

const village = (i: number, lat: number | null, more: Partial<SitingProblem['villages'][number]> = {}) => ({
  code: `11000010020${i}`,
  name: `v${i}`,
  town: '110000100',
  point: lat === null ? null : { lng: 110, lat },
  residents: null,
  isDesignated: false,
  ...more,
})
const towns = [{ code: '110000100', name: 't', point: { lng: 110, lat: 25 } }]
const KM = 1 / 111.195

test('the rule of distance counts between villages only, keeps exactly two kilometres apart by its own operator, and never judges what nobody surveyed', () => {
  const villages = [village(0, 25), village(1, 25 + 1.5 * KM), village(2, null), village(3, null)]
  const rules = { ...NO_RULES, apart: { metres: 2000, isStrict: true } }
  const siting = solve({ ...NO_WISHES, towns, villages, rules })
  expect(siting.objective).toBe(3)
  expect(siting.stations.filter(({ level }) => level === 'town')).toHaveLength(1)
  const [left] = siting.leftOut
  expect(left?.reason).toMatchObject({ kind: 'tooNear', metres: 1500 })
  expect(siting.certain).toBe(1)
  expect(siting.assumptions).toContainEqual(
    expect.objectContaining({ kind: 'villagesUnsurveyed', villages: 2, onEstimates: ['110000100202', '110000100203'] }),
  )
})

test('two good stations that exist too near to each other both stay, and a new one beside them does not come', () => {
  const villages = [village(0, 25), village(1, 25 + KM), village(2, 25 - KM)]
  const rules = { ...NO_RULES, apart: { metres: 2000, isStrict: true } }
  const existing = [0, 1].map((i) => ({ code: village(i, 25).code, isGood: true }))
  const siting = solve({ ...NO_WISHES, towns, villages, rules, existing })
  expect(siting.stations.filter(({ reason }) => reason.kind === 'kept')).toHaveLength(2)
  expect(siting.leftOut.map(({ code }) => code)).toEqual(['110000100202'])
})

test('one more station for each full step of residents, when it serves more people', () => {
  const villages = [village(0, 25, { residents: 15_000 }), village(1, 25.1, { residents: 9999 })]
  const rules = { ...NO_RULES, growth: { above: 5000, step: 5000, extra: 1 } }
  const siting = solve({ ...NO_WISHES, towns, villages, rules })
  expect(siting.objective).toBe(24_999)
  expect(siting.stations.filter(({ level }) => level === 'village').map(({ code }) => code)).toEqual([
    '110000100200',
    '110000100200',
    '110000100201',
  ])
  expect(
    solve({ ...NO_WISHES, towns, villages, rules: { ...rules, villageStations: { atLeast: null, atMost: 2 } } })
      .objective,
  ).toBe(19_999)
})

test('a floor that the other rules do not let one reach is named, with how far they do', () => {
  const villages = [village(0, 25), village(1, 25 + KM), village(2, 25.1)]
  const rules = {
    ...NO_RULES,
    apart: { metres: 2000, isStrict: true },
    villagesServed: { atLeast: 3, atMost: null },
  }
  const siting = solve({ ...NO_WISHES, towns, villages, rules })
  expect(siting.status).toBe('infeasible')
  expect(siting.clashes).toEqual([{ kind: 'floor', wanted: 'villagesServed', atLeast: 3, possible: 2 }])
  const forced = solve({
    ...NO_WISHES,
    towns,
    villages,
    forceIn: ['110000100200', '110000100201'],
    rules: { ...rules, villagesServed: NO_RULES.villagesServed },
  })
  expect(forced.clashes).toMatchObject([{ kind: 'forcedTooNear' }])
  expect(solve({ ...NO_WISHES, towns, villages, forceIn: ['1'] }).clashes).toEqual([{ kind: 'unknownCode', code: '1' }])
})

test('of villages that nothing distinguishes the numbers are spread over the towns', () => {
  const two = [...towns, { code: '110000101', name: 'u', point: null }]
  const villages = Array.from({ length: 12 }, (_, i) => ({
    ...village(0, null),
    code: `${i < 8 ? '110000100' : '110000101'}${200 + i}`,
    town: i < 8 ? '110000100' : '110000101',
  }))
  const siting = solve({
    ...NO_WISHES,
    towns: two,
    villages,
    rules: { ...NO_RULES, villageStations: { atLeast: null, atMost: 6 } },
  })
  const inFirst = siting.stations.filter(({ code }) => code.length === 12 && code.startsWith('110000100'))
  expect(siting.objective).toBe(6)
  expect(inFirst).toHaveLength(4)
  expect(inFirst[0]?.reason).toEqual({ kind: 'alike', served: 1, chosen: 4, of: 8 })
})

test('a problem that is stopped says what it has not proven', () => {
  const random = randomBy(3)
  const villages = Array.from({ length: 200 }, (_, i) =>
    village(0, 25, { code: `110000100${200 + i}`, point: { lng: 110 + random() * 0.3, lat: 25 + random() * 0.3 } }),
  )
  const rules = { ...NO_RULES, apart: { metres: 2500, isStrict: true } }
  const problem = { ...NO_WISHES, towns, villages, rules }
  const siting = solveSiting(problem, { solveMip, isStopped: () => true })
  expect(checkSiting(problem, siting)).toEqual([])
  if (siting.objective !== null) expect(siting.bound).toBeGreaterThanOrEqual(siting.objective)
})
