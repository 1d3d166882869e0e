import { expect, test } from 'vitest'
import { frozenOf, isOpenTrip, lockedCount, moved, shifted, withLock } from './drawing.ts'
import type { PlannedDay } from './queries.ts'

const drawn = {
  routes: [
    { vehicle: 'van', number: 1, trips: [['a', 'b'], ['c']] },
    { vehicle: 'van', number: 2, trips: [['d']] },
  ],
  left: [{ id: 'e', reason: 'capacity' as const }],
}
const of = (number: number, ...trips: string[][]): PlannedDay =>
  ({ vehicle: 'van', number, trips: trips.map((ids) => ({ visits: ids.map((id) => ({ id })) })) }) as PlannedDay // what is read of it

test('a stop goes up and down within its trip and no further', () => {
  expect(shifted(drawn, 'b', -1).routes[0]?.trips).toEqual([['b', 'a'], ['c']])
  expect(shifted(drawn, 'b', 1)).toEqual(drawn)
})

test('a stop goes to another trip, a new one, another vehicle or off the plan; what is emptied is gone', () => {
  expect(moved(drawn, 'd', { vehicle: 'van', number: 1, trip: 2 })).toEqual({
    ...drawn,
    routes: [{ vehicle: 'van', number: 1, trips: [['a', 'b'], ['c'], ['d']] }],
  })
  expect(moved(drawn, 'e', { vehicle: 'truck', number: 1, trip: 0 })).toEqual({
    routes: [...drawn.routes, { vehicle: 'truck', number: 1, trips: [['e']] }],
    left: [],
  })
  expect(moved(drawn, 'c', null).left.at(-1)).toEqual({ id: 'c', reason: 'notPlanned' })
})

test('a lock holds a route as it stands when it is asked, can be changed and taken off', () => {
  const day = of(1, ['a', 'b'], ['c'])
  const locks = withLock(withLock([], day, null), day, 2)
  expect(locks).toEqual([{ vehicle: 'van', number: 1, keep: 2 }])
  expect(frozenOf(locks, moved(drawn, 'c', { vehicle: 'van', number: 2, trip: 0 }).routes)).toEqual([
    { vehicle: 'van', number: 1, trips: [['a', 'b']], keep: 2 },
  ])
  expect(withLock(locks, day, undefined)).toEqual([])
  expect([lockedCount(locks[0]), lockedCount(undefined)]).toEqual([2, 0])
})

test('nothing is put into the part of a day that is locked', () => {
  const day = of(1, ['a', 'b'], ['c'])
  const open = (keep: number | null) => [0, 1, 2].map((trip) => isOpenTrip(withLock([], day, keep), day, trip))
  expect(open(2)).toEqual([true, true, true])
  expect(open(3)).toEqual([false, true, true])
  expect(open(null)).toEqual([false, false, false])
  expect(isOpenTrip(withLock([], day, null), of(2, ['d']), 0)).toBe(true)
})
