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

test('an annex that the text points to is neither listed nor there', () => {
  const text = '成立领导小组（名单见附件2）。\n\n附件：1.任务分工表\n\n附件1\n\n任务分工表'
  expect(titles(text, 'D-MISS').join()).toContain('正文指向的附件没有列出')
  expect(titles(text.replace('见附件2', '见附件1'), 'D-MISS').join()).not.toContain('正文指向的附件')
})
