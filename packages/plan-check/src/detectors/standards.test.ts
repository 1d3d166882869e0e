import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

describe('standards', () => {
  test('a number and an average for one growth', () => {
    expect(titles(`零售额增速5%以上，整体增速高于全国平均水平。`, 'D-VAL').join()).toContain('两个标准')
  })

  test('a level here and a rate there', () => {
    expect(
      titles(
        `农产品网络零售额高于全国农村平均水平。

农产品网络零售额同比增长高于全国农村平均水平。`,
        'D-VAL',
      ).join(),
    ).toContain('比绝对额')
  })

  test('lower here and equal there', () => {
    expect(
      titles(
        `农产品上行物流成本不高于全市平均。

农产品上行物流成本与全市基本持平。`,
        'D-VAL',
      ).join(),
    ).toContain('两个标准')
  })
})
