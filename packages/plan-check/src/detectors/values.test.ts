import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

describe('values', () => {
  test('one target with two numbers is an error', () => {
    expect(
      titles(
        `一、工作目标

建设知名平台网上商城3个。

二、实施内容

在国内知名平台建立网上商城不少于5个。`,
        'D-VAL',
      ).join(),
    ).toContain('网上商城')
  })

  test('the same number in both places is none', () => {
    expect(
      titles(
        `一、工作目标

建设知名平台网上商城5个。

二、实施内容

在国内知名平台建立网上商城不少于5个。`,
        'D-VAL',
      ).filter((title) => title.includes('网上商城')),
    ).toEqual([])
  })

  test('以上 in the text and an exact number in the table are compared', () => {
    expect(
      titles(
        `一、工作目标

服务站覆盖率达50%以上。

序号\\t指标名称\\t指标值
1\\t服务站覆盖率\\t50%
2\\t培训\\t300人次`,
        'D-VAL',
      ).join(),
    ).toContain('比较关系')
  })

  test('two things of one paragraph are not one thing', () => {
    expect(
      titles(`建设 7 个乡镇服务站，建设 35 个村级服务站。`, 'D-VAL').filter((title) => title.includes('同一目标')),
    ).toEqual([])
  })

  test('one number as 累计 and as 新增 is told', () => {
    expect(
      titles(
        `累计培训人数达2000人以上。

到2022年6月新增培训人数达2000人以上。`,
        'D-VAL',
      ).join(),
    ).toContain('累计')
  })

  test('a floor here and a ceiling there is an error', () => {
    expect(
      titles(
        `网上商城不少于5个。

网上商城不超过5个。`,
        'D-VAL',
      ).join(),
    ).toContain('error 同一目标一处是下限、一处是上限')
  })

  test('one number as persons and as attendances is an error', () => {
    const told = (unit: string): string[] =>
      titles(
        `开展直播技能培训300人次以上。

开展直播技能培训300${unit}以上。`,
        'D-UNIT',
      )
    expect(told('人').join()).toContain('error 同一个数一处按人、一处按人次')
    expect(told('人次')).toEqual([])
  })
})

test('vehicles and shares are compared, ≥ in a table is a floor, and a rate is one with or without its noun', () => {
  const text = `配备配送车辆6辆，转化率不低于30%，开发网货产品不少于20款。

序号\\t指标名称\\t指标值
1\\t配送车辆\\t8辆
2\\t培训转化率\\t≥25%
3\\t网货产品\\t≥20款`
  const told = titles(text, 'D-VAL').join()
  expect(told).toContain('配送车辆（')
  expect(told).toContain('转化率（')
  expect(told).not.toContain('网货产品')
})

test('one number of every year here and of the whole there', () => {
  const text = '培训电商人才4000人次以上。\n\n全年培训电商人才不少于4000人次。'
  expect(titles(text, 'D-VAL').join()).toContain('一处按年、一处按整个项目期')
  expect(titles(text.replace('全年', '两年共'), 'D-VAL').join()).not.toContain('一处按年')
})

test('a price below one yuan in ten thousand is shown in yuan', () => {
  const text = '快递单价降至2.5元以内。\n\n快递单价降至3元以内。'
  expect(titles(text, 'D-VAL').join()).toContain('≤ 2.5 元 / ≤ 3 元')
})

test('an area is that of the thing before it', () => {
  const text = `改造公共服务中心1处，面积不少于1500平方米。新建分拨中心1处，面积不少于800平方米。

序号\\t建设内容
1\\t改造公共服务中心1处，面积不少于1200平方米
2\\t新建分拨中心1处，面积不少于800平方米`
  expect(titles(text, 'D-VAL').join()).toContain('公共服务中心面积（')
  expect(titles(text.replace('1200', '1500'), 'D-VAL')).toEqual([])
})

test('what is sold is a target, and two figures of it differ', () => {
  const text = '网络零售额达到8亿元以上。\n\n序号\\t指标名称\\t指标值\n1\\t网络零售额\\t10亿元'
  expect(titles(text, 'D-VAL').join()).toContain('error 同一目标数值不一：网络零售额')
})
