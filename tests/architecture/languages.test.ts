import { globSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { differences } from '../../tools/parity.ts'
import { ROOT } from './planting.ts'

/** Where each front end keeps its two languages. */
const CATALOGUES = [
  ['console', 'apps/console/src/lib/locales/zh-cn.ts', 'apps/console/src/lib/locales/en.ts'],
  ['station', 'apps/station/src/lib/i18n/zh.ts', 'apps/station/src/lib/i18n/en.ts'],
  ['portal', 'apps/portal/locales/zh-CN.ts', 'apps/portal/locales/en.ts'],
] as const

type Words = { [key: string]: unknown }

async function catalogue(file: string): Promise<Words> {
  const found: Words = await import(path.join(ROOT, file))
  const words = Object.values(found).find((value) => typeof value === 'object')
  if (!words) throw new Error(`${file} exports no catalogue`)
  return words as Words // an object of texts
}

test.each(CATALOGUES)(
  'the two languages of the %s say the same keys with the same facts, and leave none empty',
  async (_, chinese, english) => {
    const [zh, en] = [await catalogue(chinese), await catalogue(english)]
    expect(Object.keys(zh).length).toBeGreaterThan(20)
    expect(differences(zh, en)).toEqual([])
  },
)

test('every front end that has texts is compared', () => {
  const kept = globSync('apps/*/{,src/lib/}{locales,i18n}', { cwd: ROOT })
  expect(kept.sort()).toEqual(CATALOGUES.map(([, file]) => path.dirname(file)).sort())
})

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
