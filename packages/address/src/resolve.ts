import type { Answer, Candidate, MatchedPiece, Note, Reason } from './answer.ts'
import { createChain, isFree, link, memberBefore, rivals } from './chain.ts'
import { strangerTowns } from './elsewhere.ts'
import type { Gazetteer } from './gazetteer.ts'
import { createHome, type Home, numberOf, scan } from './home.ts'
import {
  contradictingTown,
  hasFormAfter,
  isPlainlyElsewhere,
  judge,
  type Reading,
  readingOf,
  type Scene,
} from './judge.ts'
import { MARK } from './marks.ts'
import { createNear, type Near, scanNear } from './near.ts'
import { createPieces, createTerminals, HOW, HOWS } from './pieces.ts'
import type { OtherName, Place } from './place.ts'
import { createText, read } from './text.ts'

/** How sure each circumstance leaves an answer; they multiply. Measured on generated addresses (bench/address.ts), not guessed once. */
export const SURE = Object.freeze({
  most: 0.99,
  /** A name without its form: of two characters, of more. */
  bareShort: 0.93,
  bare: 0.96,
  /** A name of which the quality is low for its surroundings. */
  doubtful: 0.65,
  former: 0.95,
  alias: 0.96,
  sound: 0.94,
  look: 0.92,
  nearSound: 0.85,
  near: 0.65,
  townMissing: 0.96,
  townMissingNear: 0.92,
  countyMissing: 0.97,
  /** Neither town nor county. */
  villageOnly: 0.88,
  /** Other characters stand right before the name: it may be the end of a longer one. */
  within: 0.85,
  /** And no form follows it: 中段 of 人民大道中段. */
  withinBare: 0.5,
  /** 中和, which is a town and a village in it. */
  twin: 0.8,
  /** A town, and then a village that is not known, or words that explain nothing. */
  restIsVillage: 0.55,
  restIsWords: 0.85,
  countyRestIsWords: 0.6,
  county: 0.9,
  refused: 0.95,
  undecided: 0.5,
})

/** Below this an answer is a guess, and is not given. */
const LEAST = 0.45

const VILLAGE = MARK.village | MARK.community

export type Resolver = { scene: Scene; near: Near; kept: Map<number, Candidate> }

/**
 * A resolver for the addresses that one county receives. It keeps its buffers: one to a thread. `aliases` are names learnt there:
 * natural villages, landmarks.
 */
export function createResolver(gazetteer: Gazetteer, county: string, aliases: readonly OtherName[] = []): Resolver {
  const home = createHome(gazetteer, county, aliases)
  const text = createText()
  const scene = {
    home,
    text,
    terminals: createTerminals(),
    pieces: createPieces(),
    chain: createChain(),
    explained: new Uint8Array(text.units.length),
  }
  return { scene, near: createNear(home), kept: new Map() }
}

/** Exact names leave something open: no village, a doubtful one, or a name that begins in the middle of another. */
function needsNear(scene: Scene): boolean {
  const { pieces, chain, home, text } = scene
  if (chain.best < 0) return true
  const reading = readingOf(scene)
  if (!reading || reading.level < 4) return true
  if ((pieces.quality[reading.piece] as number) < 0.9) return true // a piece
  if (rivals(home.gazetteer, pieces, chain).length > 0) return true
  // A town that is none of ours may be one of ours misspelt.
  if (reading.town < 0 && strangerTowns(scene).length > 0) return true
  const start = pieces.start[reading.piece] as number // a piece
  const previous = memberBefore(chain, reading.piece)
  const from = previous < 0 ? 0 : (pieces.end[previous] as number) // a piece
  return (text.before[start] as number) > (text.before[from] as number) && !isFree(text, start) // positions of the text
}

/** Rows of the statistics between a province and its counties that nobody says. */
const UNSAID = /^(?:市辖区|县|.*直辖县级行政区划)$/

/** The names of what a place lies in, and its own: from the county down, or of a county from the province down. */
function pathOf(gazetteer: Gazetteer, code: string): string {
  const lengths = code.length > 6 ? [6, 9, 12] : [2, 4, 6]
  let path = ''
  for (const length of lengths) {
    if (length > code.length) break
    const at = numberOf(gazetteer, code.slice(0, length))
    const name = at === undefined ? '' : (gazetteer.places[at]?.name ?? '')
    if (!UNSAID.test(name)) path += name
  }
  return path
}

/** `kept`: an office receives the same few hundred places again and again. */
function candidate({ gazetteer }: Home, kept: Map<number, Candidate>, place: number): Candidate {
  const known = kept.get(place)
  if (known) return known
  const { code, name } = gazetteer.places[place] as Place // a place
  const made = { code, name, path: pathOf(gazetteer, code) }
  kept.set(place, made)
  return made
}

function matched(line: string, { home, text, pieces, chain }: Scene): MatchedPiece[] {
  const found: MatchedPiece[] = []
  for (let k = 0; k < chain.size; k++) {
    const i = chain.members[k] as number // within
    const start = text.at[pieces.start[i] as number] as number // pieces, positions
    const end = (text.at[(pieces.end[i] as number) - 1] as number) + 1 // as above
    const { code, name } = home.gazetteer.places[pieces.place[i] as number] as Place // as above
    found.unshift({
      start,
      end,
      text: line.slice(start, end),
      code,
      name,
      how: HOWS[pieces.how[i] as number] ?? 'name',
    })
  }
  return found
}

const BY_HOW: readonly number[] = [1, SURE.former, SURE.alias, SURE.sound, SURE.look, SURE.nearSound, SURE.near]

/** How sure one piece is by itself, and what there is to say of it. */
function sureOf({ pieces, home, text }: Scene, i: number, notes: Set<Note>): number {
  const how = pieces.how[i] as number // a piece
  if (how >= HOW.sound) notes.add('corrected')
  else if (how === HOW.former) notes.add('formerName')
  else if (how === HOW.alias) notes.add('alias')
  let sure = BY_HOW[how] as number // each way has one
  const quality = pieces.quality[i] as number // a piece
  const isBare = pieces.mark[i] === 0 && quality < 0.9 && how !== HOW.alias
  if (isBare) {
    notes.add('formMissing')
    sure *= (pieces.core[i] as number) - (pieces.start[i] as number) > 2 ? SURE.bare : SURE.bareShort // a piece
  }
  const expected = how === HOW.near ? 0.45 : how >= HOW.sound ? 0.55 : 0.7
  const isTwin = home.gazetteer.level[pieces.place[i] as number] === 4 && text.length > 0 && quality === 0.4 // a piece
  return quality < expected && !isTwin ? sure * SURE.doubtful : sure
}

/** Whether the county has one village of the name that a piece has. */
function isOnly({ pieces, home }: Scene, piece: number): boolean {
  for (let i = 0; i < pieces.count; i++) {
    if (i === piece || home.gazetteer.level[pieces.place[i] as number] !== 4) continue // a piece
    if (pieces.start[i] === pieces.start[piece] && pieces.core[i] === pieces.core[piece]) return false
  }
  return (pieces.how[piece] as number) < HOW.sound // a piece
}

/** Whether characters that nothing explains stand right before a piece. */
function isWithin({ pieces, chain, text }: Scene, piece: number): boolean {
  const start = pieces.start[piece] as number // a piece
  const previous = memberBefore(chain, piece)
  return !isFree(text, start) && (previous < 0 || (pieces.end[previous] as number) < start) // a piece
}

/** Whether a village of the same name is read from the same characters as a town. */
function isTwin({ pieces, home }: Scene, town: number): boolean {
  for (let i = 0; i < pieces.count; i++)
    if (
      pieces.start[i] === pieces.start[town] &&
      pieces.core[i] === pieces.core[town] &&
      home.gazetteer.level[pieces.place[i] as number] === 4
    )
      return true // a piece
  return false
}

/** Without a town only the name speaks, and a name with a wrong character may be another's. */
function sureWithoutTown({ pieces }: Scene, { piece, county }: Reading): number {
  const own = (pieces.how[piece] as number) >= HOW.sound ? SURE.townMissingNear : 1 // a piece
  return own * (county < 0 ? SURE.villageOnly : SURE.townMissing)
}

/** A committee that the town named does not have, and one with another character that it has: committees are all known. */
function isCommitteeOfTown({ pieces }: Scene, { piece, town, county }: Reading): boolean {
  const isNear = pieces.how[piece] === HOW.near && ((pieces.mark[piece] as number) & MARK.committee) !== 0 // a piece
  return isNear && county >= 0 && town >= 0 && (pieces.how[town] as number) < HOW.sound // as above
}

function sureOfVillage(scene: Scene, reading: Reading, notes: Set<Note>): number {
  let sure = sureOf(scene, reading.piece, notes)
  if (isCommitteeOfTown(scene, reading)) sure /= SURE.doubtful
  if (reading.town >= 0)
    sure *= Math.max(Math.sqrt(sureOf(scene, reading.town, notes)), isOnly(scene, reading.piece) ? SURE.townMissing : 0)
  else notes.add('townMissing')
  if (reading.county < 0) notes.add('countyMissing')
  if (isWithin(scene, reading.piece)) sure *= scene.pieces.mark[reading.piece] === 0 ? SURE.withinBare : SURE.within
  if (reading.town < 0) return sure * sureWithoutTown(scene, reading)
  return reading.county < 0 ? sure * SURE.countyMissing : sure
}

function sureOfTown(scene: Scene, reading: Reading, notes: Set<Note>): number {
  const { pieces, text } = scene
  const end = pieces.end[reading.piece] as number // a piece
  const own = sureOf(scene, reading.piece, notes) * (reading.county < 0 ? SURE.countyMissing : 1)
  const sure = pieces.mark[reading.piece] === 0 && isTwin(scene, reading.piece) ? own * SURE.twin : own
  if (reading.county < 0) notes.add('countyMissing')
  if (hasFormAfter(scene, end, VILLAGE)) {
    notes.add('unknownRest')
    return sure * SURE.restIsVillage
  }
  return (text.before[text.length] as number) > (text.before[end] as number) ? sure * SURE.restIsWords : sure // positions
}

function sureOfCounty(scene: Scene, { piece }: Reading): number {
  const { pieces, text } = scene
  const end = pieces.end[piece] as number // a piece
  if (hasFormAfter(scene, end, VILLAGE | MARK.town)) return 0
  const hasRest = (text.before[text.length] as number) > (text.before[end] as number) // positions
  return hasRest ? SURE.county * SURE.countyRestIsWords : SURE.county
}

const LEVEL_REASON: readonly Reason[] = ['unknown', 'unknown', 'county', 'town', 'village']

type Draft = Pick<Answer, 'code' | 'reason'> & {
  confidence: number
  notes?: Iterable<Note>
  places?: readonly number[]
  counties?: readonly number[]
}

function answer(line: string, { scene, kept }: Resolver, draft: Draft): Answer {
  const { home } = scene
  return {
    code: draft.code,
    confidence: Math.round(draft.confidence * 1000) / 1000,
    reason: draft.reason,
    notes: [...(draft.notes ?? [])],
    pieces: matched(line, scene),
    candidates: (draft.places ?? []).map((place) => candidate(home, kept, place)),
    elsewhere: (draft.counties ?? []).map((place) => candidate(home, kept, place)),
  }
}

function sureAnswer(
  line: string,
  resolver: Resolver,
  { reading, factor, note }: { reading: Reading; factor: number; note: Note | undefined },
): Answer {
  const { scene } = resolver
  const notes = new Set<Note>(note ? [note] : [])
  let sure: number = SURE.county
  if (reading.level === 4) sure = sureOfVillage(scene, reading, notes)
  else if (reading.level === 3) sure = sureOfTown(scene, reading, notes)
  else sure = sureOfCounty(scene, reading)
  const confidence = Math.min(sure * factor, SURE.most)
  const { code } = scene.home.gazetteer.places[reading.place] as Place // a place
  if (confidence < LEAST)
    return answer(line, resolver, {
      code: null,
      reason: reading.level >= 3 ? 'ambiguous' : 'unknown',
      confidence: SURE.undecided,
      notes,
      places: reading.level >= 3 ? [reading.place] : [],
    })
  return answer(line, resolver, {
    code,
    reason: LEVEL_REASON[reading.level] as Reason,
    confidence,
    notes,
    places: [reading.place],
  }) // five levels
}

function decide(line: string, resolver: Resolver): Answer {
  const { scene } = resolver
  const reading = readingOf(scene)
  const { verdict, counties } = judge(scene, reading)
  if (verdict.is === 'elsewhere')
    return answer(line, resolver, { code: null, reason: 'elsewhere', confidence: SURE.refused, counties })
  if (!reading || reading.level < 2 || verdict.is !== 'ours')
    return answer(line, resolver, {
      code: null,
      reason: verdict.is === 'contradiction' ? 'contradiction' : 'unknown',
      confidence: SURE.undecided,
      places: reading && reading.level >= 2 ? [reading.place] : [],
      counties,
    })
  const { gazetteer } = scene.home
  const town = contradictingTown(scene, reading)
  if (town >= 0)
    return answer(line, resolver, {
      code: null,
      reason: 'contradiction',
      confidence: SURE.undecided,
      places: [town, reading.place],
    })
  const others = rivals(gazetteer, scene.pieces, scene.chain)
  if (others.length > 0)
    return answer(line, resolver, {
      code: null,
      reason: 'ambiguous',
      confidence: SURE.undecided,
      places: [reading.place, ...others].sort((a, b) => a - b),
    })
  return sureAnswer(line, resolver, { reading, factor: verdict.factor, note: verdict.note })
}

/**
 * The place that a line names, among those of the resolver's county. Never guesses: of several it lists all, of another county it
 * says which.
 */
export function resolve(resolver: Resolver, line: string): Answer {
  const { scene, near } = resolver
  const { home, text, terminals, pieces, chain } = scene
  read(line, text)
  scan(home, text, { terminals, pieces })
  link(home.gazetteer, text, { pieces, chain })
  if (needsNear(scene) && !isPlainlyElsewhere(scene)) {
    scanNear(scene, near)
    link(home.gazetteer, text, { pieces, chain })
  }
  return decide(line, resolver)
}
