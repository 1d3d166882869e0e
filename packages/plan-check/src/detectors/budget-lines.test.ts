import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

describe('lines of the budget', () => {
  test('money for work and effects without a number is told', () => {
    const long = '与金融机构合作，简化手续，降低门槛，协助解决小微企业的资金问题，形成良好氛围'
    expect(
      titles(
        `序号\\t项目名称\\t建设内容\\t合计（万元）
1\\t站点\\t${long}，建设服务站点40个\\t30
2\\t培训\\t${long}，开展培训20场\\t50
3\\t金融\\t${long}\\t40
合计\\t\\t\\t120`,
        'D-MISS',
      ),
    ).toContain('info 有资金，没有一个可以考核的数')
  })

  test('several things under one amount are told where the other lines are divided', () => {
    expect(
      titles(
        `序号\\t项目名称\\t建设内容\\t合计（万元）
1\\t站点\\t建站40个（安排资金20万元）；装修（安排资金10万元）\\t30
2\\t培训\\t培训20场（安排资金30万元）；教材（安排资金20万元）\\t50
3\\t展示\\t展厅1个，系统1套，大会1场\\t40
合计\\t\\t\\t120`,
        'D-MISS',
      ),
    ).toContain('info 一行几项内容，只有一个总数')
  })
})
