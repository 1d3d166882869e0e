import { expect, test } from 'vitest'
import type { Answer } from './queries.ts'
import { differenceOf, factsIn, textOf } from './sites.ts'

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
