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

  test('two caps, where villages and towns may claim under both', () => {
    const text = `乡镇级中心每个补贴不超过10万元、镇村级站点每个补贴不超过2万元。`
    expect(titles(text, 'D-RULE').join()).toContain('可能重叠')
    expect(titles(text.replace('镇村级', '村级'), 'D-RULE').join()).not.toContain('可能重叠')
  })

  test('caps of one fund for several purposes neither overlap nor differ', () => {
    const text = `（一）公共服务中心

中央财政补助不超过300万元，县级财政补助不超过100万元。

（二）物流体系

中央财政补助不超过500万元，单个项目最高不超过80万元。

（三）培训

中央财政补助不超过120万元，其中讲师不超过50万元，场地不超过70万元。`
    expect([...titles(text, 'D-RULE'), ...titles(text, 'D-VAL'), ...titles(text, 'D-MISS')].join()).not.toMatch(
      /限额|数值不一|没有按建设内容分项/,
    )
  })

  test('a cap without its unit', () => {
    expect(titles(`示范村创建不超过10万。`, 'D-UNIT').join()).toContain('“万”')
  })

  test('an average cap', () => {
    expect(titles(`补贴额度平均每个不超过10万元。`, 'D-RULE').join()).toContain('平均每个')
  })

  test('a share over two kinds of work', () => {
    expect(titles(`支持供应链体系和物流体系建设的中央资金比例不低于50%。`, 'D-RULE').join()).toContain('分子')
  })
})
