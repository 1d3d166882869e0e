import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

describe('names', () => {
  test('two names for the brand', () => {
    expect(
      titles(
        `创建1个区域公共品牌。

推广区域公用品牌。`,
        'D-NAME',
      ).join(),
    ).toContain('几种叫法')
  })

  test('one name is no finding', () => {
    expect(
      titles(
        `创建1个区域公共品牌。

推广区域公共品牌。`,
        'D-NAME',
      ).filter((title) => title.includes('几种叫法')),
    ).toEqual([])
  })
})
