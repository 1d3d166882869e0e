import type { CountyPack } from '@xiangji/county-pack'
import { merge } from './merge.ts'
import { checkCosts } from './pack/costs.ts'
import { checkDates } from './pack/dates.ts'
import { checkMissing } from './pack/missing.ts'
import { checkRules } from './pack/rules.ts'
import { quoteFindings, stillQuoted } from './pack/stale.ts'
import { checkSums } from './pack/sums.ts'
import { checkValues } from './pack/values.ts'
import {
  type Checked,
  type Detector,
  type Finding,
  figure,
  type Locale,
  type PlanCheck,
  type SourcedSum,
  type Told,
} from './result.ts'
import { checkText } from './text.ts'

function sumFindings(sums: readonly SourcedSum[], say: Checked['say']): Told[] {
  return sums
    .filter((sum) => !sum.ok)
    .map(({ what, expected, actual, unit, quotes }) => {
      const should = figure(say, expected, unit)
      const is = figure(say, actual, unit)
      return {
        detector: 'D-SUM' as const,
        severity: 'error' as const,
        title: say(`合计不符：${what}`, `The sum does not come out: ${what}`),
        quotes,
        why: say(`应为 ${should}，实为 ${is}`, `Expected ${should}, found ${is}`),
      }
    })
}

/** What somebody has to decide where the pack shows the fault. */
const DECISIONS: Partial<Record<Detector, [zh: string, en: string]>> = {
  'D-SUM': ['按底稿改正，改正前不得导入', 'Correct it from the working papers before the plan is imported'],
  'D-QUOTE': ['确认用哪一稿，改正县包后再核', 'Settle which text counts, correct the pack and check again'],
  'D-VAL': ['定一个数，其余各处改为一致', 'Settle one value and correct the other places'],
  'D-DATE': ['改正日期，或写明为什么', 'Correct the dates or say why'],
  'D-RULE': ['把分子、基数和期次写进规则', 'Write numerator, base and period into the rule'],
  'D-MISS': ['补上，或写明没有的原因', 'Add it or say why there is none'],
  'D-NAME': ['定一个名称，其余作别名', 'Settle one name and keep the others as aliases'],
  'D-AMBIG': ['定一个口径', 'Settle one meaning'],
  'D-STATUS': ['按现行有效的文本导入', 'Import the text that is in force'],
  'D-COST': ['与同类项目比一比，离群的要求说明', 'Compare with like projects and ask about outliers'],
}

function decided(told: readonly Told[], say: Checked['say']): Finding[] {
  return told.map((one) => ({ ...one, decide: say(...(DECISIONS[one.detector] ?? ['人工判断', 'A person decides'])) }))
}

/** Reads a county's plan as an auditor does: sums, fund rules, dates, and one target with different values. */
export function checkPlan(pack: CountyPack, planText: string, options: { locale?: Locale } = {}): PlanCheck {
  const say = (zh: string, en: string): string => (options.locale === 'en' ? en : zh)
  const checked: Checked = { pack, planText, say }
  const sums = checkSums(checked)
  const { rules, findings } = checkRules(checked)
  const fromText = checkText(planText, options)
  const ofPack = [
    ...sumFindings(sums, say),
    ...findings,
    ...checkDates(checked),
    ...checkValues(checked),
    ...checkMissing(checked),
    ...checkCosts(checked),
  ]
  const fromPack = [...quoteFindings(checked, fromText, options.locale ?? 'zh'), ...stillQuoted(checked, ofPack)]
  return {
    county: pack.county.id,
    sums: sums.map(({ what, expected, actual, unit, ok }) => ({ what, expected, actual, unit, ok })),
    rules,
    findings: merge(fromText, decided(fromPack, say)),
  }
}

/** 0: nothing that must be mended; 1: at least one finding of severity error. */
export function exitCode(result: Pick<PlanCheck, 'findings'>): 0 | 1 {
  return result.findings.some((finding) => finding.severity === 'error') ? 1 : 0
}
