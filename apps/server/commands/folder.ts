import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { COUNTIES, type CountyFolder, readCounty } from '../county.ts'
import { sayProblems } from '../say.ts'
import { UsageProblem } from './command.ts'

/** A county's folder: a path, or the name of one under counties/, or the county's code. */
export function countyFolder(name: string): string {
  if (existsSync(name)) return name
  const coded = /^\d{6}$/.test(name) ? readdirSync(COUNTIES).find((folder) => hasCode(folder, name)) : undefined
  return path.join(COUNTIES, coded ?? path.basename(name))
}

function hasCode(folder: string, code: string): boolean {
  const file = path.join(COUNTIES, folder, 'divisions.csv')
  return existsSync(file) && readFileSync(file, 'utf8').includes(`\n${code},`)
}

/** Reads a county's folder; what is wrong with it is printed, and then there is none. */
export async function county(name: string): Promise<CountyFolder | undefined> {
  const folder = countyFolder(name)
  if (!existsSync(folder)) throw new UsageProblem(`没有这个县包 · No such county: ${folder}`)
  const read = await readCounty(folder)
  if ('county' in read) return read.county
  sayProblems(folder, read.problems)
  return undefined
}
