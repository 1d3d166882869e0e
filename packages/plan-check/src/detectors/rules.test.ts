import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

describe('rules', () => {
  test('超过 and 以上 together', () => {
    expect(titles(`服务点之间的距离应超过2公里以上。`, 'D-RULE').join()).toContain('“超过”和“以上”')
  })

  test('以上 alone is clear', () => {
    expect(
      titles(`服务点之间的距离应在2公里以上。`, 'D-RULE').filter((title) => title.includes('“超过”和“以上”')),
    ).toEqual([])
  })

  test('a step rule has two readings', () => {
    expect(titles(`人口超过5000人的，每增加5000人，可增加一个。`, 'D-RULE').join()).toContain('两种读法')
  })

  test('an average cap', () => {
    expect(titles(`补贴额度平均每个不超过10万元。`, 'D-RULE').join()).toContain('平均每个')
  })

  test('a share over two kinds of work', () => {
    expect(titles(`支持供应链体系和物流体系建设的中央资金比例不低于50%。`, 'D-RULE').join()).toContain('分子')
  })
})
