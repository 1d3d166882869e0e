import type { CountyPack, Standard, Target } from '@xiangji/county-pack'
import { expect, test } from 'vitest'
import { areaM2Of, problemOf } from './county.ts'
import { allowedIn, servedBy } from './problem.ts'
import { rulesOf, withNumber } from './rules.ts'

const standard = (fields: Partial<Standard>) =>
  ({
    id: 'S',
    kind: '',
    text: 't',
    hard: true,
    growth: null,
    operator: null,
    value: null,
    unit: null,
    scope: null,
    per: null,
    ambiguity: null,
    source: null,
    ...fields,
  }) as Standard // what a rule of siting has

const target = (indicator: string, operator: Target['operator'], value: number, scale?: number) =>
  ({
    id: 'T',
    name: 'n',
    operator,
    value,
    unit: null,
    source: null,
    measure: { indicator, ...(scale ? { scale } : {}) },
  }) as Target // what a target of stations has

const counts = { towns: 33, villages: 523 }
const rules = (sitingRules: Standard[], targets: Target[] = []) =>
  rulesOf({ sitingRules, targets } satisfies Pick<CountyPack, 'sitingRules' | 'targets'>, counts)

test('a rule speaks of towns or of villages by its own words, and of metres by its own unit', () => {
  const read = rules([
    standard({ kind: 'maxPerUnit', per: '每个乡镇场街道', operator: '<=', value: 1 }),
    standard({ kind: 'maxPerUnit', per: '每个行政村', operator: '<=', value: 2 }),
    standard({ kind: 'minDistance', scope: '村级服务点之间', operator: '>', value: 2, unit: '公里' }),
    standard({ kind: 'signage' }),
    standard({ kind: 'priority', text: '重点支持贫困村' }),
  ])
  expect(read).toMatchObject({ perTown: 1, perVillage: 2, apart: { metres: 2000, isStrict: true } })
  expect(read.cited.map(({ effect }) => effect)).toEqual(['perTown', 'perVillage', 'apart', 'notComputed', 'priority'])
  expect(rules([standard({ kind: 'minDistance', operator: '>=', value: 500, unit: '米' })]).apart).toEqual({
    metres: 500,
    isStrict: false,
  })
  expect(rules([standard({ kind: 'minDistance', operator: '>=', value: 5, unit: '站路' })]).cited[0]?.effect).toBe(
    'notComputed',
  )
})

test('targets that stations move are floors and numbers; half a village is met by the next whole one', () => {
  const read = rules(
    [],
    [
      target('station.townCoverage', '=', 100, 100),
      target('station.villageCoverage', '>=', 50, 100),
      target('station.openVillage', '=', 35),
      target('station.open', '<=', 42),
      target('trade.sales', '>=', 1),
    ],
  )
  expect(read.townStations).toEqual({ atLeast: 33, atMost: null })
  expect(read.villagesServed).toEqual({ atLeast: 262, atMost: null })
  expect(read.villageStations).toEqual({ atLeast: 35, atMost: 35 })
  expect(read.allStations).toEqual({ atLeast: null, atMost: 42 })
  expect(read.cited).toHaveLength(4)
  expect(withNumber(read, 20).cited.every(({ effect }) => !/Number$|villageCoverage/.test(effect))).toBe(true)
  expect(withNumber(read, 20)).toMatchObject({
    villageStations: { atLeast: null, atMost: 20 },
    villagesServed: { atLeast: null },
  })
})

test('residents allow stations by full steps, as the examples of the plan have it', () => {
  const growth = { above: 5000, step: 5000, extra: 1 }
  const rule = { ...rules([]), growth }
  const allowed = [5000, 5001, 9999, 10_000, 15_000].map((residents) => allowedIn({ residents }, rule))
  expect(allowed).toEqual([1, 1, 1, 2, 3])
  expect(allowedIn({ residents: null }, rule)).toBe(1)
  const served = [0, 1, 2, 3].map((count) => servedBy(count, { residents: 16_000, perVillage: 1, growth }))
  expect(served).toEqual([0, 10_000, 15_000, 16_000])
})

test('communities are no candidates, and the county has the area of its outline', () => {
  const row = { parent: '110000', lng: null, lat: null, isAdministrativeVillage: false }
  const divisions = [
    { ...row, code: '110000', name: 'c', level: 'county' as const },
    { ...row, code: '110000100', name: 't', level: 'town' as const },
    { ...row, code: '110000100001', name: 'community', level: 'village' as const, parent: '110000100' },
    {
      ...row,
      code: '110000100201',
      name: 'v',
      level: 'village' as const,
      parent: '110000100',
      isAdministrativeVillage: true,
    },
  ]
  const square = [
    [110, 0],
    [110.1, 0],
    [110.1, 0.1],
    [110, 0.1],
    [110, 0],
  ]
  const boundary = { type: 'FeatureCollection', features: [{ geometry: { type: 'Polygon', coordinates: [square] } }] }
  const facts = [{ code: '110000100201', residents: 700, isDesignated: true }]
  const problem = problemOf({ divisions, boundary, pack: { sitingRules: [], targets: [] }, facts })
  expect(problem.villages).toEqual([
    { code: '110000100201', name: 'v', town: '110000100', point: null, residents: 700, isDesignated: true },
  ])
  expect((problem.areaM2 ?? 0) / 1e6).toBeCloseTo(123.9, 0)
  expect(areaM2Of(undefined)).toBeNull()
})
