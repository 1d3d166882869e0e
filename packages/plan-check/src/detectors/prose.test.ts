import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

const PLAN = `一、重点任务

（一）提升公共服务中心。改造县级公共服务中心，2021年6月底前完成。安排资金320万元。

（二）建设镇村服务网络。建设10个乡镇服务站、150个村级服务点，2021年9月底前完成。安排资金200万元。

（三）完善物流配送体系。开通县乡线路8条，2021年12月底前完成。安排资金480万元。

（四）电商人才培训。培训5000人次，2021年11月底前完成。安排资金200万元。

二、资金使用

使用中央财政资金1200万元，具体安排：公共服务中心320万元，镇村服务网络200万元，物流配送体系480万元，人才培训200万元。

项目启动后拨付50%，中期验收后拨付30%，终期验收后拨付20%。

附件1

任务分工表

| 序号 | 重点任务 | 责任单位 | 完成时间 |
|---|---|---|---|
| 1 | 改造县级公共服务中心 | 县商务局 | 2021年6月底前 |
| 2 | 建设10个乡镇服务站、150个村级服务点 | 县商务局 | 2021年9月底前 |`

const alarms = (text: string): string[] =>
  (['D-SUM', 'D-DATE', 'D-MISS'] as const)
    .flatMap((detector) => titles(text, detector))
    .filter((title) => !title.startsWith('info'))

describe('tasks told in prose', () => {
  test('a plan that agrees with itself is not told', () => {
    expect(alarms(PLAN)).toEqual([])
  })

  test('the amount of a section and that of the list are one', () => {
    expect(alarms(PLAN.replace('人才培训200万元', '人才培训250万元')).join()).toContain('“培训”两处金额')
    expect(alarms(PLAN.replace('安排资金480万元', '安排资金490万元'))).toEqual([
      'error 合计不符：“物流配送体系”两处金额',
    ])
  })

  test('a day in the text and another in the table of tasks', () => {
    const told = alarms(PLAN.replace('2021年9月底前 |', '2021年12月底前 |'))
    expect(told).toEqual(['error 完成时间正文与表中不一：镇村服务网络（2021年9月底前 / 2021年12月底前）'])
  })

  test('the one section without money', () => {
    const told = alarms(PLAN.replace('2021年11月底前完成。安排资金200万元。', '2021年11月底前完成。'))
    expect(told.join()).toContain('warn 任务没有资金：培训')
  })

  test('instalments that come to more than everything, or to less', () => {
    expect(alarms(PLAN.replace('拨付20%', '拨付30%'))).toEqual(['error 分期拨付比例合计 110%'])
    expect(alarms(PLAN.replace('拨付20%', '拨付10%'))).toEqual(['error 分期拨付比例合计 90%'])
    expect(alarms(PLAN.replace('拨付20%', '拨付剩余资金'))).toEqual([])
  })

  test('money that is paid at once here and in parts there', () => {
    const told = titles(`${PLAN}\n\n验收合格后一次性拨付补助资金。\n\n项目启动后预拨40%。`, 'D-RULE')
    expect(told.join()).toContain('一处一次性拨付，一处预拨或分期')
    expect(titles(PLAN, 'D-RULE').join()).not.toContain('一次性')
  })
})
