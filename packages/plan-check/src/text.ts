import { detectCompliance } from './detectors/compliance.ts'
import { contextOf, type TextDetector } from './detectors/context.ts'
import { detectCoverage } from './detectors/coverage.ts'
import { detectDates } from './detectors/dates.ts'
import { detectMissing } from './detectors/missing.ts'
import { detectNames } from './detectors/names.ts'
import { detectRestated } from './detectors/restated.ts'
import { detectRules } from './detectors/rules.ts'
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
  detectRestated,
  detectUnits,
  detectStatus,
  detectVague,
  detectStructure,
  detectMissing,
  detectRules,
  detectCoverage,
  detectCompliance,
  detectNames,
  detectWording,
]

/** A pack is changed and checked against one text again and again: the last text's findings are kept. */
let last: { text: string; locale: Locale; findings: readonly Finding[] } | undefined

/** What an auditor finds in the text of a plan alone: no pack, no county, any document of this kind. */
export function checkText(text: string, options: { locale?: Locale } = {}): Finding[] {
  const locale = options.locale ?? 'zh'
  if (last === undefined || last.text !== text || last.locale !== locale) {
    const context = contextOf(text, (zh, en) => (locale === 'en' ? en : zh))
    last = { text, locale, findings: bySeverity(joinSums(DETECTORS.flatMap((detect) => detect(context)))) }
  }
  return structuredClone([...last.findings])
}
