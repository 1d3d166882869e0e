import { type Finding, figure, type Locale, type PlanCheck, type RuleResult, type Sum } from './result.ts'

const WORDS = {
  zh: {
    sums: '合计',
    rules: '资金规则',
    findings: '发现',
    ok: '符合',
    bad: '不符',
    open: '未算',
    none: '没有发现',
    decide: '要定',
    expected: '应为',
    actual: '实为',
    error: '错误',
    warn: '注意',
    info: '提示',
    line: (line: number) => `第 ${line} 行`,
    count: (ok: number, all: number) => `${ok}/${all} 项相符`,
    wan: '万元',
  },
  en: {
    sums: 'Sums',
    rules: 'Fund rules',
    findings: 'Findings',
    ok: 'ok',
    bad: 'BAD',
    open: 'open',
    none: 'nothing found',
    decide: 'decide',
    expected: 'expected',
    actual: 'found',
    error: 'error',
    warn: 'warn',
    info: 'info',
    line: (line: number) => `line ${line}`,
    count: (ok: number, all: number) => `${ok} of ${all} come out`,
    wan: '10k yuan',
  },
}

const QUOTE_LENGTH = 60

/** Columns that the text takes in a terminal, where a Chinese character takes two. */
function width(text: string): number {
  let columns = 0
  for (const char of text) columns += (char.codePointAt(0) ?? 0) >= 0x2e80 ? 2 : 1
  return columns
}

function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)))
}

function table(rows: readonly string[][]): string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, width(cell))
  }
  return rows.map((row) => `  ${row.map((cell, at) => padded(cell, widths[at] ?? 0)).join('  ')}`.trimEnd())
}

function shortened(quote: string): string {
  const flat = quote.replaceAll(/\s+/g, ' ').trim()
  return flat.length > QUOTE_LENGTH ? `${flat.slice(0, QUOTE_LENGTH)}…` : flat
}

function sumRows(sums: readonly Sum[], locale: Locale): string[] {
  const words = WORDS[locale]
  const say = (zh: string, en: string): string => (locale === 'en' ? en : zh)
  const ok = sums.filter((sum) => sum.ok).length
  const bad = sums.filter((sum) => !sum.ok)
  const rows = bad.map((sum) => [
    words.bad,
    sum.what,
    `${words.expected} ${figure(say, sum.expected, sum.unit)}`,
    `${words.actual} ${figure(say, sum.actual, sum.unit)}`,
  ])
  return [`${words.sums}: ${words.count(ok, sums.length)}`, ...table(rows)]
}

function shownFigure(figure: number | null, rule: RuleResult, locale: Locale): string {
  if (figure === null) return '–'
  return rule.base === null ? `${figure} ${WORDS[locale].wan}` : `${Number((figure * 100).toFixed(2))}%`
}

function ruleRows(rules: readonly RuleResult[], locale: Locale): string[] {
  const words = WORDS[locale]
  const computed = rules.filter((rule) => rule.value !== null)
  const rows = computed.map((rule) => [
    rule.ok ? words.ok : words.bad,
    rule.id,
    shownFigure(rule.value, rule, locale),
    `${rule.kind.toLowerCase().includes('floor') ? '≥' : '≤'} ${shownFigure(rule.limit, rule, locale)}`,
    rule.why,
  ])
  const open = rules.filter((rule) => rule.value === null)
  const held = computed.filter((rule) => rule.ok).length
  const counts = `${words.ok} ${held}, ${words.bad} ${computed.length - held}, ${words.open} ${open.length}`
  return [`${words.rules}: ${counts}`, ...table(rows), ...openRows(open, locale)]
}

/** Rules that cannot be computed, those with one reason on one line. */
function openRows(open: readonly RuleResult[], locale: Locale): string[] {
  const groups = Map.groupBy(open, (rule) => rule.why)
  return [...groups].map(
    ([why, rules]) => `  ${WORDS[locale].open}  ${rules.map((rule) => rule.id).join(', ')}: ${why}`,
  )
}

function findingRows(finding: Finding, locale: Locale): string[] {
  const words = WORDS[locale]
  const quotes = finding.quotes.map((source) => `      ${words.line(source.line)}  ${shortened(source.quote)}`)
  return [
    `  [${words[finding.severity]}] ${finding.detector}  ${finding.title}`,
    `      ${finding.why}`,
    `      ${words.decide}: ${finding.decide}`,
    ...quotes,
  ]
}

/** Findings alone, as a person reads them in a terminal: of a text without a pack. */
export function formatFindings(found: readonly Finding[], locale: Locale = 'zh'): string {
  const words = WORDS[locale]
  const counts = (['error', 'warn', 'info'] as const).map(
    (severity) => `${words[severity]} ${found.filter((finding) => finding.severity === severity).length}`,
  )
  const rows = found.flatMap((finding) => findingRows(finding, locale))
  return [`${words.findings}: ${counts.join(', ')}`, ...(rows.length === 0 ? [`  ${words.none}`] : rows), ''].join('\n')
}

/** The result as a person reads it in a terminal. */
export function formatReport(result: PlanCheck, locale: Locale = 'zh'): string {
  return [
    result.county,
    '',
    ...sumRows(result.sums, locale),
    '',
    ...ruleRows(result.rules, locale),
    '',
    formatFindings(result.findings, locale),
  ].join('\n')
}
