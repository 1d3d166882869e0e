import { type Chain, isChosen, isFree } from './chain.ts'
import { contains, type Gazetteer, KIND } from './gazetteer.ts'
import { type Home, isOtherLevel } from './home.ts'
import { endOf, MARK, markOf } from './marks.ts'
import { isOurs, type Path, type PathScene, pathsOf } from './path.ts'
import { HOW, type Pieces, type Terminals } from './pieces.ts'
import type { Level } from './place.ts'
import { QUALITY, qualityOf } from './quality.ts'
import { FLAG, isCut, isHan, type Text } from './text.ts'

/** A name in the line that is no place of the county: where it stands, and what it may be. */
export type Stranger = {
  start: number
  end: number
  level: Level
  isFull: boolean
  places: number[]
  isPath?: true
  isGlued?: boolean
}

const UPPER = MARK.province | MARK.city | MARK.county
/** Most that one name may mean; 城关镇 is in 150 counties, and then it says nothing. */
const MOST_MEANINGS = 400

/** What was put right explains nothing: the words may be right, and mean a place elsewhere. */
const explains = (pieces: Pieces, chain: Chain, i: number): boolean =>
  isChosen(chain, i) && pieces.quality[i] !== QUALITY.cityOfPrefecture && (pieces.how[i] as number) < HOW.sound // a piece

function isExplained(pieces: Pieces, chain: Chain, { start, core }: { start: number; core: number }): boolean {
  for (let i = 0; i < pieces.count; i++) {
    if (!explains(pieces, chain, i)) continue
    const from = pieces.start[i] as number // a piece
    const end = pieces.end[i] as number // a piece
    if (start >= end || from >= core) continue
    if (pieces.mark[i] !== 0 || (from <= start && core <= end)) return true
  }
  return false
}

/** Whether another upper name ends where this one begins: 四川 in 四川仁寿. */
const follows = (found: readonly Stranger[], start: number) => found.some(({ end }) => end === start)

const chainEndsAt = (pieces: Pieces, chain: Chain, at: number): boolean => {
  for (let k = 0; k < chain.size; k++) if (pieces.end[chain.members[k] as number] === at) return true // within
  return false
}

function placesOf(gazetteer: Gazetteer, node: number, keep: (place: number, level: Level) => boolean): number[] {
  const { names, level } = gazetteer
  const until = Math.min(names.starts[node + 1] as number, (names.starts[node] as number) + MOST_MEANINGS) // a node
  const found: number[] = []
  for (let i = names.starts[node] as number; i < until; i++) {
    const place = (names.values[i] as number) >> 1 // within
    if (keep(place, level[place] as Level)) found.push(place) // a place
  }
  return found
}

type Scene = { home: Home; text: Text; terminals: Terminals; pieces: Pieces; chain: Chain }

/** A name without form is a province, a prefecture or a county only where an address may begin, or after another. */
function mayBeUpper(
  { text, pieces, chain }: Pick<Scene, 'text' | 'pieces' | 'chain'>,
  found: readonly Stranger[],
  { start, mark }: { start: number; mark: number },
): boolean {
  if (mark & UPPER) return true
  return mark === 0 && (isFree(text, start) || follows(found, start) || chainEndsAt(pieces, chain, start))
}

/** What of a name is a province, a prefecture or a county by its form; nothing when ours is among it. */
function uppersOf(home: Home, node: number, mark: number): number[] {
  const { gazetteer } = home
  const places = placesOf(
    gazetteer,
    node,
    (place, level) => level < 3 && qualityOf(level, mark, gazetteer.kind[place] as number) > 0, // a place
  )
  const isLocal = (place: number) =>
    isOurs(home, place) && !(gazetteer.level[place] === 1 && isOtherLevel(gazetteer, place, mark))
  return places.some(isLocal) ? [] : places
}

/** The county, or the prefecture, to which a path leads. */
function strangerAt(gazetteer: Gazetteer, { start, end, place }: Path): Stranger {
  const upper = (gazetteer.level[place] as number) > 2 ? (gazetteer.county[place] as number) : place // a place
  return { start, end, level: gazetteer.level[upper] as Level, isFull: true, places: [upper], isPath: true } // as above
}

/** The stranger that a terminal is, read as one of these places. */
function upperAt({ home: { gazetteer }, text, terminals }: PathScene, i: number, places: number[]): Stranger {
  const packed = terminals.mark[i] as number // a terminal
  const hasForm = (markOf(packed) & UPPER) !== 0
  const end = hasForm ? endOf(packed) : (terminals.core[i] as number) // as above
  const levels = places.map((place) => gazetteer.level[place] as number) // places have levels
  const isFull = hasForm || places.some((place) => (gazetteer.kind[place] as number) & KIND.whole) // as above
  return {
    start: terminals.start[i] as number, // a terminal
    end,
    level: Math.max(...levels) as Level, // as above
    isFull,
    places,
    isGlued: Math.min(...levels) === 2 && !isFull && isGlued({ text, terminals }, end),
  }
}

/** Provinces, prefectures and counties that the line names and that are not ours, in the order of the line. */
export function strangersAbove({ home, text, terminals, pieces, chain }: Scene): Stranger[] {
  const { gazetteer } = home
  const paths = pathsOf({ home, text, terminals })
  const found: Stranger[] = paths.filter(({ place }) => !isOurs(home, place)).map((path) => strangerAt(gazetteer, path))
  for (let i = 0; i < terminals.count; i++) {
    const start = terminals.start[i] as number // a terminal
    const core = terminals.core[i] as number // a terminal
    const node = terminals.node[i] as number // a terminal
    if (paths.some((path) => start < path.end && core > path.start)) continue
    if (!gazetteer.hasUpper[node] || (text.flags[start] as number) & FLAG.bracketed) continue // within
    const mark = markOf(terminals.mark[i] as number) // a terminal
    if (!mayBeUpper({ text, pieces, chain }, found, { start, mark })) continue
    if (isExplained(pieces, chain, { start, core })) continue
    const places = uppersOf(home, node, mark)
    if (places.length > 0) found.push(upperAt({ home, text, terminals }, i, places))
  }
  return found.filter((one) => !found.some((other) => other.start <= one.start && other.end > one.end))
}

/** 樟树 in 樟树下: characters follow at once that begin no name. */
function isGlued({ text, terminals }: Pick<Scene, 'text' | 'terminals'>, end: number): boolean {
  if (isCut(text, end) || !isHan(text.units[end] as number)) return false // within
  for (let i = 0; i < terminals.count; i++) if (terminals.start[i] === end) return false // a terminal
  return true
}

/** Towns, by their form, that are not in the county. */
export function strangerTowns({ home, terminals, pieces, chain }: Scene): Stranger[] {
  const { gazetteer } = home
  const found: Stranger[] = []
  for (let i = 0; i < terminals.count; i++) {
    const mark = markOf(terminals.mark[i] as number) // a terminal
    if (!(mark & MARK.town)) continue
    const start = terminals.start[i] as number // a terminal
    const core = terminals.core[i] as number // a terminal
    const node = terminals.node[i] as number // a terminal
    if (isExplained(pieces, chain, { start, core })) continue
    const places = placesOf(gazetteer, node, (_, level) => level === 3)
    if (places.length === 0 || places.some((place) => isOurs(home, place))) continue
    found.push({ start, end: endOf(terminals.mark[i] as number), level: 3, isFull: true, places }) // a terminal
  }
  return found.filter(
    (one) => !found.some((other) => other !== one && other.end === one.end && other.start < one.start),
  )
}

/** Whether a name of the line with the form of a level lies in a place. */
export function countNamed(
  { home, terminals }: Pick<Scene, 'home' | 'terminals'>,
  within: number,
  { level, form }: { level: Level; form: number },
): number {
  const { gazetteer } = home
  let count = 0
  for (let i = 0; i < terminals.count; i++) {
    if (!(markOf(terminals.mark[i] as number) & form)) continue // a terminal
    if (lies(gazetteer, terminals.node[i] as number, { within, level })) count++ // a terminal
  }
  return count
}

/** Whether a name means a place of a level within another; the values of a node are in order. */
export function lies(gazetteer: Gazetteer, node: number, { within, level }: { within: number; level: Level }): boolean {
  const { names } = gazetteer
  let low = names.starts[node] as number // a node
  const until = names.starts[node + 1] as number // a node
  let high = until
  while (low < high) {
    const middle = (low + high) >> 1
    if ((names.values[middle] as number) >> 1 < within)
      low = middle + 1 // within
    else high = middle
  }
  for (; low < until; low++) {
    const place = (names.values[low] as number) >> 1 // within
    if (place >= (gazetteer.end[within] as number)) return false // a place
    if (gazetteer.level[place] === level) return true
  }
  return false
}

/** Most that are worth telling: of more, none is. */
const MOST_TOLD = 3

/**
 * The counties that strangers speak of: those named, or those of the towns named, as far as province and prefecture in the line
 * allow, and first those in which the line names a town and a village.
 */
export function countiesOf(scene: Scene, strangers: readonly Stranger[]): number[] {
  const { home, pieces, chain } = scene
  const { gazetteer } = home
  const led = strangers.find(({ isPath, level }) => isPath && level === 2)
  if (led) return [...led.places]
  const bounds = strangers.filter(({ level, isFull }) => level < 2 && isFull).flatMap(({ places }) => places)
  for (let k = 0; k < chain.size; k++) {
    const i = chain.members[k] as number // within
    const place = pieces.place[i] as number // a piece
    if ((gazetteer.level[place] as number) < 2) bounds.push(place) // a place
  }
  const narrow = strangers.filter(({ level }) => level >= 2)
  const named = narrow.flatMap(({ places }) => places.map((place) => gazetteer.county[place] as number)) // a place
  const scores = new Map<number, number>()
  for (const county of new Set(named)) {
    if (contains(gazetteer, home.county, county)) continue
    const fits = bounds.filter((bound) => contains(gazetteer, bound, county)).length
    const said = narrow.filter(({ places }) => places.some((place) => gazetteer.county[place] === county)).length
    const towns = countNamed(scene, county, { level: 3, form: MARK.town })
    const villages = countNamed(scene, county, { level: 4, form: MARK.village | MARK.community })
    scores.set(county, 4 * fits + 2 * said + Math.min(towns, 1) + Math.min(villages, 1))
  }
  const most = Math.max(...scores.values())
  const best = [...scores].filter(([, score]) => score === most).map(([county]) => county)
  if (best.length === 0) return bounds.filter((bound) => !contains(gazetteer, bound, home.county)).slice(-1)
  return best.length > MOST_TOLD ? best.slice(0, MOST_TOLD) : best
}
