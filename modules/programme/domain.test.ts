import type { CountyPack, FundRule } from '@xiangji/county-pack'
import { checkPlan, checkText } from '@xiangji/plan-check'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, daysBetween } from '#platform/clock'
import * as domain from './domain.ts'
import { PACKS, packOf, textOf } from './programme.test/packs.ts'

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

const word = fc.string({ unit: fc.constantFrom(...'建设站点培训万元以上不低于35'), minLength: 2, maxLength: 12 })
const quote = fc.record({ quote: word, line: fc.integer({ min: 1, max: 400 }) })
const figure = fc.integer({ min: 0, max: 9999 })
const finding = fc.record({
  detector: fc.constantFrom('D-VAL', 'D-SUM', 'D-DATE'),
  quotes: fc.array(quote, { minLength: 1, maxLength: 5 }),
  why: fc.tuple(figure, figure).map(([a, b]) => `应为 ${a}，实为 ${b}`),
})
type Told = { detector: string; quotes: { quote: string; line: number }[]; why: string }
const hash = (facts: string) => facts
const idOf = (one: Told) => domain.identify([one], hash)[0]
const moved = (one: Told, by: number): Told => ({
  ...one,
  quotes: one.quotes
    .map(({ quote, line }) => ({ quote: quote.replace(/(?<=.)(?=.)/, '\n '), line: line + by }))
    .reverse(),
  why: one.why.replace('应为', '应当是'),
})

test('a finding keeps its identity while lines move, blanks come and go, others join and the checker words it otherwise', () => {
  fc.assert(
    fc.property(finding, fc.array(finding, { maxLength: 6 }), fc.nat({ max: 50 }), (one, others, by) => {
      const strangers = others.filter((other) => idOf(other) !== idOf(one))
      expect(domain.identify([...strangers, moved(one, by)], hash).at(-1)).toBe(idOf(one))
      expect(domain.identify([moved(one, by), ...strangers], hash)[0]).toBe(idOf(one))
    }),
  )
})

test('a finding changes its identity with each word that it quotes, each figure that it reckons and its kind, and those of others stay', () => {
  fc.assert(
    fc.property(finding, fc.array(finding, { maxLength: 6 }), fc.nat(), (one, others, at) => {
      const touched = at % one.quotes.length
      const quotes = one.quotes.map((q, i) => (i === touched ? { ...q, quote: `${q.quote}改` } : q))
      const changes: Told[] = [
        { ...one, quotes },
        { ...one, quotes: [...one.quotes, { quote: '另一句', line: 1 }] },
        { ...one, why: `${one.why}，差 10000` },
        { ...one, detector: 'D-RULE' },
      ]
      for (const changed of changes) {
        expect(idOf(changed)).not.toBe(idOf(one))
        const before = domain.identify([...others, one], hash)
        expect(domain.identify([...others, changed], hash).slice(0, -1)).toEqual(before.slice(0, -1))
      }
    }),
  )
})

test('no two findings of a list have one identity', () => {
  fc.assert(
    fc.property(fc.array(finding, { minLength: 1, maxLength: 5 }), (some) => {
      const ids = domain.identify([...some, ...some], hash)
      expect(new Set(ids).size).toBe(ids.length)
    }),
  )
})

const idsOf = (text: string) => domain.identify(checkText(text), hash)

test('in the five plans every identity outlives a text that grows at its head, and a changed figure touches only findings that quote it', () => {
  for (const county of PACKS) {
    const text = textOf(county, 'plan.txt')
    const found = checkText(text)
    const before = domain.identify(found, hash)
    expect([county, idsOf(`\n\n${text}`)]).toEqual([county, before])
    const twice = found.find(({ detector, quotes }) => detector === 'D-VAL' && quotes.length > 1)
    const at = twice?.quotes.find(({ quote }) => /\d/.test(quote))
    if (!at) continue
    const lines = text.split('\n')
    const piece = at.quote.split('\n').find((part) => /\d/.test(part)) ?? ''
    const line = lines.findIndex((one, i) => i >= at.line - 1 && one.includes(piece))
    const changed = lines.with(
      line,
      (lines[line] ?? '').replace(
        piece,
        piece.replace(/\d/, (d) => String((Number(d) % 9) + 1)),
      ),
    )
    const after = new Set(idsOf(changed.join('\n')))
    const lost = found.filter((_, i) => !after.has(before[i] ?? ''))
    expect([county, lost.length > 0]).toEqual([county, true])
    for (const { quotes } of lost)
      expect([county, quotes.some((q) => q.quote.includes(piece) || piece.includes(q.quote))]).toEqual([county, true])
  }
}, 60_000)

test('the checker tells the same findings in the same order in both languages', () => {
  for (const county of PACKS) {
    const [pack, text] = [packOf(county), textOf(county, 'plan.txt')]
    const placed = (locale: 'zh' | 'en') =>
      checkPlan(pack, text, { locale }).findings.map(({ detector, severity, quotes }) => ({
        detector,
        severity,
        quotes,
      }))
    expect(placed('en')).toEqual(placed('zh'))
  }
}, 60_000)

const quoting = (...quotes: string[]) => quotes.map((quote, i) => ({ quote, line: i + 1 }))
const act = (finding: string, quotes: ReturnType<typeof quoting>, kind: 'settled' | 'withdrawn' = 'settled') => ({
  finding,
  kind,
  detector: 'D-VAL',
  quotes,
})
const there = (id: string, quotes: ReturnType<typeof quoting>, detector = 'D-VAL') => ({ id, detector, quotes })

test('a decision holds for its own finding; of a changed one it is a hint; of one that is gone, a record', () => {
  const old = quoting('建设站点60个', '附表：站点55个')
  const now = quoting('建设站点60个', '附表：站点58个')
  const [own, changed, gone, taken] = [
    act('same', quoting('培训3000人次')),
    act('was', old),
    act('other', quoting('开展电商培训')),
    act('back', old, 'withdrawn'),
  ]
  const found = [there('same', quoting('培训3000人次')), there('is', now), there('kind', old, 'D-SUM')]
  const { decisions, former, gone: left } = domain.standing(found, [own, changed, gone, taken])
  expect([...decisions]).toEqual([['same', own]])
  expect([...former]).toEqual([['is', changed]])
  expect(left).toEqual([gone])
  expect(domain.quotedOnly(now, old)).toEqual([{ quote: '附表：站点58个', line: 2 }])
})

test('each decision that was not withdrawn stands in one place only, and none holds for a finding that is not its own', () => {
  const acts = fc.array(
    fc.record({
      finding: fc.constantFrom('a', 'b', 'c', 'd'),
      kind: fc.constantFrom('settled' as const, 'accepted' as const, 'withdrawn' as const),
      detector: fc.constantFrom('D-VAL', 'D-SUM'),
      quotes: fc.array(quote, { minLength: 1, maxLength: 3 }),
    }),
    { maxLength: 6 },
  )
  const founds = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom('a', 'c', 'e', 'f'),
      detector: fc.constantFrom('D-VAL', 'D-SUM'),
      quotes: fc.array(quote, { minLength: 1, maxLength: 3 }),
    }),
    { selector: ({ id }) => id },
  )
  fc.assert(
    fc.property(founds, acts, (found, some) => {
      const last = [...new Map(some.map((one) => [one.finding, one])).values()]
      const { decisions, former, gone } = domain.standing(found, last)
      for (const [id, { finding }] of decisions) expect(finding).toBe(id)
      for (const id of former.keys()) expect(decisions.has(id)).toBe(false)
      const placed = [...decisions.values(), ...former.values(), ...gone]
      const expected = last.filter(
        ({ kind, finding }) => kind !== 'withdrawn' || found.some(({ id }) => id === finding),
      )
      expect(new Set(placed)).toEqual(new Set(expected))
      expect(placed.length).toBe(expected.length)
    }),
  )
})
