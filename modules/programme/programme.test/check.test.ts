import { checkText } from '@xiangji/plan-check'
import { expect, test } from 'vitest'
import { aProgramme } from './county.ts'

type Told = { detector: string; title: string; decide: string; quotes: { line: number; quote: string }[] }

test('the findings come in the language that is asked for, each with its sentences and what to decide', async () => {
  const { ask } = await aProgramme()
  const zh: Told[] = (await ask('GET', '/programme/check')).body.findings
  const en: Told[] = (await ask('GET', '/programme/check?language=en')).body.findings
  expect(en.length).toBe(zh.length)
  expect(zh.find(({ detector }) => detector === 'D-VAL')?.title).toMatch(/^同一目标/)
  expect(en.find(({ detector }) => detector === 'D-VAL')?.title).toMatch(/^One target/)
  expect([...zh, ...en].filter(({ decide }) => decide === '')).toEqual([])
  expect((await ask('GET', '/programme/check?language=fr')).status).toBe(400)
  expect((await ask('GET', '/programme/check', { as: '' })).status).toBe(401)
  expect((await ask('GET', '/programme/check', { as: 'nobody' })).status).toBe(403)
})

test('the lines that findings quote are the lines of the document', async () => {
  const { ask } = await aProgramme()
  const { lines } = (await ask('GET', '/programme/document')).body
  const { findings } = (await ask('GET', '/programme/check')).body
  for (const { quotes } of findings as Told[]) {
    for (const { quote, line } of quotes) expect(lines.slice(line - 1).join('\n')).toContain(quote)
  }
  expect((await ask('GET', '/programme/document', { as: 'otherCounty' })).code).toBe('programme.unknown')
  expect((await ask('GET', '/programme/document', { as: '' })).status).toBe(401)
  expect((await ask('GET', '/programme/document', { as: 'nobody' })).status).toBe(403)
})

test('the text of any plan is checked without a pack and leaves the county’s own as it was', async () => {
  const { ask } = await aProgramme()
  const text = '建设网上商城3个以上。\n\n附表\n\n在知名平台建立网上商城不少于5个。\n\n公开方式：依申请公开'
  const before = (await ask('GET', '/programme/check')).body
  const answer = await ask('POST', '/programme/check-text', { body: { text } })
  expect(answer.status).toBe(200)
  const told = answer.body.findings as Told[]
  expect(told.map(({ detector }) => detector)).toContain('D-STATUS')
  expect((await ask('GET', '/programme/check')).body).toEqual(before)
  expect((await ask('POST', '/programme/check-text', { body: { text: '' } })).status).toBe(400)
  expect((await ask('POST', '/programme/check-text', { body: { text: '方案'.repeat(50_001) } })).status).toBe(400)
  expect((await ask('POST', '/programme/check-text', { body: { text }, as: '' })).status).toBe(401)
  expect((await ask('POST', '/programme/check-text', { body: { text }, as: 'nobody' })).status).toBe(403)
})

test('a long text is checked beside the server’s own thread, which goes on answering', async () => {
  const { ask } = await aProgramme()
  const { lines } = (await ask('GET', '/programme/document')).body
  const text = Array.from({ length: 5 }, () => lines.join('\n')).join('\n')
  const spent = async (act: () => unknown): Promise<number> => {
    const before = process.threadCpuUsage()
    await act()
    return process.threadCpuUsage(before).user
  }
  const here = await spent(() => checkText(`${text}\n另一份`))
  const asked = await spent(() => ask('POST', '/programme/check-text', { body: { text } }))
  expect(asked).toBeLessThan(here / 2)
})
