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

  test('a rate to be raised says to what', () => {
    expect(titles(`提高培训转化率。`, 'D-AMBIG').join()).toContain('没有目标值')
    expect(titles(`提高培训转化率，达到10%以上；提升运转效率。`, 'D-AMBIG').join()).not.toContain('没有目标值')
  })

  test('what exists is a number too', () => {
    expect(titles(`快递服务覆盖全部乡镇和现有服务站。`, 'D-AMBIG').join()).toContain('现有')
  })

  test('one of two things', () => {
    expect(titles(`打造1个电商强镇或特色产业园。`, 'D-AMBIG').join()).toContain('两样之一')
    expect(titles(`引进2家企业，或者自建。`, 'D-AMBIG').join()).not.toContain('两样之一')
  })
})
