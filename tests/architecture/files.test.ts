import { globSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { ROOT } from './planting.ts'

const SEVEN = ['index', 'schema', 'domain', 'store', 'service', 'routes', 'indicators']
const MAX_LINES = 400

const files = (pattern: string): string[] =>
  globSync(pattern, { cwd: ROOT, exclude: (name) => /(^|\/)(node_modules|dist)$/.test(name) })
    .filter((file) => statSync(path.join(ROOT, file)).isFile())
    .sort()
const textOf = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')
const isTest = (file: string) => /(\.test\.ts|\.test-data\.ts|\.bench\.ts|\.test\/[^/]+)$/.test(file)
const ofModules = () => {
  const found = files('modules/**')
  expect(found.length).toBeGreaterThan(30)
  return found
}

test('every file of a module is one of the seven, in a folder of such a name, or a test', () => {
  const named = (file: string) => {
    const inside = file.split('/').slice(2)
    const word = (inside[0] ?? '').replace(/\.ts$/, '')
    return file.endsWith('.ts') && SEVEN.includes(word)
  }
  expect(ofModules().filter((file) => !named(file) && !isTest(file))).toEqual([])
})

test('every module has a door with a line that says what it is', () => {
  const words = [...new Set(ofModules().map((file) => file.split('/')[1]))]
  const undescribed = words.filter(
    (word) => !/^\/\*\* .+\. Owns the schema `\w+`\. \*\/\n/.test(textOf(`modules/${word}/index.ts`)),
  )
  expect(undescribed).toEqual([])
})

test('no file of a module is longer than 400 lines', () => {
  const long = ofModules().filter((file) => !isTest(file) && textOf(file).split('\n').length > MAX_LINES + 1)
  expect(long).toEqual([])
})

/** Every spelling of a county that has a folder; the folders themselves say which. */
function countyWords(): string[] {
  const packs = files('counties/*/county.yaml').map((file) => parse(textOf(file)).county)
  expect(packs.length).toBeGreaterThan(4)
  return packs.flatMap(({ id, code, name }) => [id, code, name.replace(/(自治县|县|市|区)$/, '')])
}

/** `file: line` of what names a county, without the default of XIANGJI_COUNTY. */
function naming(words: readonly string[], sources: readonly (readonly [string, string])[]): string[] {
  const any = new RegExp(words.map((word) => (/^\d+$/.test(word) ? `\\b${word}(?=\\d{0,6}\\b)` : word)).join('|'), 'i')
  const isDefault = (file: string, line: string) =>
    file === 'apps/server/serve.ts' && line.includes('XIANGJI_COUNTY ??')
  return sources.flatMap(([file, text]) =>
    text
      .split('\n')
      .flatMap((line, i) => (any.test(line) && !isDefault(file, line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
  )
}

test('code names no county, except the default of XIANGJI_COUNTY', () => {
  const words = countyWords()
  const [id, code, name] = words
  const planted = `const a = '${id}'\nconst b = '${name}县'\nconst c = place === '${code}101'\n`
  expect(naming(words, [['modules/station/domain.ts', planted]])).toHaveLength(3)
  const sources = files('{apps,modules,packages,platform,migrations,tools}/**/*.{ts,tsx,mjs,sql,html,css}')
    .filter((file) => !isTest(file) && !file.endsWith('.gen.ts'))
    .map((file) => [file, textOf(file)] as const)
  expect(sources.length).toBeGreaterThan(100)
  expect(naming(words, sources)).toEqual([])
})
