import { describe, expect, test } from 'vitest'
import { passageOf } from '../reading/passage.ts'
import { dayAfter, scheduleOf, spansOf } from './day.ts'
import { readNumber } from './number.ts'
import { inEnglish, quantitiesOf } from './quantity.ts'
import { heldIn, isNear, likeness, subjectOf } from './subject.ts'

const passage = (text: string) => passageOf('text', [{ line: 1, column: 0, text }], { annex: 0, headings: [] })

test('English shows money in yuan with the words of the document', () => {
  const shown = quantitiesOf(passage('总投资1,087万元，建设3个站')).map(inEnglish)
  expect(shown).toEqual(['10,870,000 yuan (1,087万元)', '“3个”'])
})

describe('numbers', () => {
  test.each([
    ['1,087', 1087],
    ['2.5', 2.5],
    ['十二', 12],
    ['两千三百', 2300],
    ['三万五千', 35_000],
    ['百', 100],
  ])('%s is %d', (text, value) => expect(readNumber(text)).toBe(value))
})

describe('quantities', () => {
  test.each([
    ['不少于 5 户', 5, '户', '>='],
    ['3000 人次以上', 3000, '人次', '>='],
    ['不超过2.5万元', 2.5, '万元', '<='],
    ['1亿元', 10_000, '万元', '='],
    ['5000元', 0.5, '万元', '='],
    ['超过5000人', 5000, '人', '>'],
    ['10 次以内', 10, '场', '<='],
    ['面积不低于 1000 m ²', 1000, '平方米', '>='],
    ['举办一场活动', 1, '场', '='],
    ['约 20 家', 20, '家', '~'],
  ])('%s', (text, value, unit, comparison) => {
    expect(quantitiesOf(passage(text))).toMatchObject([{ value, unit, comparison }])
  })

  test.each(['2020年12月', '一件代发', '第一批', '云政函〔2019〕58号', '同一项目'])('%s counts nothing', (text) =>
    expect(quantitiesOf(passage(text))).toEqual([]),
  )
})

test('a range is one quantity', () => {
  expect(quantitiesOf(passage('每年举办4-6场'))).toMatchObject([{ lower: 4, value: 6, unit: '场', isYearly: true }])
})

describe('days', () => {
  test('a month before which something is due ends on its last day', () => {
    expect(scheduleOf({ text: '2020年4月启动，2022年2月前完成' })).toEqual({
      startOn: '2020-04-01',
      endOn: '2022-02-28',
    })
  })

  test('a span within a year names the year once', () => {
    expect(spansOf({ text: '2023 年 5 月至 12 月' })).toMatchObject([{ startOn: '2023-05-01', endOn: '2023-12-31' }])
  })

  test('years run from the first day to the last', () => {
    expect(spansOf({ text: '2019年至2021年' })).toMatchObject([{ startOn: '2019-01-01', endOn: '2021-12-31' }])
  })

  test('the day after the last of a leap February', () => expect(dayAfter('2024-02-29')).toBe('2024-03-01'))
})

describe('subjects', () => {
  test('verbs, comparisons and the county fall away', () => {
    expect(subjectOf('创建  个云岭县区域公用品牌'.replace('个', ''), ['云岭县'])).toBe('区域公共品牌')
    expect(subjectOf('35个行政村电子商务服务站点'.slice(3))).toBe(subjectOf('村级电商服务站'))
  })

  test('the share that is held has the right order', () => {
    expect(heldIn('网上商城', '知名平台网上商城')).toBe(1)
    expect(heldIn('知名平台网上商城', '网上商城')).toBeLessThan(0.5)
    expect(likeness('物流中转站', '物流中转站')).toBe(1)
  })

  test('a town’s and a village’s station are not one', () => {
    expect(isNear(subjectOf('乡镇级服务站'), subjectOf('村级服务站'))).toBe(false)
  })
})
