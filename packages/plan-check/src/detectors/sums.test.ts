import { describe, expect, test } from 'vitest'
import { checkText } from '../text.ts'
import { titles } from './sample.test-data.ts'

describe('sums', () => {
  test('a row and its column that do not come out are told once', () => {
    expect(
      titles(
        `序号\\t项目名称\\t建设内容\\t合计（万元）\\t中央（万元）\\t配套（万元）
1\\t甲站\\t建设甲\\t35\\t20\\t10
2\\t乙站\\t建设乙\\t50\\t30\\t20
3\\t丙站\\t建设丙\\t40\\t40\\t
合计\\t\\t\\t120\\t90\\t30`,
        'D-SUM',
      ).join(),
    ).toContain('合计不符')
  })

  test('sums that come out are not told', () => {
    expect(
      titles(
        `序号\\t项目名称\\t建设内容\\t合计（万元）\\t中央（万元）\\t配套（万元）
1\\t甲站\\t建设甲\\t30\\t20\\t10
2\\t乙站\\t建设乙\\t50\\t30\\t20
3\\t丙站\\t建设丙\\t40\\t40\\t
合计\\t\\t\\t120\\t90\\t30`,
        'D-SUM',
      ).filter((title) => title.includes('合计')),
    ).toEqual([])
  })

  test('a number and its parts in brackets must agree', () => {
    expect(titles(`建设 42 个农村服务站（其中 7 个乡镇服务站，34 个村级服务站）。`, 'D-SUM').join()).toContain('42 个')
  })

  test('the parts of money after 其中 must add up, in the next sentence too', () => {
    expect(
      titles(
        `计划投资657万元用于建设。其中：中央财政资金400万元，县级配套资金150万元，社会投入资金117万元。`,
        'D-SUM',
      ).join(),
    ).toContain('657万元')
  })

  test('one part after 其中 is no division', () => {
    expect(
      titles(`完成培训3000人次，其中：贫困户150人次。`, 'D-SUM').filter((title) => title.includes('3000')),
    ).toEqual([])
  })

  test('a fund that the text names is the total of its column', () => {
    const told = (amount: number): string =>
      titles(
        `本级财政配套的${amount}万元在项目实施时拨付。

序号\\t项目名称\\t建设内容\\t国家专项资金\\t本级财政配套资金
1\\t甲站\\t建设甲\\t20\\t10
2\\t乙站\\t建设乙\\t30\\t20
合计\\t\\t\\t50\\t30`,
        'D-SUM',
      ).join()
    expect(told(40)).toContain('本级财政配套')
    expect(told(30)).toBe('')
  })

  test('one part greater than its whole is an error', () => {
    expect(titles(`完成培训300人次，其中：贫困户350人次。`, 'D-SUM')).toEqual([])
    expect(titles(`计划投资300万元，其中中央资金350万元。`, 'D-SUM').join()).toContain('300万元')
  })
})

test('the plan’s own total is compared where its paragraph begins with 项目', () => {
  const text = `项目总投资90万元。

序号\\t项目名称\\t中央资金\\t配套
1\\t甲\\t60\\t10
2\\t乙\\t20\\t10
合计\\t\\t80\\t20`
  expect(titles(text, 'D-SUM').join()).toContain('正文“90万元”与表内合计')
  expect(titles(text.replace('90万元', '100万元'), 'D-SUM')).toEqual([])
})

test('a named amount of the text against its row', () => {
  const text = `中央资金用于站点60万元、物流20万元、培训10万元。

序号\\t项目名称\\t中央资金\\t配套
1\\t站点建设\\t60\\t10
2\\t物流配送\\t20\\t10
3\\t人才培训\\t12\\t10
合计\\t\\t92\\t30`
  expect(titles(text, 'D-SUM')).toEqual(['error 合计不符：“人才培训”在正文与表中'])
})

test('local money at a ratio to the central', () => {
  const text = '使用中央财政资金1800万元。县财政按1:0.3的比例配套，配套资金540万元。'
  expect(titles(text, 'D-SUM')).toEqual([])
  expect(titles(text.replace('540', '560'), 'D-SUM').join()).toContain('“560万元”与 1:0.3 的比例')
})

test('parts of an area that come to more than it, and parts that are only some of it', () => {
  const text = '总建筑面积6000平方米，其中分拣区3000平方米、仓储区2000平方米、办公区1500平方米。'
  expect(titles(text, 'D-SUM').join()).toContain('“6000平方米”与其中各项')
  expect(titles(text.replace('1500', '500'), 'D-SUM')).toEqual([])
})

test('a number of things, the price of each and the amount', () => {
  const text = '建设服务站186个（其中新建76个，改造110个），每个站补助0.8万元，共148.8万元。'
  expect(titles(text, 'D-SUM')).toEqual([])
  expect(titles(text.replace('148.8', '158.8'), 'D-SUM').join()).toContain('“186个”乘单价')
})

describe('a sum that does not come out says its figures with their unit', () => {
  const told = (text: string, locale: 'zh' | 'en'): string =>
    checkText(text, { locale })
      .filter(({ detector }) => detector === 'D-SUM')
      .map(({ why }) => why)
      .join()

  test('money of a sentence and of a table', () => {
    const sentence = '计划投资657万元用于建设。其中：中央财政资金400万元，县级配套资金150万元，社会投入资金117万元。'
    expect(told(sentence, 'zh')).toContain('应为 657 万元，实为 667 万元')
    expect(told(sentence, 'en')).toContain('should be 6,570,000 yuan and is 6,670,000 yuan')
    const table = `序号\t项目名称\t中央资金（万元）\n1\t甲站\t20\n2\t乙站\t30\n合计\t\t60`
    expect(told(table, 'zh')).toContain('应为 60 万元，实为 50 万元')
  })

  test('money in yuan, by the heading or by the words above the table', () => {
    const rows = '1\t甲站\t20000\n2\t乙站\t30000\n合计\t\t60000'
    expect(told(`序号\t项目名称\t中央资金（元）\n${rows}`, 'zh')).toContain('应为 60000 元，实为 50000 元')
    expect(told(`单位：元\n\n序号\t项目名称\t中央资金\n${rows}`, 'en')).toContain(
      'should be 60000 yuan and is 50000 yuan',
    )
  })

  test('things that are counted', () => {
    const places = '建设 42 个农村服务站（其中 7 个乡镇服务站，34 个村级服务站）。'
    expect(told(places, 'zh')).toContain('应为 42 个，实为 41 个')
    const table = '序号\t项目名称\t村级服务点（个）\t培训人数\n1\t甲\t4\t20\n2\t乙\t5\t30\n合计\t\t10\t60'
    expect(told(table, 'zh')).toContain('应为 10 个，实为 9 个')
    expect(told(table, 'zh')).toContain('应为 60 人，实为 50 人')
  })
})
