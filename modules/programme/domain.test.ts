import type { CountyPack, FundRule } from '@xiangji/county-pack'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, daysBetween } from '#platform/clock'
import * as domain from './domain.ts'
import { PACKS, packOf } from './programme.test/packs.ts'

const RANK = { red: 0, behind: 1, notReported: 1, onTrack: 2, met: 3, unmeasured: -1 }
const span = { startOn: '2020-01-01', dueOn: '2020-12-31' }
const day = fc.integer({ min: -30, max: 400 }).map((n) => addDays('2020-01-01', n))
const goal = fc.integer({ min: 1, max: 1000 })
const value = fc.double({ min: 0, max: 2000, noNaN: true })
const state = (operator: string, target: number | string | null, value: number | null, asOf: string) =>
  domain.judge({ operator, value: target } as Parameters<typeof domain.judge>[0], value, { asOf, ...span }).state

test('以上 includes the number and 超过 does not, 以下 includes it and 不满 does not', () => {
  fc.assert(
    fc.property(goal, day, (n, asOf) => {
      expect(state('>=', n, n, asOf)).toBe('met')
      expect(state('>', n, n, asOf)).not.toBe('met')
      expect(state('>', n, n + 1, asOf)).toBe('met')
      expect(state('<=', n, n, asOf)).toBe('met')
      expect(state('<', n, n, asOf)).toBe('red')
      expect(state('<', n, n - 1, asOf)).toBe('met')
      expect(state('=', n, n, asOf)).toBe('met')
    }),
  )
})

test('more is never judged worse where much is asked for, less never where little is', () => {
  fc.assert(
    fc.property(goal, value, value, day, (n, a, b, asOf) => {
      const [low, high] = a <= b ? [a, b] : [b, a]
      for (const operator of ['>=', '>', '='])
        expect(RANK[state(operator, n, low, asOf)]).toBeLessThanOrEqual(RANK[state(operator, n, high, asOf)])
      for (const operator of ['<=', '<'])
        expect(RANK[state(operator, n, high, asOf)]).toBeLessThanOrEqual(RANK[state(operator, n, low, asOf)])
    }),
  )
})

test('time alone never makes a value look better', () => {
  fc.assert(
    fc.property(goal, value, day, day, (n, v, a, b) => {
      const [early, late] = a <= b ? [a, b] : [b, a]
      expect(RANK[state('>=', n, v, late)]).toBeLessThanOrEqual(RANK[state('>=', n, v, early)])
    }),
  )
})

test('what is not met after its last day is red, on the last day there is still time', () => {
  expect(state('>=', 100, 99, '2020-12-31')).toBe('onTrack')
  expect(state('>=', 100, 60, '2020-12-31')).toBe('behind')
  expect(state('>=', 100, 49, '2020-12-31')).toBe('red')
  expect(state('>=', 100, 99, '2021-01-01')).toBe('red')
  expect(state('>=', 100, null, '2020-12-31')).toBe('notReported')
  expect(state('>=', 100, null, '2021-01-01')).toBe('red')
})

test('a target without a number is not measured', () => {
  expect(state('qual', '建成并运营', 1, '2020-06-01')).toBe('unmeasured')
  expect(state('>=', null, 1, '2020-06-01')).toBe('unmeasured')
})

const datesOf = (pack: CountyPack) => [
  ...pack.phases.flatMap(({ startOn, endOn }) => [startOn, endOn]),
  ...pack.budget.lines.flatMap(({ startOn, endOn }) => [startOn, endOn]),
  ...pack.targets.map(({ dueOn }) => dueOn),
  ...pack.tasks.flatMap(({ startOn, dueOn }) => [startOn, dueOn]),
]

test('a plan that is moved keeps its gaps, and moved back it is the plan', () => {
  for (const name of PACKS) {
    const pack = packOf(name)
    for (const days of [0, 1, -400, 2100]) {
      const moved = domain.shiftPack(pack, days)
      expect(domain.shiftPack(moved, -days)).toEqual(pack)
      datesOf(moved).forEach((on, i) => {
        const before = datesOf(pack)[i] ?? null
        expect(on === null ? null : daysBetween(before ?? '', on)).toBe(before === null ? null : days)
      })
    }
  }
})

test('a demonstration lies in the middle of its plan', () => {
  for (const name of PACKS) {
    const pack = packOf(name)
    const moved = domain.shiftPack(pack, domain.shiftToMiddle(pack, '2026-05-10'))
    expect([name, domain.stageAt(domain.planSpan(moved), '2026-05-10')]).toEqual([name, 'underWay'])
  }
})

test("Yongren's cap of 15 % leaves 163.05 万元 for the centre, less what was paid from central money", () => {
  const { fundRules, budget } = packOf('yongren')
  const cap = fundRules.find(({ id }) => id === 'YR-R01') as FundRule
  const follow = (central: number, local = 0) =>
    domain.followRule(cap, budget, new Map([['YR-B1', { total: central + local, central, local, social: 0 }]]))
  expect(follow(0)).toEqual({ paid: 0, headRoomFen: 163_050_000 })
  expect(follow(150_000_000, 90_000_000)).toEqual({ paid: 150 / 1087, headRoomFen: 13_050_000 })
  expect(follow(170_000_000).headRoomFen).toBe(-6_950_000)
  const elsewhere = new Map([['YR-B2', { total: 1, central: 1, local: 0, social: 0 }]])
  expect(domain.followRule(cap, budget, elsewhere).headRoomFen).toBe(163_050_000)
})

test('a rule that payments cannot be measured against is not followed', () => {
  const { fundRules, budget } = packOf('yongren')
  for (const rule of fundRules.filter(({ check, limit }) => check === null || limit === null))
    expect(domain.followRule(rule, budget, new Map())).toEqual({ paid: null, headRoomFen: null })
})

test('万元 become fen without a remainder', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000 }), (hundredths) => {
      expect(domain.fenOfWan(hundredths / 100)).toBe(hundredths * 10_000)
    }),
  )
  expect(domain.fenOfWan(null)).toBe(0)
})
