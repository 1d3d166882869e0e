import { expect, test } from 'vitest'
import { NO_RULES } from './random.test-data.ts'
import { assumptionText, clashText, leftOutText, stationText } from './words.ts'

const source = null
const named = {
  towns: [],
  villages: [
    { code: '1', name: '东村', town: 't', point: null, residents: null, isDesignated: false },
    { code: '2', name: '西村', town: 't', point: null, residents: null, isDesignated: false },
  ],
  rules: {
    ...NO_RULES,
    apart: { metres: 2000, isStrict: true },
    cited: [{ id: 'S04', effect: 'apart' as const, text: '', isHard: true, ambiguity: null, source }],
  },
}

test('a reason names the other place, the distance and the rule, in both languages', () => {
  const reason = { kind: 'tooNear' as const, to: '2', metres: 1350 }
  expect(leftOutText(reason, { named, locale: 'zh' })).toBe('距入选的西村1.35公里，不符合间距2.00公里的规定（S04）')
  expect(leftOutText(reason, { named, locale: 'en' })).toBe(
    '1.35 km from 西村, which is chosen; the rule asks for 2.00 km (S04)',
  )
  const chosen = { kind: 'serves' as const, served: 1, insteadOf: ['1'], spacing: 'kept' as const }
  expect(stationText(chosen, { named, counted: 'villages', locale: 'zh' })).toBe(
    '服务1个村；与其距离不足的东村因此不设',
  )
})

test('assumptions and clashes are whole sentences in both languages', () => {
  const same = { kind: 'samePoint' as const, codes: ['1', '2'] }
  expect(assumptionText(same, { named, locale: 'zh' })).toContain('东村、西村（1、2）坐标相同')
  expect(assumptionText(same, { named, locale: 'en' })).toContain('东村, 西村 (1, 2) lie at one point')
  const unknown = { kind: 'residentsUnknown' as const, known: 0, of: 60, hasGrowth: false }
  expect(assumptionText(unknown, { named, locale: 'zh' })).toBe('60个行政村的常住人口都未知，因此按村数计算')
  expect(assumptionText(unknown, { named, locale: 'en' })).toContain('known for none of 60')
  const floor = { kind: 'floor' as const, wanted: 'villagesServed' as const, atLeast: 3, possible: 2 }
  expect(clashText(floor, { named, locale: 'en' })).toContain('At least 3')
  expect(clashText({ kind: 'rules' }, { named, locale: 'zh' })).toContain('没有可行的方案')
})
