import { readdirSync, readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import { buildGazetteer, type Gazetteer, readTable } from './gazetteer.ts'
import type { Place } from './place.ts'
import { createResolver, type Resolver } from './resolve.ts'

const table = (name: string) =>
  readTable(brotliDecompressSync(readFileSync(new URL(`../gazetteer/${name}.txt.br`, import.meta.url))).toString())

const china = table('china')

export type County = { code: string; gazetteer: Gazetteer; resolver: Resolver; villages: Place[]; towns: Place[] }

const COUNTIES = new URL('../../../counties/', import.meta.url)

/** The counties of the packs, each with its province around it. */
export const counties: readonly County[] = readdirSync(COUNTIES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => {
    const csv = readFileSync(new URL(`${name}/divisions.csv`, COUNTIES), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
    const own = csv.map((line) => line.split(',')).map(([code = '', title = '']) => ({ code, name: title }))
    const code = own[0]?.code ?? ''
    const gazetteer = buildGazetteer([...china.places, ...table(code.slice(0, 2)).places, ...own], china.former)
    return {
      code,
      gazetteer,
      resolver: createResolver(gazetteer, code),
      villages: own.filter((place) => place.code.length === 12 && !place.name.includes('虚拟')),
      towns: own.filter((place) => place.code.length === 9),
    }
  })

const names = new Map(
  counties.flatMap(({ gazetteer }) => gazetteer.places.map(({ code, name }) => [code, name] as const)),
)

/** Names from province to village, without the rows that nobody says. */
export const namesAbove = (code: string): string[] =>
  [2, 4, 6, 9, 12]
    .filter((length) => length <= code.length)
    .map((length) => names.get(code.slice(0, length)) ?? '')
    .filter((name) => !/^(市辖区|县|.*直辖县级行政区划)$/.test(name))

export const towns: readonly Place[] = china.places.filter(({ code }) => code.length === 9)
