import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

const schedule = (days: readonly string[]): string =>
  `序号\\t工作名称\\t工作内容\\t责任单位\\t时间安排
${days.map((day, at) => `${at + 1}\\t第${at + 1}步\\t完成第${at + 1}步工作\\t县商务局\\t${day}`).join('\n')}`

const STEPS = ['2023年1月', '2023年2月', '2023年3月', '2023年4月', '2023年5月', '2023年6月']

describe('schedule', () => {
  test('the one step that is out of order is told', () => {
    expect(titles(schedule(STEPS.with(2, '2023年5月')), 'D-DATE').join()).toContain('不在先后次序里')
  })

  test('steps that follow one another are not told', () => {
    expect(titles(schedule(STEPS), 'D-DATE').filter((title) => title.includes('次序'))).toEqual([])
  })

  test('two steps out of order are another order', () => {
    const days = STEPS.with(1, '2023年6月').with(4, '2023年1月')
    expect(titles(schedule(days), 'D-DATE').filter((title) => title.includes('次序'))).toEqual([])
  })

  test('a step that ends before it begins is an error', () => {
    expect(titles(schedule(STEPS.with(2, '2023年5月至3月')), 'D-DATE').join()).toContain('error 时间的终点早于起点')
  })

  test('a phase before the session that an undated text names', () => {
    const text = `深入贯彻十九届四中、五中、六中全会精神。

（一）启动阶段（2021年9月—2021年12月）

（二）实施阶段（2022年1月—2022年12月）`
    expect(titles(text, 'D-DATE').join()).toContain('info 文件写成之前已经开始的阶段：启动阶段')
    expect(titles(text.replace('、六中', ''), 'D-DATE').join()).not.toContain('写成之前')
  })

  test('a start that slips before the end of the phase before is told there alone', () => {
    const text = `（一）启动阶段（2019年8月—2020年4月）

（二）实施阶段（2020年1月—2022年5月）

2020年1月27日`
    expect(titles(text, 'D-DATE').filter((title) => !title.startsWith('info'))).toEqual([
      'warn 阶段重叠：启动阶段与实施阶段',
    ])
  })
})
