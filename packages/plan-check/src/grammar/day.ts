import type { Passage } from '../reading/passage.ts'

/** A stretch of time that the document names, as civil days; open where it gives one end only. */
export interface Span {
  startOn: string | null
  endOn: string | null
  from: number
  to: number
  text: string
}

const DAY_MS = 86_400_000
const MONTH = '(\\d{4})\\s*年\\s*(\\d{1,2})\\s*月(?:\\s*(\\d{1,2})\\s*日)?'
const DASH = '\\s*(?:—+|－+|-+|–+|~|～|至|到)\\s*'
const RANGE = new RegExp(`${MONTH}${DASH}(?:(\\d{4})\\s*年\\s*)?(\\d{1,2})\\s*月(?:\\s*(\\d{1,2})\\s*日)?`, 'g')
const YEARS = new RegExp(`(\\d{4})\\s*年?${DASH}(\\d{4})\\s*年(?!\\s*\\d)`, 'g')
const STARTED = new RegExp(`${MONTH}\\s*(?:启动|开始|起)`, 'g')
const POINT = new RegExp(`${MONTH}\\s*(底|末|上旬|中旬|下旬)?\\s*(之?前|以前)?`, 'g')

function two(value: string | number): string {
  return String(value).padStart(2, '0')
}

export function lastDayOfMonth(year: number, month: number): string {
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
}

export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)
}

export function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10)
}

function startOf(year: string, month: string, day?: string): string {
  return `${year}-${two(month)}-${two(day ?? 1)}`
}

function endOf(year: string, month: string, day?: string): string {
  return day === undefined ? lastDayOfMonth(Number(year), Number(month)) : `${year}-${two(month)}-${two(day)}`
}

function rangesOf(text: string): Span[] {
  const months = [...text.matchAll(RANGE)].map((match) => {
    const [whole, year = '', month = '', day, toYear, toMonth = '', toDay] = match
    return {
      startOn: startOf(year, month, day),
      endOn: endOf(toYear ?? year, toMonth, toDay),
      from: match.index,
      to: match.index + whole.length,
      text: whole,
    }
  })
  const years = [...text.matchAll(YEARS)].map((match) => ({
    startOn: `${match[1]}-01-01`,
    endOn: `${match[2]}-12-31`,
    from: match.index,
    to: match.index + match[0].length,
    text: match[0],
  }))
  return [...months, ...years]
}

/** The spans and deadlines of a text. 某月前 counts to the end of that month here; that it can be read otherwise is told apart. */
export function spansOf({ text }: Pick<Passage, 'text'>): Span[] {
  if (!text.includes('年')) return []
  const spans = rangesOf(text)
  const isTaken = (from: number): boolean => spans.some((span) => span.from <= from && from < span.to)
  for (const match of text.matchAll(STARTED)) {
    if (isTaken(match.index)) continue
    const [whole, year = '', month = '', day] = match
    const to = match.index + whole.length
    spans.push({ startOn: startOf(year, month, day), endOn: null, from: match.index, to, text: whole })
  }
  for (const match of text.matchAll(POINT)) {
    if (isTaken(match.index)) continue
    const [whole, year = '', month = '', day] = match
    const to = match.index + whole.length
    spans.push({ startOn: null, endOn: endOf(year, month, day), from: match.index, to, text: whole })
  }
  return spans.toSorted((a, b) => a.from - b.from)
}

/** The first start and the last end that a text names. */
export function scheduleOf(passage: Pick<Passage, 'text'>): { startOn: string | null; endOn: string | null } {
  const spans = spansOf(passage)
  const ends = spans.map((span) => span.endOn).filter((day) => day !== null)
  return {
    startOn: spans.find((span) => span.startOn !== null)?.startOn ?? null,
    endOn: ends.toSorted().at(-1) ?? null,
  }
}
