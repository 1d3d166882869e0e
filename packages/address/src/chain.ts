import { contains, type Gazetteer } from './gazetteer.ts'
import { HOW, type Pieces } from './pieces.ts'
import { isCut, isHan, type Text } from './text.ts'

/** What a level is worth when it is named, from province to village. */
const WORTH: readonly number[] = [0.4, 0.6, 1.2, 2, 3]
/** A level said twice proves little more; one that follows what lies in it, less than in order. */
const AGAIN = 0.05
const BACKWARD = 0.7
/** Each unexplained character between two parts, and a name that begins in the middle of others. */
const GAP = 0.06
const MOST_GAP = 6
const WITHIN = { village: 0.5, other: 0.15 }

const MOST = 96

/**
 * The best way to read the pieces as one place, from the widest to the narrowest; reused from line to line. A state is a piece read
 * after wider ones only (its own number), or with narrower ones before it (its number + MOST): a chance village at the head of a
 * line must not hide the reading in order.
 */
export type Chain = {
  order: Int32Array
  score: Float64Array
  previous: Int32Array
  /** The narrowest place so far, and the piece that names it. */
  deepest: Int32Array
  deepestPiece: Int32Array
  levels: Int32Array
  /** State with which the best reading ends; -1 when there is none. */
  best: number
  /** Pieces of the best reading, from the last to the first. */
  members: Int32Array
  size: number
}

export const createChain = (): Chain => ({
  order: new Int32Array(MOST),
  score: new Float64Array(2 * MOST),
  previous: new Int32Array(2 * MOST),
  deepest: new Int32Array(2 * MOST),
  deepestPiece: new Int32Array(2 * MOST),
  levels: new Int32Array(2 * MOST),
  best: -1,
  members: new Int32Array(MOST),
  size: 0,
})

function sortPieces(chain: Chain, pieces: Pieces): void {
  const { order } = chain
  for (let i = 0; i < pieces.count; i++) {
    let at = i
    while (at > 0 && (pieces.start[order[at - 1] as number] as number) > (pieces.start[i] as number)) {
      // pieces
      order[at] = order[at - 1] as number // at > 0
      at--
    }
    order[at] = i
  }
}

const CONNECTORS = new Set([...'的在到至往住址是送寄回于从给'].map((char) => char.charCodeAt(0)))

/** 粤, 滇: a province by one character. */
const SHORT = new Set(
  [...'京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川蜀黔滇藏陕甘青宁'].map((char) => char.charCodeAt(0)),
)
const LEADS = ['中国', '回家', '老家'].map((word) => [word.charCodeAt(0), word.charCodeAt(1)] as const)

/** Whether 中国, 老家 or a province by one character, at the head of a part, ends before a position. */
function isLeadBefore(text: Text, start: number): boolean {
  const before = text.units[start - 1] as number // the caller's start > 0
  if (SHORT.has(before) && isCut(text, start - 1)) return true
  return LEADS.some(([first, second]) => second === before && first === text.units[start - 2])
}

/** Whether a name may begin here: after a separator, a number, or a word that leads to it. */
export function isFree(text: Text, start: number): boolean {
  if (start === 0 || isCut(text, start)) return true
  const before = text.units[start - 1] as number // start > 0
  return !isHan(before) || CONNECTORS.has(before) || isLeadBefore(text, start)
}

function within(text: Text, start: number, level: number): number {
  if (isFree(text, start)) return 0
  return level === 4 ? WITHIN.village : WITHIN.other
}

/** What a piece adds after a reading; undefined when it contradicts it. */
function gain(
  gazetteer: Gazetteer,
  { deepest, levels }: { deepest: number; levels: number },
  piece: { place: number; worth: number },
) {
  const isSeen = (levels >> (gazetteer.level[piece.place] as number)) & 1 // a place
  if (contains(gazetteer, deepest, piece.place)) return isSeen ? AGAIN : piece.worth
  if (contains(gazetteer, piece.place, deepest)) return isSeen ? AGAIN : piece.worth * BACKWARD
  return undefined
}

const NONE = Number.NEGATIVE_INFINITY

/** Finds the best reading of each piece as the last one, and the best of all. Quadratic in pieces, of which a line has ten. */
export function link(gazetteer: Gazetteer, text: Text, { pieces, chain }: { pieces: Pieces; chain: Chain }): void {
  sortPieces(chain, pieces)
  chain.best = -1
  for (let n = 0; n < pieces.count; n++) {
    const i = chain.order[n] as number // sorted above
    const place = pieces.place[i] as number // a piece
    const level = gazetteer.level[place] as number // a place
    const worth = (WORTH[level] as number) * (pieces.quality[i] as number) // five levels; a piece
    const start = pieces.start[i] as number // a piece
    chain.score[i] = worth - within(text, start, level)
    chain.previous[i] = -1
    chain.deepest[i] = place
    chain.deepestPiece[i] = i
    chain.levels[i] = 1 << level
    chain.score[i + MOST] = NONE
    for (let m = 0; m < n; m++) {
      const from = chain.order[m] as number // sorted above
      if ((pieces.end[from] as number) > start) continue // a piece
      join(gazetteer, text, { pieces, chain, from, to: i, worth })
      if (chain.score[from + MOST] !== NONE) join(gazetteer, text, { pieces, chain, from: from + MOST, to: i, worth })
    }
    better(chain, i)
    better(chain, i + MOST)
  }
  chain.size = 0
  for (let state = chain.best; state >= 0; state = chain.previous[state] as number)
    chain.members[chain.size++] = state % MOST // states
}

function better(chain: Chain, state: number): void {
  if (chain.best < 0 || (chain.score[state] as number) > (chain.score[chain.best] as number)) chain.best = state // states
}

function join(
  gazetteer: Gazetteer,
  text: Text,
  { pieces, chain, from, to, worth }: { pieces: Pieces; chain: Chain; from: number; to: number; worth: number },
): void {
  const end = pieces.end[from % MOST] as number // a piece
  const start = pieces.start[to] as number // a piece
  const place = pieces.place[to] as number // a piece
  const deepest = chain.deepest[from] as number // a state
  const added = gain(gazetteer, { deepest, levels: chain.levels[from] as number }, { place, worth }) // a state
  if (added === undefined) return
  const level = gazetteer.level[place] as number // a place
  const gap = (text.before[start] as number) - (text.before[end] as number) // positions of the text
  const lost = gap > 0 ? Math.min(gap, MOST_GAP) * GAP + within(text, start, level) : 0
  const score = (chain.score[from] as number) + added - lost // a state
  const isDeeper = contains(gazetteer, deepest, place)
  const state = from < MOST && isDeeper ? to : to + MOST
  if (score <= (chain.score[state] as number)) return // a state
  chain.score[state] = score
  chain.previous[state] = from
  chain.levels[state] = (chain.levels[from] as number) | (1 << level) // a state
  chain.deepest[state] = isDeeper ? place : deepest
  chain.deepestPiece[state] = isDeeper && place !== deepest ? to : (chain.deepestPiece[from] as number) // a state
}

/** Readings as good as the best one, to within this: of exact names, and of names with a wrong character. */
const TIE = { exact: 0.35, near: 0.12 }

/**
 * Places that the part named by the best reading may mean as well: other divisions of the same name, or names equally near. Empty
 * when it is clear.
 */
export function rivals(gazetteer: Gazetteer, pieces: Pieces, chain: Chain): number[] {
  const best = chain.best
  const own = chain.deepest[best] as number // a state
  const piece = chain.deepestPiece[best] as number // a state
  const isNear = (pieces.how[piece] as number) >= HOW.sound // a piece
  // In brackets, or without its form, all that a name is worth is less, and so is what tells it from another.
  const tie = isNear ? TIE.near : TIE.exact * Math.min(1, pieces.quality[piece] as number) // a piece
  const least = (chain.score[best] as number) - tie // a state
  const found: number[] = []
  for (let state = 0; state < MOST + pieces.count; state++) {
    if (state % MOST >= pieces.count || (chain.score[state] as number) < least) continue // a state
    const other = chain.deepest[state] as number // a state
    if (contains(gazetteer, own, other) || contains(gazetteer, other, own)) continue
    if (competes(pieces, chain.deepestPiece[state] as number, piece) && !found.includes(other)) found.push(other) // a state
  }
  return found
}

/** Whether a piece reads the same characters otherwise: an exact name yields to none with a wrong character. */
function competes(pieces: Pieces, other: number, own: number): boolean {
  const isOtherNear = (pieces.how[other] as number) >= HOW.sound // a piece
  const isNear = (pieces.how[own] as number) >= HOW.sound // a piece
  return overlap(pieces, other, own) && (isNear || !isOtherNear) && !isInside(pieces, other, own)
}

/** 上村 in 市上村: a shorter name within the one read. */
const isInside = (pieces: Pieces, inner: number, outer: number): boolean =>
  (pieces.start[inner] as number) > (pieces.start[outer] as number) && // pieces
  (pieces.end[inner] as number) <= (pieces.end[outer] as number) // as above

const overlap = (pieces: Pieces, a: number, b: number): boolean =>
  (pieces.start[a] as number) < (pieces.end[b] as number) && (pieces.start[b] as number) < (pieces.end[a] as number) // pieces

/** Whether a piece belongs to the best reading. */
export function isChosen(chain: Chain, piece: number): boolean {
  for (let k = 0; k < chain.size; k++) if (chain.members[k] === piece) return true
  return false
}

/** The piece of the best reading before one of its pieces, or -1. */
export function memberBefore(chain: Chain, piece: number): number {
  for (let k = 0; k + 1 < chain.size; k++) if (chain.members[k] === piece) return chain.members[k + 1] as number // within
  return -1
}
