import { expect, test } from 'vitest'
import type { Answer } from './queries.ts'
import { changesOf, differenceOf, factsIn, textOf } from './sites.ts'

const anAnswer = (objective: number, ...codes: string[]): Pick<Answer, 'stations' | 'objective' | 'unit'> => ({
  objective,
  unit: 'villages',
  stations: codes.map((code) => ({
    ...{ code, name: code, townName: '', level: 'village', isExisting: false, reason: '' },
    ...{ isDesignated: false, isEstimated: false },
  })),
})

test('a what-if is told by the sites that came and went and by how many more are served', () => {
  const { gained, lost, by } = differenceOf(anAnswer(3, 'a', 'b', 'd'), anAnswer(2, 'a', 'c'))
  expect([gained.map(({ code }) => code), lost.map(({ code }) => code), by]).toEqual([['b', 'd'], ['c'], 1])
  expect(differenceOf({ ...anAnswer(900, 'a'), unit: 'people' }, anAnswer(2, 'a')).by).toBeNull()
})

test('lines as a spreadsheet copies them are read, and the first that cannot be is named', () => {
  const text = '532327100200,1200,是\n\n532327100201\t\t'
  const facts = [
    { code: '532327100200', residents: 1200, isDesignated: true },
    { code: '532327100201', residents: null, isDesignated: false },
  ]
  expect(factsIn(text)).toEqual({ facts })
  expect(factsIn(textOf(facts))).toEqual({ facts })
  expect(factsIn('532327100200,1200\n大坝,3')).toEqual({ bad: 2 })
})

const WISHES = {
  ...{ villageNumber: null, budgetFen: null, townCostFen: 0, villageCostFen: 0 },
  ...{ forceIn: [], forceOut: [], keepsExisting: true, facts: [] },
}

test('a what-if says what is wished otherwise, with or without an answer', () => {
  const before = { ...WISHES, forceIn: ['a', 'b'], budgetFen: 50_000_000 }
  const now = { ...WISHES, villageNumber: 5, forceIn: ['b', 'c'], forceOut: ['a'], keepsExisting: false }
  const none = { values: [], hasOtherFacts: false }
  expect(changesOf(before, before)).toMatchObject({
    ...none,
    forces: [
      { more: [], less: [] },
      { more: [], less: [] },
    ],
  })
  expect(changesOf(now, before)).toEqual({
    values: ['villageNumber', 'budgetFen', 'keepsExisting'],
    forces: [
      { force: 'forceIn', more: ['c'], less: ['a'] },
      { force: 'forceOut', more: ['a'], less: [] },
    ],
    hasOtherFacts: false,
  })
})
