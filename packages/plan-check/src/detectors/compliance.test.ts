import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

describe('compliance', () => {
  test('what the document bars and the work buys', () => {
    expect(
      titles(
        `一、内容

通过购买网络流量提升销售。

二、资金

中央资金不得用于楼堂馆所及购买流量等支出。`,
        'D-COMP',
      ).join(),
    ).toContain('流量')
  })

  test('one tender for all', () => {
    expect(titles(`以整体打包方式公开招标。`, 'D-COMP').join()).toContain('整体打包')
  })

  test('a point set up at a station that is paid already', () => {
    expect(titles(`在现有村级电商服务站点设立物流服务点。`, 'D-COMP').join()).toContain('重复支持')
  })
})
