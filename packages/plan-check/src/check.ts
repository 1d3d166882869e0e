import { type CountyPack, collectQuotes, isQuotedAt } from '@xiangji/county-pack'
import { checkCosts } from './costs.ts'
import { checkDates } from './dates.ts'
import { checkMissing } from './missing.ts'
import type { Checked, Finding, Locale, PlanCheck, SourcedSum } from './result.ts'
import { checkRules } from './rules.ts'
import { checkSums } from './sums.ts'
import { checkValues } from './values.ts'

function sumFindings(sums: readonly SourcedSum[], say: Checked['say']): Finding[] {
  return sums
    .filter((sum) => !sum.ok)
    .map((sum) => ({
      detector: 'D-SUM' as const,
      severity: 'error' as const,
      title: say(`合计不符：${sum.what}`, `The sum does not come out: ${sum.what}`),
      quotes: sum.quotes,
      why: say(`应为 ${sum.expected}，实为 ${sum.actual}`, `Expected ${sum.expected}, found ${sum.actual}`),
    }))
}

function quoteFindings({ pack, planText, say }: Checked): Finding[] {
  const lines = planText.split('\n')
  return collectQuotes(pack)
    .filter(({ quote, line }) => !isQuotedAt(lines, quote, line))
    .map(({ path, quote, line }) => ({
      detector: 'D-QUOTE' as const,
      severity: 'error' as const,
      title: say(`原文第 ${line} 行没有这句话`, `Line ${line} of the document does not hold this quote`),
      quotes: [{ quote, line }],
      why: path,
    }))
}

const ORDER = { error: 0, warn: 1, info: 2 } as const

/** Reads a county's plan as an auditor does: sums, fund rules, dates, and one target with different values. */
export function checkPlan(pack: CountyPack, planText: string, options: { locale?: Locale } = {}): PlanCheck {
  const say = (zh: string, en: string): string => (options.locale === 'en' ? en : zh)
  const checked: Checked = { pack, planText, say }
  const sums = checkSums(checked)
  const { rules, findings } = checkRules(checked)
  const all = [
    ...sumFindings(sums, say),
    ...quoteFindings(checked),
    ...findings,
    ...checkDates(checked),
    ...checkValues(checked),
    ...checkMissing(checked),
    ...checkCosts(checked),
  ]
  return {
    county: pack.county.id,
    sums: sums.map(({ what, expected, actual, ok }) => ({ what, expected, actual, ok })),
    rules,
    findings: all.toSorted((a, b) => ORDER[a.severity] - ORDER[b.severity]),
  }
}

/** 0: nothing that must be mended; 1: at least one finding of severity error. */
export function exitCode(result: PlanCheck): 0 | 1 {
  return result.findings.some((finding) => finding.severity === 'error') ? 1 : 0
}
