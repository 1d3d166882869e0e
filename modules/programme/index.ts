/** 综合示范项目: a county's plan, its money, rules, targets and tasks, and what has become of them. Owns the schema `programme`. */
export { programmeIndicators } from './indicators.ts'
export { programmeRoutes } from './routes.ts'
export type { BudgetView, Overview, ProgrammeView, TargetView } from './schema.ts'
export { type CountyService, createCountyService } from './service/counties.ts'
export { createEntryService, type EntryService } from './service/entries.ts'
export { createFindingService, type FindingService } from './service/findings.ts'
export { createOverviewService, type OverviewService } from './service/overview.ts'
export { createPlanService, type PlanService } from './service/plan.ts'
