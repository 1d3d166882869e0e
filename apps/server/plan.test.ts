import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { planCheck } from './commands/plan.ts'

let folder = ''
let said = ''
let complained = ''

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xiangji-plan-'))
  said = ''
  complained = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complained += text
    return true
  })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true, force: true })
})

type Said = { findings: { detector: string; severity: string; quotes: { line: number }[] }[] }

test('a county is named by its id or its folder, and its exit code tells of errors', async () => {
  expect(await planCheck.run({ json: true }, ['tianchang'])).toBe(0)
  expect((JSON.parse(said) as Said).findings.length).toBeGreaterThan(0)
  expect(await planCheck.run({}, ['counties/ruyuan'])).toBe(1)
  expect(await planCheck.run({}, ['nowhere'])).toBe(2)
  expect(complained).toContain('No such county')
})

test('a file of any plan is checked without a pack', async () => {
  const file = path.join(folder, 'plan.md')
  await writeFile(file, '公开方式：依申请公开\n')
  expect(await planCheck.run({ json: true }, [file])).toBe(1)
  expect((JSON.parse(said) as Said).findings.map(({ detector }) => detector)).toContain('D-STATUS')
  const broken = path.join(folder, 'plan.docx')
  await writeFile(broken, 'no archive of any kind, only words in a row')
  expect(await planCheck.run({}, [broken])).toBe(2)
  expect(complained).toContain('Not a Word document')
})

test('a changed text is refused for its pack, and what changed is told all the same', async () => {
  await cp('counties/shicheng', folder, { recursive: true })
  const plan = path.join(folder, 'plan.txt')
  const lines = (await readFile(plan, 'utf8')).split('\n')
  await writeFile(plan, lines.with(263, (lines[263] ?? '').replace('总投资180万元', '总投资190万元')).join('\n'))
  expect(await planCheck.run({ json: true }, [folder])).toBe(2)
  expect(complained).toContain('plan.txt')
  const { findings } = JSON.parse(said) as Said
  const told = findings.filter(
    ({ severity, quotes }) => severity === 'error' && quotes.some(({ line }) => line === 264),
  )
  expect(told.map(({ detector }) => detector)).toEqual(['D-SUM'])
})

test('a text in UTF-16 is read; what holds no Chinese text, or far more than a plan, is never called clean', async () => {
  const plan = await readFile('counties/yongren/plan.txt', 'utf8')
  const file = path.join(folder, 'plan.txt')
  const check = async (bytes: Buffer | string): Promise<number> => {
    await writeFile(file, bytes)
    said = ''
    return planCheck.run({ json: true }, [file])
  }
  expect(await check(Buffer.from(`\uFEFF${plan}`, 'utf16le'))).toBe(1)
  const { findings } = JSON.parse(said) as Said
  expect(await check(plan)).toBe(1)
  expect((JSON.parse(said) as Said).findings).toEqual(findings)
  for (const bytes of ['', 'no plan', Buffer.alloc(64), Buffer.from('%PDF-1.4 \xff\xfe\x80', 'latin1')])
    expect([await check(bytes), said]).toEqual([2, ''])
  expect(complained).toContain('No Chinese text can be read')
  expect(await check('方案'.repeat(200_000))).toBe(2)
  expect(complained).toContain('at most 100000')
})

test('a text in GB 18030 is read', async () => {
  const file = path.join(folder, 'plan.txt')
  await writeFile(file, Buffer.from('b9abbfaab7bdcabda3bad2c0c9eac7ebb9abbfaa0a', 'hex'))
  expect(await planCheck.run({ json: true }, [file])).toBe(1)
  expect((JSON.parse(said) as Said).findings.map(({ detector }) => detector)).toContain('D-STATUS')
})
