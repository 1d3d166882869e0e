import { expect, test } from 'vitest'
import { titles } from './sample.test-data.ts'

const TEXT = `前期研究制定项目管理制度、项目验收制度。

项目建成后，依据项目验收办法组织验收。`

test('acceptance by a rule that has yet to be drafted', () => {
  expect(titles(TEXT, 'D-MISS').join()).toContain('依据的办法还没有制定')
})

test('a rule that is issued can be relied on', () => {
  expect(titles(TEXT.replace('依据项目验收办法', '依据《项目验收办法》'), 'D-MISS').join()).not.toContain('依据的办法')
})
