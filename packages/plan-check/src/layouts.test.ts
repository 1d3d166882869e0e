import { describe, expect, test } from 'vitest'
import { checkText, type Finding } from './index.ts'

/** Plans in layouts that the five counties do not have; each agrees with itself. */
const BY_YEAR = `清源县2021年电子商务进农村综合示范项目实施方案
清政办发〔2021〕32号
清源县人民政府办公室
二〇二一年九月十日
一、工作目标
到2023年底，建成乡镇服务站12个、村级服务点90个，培训3000人次。
2021年，建成乡镇服务站4个、村级服务点30个，培训1000人次。
2022年，建成乡镇服务站5个、村级服务点40个，培训1500人次。
2023年，建成乡镇服务站3个、村级服务点20个，培训500人次。
二、重点任务
（一）健全公共服务体系。建设乡镇服务站12个，每个补助不超过3万元；建设村级服务点90个，每个补助不超过1万元。安排中央财政资金386万元。
（二）完善物流体系。建设县级物流配送中心1个，面积不少于3000平方米。安排中央财政资金700万元。
（三）加强人才培训。累计培训3000人次以上。安排中央财政资金150万元。
三、资金安排
项目总投资1536万元，其中中央财政资金1236万元，县级配套300万元。中央财政资金用于：公共服务体系386万元、物流体系700万元、人才培训150万元。
四、实施步骤
2021年9月至2021年12月，制定方案；2022年1月至2023年9月，组织实施；2023年10月至2023年12月，验收总结。
附件
清源县电商服务站点建设任务分配表
序号	乡镇	乡镇服务站（个）	村级服务点（个）	备注
1	城关镇	1	12	
2	东山镇	4	28	
3	西河镇	7	50	
合计		12	90	`

const BY_DIRECTION = `# 某县县域商业体系建设行动实施方案（2023—2025年）

## 一、支持方向和标准

1. **县城商贸中心**：按不超过审定投资额的30%给予支持，单个项目最高不超过200万元。
2. **乡镇商贸中心**：按不超过审定投资额的40%给予支持，单个项目最高不超过80万元。
3. **村级便民商店**：中央财政补助不超过310万元，县级财政补助不超过170万元。
4. **物流配送**：中央财政补助不超过500万元，县级财政补助不超过100万元。

## 二、资金来源

项目 | 2023年 | 2024年 | 合计
--- | --- | --- | ---
县城商贸中心 | 200 | 0 | 200
乡镇商贸中心 | 240 | 320 | 560
物流配送 | 100 | 110 | 210
合计 | 540 | 430 | 970

## 三、进度安排

（一）动员部署（2023年3月至5月）
（二）组织实施（2023年6月至2025年9月）
（三）总结评估（2025年10月至12月）`

const BY_PLACE = `北川区农村快递物流体系建设方案
一、工作任务
1．建设村级综合服务站186个，其中：甲镇42个、乙镇38个、丙镇51个、丁街道55个。
2．开通客货邮线路12条。甲镇3条，乙镇3条，丙镇4条，丁街道2条。
二、资金
购置配送车8辆，每辆补助5万元，计40万元；农村网络零售额达到8亿元，年均增长12%。
| 指标名称 | 指标值 |
| 农村网络零售额 | ≥8亿元 |
| 网络零售额增长率 | ≥12% |`

const BY_PROJECT = `南屏县2022年国家级电子商务进农村综合示范项目实施方案
一、基本情况
2020年全县网络零售额5.2亿元，增长18%，物流成本明显下降；2021年网络零售额6.1亿元。全县现有电商企业46家，已建成乡镇服务站8个、村级服务点76个。
二、总体目标
全县网络零售额达到8亿元以上，年均增长15%以上；村级服务点达到150个，其中新建村级服务点74个；新建乡镇服务站6个；培训5000人次。
三、项目内容
项目一：公共服务体系
1.建设内容：新建乡镇服务站6个、村级服务点74个。
2.资金预算：中央财政资金420万元。其中公共服务中心200万元，乡镇服务站72万元（每个12万元），村级服务点148万元（每个2万元）。
项目二：人才培训
1.建设内容：培训5000人次，带动企业就业200人。
2.资金预算：中央财政资金180万元。
3.完成时限：2023年11月底。
项目三：品牌
1.资金预算：中央财政资金100万元。
四、资金管理
中央财政资金700万元，实行专户管理。
合同签订后预付30%；完成总工程量50%后拨付至50%；验收合格后拨付至95%；质保金5%。
五、实施步骤
第一阶段：准备阶段（2022年8月—10月）。
第二阶段：实施阶段（2022年11月—2023年11月）。
第三阶段：验收阶段（2023年12月）。`

function alarms(text: string): Finding[] {
  return checkText(text).filter(({ severity }) => severity !== 'info')
}

const DRAFTS = { BY_YEAR, BY_DIRECTION, BY_PLACE, BY_PROJECT }

describe('other layouts', () => {
  test.each(Object.entries(DRAFTS))('%s: a plan that agrees with itself has no number that differs', (_, text) => {
    const told = alarms(text).filter(({ detector }) =>
      ['D-SUM', 'D-VAL', 'D-DATE', 'D-UNIT', 'D-AMBIG'].includes(detector),
    )
    expect(told.map(({ title }) => title)).toEqual([])
  })

  test.each([
    ['BY_YEAR', '乡镇服务站5个', '乡镇服务站6个', 'D-SUM'],
    ['BY_YEAR', '培训500人次', '培训700人次', 'D-SUM'],
    ['BY_YEAR', '建设村级服务点90个', '建设村级服务点95个', 'D-VAL'],
    ['BY_YEAR', '物流体系700万元、', '物流体系710万元、', 'D-SUM'],
    ['BY_YEAR', '\t28\t', '\t29\t', 'D-SUM'],
    ['BY_YEAR', '至2023年9月', '至2023年8月', 'D-DATE'],
    ['BY_DIRECTION', '| 240 |', '| 250 |', 'D-SUM'],
    ['BY_DIRECTION', '2023年6月至', '2023年7月至', 'D-DATE'],
    ['BY_PLACE', '丙镇51个', '丙镇61个', 'D-SUM'],
    ['BY_PLACE', '丙镇4条', '丙镇5条', 'D-SUM'],
    ['BY_PLACE', '计40万元', '计45万元', 'D-SUM'],
    ['BY_PLACE', '增长12%', '增长15%', 'D-VAL'],
    ['BY_PROJECT', '服务中心200万元', '服务中心210万元', 'D-SUM'],
    ['BY_PROJECT', '内容：培训5000人次', '内容：培训5500人次', 'D-VAL'],
    ['BY_PROJECT', '资金100万元', '资金120万元', 'D-SUM'],
    ['BY_PROJECT', '资金700万元', '资金720万元', 'D-SUM'],
    ['BY_PROJECT', '站6个、村级服务点74个', '站6个、村级服务点84个', 'D-VAL'],
    ['BY_PROJECT', '时限：2023年11月', '时限：2024年11月', 'D-DATE'],
    ['BY_PROJECT', '拨付至95%', '拨付至105%', 'D-SUM'],
    ['BY_PROJECT', '（2023年12月）', '（2024年2月）', 'D-DATE'],
  ] as const)('%s: %s → %s is told once', (name, from, to, detector) => {
    const text = DRAFTS[name]
    expect(text.split(from).length).toBe(2)
    const known = new Set(alarms(text).map(({ title }) => title))
    const told = alarms(text.replace(from, to)).filter(({ title }) => !known.has(title))
    expect(told.map((finding) => finding.detector)).toEqual([detector])
    const line = text.slice(0, text.indexOf(from)).split('\n').length
    expect(told[0]?.quotes.map((quote) => quote.line)).toContain(line)
  })

  test('the day of issue may be written in Chinese numerals', () => {
    expect(checkText(BY_YEAR).map(({ title }) => title)).not.toContain('没有成文日期')
  })
})
