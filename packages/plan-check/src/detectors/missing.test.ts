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

  test('an annex that neither a heading nor a table holds', () => {
    expect(
      titles(
        `实施方案全文。

附件：1.资金安排表
2.分项目信息

序号\\t项目名称\\t合计
1\\t站点\\t30
2\\t培训\\t50`,
        'D-MISS',
      ).join(),
    ).toContain('附件2')
  })

  test('the one row without an office', () => {
    const rows = [1, 2, 3, 4, 5].map((at) => `${at}\\t第${at}项工作\\t${at === 3 ? '' : '县商务局'}\\t2023年3月`)
    expect(titles(`序号\\t工作内容\\t责任单位\\t时限要求\n${rows.join('\n')}`, 'D-MISS').join()).toContain(
      '没有责任单位',
    )
  })
})
