import { collectQuotes, isQuotedAt, type Source } from '@xiangji/county-pack'
import type { Checked, Finding, Locale, Told } from '../result.ts'
import { checkText } from '../text.ts'

/** A place where the text is no longer what the pack quotes. */
interface Stale {
  /** Counted from 1. */
  line: number
  from: number
  to: number
  /** What the pack has there. */
  words: string
  source: Source
}

/** The line of a quote that changed, of the several that a broken page may give it. */
function changedPiece(lines: readonly string[], { quote, line }: Source): { line: number; piece: string } {
  const pieces = quote.split('\n')
  const at = pieces.findIndex((piece, index) => !(lines[line - 1 + index] ?? '').includes(piece))
  return { line: line + Math.max(0, at), piece: pieces[Math.max(0, at)] ?? '' }
}

function sameFrom(text: string, at: number, piece: string): number {
  let count = 0
  while (count < piece.length && text[at + count] === piece[count]) count++
  return count
}

function sameUpTo(text: string, at: number, piece: string): number {
  let count = 0
  while (count < Math.min(at, piece.length) && text[at - 1 - count] === piece.at(-1 - count)) count++
  return count
}

/** A changed figure or date makes a line longer or shorter by no more. */
const SHIFT = 24

interface Fit {
  from: number
  to: number
  head: number
  tail: number
  /** How much longer or shorter than the quote the place is. */
  apart: number
}

/** Where the quote would stand but for one change: its beginning and its end agree, what lies between does not. */
function fitOf(text: string, piece: string): Fit {
  const length = piece.length
  const tails = Array.from({ length: text.length + 1 }, (_, at) => sameUpTo(text, at, piece))
  let best: Fit = { from: 0, to: text.length, head: 0, tail: 0, apart: text.length }
  for (let start = 0; start < text.length; start++) {
    const head = sameFrom(text, start, piece)
    const last = Math.min(text.length, start + length + SHIFT)
    for (let end = Math.max(start + head, start + length - SHIFT); end <= last; end++) {
      const tail = Math.min(tails[end] ?? 0, length - head, end - start - head)
      // As much the same as can be, and then as long as the quote.
      const gain = head + tail - best.head - best.tail
      const apart = Math.abs(end - start - length)
      if (gain > 0 || (gain === 0 && apart < best.apart)) {
        best = { from: start + head, to: end - tail, head, tail, apart }
      }
    }
  }
  return best
}

function staleAt(lines: readonly string[], source: Source): Stale {
  const { line, piece } = changedPiece(lines, source)
  const text = lines[line - 1] ?? ''
  const fit = fitOf(text, piece)
  // A quote of which a long line has nothing left stood at its end, where a table has its days and values.
  const isGone = (fit.head + fit.tail) * 2 < piece.length && text.length > piece.length + SHIFT
  const { from, to, head, tail } = isGone ? { from: text.length, to: text.length, head: 0, tail: 0 } : fit
  const words = piece.slice(head, piece.length - tail)
  return { line, from, to, words, source: { quote: text.slice(Math.max(0, from - 20), to + 20).trim(), line } }
}

function isInText(lines: readonly string[], { quote, line }: Source): boolean {
  return isQuotedAt(lines, quote, line)
}

/** The lines of one row of a stacked table. */
const ROW = 3

/** A text of which so many places differ is another one. */
const MOST = 20

/** The text with the pack's wording put back, as far as the pack quotes it. */
function restored(lines: readonly string[], stale: readonly Stale[]): string {
  const whole = [...lines]
  for (const { line, from, to, words } of stale) {
    const text = lines[line - 1] ?? ''
    whole[line - 1] = text.slice(0, from) + words + text.slice(to)
  }
  return whole.join('\n')
}

/** A finding at each of the lines that it quotes. */
function placesOf({ detector, title, quotes }: Finding): string[] {
  return quotes.map(({ line }) => `${line}|${detector}|${title}`)
}

/** Lines at which the changed text raises an alarm that the pack's own wording does not raise there. */
function alarmedLines(
  checked: Checked,
  stale: readonly Stale[],
  given: { told: readonly Finding[]; locale: Locale },
): ReadonlySet<number> {
  if (stale.length === 0 || stale.length > MOST) return new Set()
  const before = checkText(restored(checked.planText.split('\n'), stale), { locale: given.locale })
  const known = new Set(before.flatMap(placesOf))
  const alarms = given.told.filter((finding) => finding.severity !== 'info').flatMap(placesOf)
  return new Set(alarms.filter((place) => !known.has(place)).map((place) => Number.parseInt(place, 10)))
}

/** Quotes of the pack that the text no longer holds: the pack was made of another text. What the text itself tells is not told twice. */
export function quoteFindings(checked: Checked, told: readonly Finding[], locale: Locale): Told[] {
  const { pack, say } = checked
  const lines = checked.planText.split('\n')
  const wrong = collectQuotes(pack).filter((source) => !isInText(lines, source))
  const stale = [...new Map(wrong.map((source) => staleAt(lines, source)).map((one) => [one.line, one])).values()]
  const alarmed = alarmedLines(checked, stale, { told, locale })
  // A blank has no words to quote: it is told at the row that it stands in.
  const isTold = ({ line }: Stale): boolean =>
    alarmed.has(line) ||
    ((lines[line - 1] ?? '').trim() === '' && [...alarmed].some((other) => Math.abs(other - line) <= ROW))
  const untold = stale.filter((one) => !isTold(one))
  if (untold.length === 0) return []
  const numbers = untold.map(({ line }) => line)
  return [
    {
      detector: 'D-QUOTE',
      severity: 'error',
      title: say(
        `原文与县包不一致：第 ${numbers.join('、')} 行`,
        `The text is not the one that the pack quotes: lines ${numbers.join(', ')}`,
      ),
      quotes: untold.map(({ source }) => source),
      why: say(
        '县包里的数出自另一稿，核对结果不可靠',
        'The pack was made of another text: its figures cannot be relied on',
      ),
    },
  ]
}

/** What the pack says of words that the text no longer has is about another text. */
export function stillQuoted(checked: Checked, findings: readonly Told[]): Told[] {
  const lines = checked.planText.split('\n')
  return findings.filter(({ quotes }) => quotes.every((source) => isInText(lines, source)))
}
