import { globSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { differences } from '../../tools/parity.ts'
import { ROOT } from './planting.ts'

const CATALOGUES = ['apps/console/src/lib/locales', 'apps/station/src/lib/locales', 'apps/portal/locales']

type Words = { [key: string]: unknown }

async function catalogue(folder: string, language: string): Promise<Words> {
  const [file] = globSync(`${folder}/${language}.ts`, { cwd: ROOT })
  if (!file) throw new Error(`${folder} has no catalogue ${language}`)
  const found: Words = await import(path.join(ROOT, file))
  const words = Object.values(found).find((value) => typeof value === 'object')
  if (!words) throw new Error(`${file} exports no catalogue`)
  return words as Words // an object of texts
}

test.each(CATALOGUES)(
  'the two languages of %s say the same keys with the same facts, and leave none empty',
  async (folder) => {
    const zh = await catalogue(folder, 'zh-{cn,CN}')
    const en = await catalogue(folder, 'en')
    expect(Object.keys(zh).length).toBeGreaterThan(20)
    expect(differences(zh, en)).toEqual([])
  },
)

test('a missing key, another fact and an empty text are differences', () => {
  const zh = { 'a.b': '{count} 个', 'a.c': '有', nested: { d: '深' }, 'a.e': '' }
  const en = { 'a.b': '{n} pieces', nested: { f: 'deep' }, 'a.e': 'something' }
  expect(differences(zh, en)).toEqual([
    'a.b: zh-CN has {count}, en has {n}',
    'a.c: only in zh-CN',
    'a.e: empty in zh-CN',
    'nested.d: only in zh-CN',
    'nested.f: only in en',
  ])
})
