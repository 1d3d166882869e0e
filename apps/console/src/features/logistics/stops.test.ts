import { expect, test } from 'vitest'
import type { Basis, StopNeed } from './queries.ts'
import { lostOf, othersOf, stopsOf } from './stops.ts'

const need = { pieces: 20, weightG: 60_000, serviceS: 300, fromS: 0, toS: 60, isCold: false, skipFen: null }
const spot = (id: string, level: 'town' | 'village') => ({
  ...{ id, place: id, name: id, townName: '永定镇', level, lng: 1, lat: 1, isEstimated: false },
})
const [TOWN, A, B, LOST] = ['532327101', '532327101200', '532327101201', '532327204200'] as const
const basis = {
  places: [spot(TOWN, 'town'), spot(A, 'village'), spot(B, 'village')],
  stations: [],
  unplaced: [{ id: LOST, place: LOST, name: '那软', townName: '永兴乡', isStation: false, level: 'village' }],
} as unknown as Basis // what is read of it
const chosen = { serves: 'places' as const, towns: [], townNeed: { ...need, pieces: 80 }, villageNeed: need }
const own: StopNeed = { ...need, id: A, isServed: true, pieces: 3 }

test('a stop gets what is said of it, else what its kind gets', () => {
  const stops = stopsOf(basis, chosen, [own])
  expect(stops.map(({ id, need: { pieces }, isChanged }) => [id, pieces, isChanged])).toEqual([
    [TOWN, 80, false],
    [A, 3, true],
    [B, 20, false],
  ])
  expect(stopsOf(basis, { ...chosen, serves: 'towns' }, []).map(({ id }) => id)).toEqual([TOWN])
  expect(lostOf(basis, { serves: 'places', towns: [TOWN] })).toEqual([])
})

test('what a sheet does not name is everything else, surveyed or not; what an earlier sheet named is not asked about again', () => {
  expect(othersOf(basis, chosen, [own]).map(({ id }) => id)).toEqual([TOWN, B, LOST])
  const earlier = othersOf(basis, chosen, [own]).map((other) => ({ ...other, isServed: false }))
  expect(othersOf(basis, chosen, [own, ...earlier])).toEqual([])
})
