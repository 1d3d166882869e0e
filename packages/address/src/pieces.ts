/** What a piece of the line was recognised by. */
export const HOW = { name: 0, former: 1, alias: 2, sound: 3, look: 4, nearSound: 5, near: 6 } as const
export type How = keyof typeof HOW
export const HOWS = Object.keys(HOW) as readonly How[] // its own keys, in order

const MOST = 96

/** Parts of a line that may name a place of the county or what the county lies in; reused from line to line. */
export type Pieces = {
  count: number
  start: Int32Array
  /** After the form that follows the name: 大坝村委会 ends after 会. */
  end: Int32Array
  /** After the name itself. */
  core: Int32Array
  place: Int32Array
  mark: Int32Array
  how: Uint8Array
  /** How surely the piece is this place, 0 to 1. */
  quality: Float64Array
}

export const createPieces = (): Pieces => ({
  count: 0,
  start: new Int32Array(MOST),
  end: new Int32Array(MOST),
  core: new Int32Array(MOST),
  place: new Int32Array(MOST),
  mark: new Int32Array(MOST),
  how: new Uint8Array(MOST),
  quality: new Float64Array(MOST),
})

/** Adds a piece; a line with more than a hundred is no address, and the rest of it is left. */
export function addPiece(
  pieces: Pieces,
  piece: { start: number; core: number; end: number; place: number; mark: number; how: number; quality: number },
): void {
  const at = pieces.count
  if (at >= MOST || piece.quality <= 0) return
  pieces.start[at] = piece.start
  pieces.core[at] = piece.core
  pieces.end[at] = piece.end
  pieces.place[at] = piece.place
  pieces.mark[at] = piece.mark
  pieces.how[at] = piece.how
  pieces.quality[at] = piece.quality
  pieces.count = at + 1
}

/** Every name that the line contains, of any place: where, the node of the trie, and the mark behind it. */
export type Terminals = {
  count: number
  start: Int32Array
  core: Int32Array
  node: Int32Array
  /** As `markAt` gives it. */
  mark: Int32Array
}

const MOST_TERMINALS = 256

export const createTerminals = (): Terminals => ({
  count: 0,
  start: new Int32Array(MOST_TERMINALS),
  core: new Int32Array(MOST_TERMINALS),
  node: new Int32Array(MOST_TERMINALS),
  mark: new Int32Array(MOST_TERMINALS),
})

export const isFull = (terminals: Terminals): boolean => terminals.count >= MOST_TERMINALS
