import { type PackProblem, pathText } from './problem.ts'

export interface FoundQuote {
  path: string
  quote: string
  line: number
}

function isQuote(value: object): value is { quote: string; line: number } {
  return 'quote' in value && 'line' in value && typeof value.quote === 'string' && typeof value.line === 'number'
}

/** Every quote inside a value, with the place where it stands. */
export function collectQuotes(value: unknown, path: readonly PropertyKey[] = []): FoundQuote[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((item, index) => collectQuotes(item, [...path, index]))
  if (isQuote(value)) return [{ path: pathText(path), quote: value.quote, line: value.line }]
  return Object.entries(value).flatMap(([key, item]) => collectQuotes(item, [...path, key]))
}

/** Does the quote begin in that line of the text? A quote may run over a broken page into the lines after it. */
export function isQuotedAt(lines: readonly string[], quote: string, line: number): boolean {
  const height = quote.split('\n').length
  const window = lines.slice(line - 1, line - 1 + height).join('\n')
  return window.includes(quote)
}

function whereElse(lines: readonly string[], quote: string): number | undefined {
  const index = lines.findIndex((_, at) => isQuotedAt(lines, quote, at + 1))
  return index < 0 ? undefined : index + 1
}

/** Every quote of every file must be in plan.txt at its line. */
export function checkQuotes(files: object, planText: string): PackProblem[] {
  const lines = planText.split('\n')
  const problems: PackProblem[] = []
  for (const [file, content] of Object.entries(files)) {
    for (const { path, quote, line } of collectQuotes(content)) {
      if (isQuotedAt(lines, quote, line)) continue
      const elsewhere = whereElse(lines, quote)
      problems.push({
        file,
        path,
        code: elsewhere === undefined ? 'pack.quoteAbsent' : 'pack.quoteElsewhere',
        message: {
          zh: `plan.txt 第 ${line} 行没有“${quote}”`,
          en: `Line ${line} of plan.txt does not hold “${quote}”`,
        },
        mend:
          elsewhere === undefined
            ? { zh: '逐字照抄原文（空格、标点也算）', en: 'Copy the text letter by letter, spaces and marks included' }
            : { zh: `把 line 改为 ${elsewhere}`, en: `Set line to ${elsewhere}` },
      })
    }
  }
  return problems
}
