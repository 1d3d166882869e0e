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
