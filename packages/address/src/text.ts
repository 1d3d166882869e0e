import { folded } from './characters.ts'

/** What is known of a unit's surroundings. */
export const FLAG = {
  starts: 1,
  bracketed: 2,
  byPhone: 4,
  /** More than a space stands before it. */ parted: 8,
} as const

const MOST = 400

/**
 * An address as the matcher reads it: separators, telephone numbers and case gone, forms folded. Buffers are reused from line to
 * line; nothing is allocated for one.
 */
export type Text = {
  units: Uint16Array
  /** Where each unit stands in the line as written. */
  at: Int32Array
  flags: Uint8Array
  /** Number of Chinese characters before each unit. */
  before: Int32Array
  length: number
}

export const createText = (): Text => ({
  units: new Uint16Array(MOST + 1),
  at: new Int32Array(MOST + 1),
  flags: new Uint8Array(MOST + 1),
  before: new Int32Array(MOST + 1),
  length: 0,
})

export const isHan = (unit: number): boolean => (unit >= 0x3400 && unit <= 0x9fff) || (unit >= 0xd800 && unit <= 0xdfff)
export const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39
const isLetter = (unit: number): boolean => unit >= 0x61 && unit <= 0x7a

/** Opening brackets and, at the same place, those that close them. */
const OPEN = '([{【〔《〈「『'
const CLOSE = ')]}】〕》〉」』'
const openers = new Set([...OPEN].map((char) => char.charCodeAt(0)))
const closers = new Set([...CLOSE].map((char) => char.charCodeAt(0)))

/** Digits of a telephone number at least; a house is numbered with fewer. */
const PHONE = 7

/** The end of a telephone number that begins at `from`, with the dashes and spaces inside it; `from` when there is none. */
function phoneEnd(line: string, from: number): number {
  let digits = 0
  let end = from
  for (let i = from; i < line.length; i++) {
    const unit = folded[line.charCodeAt(i)] as number // one for each unit
    if (isDigit(unit)) {
      digits++
      end = i + 1
    } else if (!((unit === 0x2d || unit === 0x20 || unit === 0x2a) && i - end < 2 + (unit === 0x2a ? 6 : 0))) break
    else if (unit === 0x2a) digits++
  }
  return digits >= PHONE ? end : from
}

const SPACE = 0x20
const TAB = 0x09

const isRead = (unit: number): boolean => isDigit(unit) || isHan(unit) || isLetter(unit)

const depthAfter = (depth: number, unit: number): number => {
  if (openers.has(unit)) return depth + 1
  return closers.has(unit) ? Math.max(0, depth - 1) : depth
}

const cutBy = (unit: number): number => (unit === SPACE || unit === TAB ? FLAG.starts : FLAG.starts | FLAG.parted)

/** Reads a line into `text`. What is longer than an address ever is stays unread. */
export function read(line: string, text: Text): void {
  let depth = 0
  let flags: number = FLAG.starts
  text.length = 0
  text.before[0] = 0
  for (let i = 0; i < line.length && text.length < MOST; i++) {
    const unit = folded[line.charCodeAt(i)] as number // one for each unit
    const end = isDigit(unit) ? phoneEnd(line, i) : i
    if (end > i) {
      i = end - 1
      flags |= FLAG.starts | FLAG.byPhone | FLAG.parted
    } else if (isRead(unit)) {
      put(text, { unit, at: i, flags: flags | (depth > 0 ? FLAG.bracketed : 0) })
      flags = 0
    } else {
      flags |= cutBy(unit)
      depth = depthAfter(depth, unit)
    }
  }
  text.units[text.length] = 0
  text.at[text.length] = line.length
  text.flags[text.length] = flags | FLAG.starts | FLAG.parted
}

function put(text: Text, { unit, at, flags }: { unit: number; at: number; flags: number }): void {
  const i = text.length++
  text.units[i] = unit
  text.at[i] = at
  text.flags[i] = flags
  const isCounted = isHan(unit) && !(flags & FLAG.bracketed)
  text.before[i + 1] = (text.before[i] as number) + (isCounted ? 1 : 0) // within
}

/** Whether something ends before the unit at `at`: a separator, a telephone number, the end of the line. */
export const isCut = (text: Text, at: number): boolean =>
  at >= text.length || ((text.flags[at] as number) & FLAG.starts) !== 0 // within the buffer

/** Whether what stands before the unit at `at` is more than a space. */
export const isParted = (text: Text, at: number): boolean => ((text.flags[at] as number) & FLAG.parted) !== 0 // as above
