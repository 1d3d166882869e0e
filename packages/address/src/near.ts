import type { Chain } from './chain.ts'
import { likeness } from './characters.ts'
import { contains } from './gazetteer.ts'
import { type Home, isPerson } from './home.ts'
import { endOf, MARK, markAt, markOf } from './marks.ts'
import { addPiece, HOW, type Pieces, type Terminals } from './pieces.ts'
import type { Level } from './place.ts'
import { QUALITY, qualityOf } from './quality.ts'
import { FLAG, isCut, isHan, type Text } from './text.ts'

type NearScene = {
  home: Home
  text: Text
  terminals: Terminals
  pieces: Pieces
  chain: Chain
  /** 1 where the line is explained; as long as a text. */
  explained: Uint8Array
}

/** The names of a county's towns and villages by their first and by their second character. */
export type Near = {
  names: readonly { core: string; place: number; level: Level }[]
  first: ReadonlyMap<number, readonly number[]>
  second: ReadonlyMap<number, readonly number[]>
}

export function createNear({ gazetteer, county }: Home): Near {
  const names: { core: string; place: number; level: Level }[] = []
  const first = new Map<number, number[]>()
  const second = new Map<number, number[]>()
  const push = (to: Map<number, number[]>, unit: number, value: number) =>
    to.set(unit, [...(to.get(unit) ?? []), value])
  for (let place = county + 1; contains(gazetteer, county, place); place++) {
    const core = gazetteer.cores[place] ?? ''
    if (core.length < 2) continue
    push(first, core.charCodeAt(0), names.length)
    push(second, core.charCodeAt(1), names.length)
    names.push({ core, place, level: gazetteer.level[place] as Level }) // levelOf gave it
  }
  return { names, first, second }
}

/** How far a name with one wrong character counts, by how near that is to the right one. */
const LIKE = Object.freeze({ sound: 0.92, look: 0.88, nearSound: 0.82, near: 0.5 })
const FORMS: readonly number[] = [0, 0, 0, MARK.town, MARK.village | MARK.community]
/** A wrong last character that is a form by itself begins no wrong name: 大坝街 is a street. */
const FORM_UNITS = new Set([...'镇乡村街路巷社组队号区县市州省道里寨屯湾'].map((char) => char.charCodeAt(0)))

/** The one place where the line differs from the name; -1 when it differs nowhere, -2 when twice or by a cut. */
function difference(text: Text, start: number, core: string): number {
  let wrong = -1
  for (let i = 0; i < core.length; i++) {
    const unit = text.units[start + i] as number // the caller keeps it within
    if (!isHan(unit) || (i > 0 && isCut(text, start + i))) return -2
    if (unit === core.charCodeAt(i)) continue
    if (wrong >= 0) return -2
    wrong = i
  }
  return wrong
}

/** Whether a name begins where something else ended. */
function isFree(text: Text, start: number, pieces: Pieces): boolean {
  if (start === 0 || isCut(text, start) || !isHan(text.units[start - 1] as number)) return true // start > 0
  for (let i = 0; i < pieces.count; i++) if (pieces.end[i] === start) return true
  return false
}

type Guess = { like: keyof typeof LIKE; mark: number; level: Level; length: number; isFree: boolean }

/** Any other character: in a long name with its form, or before the form of a committee, which no hamlet has. */
function nearShare(mark: number, hasForm: boolean, length: number): number {
  if (length > 2) return hasForm ? 1 : 0
  return hasForm && mark & MARK.committee ? 0.85 : 0
}

/** How far a guess is allowed at all: a short name needs a form, or to stand alone, and a likely mistake. */
function allowed({ like, mark, level, length, isFree: free }: Guess): number {
  const hasForm = (mark & (FORMS[level] as number)) !== 0 // five levels
  if (mark & MARK.road) return 0
  if (like === 'near') return free ? nearShare(mark, hasForm, length) : 0
  if (mark & MARK.facility && like === 'nearSound') return 0
  if (hasForm || length > 3) return 1
  if (like === 'nearSound') return 0
  if (length > 2) return 0.9
  return free && (mark === 0 || mark & MARK.facility) ? 0.7 : 0
}

function tryName(scene: NearScene, start: number, name: Near['names'][number]): void {
  const { home, text, pieces: to } = scene
  const { core, place, level } = name
  const end = start + core.length
  if (end > text.length) return
  const wrong = difference(text, start, core)
  if (wrong < 0) return
  const written = text.units[start + wrong] as number // within
  const like = likeness(written, core.charCodeAt(wrong)) ?? 'near'
  const packed = markAt(text, end)
  const mark = markOf(packed)
  if (wrong === core.length - 1 && FORM_UNITS.has(written) && mark === 0) return
  const share = allowed({ like, mark, level, length: core.length, isFree: isFree(text, start, to) })
  const quality = share * LIKE[like] * qualityOf(level, mark, home.gazetteer.kind[place] as number) // a place
  if (quality === 0 || isTaken(scene, start, end)) return
  const isBracketed = (text.flags[start] as number) & FLAG.bracketed // within
  addPiece(to, {
    start,
    core: end,
    end: mark & (FORMS[level] as number) ? endOf(packed) : end, // five levels
    place,
    mark,
    how: HOW[like],
    quality: isBracketed ? quality * QUALITY.bracketed : quality,
  })
}

/** Whether a span is a place by its exact name already: a village of the county, a place elsewhere; or a person. */
function isTaken({ home, text, terminals, pieces }: NearScene, start: number, end: number): boolean {
  for (let i = 0; i < pieces.count; i++) {
    const isExact = (pieces.how[i] as number) < HOW.sound && (pieces.quality[i] as number) >= QUALITY.otherForm // a piece
    if (isExact && pieces.start[i] === start && pieces.core[i] === end) return true
  }
  if (markOf(markAt(text, end)) !== 0) return false
  if (isPerson(text, { start, core: end }, pieces)) return true
  for (let i = 0; i < terminals.count; i++)
    if (
      terminals.start[i] === start &&
      terminals.core[i] === end &&
      home.gazetteer.hasUpper[terminals.node[i] as number]
    )
      return true // a terminal
  return false
}

/** Marks what the best reading has explained above the village: nothing is guessed there. */
function markExplained({ home, pieces, chain, explained, text }: NearScene): void {
  explained.fill(0, 0, text.length + 1)
  for (let k = 0; k < chain.size; k++) {
    const i = chain.members[k] as number // within
    const level = home.gazetteer.level[pieces.place[i] as number] as number // pieces, places
    if (level < 3 || (level === 3 && pieces.mark[i] !== 0)) explained.fill(1, pieces.start[i], pieces.end[i])
  }
}

/** Adds the names of the county that the line has with one wrong character. */
export function scanNear(scene: NearScene, near: Near): void {
  const { text, explained } = scene
  markExplained(scene)
  for (let start = 0; start + 1 < text.length; start++) {
    const unit = text.units[start] as number // within
    if (explained[start] || explained[start + 1] || !isHan(unit)) continue
    for (const index of near.first.get(unit) ?? []) tryName(scene, start, near.names[index] as Near['names'][number]) // its own number
    for (const index of near.second.get(text.units[start + 1] as number) ?? []) {
      const name = near.names[index] as Near['names'][number] // its own number
      if (name.core.charCodeAt(0) !== unit) tryName(scene, start, name)
    }
  }
}
