import type { Source } from '@xiangji/county-pack'

/** A piece of one line of the document: `from` and `to` count in the passage, `column` in the line. */
interface Segment {
  line: number
  column: number
  from: number
  to: number
}

export type PassageKind = 'text' | 'heading' | 'cell'

export interface Place {
  /** 0 is the document itself, 1 and up its annexes. */
  annex: number
  /** The headings above, the nearest last. */
  headings: readonly string[]
}

/** A cell's place in a table of the document, rows and columns counted from 0. */
export interface CellPlace {
  table: number
  row: number
  column: number
}

/**
 * A stretch of text that is read as one: a paragraph, which a broken page may spread over several lines, or a cell of a
 * table. Every piece of it can be quoted with the line that it begins in.
 */
export interface Passage extends Place {
  kind: PassageKind
  text: string
  line: number
  segments: readonly Segment[]
  cell: CellPlace | null
}

export interface Piece {
  line: number
  column: number
  text: string
}

/** Joins pieces of lines to one passage, each trimmed, so that a word broken by a page is whole again. */
export function passageOf(
  kind: PassageKind,
  pieces: readonly Piece[],
  place: Place,
  cell: CellPlace | null = null,
): Passage {
  let text = ''
  const segments: Segment[] = []
  for (const piece of pieces) {
    const lead = piece.text.length - piece.text.trimStart().length
    const trimmed = piece.text.trim()
    if (trimmed === '') continue
    const from = text.length
    text += trimmed
    segments.push({ line: piece.line, column: piece.column + lead, from, to: text.length })
  }
  const line = segments[0]?.line ?? pieces[0]?.line ?? 1
  return { kind, text, line, segments, cell, annex: place.annex, headings: place.headings }
}

/** The words from `from` to `to` as they stand in the document, with the line where they begin. */
export function quoteOf(passage: Passage, lines: readonly string[], from: number, to: number): Source {
  const first = passage.segments.find((segment) => from < segment.to) ?? passage.segments.at(-1)
  const last = passage.segments.findLast((segment) => to > segment.from) ?? first
  if (first === undefined || last === undefined) return { quote: passage.text, line: passage.line }
  const start = first.column + Math.max(0, from - first.from)
  const end = last.column + Math.min(last.to, to) - last.from
  if (first.line === last.line) return { quote: (lines[first.line - 1] ?? '').slice(start, end), line: first.line }
  const between = lines.slice(first.line, last.line - 1)
  const head = (lines[first.line - 1] ?? '').slice(start)
  const tail = (lines[last.line - 1] ?? '').slice(0, end)
  return { quote: [head, ...between, tail].join('\n'), line: first.line }
}

const WHOLE_QUOTE = 80

/** A passage quoted whole, or its beginning where it is long. */
export function quoteWhole(passage: Passage, lines: readonly string[]): Source {
  const first = passage.segments[0]
  const end = Math.min(passage.text.length, WHOLE_QUOTE, first?.to ?? passage.text.length)
  return quoteOf(passage, lines, 0, end)
}

/** A part of a passage between two marks of punctuation. */
export interface Clause {
  passage: Passage
  from: number
  to: number
  text: string
}

function split(passage: Passage, marks: RegExp): Clause[] {
  const clauses: Clause[] = []
  let from = 0
  const add = (to: number): void => {
    const raw = passage.text.slice(from, to)
    const lead = raw.length - raw.trimStart().length
    const text = raw.trim()
    if (text !== '') clauses.push({ passage, from: from + lead, to: from + lead + text.length, text })
  }
  for (const match of passage.text.matchAll(marks)) {
    add(match.index)
    from = match.index + match[0].length
  }
  add(passage.text.length)
  return clauses
}

/** The sentences of a passage; 一是 and 二是 begin one too. */
export function sentencesOf(passage: Passage): Clause[] {
  return split(passage, /[。；;！？]/g)
}

/** The clauses of a passage; a comma inside a number divides nothing. */
export function clausesOf(passage: Passage): Clause[] {
  return split(passage, /[，。；;：:！？]|,(?!\d{3})/g)
}

/** The clause or piece of a clause around a place, quoted as it stands. */
export function quoteClause(clause: Clause, lines: readonly string[]): Source {
  return quoteOf(clause.passage, lines, clause.from, clause.to)
}
