import { readdirSync, readFileSync } from 'node:fs'
import { type CountyPack, parsePack } from '@xiangji/county-pack'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkPlan, exitCode, formatReport, type PlanCheck, unitCosts } from './index.ts'
import { EXPECTED } from './verification.test-data.ts'

const COUNTIES = new URL('../../../counties/', import.meta.url)

function load(county: string): { pack: CountyPack; planText: string } {
  const folder = new URL(`${county}/`, COUNTIES)
  const planText = readFileSync(new URL('plan.txt', folder), 'utf8')
  const files: Record<string, unknown> = { 'plan.txt': planText }
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.yaml'))) {
    files[name] = parse(readFileSync(new URL(name, folder), 'utf8'))
  }
  const result = parsePack(files)
  if (!('pack' in result)) throw new Error(JSON.stringify(result.problems[0]))
  return { pack: result.pack, planText }
}

function check(county: string): PlanCheck {
  const { pack, planText } = load(county)
  return checkPlan(pack, planText)
}

describe.each(EXPECTED)('the plan of $county', (expected) => {
  const result = check(expected.county)

  test('comes out in every sum that was verified by hand', () => {
    for (const [what, value] of expected.sums) {
      const sum = result.sums.find((candidate) => candidate.what === what)
      expect(sum, what).toMatchObject({ what, expected: value, actual: value, ok: true })
    }
    expect(result.sums.filter((sum) => !sum.ok)).toEqual([])
  })

  test('has the values of its fund rules', () => {
    for (const { id, ...rule } of expected.rules) {
      expect(
        result.rules.find((candidate) => candidate.id === id),
        id,
      ).toMatchObject(rule)
    }
  })

  test('says of every rule either a value or why there is none', () => {
    for (const rule of result.rules) {
      expect(rule.why, rule.id).not.toBe('')
      expect(rule.ok === null, rule.id).toBe(rule.value === null)
    }
  })

  test('has its exit code', () => {
    expect(exitCode(result)).toBe(expected.exitCode)
  })

  test('quotes only what the document says, and reads in both languages', () => {
    const { pack, planText } = load(expected.county)
    const lines = planText.split('\n')
    for (const { quote, line } of result.findings.flatMap((finding) => finding.quotes)) {
      expect(lines.slice(line - 1).join('\n')).toContain(quote)
    }
    for (const locale of ['zh', 'en'] as const) {
      const report = formatReport(checkPlan(pack, planText, { locale }), locale)
      expect(report).not.toMatch(/undefined|NaN|\[object/)
    }
  })
})

describe('average costs', () => {
  test.each([
    ['yongren', 'YR-B2', 'central', 5],
    ['yongren', 'YR-B3', 'central', 1],
    ['yongren', 'YR-B5', 'central', 5],
    ['yongren', 'YR-B6', 'central', 3],
    ['yongren', 'YR-B7', 'central', 0.04],
    ['shicheng', 'SC-B3', 'total', 0.09],
    ['shicheng', 'SC-B3', 'central', 0.055],
    ['puning', 'PN-B5.1', 'total', 0.01],
    ['puning', 'PN-B5.2', 'total', 0.06],
    ['puning', 'PN-B5.3', 'total', 0.009667],
  ])('of %s %s (%s) are as verified', (county, id, fund, wan) => {
    const cost = unitCosts(load(county).pack).find((candidate) => candidate.id === id && candidate.fund === fund)
    expect(cost?.wan).toBeCloseTo(wan, 6)
  })
})

describe('readings of a rule', () => {
  test('a floor over two lines holds cumulatively and fails for the second tranche alone', () => {
    const rule = check('ruyuan').rules.find((candidate) => candidate.id === 'RY-R02')
    expect(rule?.why).toContain('50.5%')
    expect(rule?.why).toContain('45.5%')
    expect(rule?.why).toContain('28.75%')
  })

  test('a floor is also told without the line that may not count', () => {
    const rule = check('yongren').rules.find((candidate) => candidate.id === 'YR-R02')
    expect(rule?.why).toContain('65.32%')
  })

  test('an average cap tells how many objects the money can pay for', () => {
    const rule = check('shicheng').rules.find((candidate) => candidate.id === 'SC-R02')
    expect(rule).toMatchObject({ ok: null, value: null })
    expect(rule?.why).toContain('32 个')
  })
})

describe('findings', () => {
  const titles = (county: string, detector: string, severity: string): string[] =>
    check(county)
      .findings.filter((finding) => finding.detector === detector && finding.severity === severity)
      .map((finding) => finding.title)

  test('one target with two values is an error', () => {
    expect(titles('yongren', 'D-VAL', 'error')[0]).toBe('同一目标数值不一：知名平台网上商城（≥ 3 个 / ≥ 5 个）')
    expect(titles('ruyuan', 'D-VAL', 'error')).toHaveLength(2)
  })

  test('the text alone shows the two values, by grammar', () => {
    const { pack, planText } = load('yongren')
    const targets = pack.targets.map((target) => ({ ...target, conflicts: [] }))
    const result = checkPlan({ ...pack, targets }, planText)
    const found = result.findings.find((finding) => finding.title.includes('知名平台网上商城'))
    expect(found?.quotes.map((quote) => quote.line)).toEqual([71, 167, 190])
  })

  test('two deadlines of one line are an error', () => {
    expect(titles('shicheng', 'D-DATE', 'error')).toHaveLength(1)
  })

  test('phases that overlap only by the months worked out from their tasks are mentioned, no more', () => {
    expect(titles('ruyuan', 'D-DATE', 'info').filter((title) => title.startsWith('阶段重叠'))).toHaveLength(2)
  })

  test('a rule that is met exactly is told', () => {
    const exact = (county: string, severity: string): number =>
      titles(county, 'D-RULE', severity).filter((title) => title.startsWith('恰在限上')).length
    expect(exact('shicheng', 'warn')).toBe(1)
    expect(exact('puning', 'warn')).toBe(1)
    expect(exact('yongren', 'info')).toBe(1)
  })
})

/** Every amount of a pack as a place that can be read and written. */
function amountPlaces(value: unknown): { holder: Record<string, unknown>; key: string }[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap(amountPlaces)
  const holder = value as Record<string, unknown> // an object that is no array
  return Object.entries(holder).flatMap(([key, item]) => {
    const isAmount = /^(total|central|local|social|amountWan|phase1Wan|phase2Wan|cumulativeWan|value)$/.test(key)
    return isAmount && typeof item === 'number' ? [{ holder, key }] : amountPlaces(item)
  })
}

describe('a changed amount', () => {
  test.each(EXPECTED.map(({ county }) => county))('in %s makes at least one sum not ok', (county) => {
    const { pack, planText } = load(county)
    const count = amountPlaces(pack.budget).length
    const delta = fc.integer({ min: -5000, max: 5000 }).filter((change) => change !== 0)
    fc.assert(
      fc.property(fc.nat({ max: count - 1 }), delta, (index, change) => {
        const changed = structuredClone(pack)
        const place = amountPlaces(changed.budget)[index]
        if (place === undefined) return false
        place.holder[place.key] = Number(place.holder[place.key]) + change
        const result = checkPlan(changed, planText)
        return result.sums.some((sum) => !sum.ok) && exitCode(result) === 1
      }),
      { seed: 7, numRuns: 60 },
    )
  })
})

test('an amount in the wrong column is found even where every row and column still adds up', () => {
  const { pack, planText } = load('yongren')
  const moved = structuredClone(pack)
  for (const [id, change] of [
    ['YR-B8', 10],
    ['YR-B13', -10],
  ] as const) {
    const amounts = moved.budget.lines.find((line) => line.id === id)?.amountsWan
    if (amounts === undefined || amounts.central === null || amounts.local === null) throw new Error(id)
    amounts.central -= change
    amounts.local += change
  }
  const wrong = checkPlan(moved, planText).sums.filter((sum) => !sum.ok)
  expect(wrong).toHaveLength(4)
  expect(wrong.every((sum) => sum.what.includes('录入=原文'))).toBe(true)
})

describe('a hard rule', () => {
  test('that is broken is an error; a soft one is a warning', () => {
    const { pack, planText } = load('yongren')
    const lowered = (hard: boolean): CountyPack => ({
      ...pack,
      fundRules: pack.fundRules.map((rule) => (rule.id === 'YR-R01' ? { ...rule, limit: 0.1, hard } : rule)),
    })
    const severity = (hard: boolean): string | undefined =>
      checkPlan(lowered(hard), planText).findings.find((finding) => finding.title.startsWith('不满足'))?.severity
    expect(severity(true)).toBe('error')
    expect(severity(false)).toBe('warn')
  })

  test('a quote that is not in the plan is an error', () => {
    const { pack, planText } = load('tianchang')
    const result = checkPlan(pack, planText.replace('开展电商培训累计', '举办电商培训累计'))
    expect(result.findings.filter((finding) => finding.detector === 'D-QUOTE').length).toBeGreaterThan(0)
    expect(exitCode(result)).toBe(1)
  })
})

describe('a text that is no longer the one the pack quotes', () => {
  const alarms = (county: string, from: string, to: string): string[] => {
    const { pack, planText } = load(county)
    const places = ({ findings }: PlanCheck): string[] =>
      findings
        .filter(({ severity }) => severity !== 'info')
        .flatMap(({ detector, title, quotes }) => quotes.map(({ line }) => `${detector}|${title}|${line}`))
    expect(planText).toContain(from)
    const known = new Set(places(checkPlan(pack, planText)))
    const fresh = places(checkPlan(pack, planText.replace(from, to))).filter((place) => !known.has(place))
    return [...new Set(fresh.map((place) => place.slice(0, place.lastIndexOf('|'))))]
  }

  test('is told by the text alone where the text contradicts itself', () => {
    expect(alarms('tianchang', '不少于3000人次', '不少于3300人次').join()).toMatch(/^D-VAL[^,]*$/)
    expect(alarms('shicheng', '\t3500\n', '\t3507\n').join()).toMatch(/^D-SUM[^,]*$/)
  })

  test('is told by the pack alone where the text does not', () => {
    expect(alarms('tianchang', '4条物流主干', '5条物流主干').join()).toMatch(/^D-QUOTE[^,]*$/)
  })

  test('is told at the line of a broken sentence that changed', () => {
    const { pack, planText } = load('yongren')
    const lines = planText.split('\n')
    const at = lines.findIndex((line) => line.includes('商产品 10 个以上'))
    const changed = lines.with(at, (lines[at] ?? '').replace('10 个以上', '21 个以上')).join('\n')
    expect(checkPlan(pack, changed).findings.filter(({ detector }) => detector === 'D-QUOTE')).toEqual([])
  })
})
