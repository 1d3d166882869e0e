import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

describe('wording', () => {
  test('a word that stands twice', () => {
    expect(titles(`协助解决解决资金问题。`, 'D-TYPO').join()).toContain('重字')
  })

  test('建议 before a thing to be made', () => {
    expect(titles(`建议一个区域公共品牌。`, 'D-TYPO').join()).toContain('动词疑有误')
  })

  test('one rule with two conditions', () => {
    expect(
      titles(
        `升级改造现有或在条件成熟的乡镇新建乡镇级电商公共服务中心。

升级改造现有或在空白乡镇新建乡镇级电商公共服务中心。`,
        'D-TEXT',
      ).join(),
    ).toContain('条件不同')
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
})
