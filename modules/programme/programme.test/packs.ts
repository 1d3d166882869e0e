import { readdirSync, readFileSync } from 'node:fs'
import { type CountyPack, parsePack } from '@xiangji/county-pack'
import { parse } from 'yaml'

const COUNTIES = new URL('../../../counties/', import.meta.url)
export const PACKS = ['puning', 'ruyuan', 'shicheng', 'tianchang', 'yongren'] as const

export const textOf = (county: string, file: string) => readFileSync(new URL(`${county}/${file}`, COUNTIES), 'utf8')

/** A county's plan as its folder has it. */
export function packOf(county: string): CountyPack {
  const files: Record<string, unknown> = {}
  for (const name of readdirSync(new URL(`${county}/`, COUNTIES))) {
    if (name.endsWith('.yaml')) files[name] = parse(textOf(county, name))
    if (name === 'plan.txt') files[name] = textOf(county, name)
  }
  const parsed = parsePack(files)
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems))
  return parsed.pack
}
