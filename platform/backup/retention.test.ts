import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Kept, superfluous } from './retention.ts'

const DAY_MS = 86_400_000
const START = Date.parse('2026-01-01T18:20:00Z')
const RULE = { daily: 7, weekly: 4, monthly: 12 }

const backups = fc
  .array(fc.record({ hours: fc.nat(24 * 900), isGood: fc.boolean() }), { maxLength: 200 })
  .map((all) =>
    all.map(({ hours, isGood }, i): Kept => ({ name: `b${i}`, madeAt: new Date(START + hours * 3_600_000), isGood })),
  )
const rule = fc.record({ daily: fc.nat(10), weekly: fc.nat(6), monthly: fc.nat(14) })

test('the newest good backup stays, whatever the rule; nothing goes while none is good', () => {
  fc.assert(
    fc.property(backups, rule, (all, some) => {
      const gone = new Set(superfluous(all, some))
      const good = all.filter(({ isGood }) => isGood)
      const newest = Math.max(...good.map(({ madeAt }) => madeAt.getTime()))
      if (good.length === 0) return gone.size === 0
      return good.some(({ name, madeAt }) => madeAt.getTime() === newest && !gone.has(name))
    }),
  )
})

test('no more stay than the rule and what came after the newest good one; what goes once would go again', () => {
  fc.assert(
    fc.property(backups, rule, (all, some) => {
      const gone = new Set(superfluous(all, some))
      const left = all.filter(({ name }) => !gone.has(name))
      const good = left.filter(({ isGood }) => isGood)
      const limit = Math.max(1, some.daily + some.weekly + some.monthly)
      const newest = Math.max(0, ...good.map(({ madeAt }) => madeAt.getTime()))
      const older = left.filter(({ madeAt }) => madeAt.getTime() < newest)
      return older.length <= limit && (good.length === 0 || superfluous(left, some).length === 0)
    }),
  )
})

test('two years of daily backups leave seven days, four weeks and twelve months', () => {
  const all = Array.from({ length: 730 }, (_, i) => ({
    name: `b${i}`,
    madeAt: new Date(START + i * DAY_MS),
    isGood: true,
  }))
  const gone = new Set(superfluous(all, RULE))
  const left = all.filter(({ name }) => !gone.has(name)).map(({ madeAt }) => madeAt.toISOString().slice(0, 10))
  expect(left.slice(-7)).toEqual([
    '2027-12-25',
    '2027-12-26',
    '2027-12-27',
    '2027-12-28',
    '2027-12-29',
    '2027-12-30',
    '2027-12-31',
  ])
  expect(left.length).toBeGreaterThanOrEqual(18)
  expect(left.length).toBeLessThanOrEqual(23)
})
