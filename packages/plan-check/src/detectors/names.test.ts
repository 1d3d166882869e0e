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

  test('a station in the country is not also one of a village', () => {
    expect(titles(`建设农村电商服务站点。`, 'D-NAME').join()).not.toContain('村级站点')
    expect(titles(`建设农村电商服务站点，提升村级电商服务站。`, 'D-NAME').join()).toContain('村级站点')
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
