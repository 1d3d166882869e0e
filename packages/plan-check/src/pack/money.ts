import type { BudgetLine, CountyPack, Fund, RuleBase, RuleNumerator } from '@xiangji/county-pack'

export const FUNDS = ['central', 'local', 'social'] as const

export const FUND_NAMES: Record<Fund, [zh: string, en: string]> = {
  total: ['合计', 'total'],
  central: ['中央', 'central'],
  local: ['地方', 'local'],
  social: ['社会', 'social'],
}

const TRANCHE_FIELDS = { phase1: 'phase1Wan', phase2: 'phase2Wan', cumulative: 'cumulativeWan' } as const

export type Holding = Fund | keyof typeof TRANCHE_FIELDS

export const HOLDING_NAMES: Record<Holding, [zh: string, en: string]> = {
  ...FUND_NAMES,
  phase1: ['首期', 'first tranche'],
  phase2: ['二期', 'second tranche'],
  cumulative: ['累计', 'cumulative'],
}

function isTranche(holding: Holding): holding is keyof typeof TRANCHE_FIELDS {
  return holding in TRANCHE_FIELDS
}

/** What a line holds in a column; null where the document has no such column. */
export function amountOf(line: BudgetLine, holding: Holding): number | null {
  if (!isTranche(holding)) return line.amountsWan[holding]
  return line.tranches?.[TRANCHE_FIELDS[holding]] ?? null
}

/** The sum of a column over the lines that have it; null where none has. */
export function columnTotal(lines: readonly BudgetLine[], holding: Holding): number | null {
  const amounts = lines.map((line) => amountOf(line, holding)).filter((amount) => amount !== null)
  return amounts.length === 0 ? null : amounts.reduce((sum, amount) => sum + amount, 0)
}

export function baseOf(pack: CountyPack, base: RuleBase): number | null {
  return base.kind === 'none' ? null : columnTotal(pack.budget.lines, base.kind)
}

function spentOn(line: BudgetLine, spendTypes: readonly string[]): number | null {
  const parts = line.parts.filter((part) => part.spendType !== null && spendTypes.includes(part.spendType))
  return parts.length === 0 ? null : parts.reduce((sum, part) => sum + part.amountWan, 0)
}

/** The money that a rule counts; null where the plan does not divide it so. */
export function numeratorOf(pack: CountyPack, numerator: RuleNumerator): number | null {
  const holding = numerator.tranche ?? numerator.fund
  const lines = pack.budget.lines.filter((line) => numerator.lines.includes(line.id))
  const parts = pack.budget.lines.flatMap((line) => line.parts).filter((part) => numerator.parts.includes(part.id))
  const amounts = [
    ...lines.map((line) =>
      numerator.spendTypes.length > 0 ? spentOn(line, numerator.spendTypes) : amountOf(line, holding),
    ),
    ...parts.map((part) => part.amountWan),
  ]
  if (amounts.length === 0) return null
  let sum = 0
  for (const amount of amounts) {
    if (amount === null) return null
    sum += amount
  }
  return sum
}
