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
const ROUNDS = 10

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
  places.filter(({ code }) => code.length === length && code.startsWith(county))

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

/** Seconds of this thread's own work: what a neighbour takes of the core is no work of ours. */
function workedS(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1e6
}

function speed(resolver: Resolver, lines: readonly string[]): number {
  let best = 0
  for (const end = workedS() + SECONDS; workedS() < end; ) {
    const began = workedS()
    for (let round = 0; round < ROUNDS; round++) for (const line of lines) resolve(resolver, line)
    best = Math.max(best, (ROUNDS * lines.length) / (workedS() - began))
  }
  return Math.round(best)
}

const share = (part: number, of: number): number => Math.round((10_000 * part) / of) / 10_000
const megabytes = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().rss / 2 ** 20
}

type Measured = { all: Country; county: string; gazetteer: Gazetteer }

function casesOf(family: Family, { all, county, gazetteer }: Measured): Case[] {
  const random = chance(SEEDS[family] * 1_000_003 + Number(county))
  const ground = { villages: within(gazetteer, county, 12), towns: within(gazetteer, county, 9) }
  return addresses(family, { country: all, county, random, ...ground }, CASES)
}

/** How many of the county's own addresses the parsers of npm give its name. */
function namedByPeers(cases: readonly Case[], name: string, to: Map<string, number>): void {
  for (const [peer, parse] of Object.entries(peers()))
    to.set(peer, (to.get(peer) ?? 0) + cases.filter(({ line }) => parse(line) === name).length)
}

const newTally = (): Tally => ({ village: 0, villages: 0, refused: 0, foreign: 0, wrongSure: 0, all: 0 })

export async function benchAddress(): Promise<Record<string, number>> {
  const beforeMb = megabytes()
  const began = performance.now()
  const first = createResolver(await readGazetteer(COUNTIES[0]), COUNTIES[0])
  const indexS = (performance.now() - began) / 1000
  const result: Record<string, number> = {
    indexS: Math.round(indexS * 1000) / 1000,
    indexMb: Math.round(megabytes() - beforeMb),
  }
  const all = await country()
  const tallies = { tuned: newTally(), unseen: newTally() }
  const named = new Map<string, number>()
  let homes = 0
  for (const county of COUNTIES) {
    const measured = { all, county, gazetteer: await readGazetteer(county) }
    const resolver = createResolver(measured.gazetteer, county)
    for (const family of ['tuned', 'unseen'] as const) {
      const cases = casesOf(family, measured)
      tally(resolver, cases, tallies[family])
      const own = cases.filter(({ isForeign }) => !isForeign)
      homes += own.length
      namedByPeers(own, all.rows.get(county) ?? '', named)
    }
  }
  for (const [family, to] of Object.entries(tallies)) {
    result[`${family}Village`] = share(to.village, to.villages)
    result[`${family}Refused`] = share(to.refused, to.foreign)
    result[`${family}WrongSure`] = share(to.wrongSure, to.all)
  }
  const lines = casesOf('unseen', { all, county: COUNTIES[0], gazetteer: first.scene.home.gazetteer })
  result.perS = speed(
    first,
    lines.map(({ line }) => line),
  )
  for (const [peer, count] of named) result[`${peer}County`] = share(count, homes)
  return result
}
