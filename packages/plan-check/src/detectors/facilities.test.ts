import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

const BUDGET = `序号\\t项目名称\\t建设内容\\t中央\\t配套
1\\t商品化项目\\t建设供应链展厅1个，购置检测设备\\t30\\t10
2\\t公共服务中心\\t升级农特产品展厅，组织站长培训\\t20\\t10
3\\t人才培训\\t开展电商培训500人次\\t10\\t0
合计\\t\\t\\t60\\t20`

describe('facilities', () => {
  test('an exhibition room in two lines of the budget may be paid twice', () => {
    expect(titles(BUDGET, 'D-COMP').join()).toContain('warn 两行都列了同类设施，可能重复支持：展厅、展区')
    expect(titles(BUDGET.replace('农特产品展厅', '办公区'), 'D-COMP').join()).not.toContain('同类设施')
  })

  test('a service with a line of its own stands under another line too', () => {
    expect(titles(BUDGET, 'D-COMP').join()).toContain('单列一行的服务')
    expect(titles(BUDGET.replace('，组织站长培训', ''), 'D-COMP').join()).not.toContain('单列一行的服务')
  })

  test('a building of neither area nor capacity', () => {
    const sized = BUDGET.replace('供应链展厅1个', '供应链展厅1个（300平方米）')
    expect(titles(BUDGET, 'D-MISS').join()).toContain('没有面积')
    expect(titles(sized, 'D-MISS').join()).not.toContain('没有面积')
  })

  test('another special fund pays for the same', () => {
    const text = `一、实施内容

对农产品冷链设施建设给予补助。

二、保障措施

运用强基工程专项资金支持冷链骨干网建设。`
    expect(titles(text, 'D-COMP').join()).toContain('另有专项资金支持同类建设：冷链')
    expect(titles(text.replace('骨干网', '').replace('冷链建设', '道路建设'), 'D-COMP').join()).not.toContain(
      '另有专项',
    )
  })

  test('a facility inside another, each with a line of its own', () => {
    const text = `一、实施内容

物流分拨中心设在公共服务中心内。

序号\\t项目名称\\t建设内容\\t中央\\t配套
1\\t服务体系\\t改造公共服务中心1个\\t30\\t10
2\\t物流体系\\t新建物流分拨中心1个\\t20\\t10
合计\\t\\t\\t50\\t20`
    expect(titles(text, 'D-COMP').join()).toContain('两处设施同址，各有预算行')
    expect(titles(text.replace('设在', '服务'), 'D-COMP').join()).not.toContain('同址')
  })
})
