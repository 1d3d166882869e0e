import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

describe('dates', () => {
  test('phases must follow one another', () => {
    expect(
      titles(
        `（一）启动阶段（2020年1月—2020年3月）

（二）实施阶段（2020年5月—2020年12月）`,
        'D-DATE',
      ).join(),
    ).toContain('空档')
  })

  test('phases that do are not told', () => {
    expect(
      titles(
        `（一）启动阶段（2020年1月—2020年3月）

（二）实施阶段（2020年4月—2020年12月）`,
        'D-DATE',
      ).filter((title) => title.includes('阶段')),
    ).toEqual([])
  })

  test('a phase that was over when the document was issued is an error', () => {
    expect(
      titles(
        `云政函〔2021〕5号

（一）启动阶段（2020年1月—2020年3月）

（二）实施阶段（2020年4月—2021年12月）`,
        'D-DATE',
      ).join(),
    ).toContain('error 发文时已经结束的阶段')
  })

  test('a phase that ends before it starts is an error', () => {
    expect(titles(`（一）启动阶段（2020年5月—2020年3月）`, 'D-DATE').join()).toContain('终点早于起点')
  })

  test('choosing the contractor in two phases is told', () => {
    expect(
      titles(
        `（一）启动阶段（2020年1月—2020年3月）

择优确定承办企业。

（二）实施阶段（2020年4月—2020年12月）

通过招标确定承办企业。`,
        'D-DATE',
      ).join(),
    ).toContain('确定承办单位')
  })

  test('a phase with one wrong month is told where it meets its neighbour, and not again', () => {
    const told = titles(
      `云政函〔2021〕5号

（一）启动阶段（2020年1月—2020年6月）

（二）实施阶段（2020年4月—2020年12月）

（三）验收阶段（2021年1月—2021年3月）`,
      'D-DATE',
    )
    expect(told).toEqual(['error 发文时已经结束的阶段', 'warn 阶段重叠：启动阶段与实施阶段'])
  })

  test('a day after the last phase is told, one before it is not', () => {
    const told = (month: string): string =>
      titles(
        `一、工作目标

到2022年${month}月前，建成服务站40个。

（一）启动阶段（2022年1月—2022年3月）

（二）建设阶段（2022年4月—2022年8月）`,
        'D-DATE',
      ).join()
    expect(told('9')).toContain('期限晚于最后阶段')
    expect(told('8')).not.toContain('期限晚于最后阶段')
  })
})

test('a day outside of its own phase, and a plan that expires before its last phase', () => {
  const text = `（一）建设阶段（2020年11月—2021年10月）。全面建设。

（二）验收阶段（2021年11月—2021年12月）。2021年10月底前完成县级自验，随后邀请第三方按照规定的程序组织开展验收并形成报告，报送上级。

本方案有效期至2021年6月30日。`
  const told = titles(text, 'D-DATE')
  expect(told).toContain('warn 阶段里的日期不在阶段之内：验收阶段')
  expect(told).toContain('warn 文件有效期先于最后阶段届满')
})

test('a day of issue before the session that the text names', () => {
  const text = '贯彻十九届四中、五中全会精神。\n\n2020年9月8日'
  expect(titles(text, 'D-DATE').join()).toContain('成文日期早于文中提到的全会')
  expect(titles(text.replace('2020年9月8日', '2020年11月8日'), 'D-DATE').join()).not.toContain('全会')
})

test('due before the day of issue', () => {
  const text = '请于2022年5月10日前反馈意见。\n\n2022年5月12日'
  expect(titles(text, 'D-DATE')).toContain('warn 期限早于成文日期')
  expect(titles(text.replace('5月10日', '5月20日'), 'D-DATE')).toEqual([])
})

test('phases that are told by their months alone, and the years that the plan says it takes', () => {
  const text = `一、目标

利用三年时间，建成服务网络。

二、进度安排

（一）2022年6月—2022年8月，完成招投标。

（二）2022年7月—2023年9月，项目建设。`
  const told = titles(text, 'D-DATE')
  expect(told).toContain('warn 阶段重叠：完成招投标与项目建设')
  expect(told).toContain('warn 写明的年数与各阶段的起止不合')
})

test('a time that ends before it begins', () => {
  expect(titles(`申报时间：2023年9月1日至9月30日。`, 'D-DATE')).toEqual([])
  expect(titles(`申报时间：2023年12月1日至9月30日。`, 'D-DATE').join()).toContain('早于起点')
})
