import type { Source } from '@xiangji/county-pack'
import type { Detector, Finding, Severity } from './result.ts'

const RANK: Readonly<Record<Severity, number>> = { error: 0, warn: 1, info: 2 }

/** Two quotes of one line of which one is a part of the other speak of the same words. */
function isSameQuote(a: Source, b: Source): boolean {
  if (a.line !== b.line) return false
  const [one, other] = [a.quote, b.quote].map((quote) => quote.replaceAll(/[\s，。；,;]/g, ''))
  return one !== undefined && other !== undefined && (one.includes(other) || other.includes(one))
}

/** Detectors that may see one fault from two sides. */
const KIN: readonly ReadonlySet<Detector>[] = [
  new Set<Detector>(['D-VAL', 'D-AMBIG', 'D-TEXT']),
  new Set<Detector>(['D-MISS', 'D-STATUS', 'D-STRUCT']),
  new Set<Detector>(['D-RULE', 'D-AMBIG', 'D-STRUCT']),
]

function isKin(a: Detector, b: Detector): boolean {
  return a === b || KIN.some((kin) => kin.has(a) && kin.has(b))
}

const SHARP: ReadonlySet<Detector> = new Set<Detector>(['D-SUM', 'D-VAL', 'D-DATE'])
const ENOUGH = 0.3
/** What is to be decided whenever is many small things: only nearly the same places are one of them. */
const ENOUGH_INFO = 0.7

/**
 * How far the second finding tells what the first one tells, 0 to 1: both of its sentences, or its only one, are among
 * the other's quotes, and those speak of little else.
 */
function toldBy(finding: Finding, by: Finding): number {
  if (!isKin(finding.detector, by.detector)) return 0
  if (by.severity === 'info' && finding.severity !== 'info') return 0
  const lines = new Set(finding.quotes.map((quote) => quote.line))
  const others = new Set(by.quotes.map((quote) => quote.line))
  // A bare figure of a table says nothing of the fault, unless the fault is a sum.
  const isSaying = ({ quote }: Source): boolean => finding.detector === 'D-SUM' || !/^[\s\d.]+$/.test(quote)
  const shared = finding.quotes.filter(
    (quote) => isSaying(quote) && by.quotes.some((other) => isSameQuote(quote, other)),
  )
  const told = new Set(shared.map((quote) => quote.line)).size
  const needed = finding.detector === 'D-SUM' ? 1 : Math.min(2, lines.size)
  if (told === 0 || told < needed) return 0
  if (finding.detector === 'D-SUM') return 1
  return told / new Set([...lines, ...others]).size
}

function united(quotes: readonly Source[]): Source[] {
  const kept: Source[] = []
  for (const quote of quotes) if (!kept.some((other) => isSameQuote(quote, other))) kept.push(quote)
  return kept.toSorted((a, b) => a.line - b.line)
}

/**
 * One list of what the text and the pack tell, each fault once: where both tell it the text's words stay, with the quotes of
 * both and the graver severity.
 */
export function merge(fromText: readonly Finding[], fromPack: readonly Finding[]): Finding[] {
  const merged = [...fromText]
  for (const finding of fromPack) {
    const degrees = merged.map((other) => toldBy(finding, other))
    const at = degrees.indexOf(Math.max(0, ...degrees))
    const other = merged[at]
    const enough = finding.severity === 'info' && other?.severity === 'info' ? ENOUGH_INFO : ENOUGH
    if (other === undefined || (degrees[at] ?? 0) < enough) {
      merged.push(finding)
      continue
    }
    const severity = RANK[finding.severity] < RANK[other.severity] ? finding.severity : other.severity
    // Two sentences that disagree are the point: what the pack quotes around them would hide them.
    const isPair = other.quotes.length >= 2 && SHARP.has(other.detector)
    merged[at] = { ...other, severity, quotes: isPair ? other.quotes : united([...other.quotes, ...finding.quotes]) }
  }
  return bySeverity(merged)
}

/** The gravest first, otherwise in the order in which they were found. */
export function bySeverity(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => RANK[a.severity] - RANK[b.severity])
}

/** A number that differs from another place and breaks a sum as well is one fault: the sum is told with the difference. */
export function joinSums(findings: readonly Finding[], say: (zh: string, en: string) => string): Finding[] {
  const sums = findings.filter((finding) => finding.detector === 'D-SUM')
  const joined = new Set<Finding>()
  const others = findings.map((finding) => {
    if (finding.detector !== 'D-VAL' || finding.severity !== 'error') return finding
    const sum = sums.find((one) =>
      one.quotes.some((quote) => finding.quotes.some((other) => isSameQuote(quote, other))),
    )
    if (sum === undefined) return finding
    joined.add(sum)
    return {
      ...finding,
      why: `${finding.why}${say('；', '; ')}${sum.why}`,
      quotes: united([...finding.quotes, ...sum.quotes]),
    }
  })
  return others.filter((finding) => !joined.has(finding))
}
