import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

describe('vague', () => {
  test('若干 is no number', () => {
    expect(titles(`打造若干个示范点。`, 'D-AMBIG').join()).toContain('没有数')
  })

  test('明显 has no threshold', () => {
    expect(titles(`收费明显低于市场价格。`, 'D-AMBIG').join()).toContain('没有标准')
  })

  test('a change without a baseline', () => {
    expect(titles(`物流成本降低20%以上。`, 'D-MISS').join()).toContain('没有基期')
  })

  test('同比 names its baseline', () => {
    expect(titles(`零售额同比增长20%以上。`, 'D-MISS').filter((title) => title.includes('没有基期'))).toEqual([])
  })

  test('a number and an average for one growth', () => {
    expect(titles(`零售额增速5%以上，整体增速高于全国平均水平。`, 'D-VAL').join()).toContain('两个标准')
  })
})
