import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

describe('structure', () => {
  test('tags and bookmarks are residue', () => {
    expect(titles(`<p>一、总则</p>`, 'D-STRUCT').join()).toContain('转换残留')
  })

  test('labels that slipped against the numbering', () => {
    expect(
      titles(
        `一级\\t二级指标\\t三级指标\\t指标值
产出\\t数量\\t指标 1：甲\\t1 个
\\t\\t指标 2：乙\\t1 个
\\t质量\\t指标 3：丙\\t1 个
\\t\\t指标 4：丁\\t1 个
效益\\t经济\\t指标 1：戊\\t1 个`,
        'D-STRUCT',
      ).join(),
    ).toContain('标签与编号')
  })
})
