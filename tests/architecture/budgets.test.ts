import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { BudgetProblem, firstLoadOf } from '../../tools/budgets.ts'
import { aTree, plant } from './planting.ts'

const page = (scripts: string) => `<!doctype html><link rel="icon" href="/app/icon.svg">${scripts}`

test('a first load is the page, its scripts and styles and what they import, but not what they load later', () => {
  const dist = aTree(undefined, [])
  const script = '<script type="module" crossorigin src="/app/assets/index-1.js"></script>'
  const more = '<link rel="modulepreload" href="/app/assets/pre-1.js"><link rel="stylesheet" href="/app/assets/a.css">'
  plant(dist, 'index.html', page(script + more))
  plant(dist, 'assets/index-1.js', 'import{a as b}from"./one.js";import"./two.js";const l=()=>import("./later.js");b()')
  plant(dist, 'assets/one.js', 'export*from"./three.js";export{x}from\'./four.js\'')
  for (const name of ['two', 'three', 'four', 'later', 'pre-1']) plant(dist, `assets/${name}.js`, 'const a=1;export{a}')
  plant(dist, 'assets/a.css', 'a{}')
  const names = firstLoadOf(dist).map((file) => path.basename(file))
  expect(names.sort()).toEqual([
    'a.css',
    'four.js',
    'index-1.js',
    'index.html',
    'one.js',
    'pre-1.js',
    'three.js',
    'two.js',
  ])
})

test('a budget is refused where there is nothing to measure', () => {
  const dist = aTree(undefined, [])
  expect(() => firstLoadOf(dist)).toThrow(BudgetProblem)
  mkdirSync(path.join(dist, 'assets'))
  plant(dist, 'index.html', page(''))
  expect(() => firstLoadOf(dist)).toThrow(/loads no script/)
  plant(dist, 'index.html', page('<script src="/app/assets/gone.js"></script>'))
  expect(() => firstLoadOf(dist)).toThrow(/gone.js is missing/)
})
