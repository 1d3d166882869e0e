import { expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

const LISTS = `开设产品包装、美工设计、直播带货、网店运营、社群营销等课程。

编写教材，涵盖产品包装、美工设计、直播带货、网店运营、跨境电商等课程。`

test('one enumeration in two places has another item here than there', () => {
  expect(titles(LISTS, 'D-TEXT').join()).toContain('同一项列举两处多少不一')
  expect(titles(LISTS.replace('跨境电商', '社群营销'), 'D-TEXT').join()).not.toContain('列举')
})

test('which offices take part differs from task to task', () => {
  const offices = `配合单位：财政局、农业农村局、商务局、交通局、住建局。

协助单位：财政局、农业农村局、商务局、交通局、人社局。`
  expect(titles(offices, 'D-TEXT').join()).not.toContain('列举')
})
