import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { cruiseRefusal } from '../../tools/check.ts'
import { aTree, plant, ROOT } from './planting.ts'

type Rule = { name: string; from: { path?: string }; to: { pathNot?: string } }
const CONFIGS = ['.dependency-cruiser.mjs', 'tsconfig.json', 'package.json']

/** The planted file that breaks each rule; the rules of arrows are planted by the test itself. */
const PLANTED: Record<string, readonly string[]> = {
  'no-cycles': ['platform/egg.ts'],
  'packages-are-pure': ['packages/siting/src/from-disk.ts', 'packages/siting/src/from-platform.ts'],
  'platform-knows-no-module': ['platform/knows-module.ts'],
  'modules-know-no-app': ['modules/station/knows-app.ts'],
  'domain-is-pure': ['modules/station/domain.ts'],
  'domain-runs-nothing-of-the-journal': ['modules/programme/domain.ts'],
  'only-store-speaks-sql': ['modules/station/service.ts'],
  'through-the-door': ['modules/programme/service.ts'],
  'apps-through-the-door': ['apps/server/behind-the-door.ts'],
  'features-apart': ['apps/console/src/features/station/screen.ts'],
}

const rules = async (): Promise<Rule[]> => {
  const config = '../../.dependency-cruiser.mjs' // no types: it is a tool's configuration
  return (await import(config)).default.forbidden
}
const wordOf = (name: string) => /^arrows-of-(.+)$/.exec(name)?.[1]

function cruise(tree: string, folders: readonly string[], ...more: string[]) {
  const tool = path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const args = [tool, ...folders, '--config', '.dependency-cruiser.mjs', ...more]
  return spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8', maxBuffer: 1 << 28 })
}

function violationsIn(tree: string): Map<string, Set<string>> {
  const { stdout } = cruise(tree, ['apps', 'modules', 'packages', 'platform'], '--output-type', 'json')
  const found = new Map<string, Set<string>>()
  for (const { rule, from } of JSON.parse(stdout).summary.violations)
    found.set(rule.name, (found.get(rule.name) ?? new Set()).add(from))
  return found
}

test('each rule of the architecture fires on the file that breaks it, and on no other planted file', async () => {
  const tree = aTree('rules', CONFIGS)
  const found = violationsIn(tree)
  const fixed = (await rules()).map(({ name }) => name).filter((name) => !wordOf(name))
  expect(Object.keys(PLANTED).sort()).toEqual(fixed.sort())
  const fired = fixed.map((name) => [name, [...(found.get(name) ?? [])].sort()])
  expect(Object.fromEntries(fired)).toEqual(PLANTED)
})

test('an arrow that is not listed fires for each module, and a listed one does not', async () => {
  const tree = aTree(undefined, CONFIGS)
  const arrows = (await rules()).flatMap((rule) => wordOf(rule.name) ?? [])
  expect(arrows.length).toBeGreaterThan(0)
  for (const word of arrows) {
    const others = arrows.filter((other) => other !== word)
    plant(tree, `modules/${word}/index.ts`, `export const ${word} = '${word}'\n`)
    for (const other of others)
      plant(
        tree,
        `modules/${word}/to-${other}.ts`,
        `import { ${other} } from '#modules/${other}'\n\nexport const it = ${other}\n`,
      )
  }
  for (const folder of ['apps', 'packages', 'platform']) mkdirSync(path.join(tree, folder))
  const found = violationsIn(tree)
  for (const rule of await rules()) {
    const word = wordOf(rule.name)
    if (!word) continue
    const may = new RegExp(rule.to.pathNot ?? '')
    const refused = arrows.filter((other) => other !== word && !may.test(`modules/${other}/`))
    expect([word, [...(found.get(rule.name) ?? [])].sort()]).toEqual([
      word,
      refused.map((other) => `modules/${word}/to-${other}.ts`).sort(),
    ])
  }
})

test('every module has a rule of arrows', async () => {
  const words = (await rules()).flatMap(({ name }) => wordOf(name) ?? [])
  expect(readdirSync(path.join(ROOT, 'modules')).sort()).toEqual(words.sort())
})

test('the check fails when dependency-cruiser sees no module', () => {
  const tree = aTree(undefined, CONFIGS)
  mkdirSync(path.join(tree, 'modules'))
  plant(tree, 'tools/only.ts', 'export const only = 1\n')
  const { stdout, status } = cruise(tree, ['modules'], '--output-type', 'err')
  expect(status).toBe(0)
  expect(cruiseRefusal(stdout, status)).toContain('0 modules')
  plant(tree, 'modules/station/index.ts', 'export const station = 1\n')
  const seen = cruise(tree, ['modules'], '--output-type', 'err')
  expect(cruiseRefusal(seen.stdout, seen.status)).toBeUndefined()
})
