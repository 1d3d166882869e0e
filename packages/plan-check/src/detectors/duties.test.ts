import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

const TABLE = `序号\\t工作内容\\t责任单位\\t时限要求
1\\t整合快递资源，有效降低农村快递的成本\\t县交通局\\t2023年3月
2\\t管理快递网点，有效降低农村快递的成本\\t县邮政公司\\t2023年3月
3\\t负责项目实施的事前事中监督\\t县审计局\\t2023年3月`

describe('duties', () => {
  test('one duty of two offices is told', () => {
    expect(titles(TABLE, 'D-COMP').join()).toContain('同一职责写在几个单位名下：县交通局、县邮政公司')
  })

  test('auditors who take part in the management are told', () => {
    expect(titles(TABLE, 'D-COMP').join()).toContain('审计、纪检参与项目管理')
  })
})
