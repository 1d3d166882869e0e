import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

describe('missing', () => {
  test('an annex of the list that is not there', () => {
    expect(
      titles(
        `实施方案全文。

附件：1.成员名单
2.任务分解表

附件2

任务分解表`,
        'D-MISS',
      ).join(),
    ).toContain('附件1')
  })

  test('annexes that are there are not told', () => {
    expect(
      titles(
        `实施方案全文。

附件：1.成员名单
2.任务分解表

附件1

成员名单

附件2

任务分解表`,
        'D-MISS',
      ).filter((title) => title.includes('附件1')),
    ).toEqual([])
  })

  test('an owner who is still open', () => {
    expect(
      titles(
        `项目1：

承办单位：待定`,
        'D-MISS',
      ).join(),
    ).toContain('待定')
  })

  test('support without a rate', () => {
    expect(titles(`对门店达到一定数量的企业给予奖补。`, 'D-MISS').join()).toContain('没有标准和金额')
  })

  test('support with a rate is not told', () => {
    expect(titles(`对门店给予奖补，每家2万元。`, 'D-MISS').filter((title) => title.includes('没有标准和金额'))).toEqual(
      [],
    )
  })
})
