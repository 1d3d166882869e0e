import { folded } from './characters.ts'
import { coreOf, isCommunity, type Level, levelOf, type OtherName, type Place } from './place.ts'
import { isDigit } from './text.ts'
import { buildTrie, type Trie } from './trie.ts'

/**
 * All places that an address may name, numbered in the order of their codes: the places under one follow it, so that "lies in" is
 * a comparison of two numbers.
 */
export type Gazetteer = {
  places: readonly Place[]
  level: Uint8Array
  /** First number after the place and all that lies in it. */
  end: Int32Array
  /** Number of the county, or of what is above when it is none. */
  county: Int32Array
  /** 1: the name by which it is known is its name in full; 2: that name says itself that it is a village; 4: a community. */
  kind: Uint8Array
  cores: readonly string[]
  names: Trie
  /** 1 for a node of the trie that names a province, a prefecture or a county. */
  hasUpper: Uint8Array
}

export const KIND = { whole: 1, village: 2, community: 4 } as const

/** Places within `among`, by the numbers of its first and last but one. */
export const contains = (of: Gazetteer, outer: number, inner: number): boolean =>
  outer <= inner && inner < (of.end[outer] as number) // a place's number

export function fold(name: string): string {
  let at = 0
  while (at < name.length && folded[name.charCodeAt(at)] === name.charCodeAt(at)) at++
  if (at === name.length) return name
  let text = ''
  for (let i = 0; i < name.length; i++) text += String.fromCharCode(folded[name.charCodeAt(i)] as number) // one for each unit
  return text
}

const NUMERALS = '零一二三四五六七八九'
const HAS_NUMERAL = /[零一二三四五六七八九十]/

/** 一六 as 16, 十八集 as 18集: people write the numbers in names with digits. Undefined when there is none. */
export function withDigits(core: string): string | undefined {
  if (!HAS_NUMERAL.test(core)) return undefined
  const text = core
    .replace(/([一二三四五六七八九])?十([一二三四五六七八九])?/g, (_, tens = '一', ones = '零') => `${tens}${ones}`)
    .replace(/[零一二三四五六七八九]/g, (numeral) => String(NUMERALS.indexOf(numeral)))
  return text === core ? undefined : text
}

/** What people call a place: its core, the same with digits, and 新城区 of 新城区街道 is not cut twice. */
export function namesOf(name: string, level: Level): string[] {
  const core = coreOf(name, level)
  if (core === '') return []
  const key = fold(core)
  const digits = level >= 3 ? withDigits(key) : undefined
  return digits ? [key, digits] : [key]
}

function numberTree(places: readonly Place[]): { end: Int32Array; county: Int32Array; level: Uint8Array } {
  const end = new Int32Array(places.length)
  const county = new Int32Array(places.length)
  const level = new Uint8Array(places.length)
  const open: number[] = []
  const close = (until: number) => {
    end[open.pop() as number] = until // only while one is open
  }
  for (const [i, { code }] of places.entries()) {
    level[i] = levelOf(code)
    while (open.length > 0 && !code.startsWith((places[open.at(-1) as number] as Place).code)) close(i) // one is open
    const above = open.at(-1)
    county[i] = (level[i] as number) > 2 && above !== undefined ? (county[above] as number) : i // was set before
    open.push(i)
  }
  while (open.length > 0) close(places.length)
  return { end, county, level }
}

function uppersOf(names: Trie, level: Uint8Array): Uint8Array {
  const found = new Uint8Array(names.starts.length)
  for (let node = 0; node + 1 < names.starts.length; node++)
    for (
      let i = names.starts[node] as number;
      i < (names.starts[node + 1] as number);
      i++ // the loop ends one before the last
    )
      if ((level[(names.values[i] as number) >> 1] as number) < 3) found[node] = 1 // places have levels
  return found
}

const kindOf = (name: string, core: string, level: Level): number =>
  (core === fold(name) ? KIND.whole : 0) |
  (core.endsWith('村') ? KIND.village : 0) |
  (level === 4 && isCommunity(name) ? KIND.community : 0)

/** Builds the index. Of two places with one code the later counts, so a county's own table comes last. */
export function buildGazetteer(tables: Iterable<Place>, others: Iterable<OtherName> = []): Gazetteer {
  const byCode = new Map<string, Place>()
  for (const place of tables) byCode.set(place.code, place)
  const places = [...byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1))
  const tree = numberTree(places)
  const kind = new Uint8Array(places.length)
  const cores: string[] = []
  const keys: string[] = []
  const values: number[] = []
  const otherNames = Map.groupBy(others, ({ code }) => code)
  for (const [i, { code, name }] of places.entries()) {
    const level = tree.level[i] as Level // levelOf gave it
    const names = namesOf(name, level)
    const otherKeys = (otherNames.get(code) ?? []).flatMap((other) => namesOf(other.name, level))
    const former = otherKeys.filter((key) => !names.includes(key))
    cores.push(names[0] ?? '')
    kind[i] = kindOf(name, names[0] ?? '', level)
    keys.push(...names, ...former)
    // The lowest bit: not its name of today.
    values.push(...names.map(() => i << 1), ...former.map(() => (i << 1) | 1))
  }
  const names = buildTrie(keys, values)
  return { places, ...tree, kind, cores, names, hasUpper: uppersOf(names, tree.level) }
}

const FORMER = '<'.charCodeAt(0)

/** Reads the packed tables: `code name` a line; `code<name` is a name that the place had before. */
export function readTable(text: string): { places: Place[]; former: OtherName[] } {
  const places: Place[] = []
  const former: OtherName[] = []
  for (const line of text.split('\n')) {
    let at = 0
    while (isDigit(line.charCodeAt(at))) at++
    if (at === 0) continue
    const code = line.slice(0, at)
    if (line.charCodeAt(at) === FORMER) former.push({ code, name: line.slice(at + 1), how: 'former' })
    else places.push({ code, name: line.slice(at + 1) })
  }
  return { places, former }
}
