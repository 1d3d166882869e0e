import { detectBudgetLines } from './detectors/budget-lines.ts'
import { detectCompliance } from './detectors/compliance.ts'
import { contextOf, type TextDetector } from './detectors/context.ts'
import { detectCoverage } from './detectors/coverage.ts'
import { detectDates } from './detectors/dates.ts'
import { detectDuties } from './detectors/duties.ts'
import { detectFacilities } from './detectors/facilities.ts'
import { detectGoals } from './detectors/goals.ts'
import { detectIndicators } from './detectors/indicators.ts'
import { detectLists } from './detectors/lists.ts'
import { detectMissing } from './detectors/missing.ts'
import { detectNames } from './detectors/names.ts'
import { detectOperation } from './detectors/operation.ts'
import { detectProse } from './detectors/prose.ts'
import { detectReferences } from './detectors/references.ts'
import { detectRestated } from './detectors/restated.ts'
import { detectRules } from './detectors/rules.ts'
import { detectSchedule } from './detectors/schedule.ts'
import { detectStandards } from './detectors/standards.ts'
import { detectStatus } from './detectors/status.ts'
import { detectStructure } from './detectors/structure.ts'
import { detectSums } from './detectors/sums.ts'
import { detectUnits } from './detectors/units.ts'
import { detectVague } from './detectors/vague.ts'
import { detectValues } from './detectors/values.ts'
import { detectWording } from './detectors/wording.ts'
import { bySeverity, joinSums } from './merge.ts'
import type { Finding, Locale } from './result.ts'

const DETECTORS: readonly TextDetector[] = [
  detectSums,
  detectValues,
  detectDates,
  detectSchedule,
  detectProse,
  detectOperation,
  detectRestated,
  detectUnits,
  detectStatus,
  detectVague,
  detectStandards,
  detectStructure,
  detectMissing,
  detectBudgetLines,
  detectRules,
  detectIndicators,
  detectGoals,
  detectCoverage,
  detectCompliance,
  detectDuties,
  detectNames,
  detectWording,
  detectFacilities,
  detectReferences,
  detectLists,
]

/** A pack is changed and checked against one text again and again: the last text's findings are kept. */
let last: { text: string; locale: Locale; findings: readonly Finding[] } | undefined

/** What an auditor finds in the text of a plan alone: no pack, no county, any document of this kind. */
export function checkText(text: string, options: { locale?: Locale } = {}): Finding[] {
  const locale = options.locale ?? 'zh'
  if (last === undefined || last.text !== text || last.locale !== locale) {
    const say = (zh: string, en: string): string => (locale === 'en' ? en : zh)
    const context = contextOf(text, say)
    last = {
      text,
      locale,
      findings: bySeverity(
        joinSums(
          DETECTORS.flatMap((detect) => detect(context)),
          say,
        ),
      ),
    }
  }
  return structuredClone([...last.findings])
}
