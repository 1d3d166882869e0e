import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

describe('coverage', () => {
  test('an indicator that is only 是 asks for proof', () => {
    expect(
      titles(
        `一级指标\\t三级指标\\t指标值
数量\\t指标 1：带动创业\\t是
数量\\t指标 2：服务站\\t7 个`,
        'D-MISS',
      ).join(),
    ).toContain('只写“是”')
  })

  test('one here and a batch there', () => {
    expect(
      titles(
        `一、工作目标

打造1个农产品区域公共品牌。

二、实施内容

打造一批农产品区域公共品牌。`,
        'D-VAL',
      ).join(),
    ).toContain('“一批”')
  })
})
