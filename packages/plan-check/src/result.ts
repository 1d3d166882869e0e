import type { CountyPack, FundRuleKind, Source } from '@xiangji/county-pack'

export type Locale = 'zh' | 'en'
export type Severity = 'error' | 'warn' | 'info'

export type Detector =
  | 'D-SUM'
  | 'D-VAL'
  | 'D-DATE'
  | 'D-RULE'
  | 'D-MISS'
  | 'D-QUOTE'
  | 'D-NAME'
  | 'D-AMBIG'
  | 'D-STATUS'
  | 'D-COST'
  | 'D-UNIT'
  | 'D-STRUCT'
  | 'D-COMP'
  | 'D-TYPO'
  | 'D-TEXT'

/** Two figures that must be equal. */
export interface Sum {
  what: string
  expected: number
  actual: number
  /** Of both figures: money in 万元, shares in per cent, else what is counted (单 parcels). */
  unit: '万元' | '%' | '单'
  ok: boolean
}

export interface RuleResult {
  id: string
  kind: FundRuleKind
  /** null: the plan does not hold what the rule needs; `why` says what that is. */
  ok: boolean | null
  /** A fraction where the limit is one, else 万元. */
  value: number | null
  limit: number | null
  /** What the value is a fraction of, in 万元. */
  base: number | null
  lines: string[]
  why: string
  source: Source | null
}

export interface Finding {
  detector: Detector
  severity: Severity
  title: string
  quotes: Source[]
  /** Why it matters. */
  why: string
  /** What somebody has to decide, and by when it must be done. */
  decide: string
}

/** A finding before somebody says what to decide. */
export type Told = Omit<Finding, 'decide'>

export interface PlanCheck {
  county: string
  sums: Sum[]
  rules: RuleResult[]
  findings: Finding[]
}

/** A sum with the sentences that it stands on. */
export interface SourcedSum extends Sum {
  quotes: Source[]
}

/** What every check is given. */
export interface Checked {
  pack: CountyPack
  planText: string
  /** Chooses the wording of the reader's language. */
  say: (zh: string, en: string) => string
}

const TOLERANCE = 1e-6

/** Sums of decimals such as 2.5 differ from the printed figure in the last bits only. */
export function isEqual(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE
}

export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

const YUAN_PER_WAN = 10_000
const ENGLISH_UNITS: Partial<Record<string, string>> = { 元: 'yuan', 单: 'parcels' }

/** A figure with its unit as a sentence shows it: 1500 万元 and 15,000,000 yuan, 50%, 42 个. */
export function figure(say: Checked['say'], value: number, unit: string): string {
  if (unit === '%') return `${value}%`
  if (unit === '万元') {
    return say(`${value} 万元`, `${rounded(value * YUAN_PER_WAN, 2).toLocaleString('en-US')} yuan`)
  }
  return say(`${value} ${unit}`, `${value} ${ENGLISH_UNITS[unit] ?? unit}`).trimEnd()
}

export function present(...sources: (Source | null | undefined)[]): Source[] {
  return sources.filter((source) => source !== null && source !== undefined)
}
