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

  test('a conjunction behind a mark is a slip, 及时 is a word', () => {
    expect(titles(`工作人员、和村官。`, 'D-TYPO').join()).toContain('标点')
    expect(titles(`协调解决问题，及时拨付资金。全面、及时、准确公开。`, 'D-TYPO')).toEqual([])
  })
})
