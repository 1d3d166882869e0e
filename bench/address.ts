/** Addresses into villages: how many are right, how fast, and what the npm parsers make of the same lines. */
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createResolver, type Gazetteer, type Place, type Resolver, resolve } from '@xiangji/address'
import { readGazetteer } from '#modules/division'
import { addresses, type Case, type Country, chance, type Family } from './address-sets.ts'

const COUNTIES = ['532327', '445281', '360735', '341181', '440232'] as const
const SEEDS: Record<Family, number> = { tuned: 20, unseen: 21 }
const CASES = 1000
const SURE = 0.9
const SECONDS = 3

type Peer = (line: string) => string
type Tally = { village: number; villages: number; refused: number; foreign: number; wrongSure: number; all: number }

const require = createRequire(import.meta.url)

/** The county that a parser of npm names, by its full name. */
function peers(): Record<string, Peer> {
  const zh = require('zh-address-parse') as (line: string) => { area: string } // its own types say less
  const { default: smart } = require('address-parse') as {
    default: { parse: (line: string) => { area?: string }[] }
  } // it has no types
  return {
    zhAddressParse: (line) => zh(line).area,
    addressParse: (line) => smart.parse(line)[0]?.area ?? '',
  }
}

/** Every province's villages, for addresses of elsewhere; what is measured loads one province. */
async function country(): Promise<Country> {
  const folder = new URL('../packages/address/gazetteer/', import.meta.url)
  const provinces = readdirSync(folder).flatMap((name) => /^\d\d/.exec(name)?.[0] ?? [])
  const rows = new Map<string, string>()
  for (const province of provinces)
    for (const { code, name } of (await readGazetteer(`${province}0000`)).places) rows.set(code, name)
  return { rows, codes: [...rows.keys()].filter((code) => code.length === 12) }
}

const within = ({ places }: Gazetteer, county: string, length: number): Place[] =>
  places.filter(({ code, name }) => code.length === length && code.startsWith(county) && !name.includes('虚拟'))

function tally(resolver: Resolver, cases: readonly Case[], to: Tally): void {
  for (const { line, code, isForeign, namesVillage } of cases) {
    const answer = resolve(resolver, line)
    to.all++
    if (isForeign) {
      to.foreign++
      if (answer.code === null) to.refused++
    } else if (code !== null && namesVillage) {
      to.villages++
      if (answer.code === code) to.village++
    }
    if (answer.code !== null && answer.code !== code && answer.confidence >= SURE) to.wrongSure++
  }
}

function speed(resolver: Resolver, lines: readonly string[]): number {
  let best = 0
  for (const end = performance.now() + SECONDS * 1000; performance.now() < end; ) {
    const began = performance.now()
    for (const line of lines) resolve(resolver, line)
    best = Math.max(best, (lines.length * 1000) / (performance.now() - began))
  }
  return Math.round(best)
}

const share = (part: number, of: number): number => Math.round((10_000 * part) / of) / 10_000
const megabytes = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().rss / 2 ** 20
}

export async function benchAddress(): Promise<Record<string, number>> {
  const beforeMb = megabytes()
  const began = performance.now()
  const first = createResolver(await readGazetteer(COUNTIES[0]), COUNTIES[0])
  const indexS = (performance.now() - began) / 1000
  const indexMb = megabytes() - beforeMb
  const all = await country()
  const result: Record<string, number> = { indexS: Math.round(indexS * 1000) / 1000, indexMb: Math.round(indexMb) }
  const named: Record<string, number> = {}
  const others = peers()
  let ours: string[] = []
  let homes = 0
  for (const family of ['tuned', 'unseen'] as const) {
    const to: Tally = { village: 0, villages: 0, refused: 0, foreign: 0, wrongSure: 0, all: 0 }
    for (const county of COUNTIES) {
      const gazetteer = county === COUNTIES[0] ? first.scene.home.gazetteer : await readGazetteer(county)
      const ground = {
        ...{ country: all, county, random: chance(SEEDS[family] * 1_000_003 + Number(county)) },
        ...{ villages: within(gazetteer, county, 12), towns: within(gazetteer, county, 9) },
      }
      const cases = addresses(family, ground, CASES)
      tally(createResolver(gazetteer, county), cases, to)
      if (county === COUNTIES[0] && family === 'unseen') ours = cases.map(({ line }) => line)
      for (const { line, isForeign } of cases) {
        if (isForeign) continue
        homes++
        for (const [name, parse] of Object.entries(others))
          if (parse(line) === all.rows.get(county)) named[name] = (named[name] ?? 0) + 1
      }
    }
    result[`${family}Village`] = share(to.village, to.villages)
    result[`${family}Refused`] = share(to.refused, to.foreign)
    result[`${family}WrongSure`] = share(to.wrongSure, to.all)
  }
  result.perS = speed(first, ours)
  for (const name of Object.keys(others)) result[`${name}County`] = share(named[name] ?? 0, homes)
  return result
}
