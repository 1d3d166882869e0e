import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

const GOALS = `一、工作目标

建成4个镇级电子商务公共服务中心，整合1个农村物流配送中心，建设1个电商直播孵化基地，培训3000人次以上。

二、实施内容

建设改造1个农村物流配送中心。

建设1个电商直播孵化基地。

升级1个市级电子商务公共服务中心。

开展电商培训3000人次以上。`

describe('goals', () => {
  test('a centre of the towns is not carried by one of the county', () => {
    expect(titles(GOALS, 'D-MISS').join()).toContain('目标里的数在实施内容里没有')
    const carried = GOALS.replace('升级1个市级', '建设4个镇级')
    expect(titles(carried, 'D-MISS').join()).not.toContain('目标里的数在实施内容里没有')
  })

  test('built here and upgraded there', () => {
    expect(titles(GOALS, 'D-VAL').join()).toContain('一处新建、一处提升改造')
    expect(titles(GOALS.replace('建设改造1个', '整合1个'), 'D-VAL').join()).not.toContain('一处新建')
  })

  test('a number that only the annex has', () => {
    const annex = `${GOALS}

附件1

项目1：

项目实施内容：配备不低于5人的专职服务团队。`
    expect(titles(annex, 'D-MISS').join()).toContain('附件、表格里的数正文没有')
    expect(titles(annex.replace('5人的', ''), 'D-MISS').join()).not.toContain('附件、表格里的数')
  })

  test('a number counts the noun behind what it can do', () => {
    const long = GOALS.replace('建设改造1个农村', '建设改造2个集仓储、分拣、配送等功能完善的')
    expect(titles(long, 'D-VAL').join()).toContain('error 同一目标数值不一：物流配送中心')
  })
})
