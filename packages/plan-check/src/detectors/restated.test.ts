import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

describe('restated', () => {
  test('a project with two deadlines and two names', () => {
    expect(
      titles(
        `序号\\t项目名称\\t建设内容\\t完成时间
1\\t云岭站点建设\\t建站\\t2022年6月前
2\\t云岭物流建设\\t物流\\t2022年6月前

附件2

项目1：

项目名称：云岭站点提升建设

项目推进时间节点：2022年1月前

项目2：

项目名称：云岭物流建设

项目推进时间节点：2022年6月前`,
        'D-DATE',
      ).join(),
    ).toContain('完成时间前后不一')
  })
})
