import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

describe('status', () => {
  test('a draft is told', () => {
    expect(
      titles(
        `云岭县实施方案
(征求意见稿)

一、目标`,
        'D-STATUS',
      ).join(),
    ).toContain('征求意见稿')
  })

  test('the word inside a sentence makes no draft', () => {
    expect(
      titles(
        `在门户网站设置专栏及征求意见窗口，广泛听取各方面的意见并及时公开办理结果，接受社会监督和群众评议，形成长效机制。`,
        'D-STATUS',
      ).filter((title) => title.includes('征求意见稿')),
    ).toEqual([])
  })

  test('money that is applied for is not granted', () => {
    expect(titles(`总投资180万元，其中申请中央资金110万元。`, 'D-STATUS').join()).toContain('申请')
    expect(titles(`总投资180万元，其中中央资金110万元。`, 'D-STATUS').join()).not.toContain('申请')
  })

  test('a repealed text is told', () => {
    expect(titles(`同时废止《云岭县实施方案》（云政函〔2020〕13号）文件。`, 'D-STATUS').join()).toContain('废止旧文')
  })

  test('依申请公开 is told', () => {
    expect(titles(`公开方式：依申请公开`, 'D-STATUS').join()).toContain('不是主动公开')
  })

  test('one document with two numbers is an error', () => {
    expect(
      titles(
        `根据《指引》（省商电函〔2021〕100号）执行。

按照《指引》（省商电函〔2021〕101号）列支。`,
        'D-VAL',
      ).join(),
    ).toContain('字号不一')
  })

  test('the year of the number must be that of the day', () => {
    const told = (year: number): string =>
      titles(
        `云岭县实施方案

云政办发〔2022〕18号

${year}年3月15日`,
        'D-DATE',
      ).join()
    expect(told(2023)).toContain('文号的年份与成文日期不一')
    expect(told(2022)).toBe('')
  })
})
