import { describe, expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

describe('units', () => {
  test('a share of persons over attendances', () => {
    expect(titles(`开展培训 3000 人次以上，其中：技能型培训人数达到 20%以上。`, 'D-UNIT').join()).toContain(
      '分母是人次',
    )
  })

  test('attendances over population', () => {
    expect(titles(`对农户的培训人次达到全县劳动人口的50%以上。`, 'D-UNIT').join()).toContain('人次比人口')
  })

  test('firms counted in persons', () => {
    expect(titles(`新增服务企业/个人不少于 6 人。`, 'D-UNIT').join()).toContain('企业以“人”计数')
  })

  test('firms counted in 家 are right', () => {
    expect(titles(`新增服务企业不少于 6 家。`, 'D-UNIT').filter((title) => title.includes('企业'))).toEqual([])
  })
})
