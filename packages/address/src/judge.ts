import { type Chain, isChosen } from './chain.ts'
import { countiesOf, lies, type Stranger, strangersAbove, strangerTowns } from './elsewhere.ts'
import { contains } from './gazetteer.ts'
import { type Home, numberOf } from './home.ts'
import { MARK, markAt, markOf } from './marks.ts'
import { HOW, type Pieces, type Terminals } from './pieces.ts'
import { FLAG, type Text } from './text.ts'

export type Scene = {
  home: Home
  text: Text
  terminals: Terminals
  pieces: Pieces
  chain: Chain
  explained: Uint8Array
}

/** What of the best reading the judgement asks for. `piece` is -1 when there is none for the level. */
export type Reading = {
  place: number
  level: number
  /** The piece that names the narrowest place. */
  piece: number
  town: number
  county: number
  levels: number
  /** A town and a village of the county, both by their exact names and one with its form: hardly by chance. */
  isStrong: boolean
}

const VILLAGE = MARK.village | MARK.community

export function readingOf({ home, pieces, chain }: Scene): Reading | undefined {
  if (chain.best < 0) return undefined
  const { level } = home.gazetteer
  const place = chain.deepest[chain.best] as number // a piece
  const reading: Reading = {
    place,
    level: level[place] as number, // a place
    piece: chain.deepestPiece[chain.best] as number, // a piece
    town: -1,
    county: -1,
    levels: chain.levels[chain.best] as number, // a piece
    isStrong: false,
  }
  for (let k = 0; k < chain.size; k++) {
    const i = chain.members[k] as number // within
    const at = level[pieces.place[i] as number] // pieces, places
    if (at === 3) reading.town = i
    if (at === 2) reading.county = i
  }
  const isExact = (i: number) => i >= 0 && (pieces.how[i] as number) < HOW.sound // a piece
  const hasForm = (i: number) => ((pieces.mark[i] as number) & (VILLAGE | MARK.town)) !== 0 // a piece
  reading.isStrong =
    reading.level === 4 &&
    isExact(reading.piece) &&
    isExact(reading.town) &&
    (hasForm(reading.piece) || hasForm(reading.town))
  return reading
}

/** What strangers do to a reading: refuse it, contradict it, or make it less sure by a factor. */
export type Verdict =
  | { is: 'ours'; factor: number; note?: 'otherPrefecture' | 'otherPlaceToo' }
  | { is: 'elsewhere' | 'contradiction' }

const OURS: Verdict = { is: 'ours', factor: 1 }
const ELSEWHERE: Verdict = { is: 'elsewhere' }
const less = (factor: number): Verdict => ({ is: 'ours', factor, note: 'otherPlaceToo' })

/** A county of our county's name in the place that the line names before it: 通州 of 南通 is not that of 北京. */
function isNamesake({ home, terminals, pieces }: Scene, county: number, stranger: Stranger): boolean {
  for (let i = 0; i < terminals.count; i++) {
    if (terminals.start[i] !== pieces.start[county] || terminals.core[i] !== pieces.core[county]) continue
    const node = terminals.node[i] as number // a terminal
    if (stranger.places.some((within) => lies(home.gazetteer, node, { within, level: 2 }))) return true
  }
  return false
}

/** The line names our county: then a place elsewhere is a slip, a remark, or a second address. */
function besideCounty(scene: Scene, reading: Reading, stranger: Stranger): Verdict {
  if (!stranger.isFull) return less(0.97)
  if (isNamesake(scene, reading.county, stranger)) return ELSEWHERE
  if (stranger.level === 2) return reading.isStrong ? less(0.6) : { is: 'contradiction' }
  if (stranger.level === 1) return { is: 'ours', factor: 0.85, note: 'otherPrefecture' }
  return reading.level >= 3 ? { is: 'ours', factor: 0.6, note: 'otherPrefecture' } : { is: 'contradiction' }
}

/** A county that has the name of our own prefecture: 楚雄市 is written for 楚雄州. */
const isSeat = ({ home: { gazetteer, county } }: Scene, { places }: Pick<Stranger, 'places'>) =>
  places.some((place) => {
    const code = gazetteer.places[county]?.code.slice(0, 4) ?? ''
    return (
      gazetteer.places[place]?.code.startsWith(code) &&
      gazetteer.cores[place] === gazetteer.cores[numberOf(gazetteer, code) ?? -1]
    )
  })

const isBesidePhone = ({ text }: Scene, { start, end }: Stranger) =>
  (((text.flags[start] as number) | (text.flags[end] as number)) & FLAG.byPhone) !== 0 // within

/** Whether a stranger stands after what was read: a remark as a rule. After one name without form it may be the address itself. */
function isInTail({ pieces }: Scene, { county, town, piece, level }: Reading, { start }: Stranger): boolean {
  const isWeak = county < 0 && town < 0 && pieces.mark[piece] === 0
  return level >= 3 && !isWeak && start >= (pieces.end[piece] as number) // a piece
}

/** The line does not name our county: only a town and a village of ours outweigh a place elsewhere. */
function withoutCounty(
  { pieces }: Scene,
  { isStrong, level, piece, town }: Reading,
  { stranger: { isFull, isGlued }, isTail }: { stranger: Stranger; isTail: boolean },
): Verdict {
  if (isTail && !isFull) return less(0.95)
  const hasForm = [piece, town].some((i) => i >= 0 && pieces.mark[i] !== 0)
  if (isGlued && level === 4 && hasForm) return less(0.8)
  return isStrong && (isTail || !isFull) ? less(0.8) : ELSEWHERE
}

/** 城区 after our county is its seat, and not the district of 晋城 that has no other name. */
const isPart = ({ text: { units } }: Scene, { start, end }: Stranger): boolean =>
  end - start === 2 && PARTS.has(units[start] as number) && units[start + 1] === DISTRICT // within
const PARTS = new Set([...'城郊矿'].map((char) => char.charCodeAt(0)))
const DISTRICT = '区'.charCodeAt(0)

function judgeUpper(scene: Scene, reading: Reading | undefined, stranger: Stranger): Verdict {
  if (!reading) return ELSEWHERE
  if (reading.county >= 0 && isPart(scene, stranger)) return OURS
  const isTail = isInTail(scene, reading, stranger)
  if (!stranger.isFull && reading.level >= 3 && isBesidePhone(scene, stranger)) return OURS
  if (isSeat(scene, stranger) && (reading.county >= 0 || reading.isStrong)) return less(0.9)
  if (reading.county < 0) return withoutCounty(scene, reading, { stranger, isTail })
  return isTail ? less(stranger.isFull ? 0.95 : 1) : besideCounty(scene, reading, stranger)
}

/** Whether a town lies in the province or prefecture that the line names. */
function isWithinNamed({ home, pieces, chain }: Scene, town: number): boolean {
  for (let k = 0; k < chain.size; k++) {
    const place = pieces.place[chain.members[k] as number] as number // within
    const isUpper = (home.gazetteer.level[place] as number) < 2 // a place
    if (isUpper && !contains(home.gazetteer, place, town)) return false
  }
  return true
}

/** Whether one of the towns has a village that the line names. */
function hasVillage({ home, terminals }: Scene, towns: readonly number[]): boolean {
  for (let i = 0; i < terminals.count; i++) {
    if (!(markOf(terminals.mark[i] as number) & VILLAGE)) continue // a terminal
    const node = terminals.node[i] as number // a terminal
    if (towns.some((within) => lies(home.gazetteer, node, { within, level: 4 }))) return true
  }
  return false
}

/** A town that is not in the county stands where its town should: the town is meant, or one of ours misspelt. */
function judgeTowns(scene: Scene, reading: Reading | undefined, strangers: readonly Stranger[]): Verdict {
  const towns = strangers.flatMap(({ places }) => places.filter((town) => isWithinNamed(scene, town)))
  if (towns.length === 0) return OURS
  if (!reading) return ELSEWHERE
  const end = scene.pieces.end[reading.piece] as number // a piece
  if (reading.level === 4 && strangers.every(({ start }) => start >= end)) return OURS
  const isMisspelt = reading.town >= 0
  const isVillage = reading.level === 4
  if (reading.county >= 0) return isVillage || isMisspelt ? less(0.6) : { is: 'contradiction' }
  return isMisspelt && isVillage && !hasVillage(scene, towns) ? less(0.6) : ELSEWHERE
}

/** Another county's town of the same name has the village that the line names, and ours has not. */
export function villageElsewhere({ home, terminals, pieces }: Scene, reading: Reading): number[] {
  if (reading.level !== 3 || reading.county >= 0) return []
  const { gazetteer } = home
  const towns: number[] = []
  const villages: number[] = []
  for (let i = 0; i < terminals.count; i++) {
    const node = terminals.node[i] as number // a terminal
    if (terminals.start[i] === pieces.start[reading.piece] && terminals.core[i] === pieces.core[reading.piece])
      towns.push(...townsOf(home, node))
    if (markOf(terminals.mark[i] as number) & VILLAGE) villages.push(node) // a terminal
  }
  const found = towns.filter((within) => villages.some((node) => lies(gazetteer, node, { within, level: 4 })))
  return [...new Set(found.map((town) => gazetteer.county[town] as number))] // places
}

function townsOf({ gazetteer, county }: Home, node: number): number[] {
  const { names, level } = gazetteer
  const found: number[] = []
  for (let i = names.starts[node] as number; i < (names.starts[node + 1] as number); i++) {
    // a node
    const place = (names.values[i] as number) >> 1 // within
    if (level[place] === 3 && !contains(gazetteer, county, place)) found.push(place)
  }
  return found
}

export type Judgement = { verdict: Verdict; counties: number[] }

/** Whether a place elsewhere is named by its form and nothing of our county: no wrong character would change that. */
export const isPlainlyElsewhere = (of: Scene): boolean => {
  const reading = readingOf(of)
  if (reading && reading.levels >> 2) return false
  return strangersAbove(of).some(({ isFull, places }) => isFull && !isSeat(of, { places }))
}

/** Towns elsewhere that count: where no town of ours is named, and before one without its form that may be part of a longer name (杨村 of 大杨村). */
function townsBeside(of: Scene, reading: Reading | undefined): Stranger[] {
  const town = reading?.town ?? -1
  if (!reading || town < 0 || (of.pieces.how[town] as number) >= HOW.sound) return strangerTowns(of) // a piece
  if (reading.county >= 0 || (of.pieces.mark[town] as number) & MARK.town) return [] // as above
  return strangerTowns(of).filter(({ end }) => end <= (of.pieces.start[town] as number)) // as above
}

/** Whether the line speaks of our county at all, and if not, of which. */
export function judge(of: Scene, reading: Reading | undefined): Judgement {
  const uppers = strangersAbove(of)
  let factor = 1
  let note: 'otherPrefecture' | 'otherPlaceToo' | undefined
  for (const stranger of uppers) {
    const verdict = judgeUpper(of, reading, stranger)
    if (verdict.is !== 'ours') return { verdict, counties: countiesOf(of, [...uppers, ...strangerTowns(of)]) }
    factor *= verdict.factor
    note ??= verdict.note
  }
  const towns = townsBeside(of, reading)
  const verdict = judgeTowns(of, reading, towns)
  if (verdict.is !== 'ours') return { verdict, counties: countiesOf(of, [...uppers, ...towns]) }
  const same = reading ? villageElsewhere(of, reading) : []
  if (same.length > 0) return { verdict: ELSEWHERE, counties: same.slice(0, 3) }
  const last = note ?? verdict.note
  return { verdict: { is: 'ours', factor: factor * verdict.factor, ...(last ? { note: last } : {}) }, counties: [] }
}

/** Whether a piece is of the best reading, or another meaning of the same characters. */
function isBesideChosen(pieces: Pieces, chain: Chain, piece: number): boolean {
  for (let i = 0; i < pieces.count; i++)
    if (pieces.start[i] === pieces.start[piece] && pieces.core[i] === pieces.core[piece] && isChosen(chain, i))
      return true
  return false
}

/** A town of ours before the village, with its form, in which the village is not. */
export function contradictingTown({ home, pieces, chain }: Scene, reading: Reading): number {
  if (reading.level !== 4) return -1
  const { gazetteer } = home
  for (let i = 0; i < pieces.count; i++) {
    const place = pieces.place[i] as number // a piece
    if (gazetteer.level[place] !== 3 || isBesideChosen(pieces, chain, i) || contains(gazetteer, place, reading.place))
      continue
    const isBefore = (pieces.end[i] as number) <= (pieces.start[reading.piece] as number) // pieces
    if ((pieces.how[i] as number) >= HOW.sound) continue // a piece
    if (isBefore && (pieces.quality[i] as number) > 0.9 && (pieces.mark[i] as number) & MARK.town) return place // a piece
  }
  return -1
}

/** Whether a form of a level stands in what no piece explains, after a position. */
export function hasFormAfter({ text }: Pick<Scene, 'text'>, from: number, form: number): boolean {
  for (let i = from; i < text.length; i++)
    if (markOf(markAt(text, i)) & form && !((text.flags[i] as number) & FLAG.bracketed)) return true // within
  return false
}
