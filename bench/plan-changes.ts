/**
 * Changes of a plan, one place at a time, as a slip of the pen or a hidden hand would make them: every figure of money, every
 * number that stands twice, every month and year, every share, unit and word of comparison.
 */
const KINDS = ['sum', 'value', 'date', 'amount', 'unit', 'share', 'month', 'year', 'persons', 'count', 'bound'] as const
export type Kind = (typeof KINDS)[number]

/** One place of a plan changed: the whole text after it. */
export interface Changed {
  kind: Kind
  /** Counted from 1. */
  line: number
  from: string
  to: string
  text: string
}

const FIGURE = /(\d+(?:\.\d+)?)\s*(个|户|家|人次|人|场|次|款|条|套|%|小时|平方米|平米|天)/g
const AROUND = 6

const close = (text: string): string => text.replaceAll(/[\s“”]/g, '')

/** A figure with the six characters on the side where its noun stands. */
function figuresOf(
  lines: readonly string[],
): { key: string; line: number; at: number; number: string; whole: string }[] {
  return lines.flatMap((text, index) =>
    [...text.matchAll(FIGURE)].flatMap((match) => {
      const [whole, number = ''] = match
      const before = close(text.slice(0, match.index)).slice(-AROUND)
      const after = close(text.slice(match.index + whole.length)).slice(0, AROUND)
      const keys = [`${before}#${match[2]}`, `#${match[2]}${after}`]
      return keys
        .filter((key) => /[\u4e00-\u9fa5]{6}/.test(key))
        .map((key) => ({ key, line: index + 1, at: match.index, number, whole }))
    }),
  )
}

const other = (number: string): string => String(Number(number) + (Number(number) >= 100 ? 10 : 1))

/** Figures that stand on two lines or more with the same noun: one of them is changed. */
function valueChanges(lines: readonly string[]): Changed[] {
  const groups = [...Map.groupBy(figuresOf(lines), ({ key, number }) => `${key}|${number}`).values()]
  const twice = groups.filter((group) => new Set(group.map(({ line }) => line)).size >= 2)
  const seen = new Set<string>()
  return twice.flat().flatMap(({ line, at, number }) => {
    if (seen.has(`${line}:${at}`)) return []
    seen.add(`${line}:${at}`)
    return [change('value', lines, { line, at, from: number, to: other(number) })]
  })
}

function change(
  kind: Kind,
  lines: readonly string[],
  { line, at, from, to }: { line: number; at: number; from: string; to: string },
): Changed {
  const before = lines[line - 1] ?? ''
  const after = before.slice(0, at) + to + before.slice(at + from.length)
  return { kind, line, from, to, text: lines.with(line - 1, after).join('\n') }
}

const STACKED = /^ ?\t(\d{2,4})$/
const AMOUNTS = /(\d{2,4})(?=\s*万元)/g
const CELLS = /(?<=\t)(\d{2,4})(?=\t|$|（)/g

/** Where a line has figures of money: a cell below another one, a row of a table, a sentence on the investment. */
function moneyIn(lines: readonly string[], index: number): { at: number; from: string }[] {
  const text = lines[index] ?? ''
  // A serial number stands alone; figures of money stand below one another.
  const isBelow = [lines[index - 1], lines[index + 1]].some((beside) => STACKED.test(beside ?? ''))
  const cell = isBelow ? STACKED.exec(text)?.[1] : undefined
  if (cell !== undefined) return [{ at: text.length - cell.length, from: cell }]
  const isRow = /^(?:\d+|合计|\t?小计)?\t/.test(text) && (text.match(/\t/g) ?? []).length >= 4
  const pattern = isRow ? CELLS : /总投资|计划投资|概算投入/.test(text) ? AMOUNTS : undefined
  return pattern === undefined
    ? []
    : [...text.matchAll(pattern)].map((match) => ({ at: match.index, from: match[1] ?? '' }))
}

/** Every figure of the columns of money, and every 总投资 with what it consists of. */
function sumChanges(lines: readonly string[]): Changed[] {
  return lines.flatMap((_, index) =>
    moneyIn(lines, index).map(({ at, from }) =>
      change('sum', lines, { line: index + 1, at, from, to: String(Number(from) + 7) }),
    ),
  )
}

const PHASE = /[（(](\d{4}年\d{1,2}月)—(\d{4}年\d{1,2}月)[)）]/g

/**
 * Months of phases, and deadlines that stand in a second place. The first and the last month of all phases are left alone
 * where they stand once: nothing in the document can contradict them.
 */
function dateChanges(lines: readonly string[]): Changed[] {
  const whole = lines.join('\n')
  const ranges = [...whole.matchAll(PHASE)]
  const alone = new Set(
    [ranges[0]?.[1], ranges.at(-1)?.[2]].filter((month) => month && whole.split(month).length === 2),
  )
  return lines.flatMap((text, index) => {
    const isPhase = new RegExp(PHASE.source).test(text)
    const isProject = /\d{4}年\d{1,2}月启动/.test(text)
    if (!isPhase && !isProject) return []
    const inner = [...text.matchAll(/(\d{4}年)(\d{1,2})(?=月)/g)].filter(([month]) => !alone.has(`${month}月`))
    return inner.map((match) => {
      const month = Number(match[2])
      const at = match.index + (match[1]?.length ?? 0)
      return change('date', lines, {
        line: index + 1,
        at,
        from: match[2] ?? '',
        to: String(month === 12 ? 11 : month + 1),
      })
    })
  })
}

interface Slip {
  kind: Kind
  /** The first group is replaced. */
  pattern: RegExp
  to: (found: string) => string | undefined
}

const OPPOSITE: Readonly<Record<string, string>> = {
  不低于: '不超过',
  不少于: '不超过',
  不超过: '不低于',
  不高于: '不低于',
  以上: '以下',
}
const otherMonth = (month: string): string => String(Number(month) + (Number(month) >= 10 ? -3 : 3))

/** Slips that any line may hold, whether or not another place can contradict them. */
const SLIPS: readonly Slip[] = [
  { kind: 'amount', pattern: /(\d+(?:\.\d+)?)\s*万元/g, to: (found) => String(Number(found) + 3) },
  { kind: 'unit', pattern: /(?<=\d)\s*(万元)/g, to: () => '元' },
  { kind: 'share', pattern: /(\d+(?:\.\d+)?)\s*%/g, to: (found) => String(Number(found) + 5) },
  { kind: 'month', pattern: /(?<=\d{4}\s*年\s*)(\d{1,2})(?=\s*月)/g, to: otherMonth },
  { kind: 'year', pattern: /(\d{4})(?=\s*年\s*\d{1,2}\s*月)/g, to: (found) => String(Number(found) + 1) },
  { kind: 'year', pattern: /(\d{4})(?=\s*年\s*\d{1,2}\s*月)/g, to: (found) => String(Number(found) - 1) },
  { kind: 'persons', pattern: /(?<=\d\s*)(人次)/g, to: () => '人' },
  {
    kind: 'count',
    pattern: /(\d+)\s*(?:个|户|家|人次|人|场|次|款|条|套)/g,
    to: (found) => String(Number(found) * 2 + 1),
  },
  { kind: 'bound', pattern: /(不低于|不少于|不超过|不高于)(?=\s*\d)/g, to: (found) => OPPOSITE[found] },
  {
    kind: 'bound',
    pattern: /(?<=\d\s*(?:个|户|家|人次|人|场|次|款|条|套|%))\s*(以上)/g,
    to: (found) => OPPOSITE[found],
  },
]

function slipsIn(lines: readonly string[]): Changed[] {
  return lines.flatMap((text, index) =>
    SLIPS.flatMap(({ kind, pattern, to }) =>
      [...text.matchAll(pattern)].flatMap((match) => {
        const from = match[1] ?? ''
        const at = match.index + match[0].indexOf(from)
        const other = to(from)
        return other === undefined ? [] : [change(kind, lines, { line: index + 1, at, from, to: other })]
      }),
    ),
  )
}

/** Every change of a plan in turn. */
export const changesOf = (planText: string): Changed[] => {
  const lines = planText.split('\n')
  return [...sumChanges(lines), ...valueChanges(lines), ...dateChanges(lines), ...slipsIn(lines)]
}
