import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkText, type Finding } from './index.ts'

const textOf = (county: string): string =>
  readFileSync(new URL(`../../../counties/${county}/plan.txt`, import.meta.url), 'utf8')

const LONG_MS = 2000

/** The thread's own time: what else the machine is at says nothing of the checker. */
function ownTimeMs(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

/**
 * How many alarms the text of each plan raises. A change here is a change of what the office reads: say why in the commit.
 * Yongren has two annexes that disagree with the text, Shicheng tells its projects twice, Puning is a table alone,
 * Tianchang is a draft without a budget.
 */
const COUNTS = [
  { county: 'yongren', error: 7, warn: 16 },
  { county: 'ruyuan', error: 7, warn: 8 },
  { county: 'shicheng', error: 1, warn: 20 },
  { county: 'puning', error: 0, warn: 16 },
  { county: 'tianchang', error: 0, warn: 12 },
] as const

describe.each(COUNTS)('the text of $county', ({ county, error, warn }) => {
  const text = textOf(county)

  test('raises as many alarms as were looked through by hand', () => {
    const counts = { error: 0, warn: 0, info: 0 }
    for (const { severity } of checkText(text)) counts[severity]++
    expect(counts).toMatchObject({ error, warn })
  })

  test('is quoted letter by letter, in both languages, each finding with what to decide', () => {
    const lines = text.split('\n')
    for (const locale of ['zh', 'en'] as const) {
      for (const finding of checkText(text, { locale })) {
        expect(finding.quotes.length, finding.title).toBeGreaterThan(0)
        expect(`${finding.title}${finding.why}${finding.decide}`).not.toMatch(/undefined|NaN|\[object/)
        expect(finding.decide, finding.title).not.toBe('')
        for (const { quote, line } of finding.quotes) expect(lines.slice(line - 1).join('\n')).toContain(quote)
      }
    }
  })

  test('is checked in less than two seconds', () => {
    expect(ownTimeMs(() => checkText(`${text}\n`))).toBeLessThan(LONG_MS)
  })
})

/** What a change of one place brings up anew, and which of it quotes the changed line. */
function fresh(before: readonly Finding[], after: readonly Finding[]): Finding[] {
  const key = ({ detector, title, quotes }: Finding): string =>
    [detector, title, ...quotes.map(({ line }) => line)].join()
  const known = new Set(before.map(key))
  return after.filter((finding) => finding.severity !== 'info' && !known.has(key(finding)))
}

describe('a change of one place is told once, and nothing else', () => {
  test.each([
    ['yongren', 173, '1087', '1097', 'D-SUM'],
    ['yongren', 86, '1657', '1667', 'D-SUM'],
    ['yongren', 166, '3000', '3500', 'D-VAL'],
    ['yongren', 124, '2021年4月', '2021年5月', 'D-DATE'],
    ['ruyuan', 90, '10 家', '12 家', 'D-VAL'],
    ['ruyuan', 109, '435', '453', 'D-SUM'],
    ['shicheng', 264, '110', '111', 'D-SUM'],
    ['shicheng', 244, '2022年6月', '2022年9月', 'D-DATE'],
    ['shicheng', 341, '2020年1月27日', '2020年1月28日', 'D-DATE'],
    ['puning', 70, '131', '132', 'D-SUM'],
    ['tianchang', 42, '3000', '3300', 'D-VAL'],
    ['tianchang', 128, '2024年3月', '2023年3月', 'D-DATE'],
    ['yongren', 175, '附件 2', '附件 3', 'D-MISS'],
    ['shicheng', 208, '附件2', '附件3', 'D-MISS'],
  ] as const)('%s line %i: %s → %s', (county, line, from, to, detector) => {
    const text = textOf(county)
    const lines = text.split('\n')
    const changed = lines.with(line - 1, (lines[line - 1] ?? '').replace(from, to)).join('\n')
    const told = fresh(checkText(text), checkText(changed))
    expect(told.map((finding) => finding.detector)).toEqual([detector])
    expect(told[0]?.quotes.map((quote) => quote.line)).toContain(line)
  })
})

test('what a text says does not depend on the lines’ endings or on blank lines at its end', () => {
  const text = textOf('ruyuan')
  const told = (given: string): string[] => checkText(given).map(({ title }) => title)
  expect(told(text.replaceAll('\n', '\r\n'))).toEqual(told(text))
  expect(told(`${text}\n\n`)).toEqual(told(text))
})

test('a text of no plan at all raises no alarm', () => {
  for (const text of ['', '\n\n\n', '你好。', '# 标题\n\n今天天气很好。', '| 甲 | 乙 |\n|---|---|\n| 一 | 二 |']) {
    expect(checkText(text).filter(({ severity }) => severity !== 'info')).toEqual([])
  }
})

test('no text of the size that is taken holds the checker up', () => {
  const texts = [
    '一'.repeat(100_000),
    '建设5个站，'.repeat(20_000),
    '\t1\n'.repeat(50_000),
    '（'.repeat(100_000),
    textOf('yongren').repeat(8),
  ]
  for (const text of texts) {
    const ms = ownTimeMs(() => checkText(text))
    expect(ms, text.slice(0, 10)).toBeLessThan(8000)
  }
}, 60_000)
