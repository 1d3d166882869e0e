/** Checks a county's plan: sums in both directions, fund rules, dates, and one target with different values. */
export { checkPlan, exitCode } from './check.ts'
export { type Inflate, textOfDocx } from './docx.ts'
export { type UnitCost, unitCosts } from './pack/costs.ts'
export { LONGEST, textOfPlain } from './plain.ts'
export { formatFindings, formatReport } from './report.ts'
export type { Detector, Finding, Locale, PlanCheck, RuleResult, Severity, Sum } from './result.ts'
export { checkText } from './text.ts'
