import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { aTree, ROOT } from './planting.ts'

const BIOME = path.join(ROOT, 'node_modules/@biomejs/biome/bin/biome')

/** How often each lint rule that guards the architecture fires on which planted file. */
const FIRES: Record<string, Record<string, number>> = {
  plugin: { 'modules/station/domain.ts': 5, 'modules/station/domain/part.ts': 1, 'packages/siting/src/clock.ts': 1 },
  'lint/style/noDefaultExport': { 'platform/default-export.ts': 1 },
  'lint/style/noEnum': { 'platform/enumerates.ts': 1 },
  'lint/style/useFilenamingConvention': { 'platform/snake_case.ts': 1 },
  'lint/suspicious/noConsole': { 'platform/prints.ts': 1 },
  'lint/suspicious/noImportCycles': { 'platform/egg.ts': 1, 'platform/hen.ts': 1 },
  'lint/complexity/noExcessiveCognitiveComplexity': { 'platform/tangled.ts': 1 },
}

test('each lint rule that guards the architecture fires on its planted file, and on no other', () => {
  const tree = aTree('lint', ['biome.json', 'tools/pure.grit', '.gitignore'])
  const { stdout } = spawnSync(process.execPath, [BIOME, 'lint', '--reporter=json', '--max-diagnostics=none', '.'], {
    cwd: tree,
    encoding: 'utf8',
  })
  const found: typeof FIRES = {}
  for (const { category, severity, location } of JSON.parse(stdout).diagnostics) {
    if (severity !== 'error') continue
    const files = found[category] ?? {}
    found[category] = { ...files, [location.path]: (files[location.path] ?? 0) + 1 }
  }
  expect(found).toEqual(FIRES)
})

/** Lines of planted files that TypeScript refuses under the project's own options. */
function refusedLines(folder: string): Record<string, number[]> {
  const config = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT)
  const files = readdirSync(folder).map((name) => path.join(folder, name))
  const program = ts.createProgram(files, options)
  const lines: Record<string, number[]> = {}
  for (const file of files) {
    const source = program.getSourceFile(file)
    const found = [...program.getSemanticDiagnostics(source), ...program.getSyntacticDiagnostics(source)]
    const rows = found.map(({ start = 0 }) => (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1)
    lines[path.basename(file)] = [...new Set(rows)].sort((a, b) => a - b)
  }
  return lines
}

const marked = (file: string): number[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) => (line.endsWith('// refused') ? [i + 1] : []))

test("a module cannot name another module's table: TypeScript refuses exactly the marked lines", {
  timeout: 60_000,
}, () => {
  const folder = path.join(import.meta.dirname, 'planted/compile')
  const expected = readdirSync(folder).map((name) => [name, marked(path.join(folder, name))] as const)
  expect(expected.flatMap(([, lines]) => lines).length).toBeGreaterThan(5)
  expect(refusedLines(folder)).toEqual(Object.fromEntries(expected))
})
