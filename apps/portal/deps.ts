import type { DisclosureService } from '#modules/disclosure'
import type { DivisionService } from '#modules/division'
import type { OverviewService, PlanService } from '#modules/programme'
import type { StatisticsService } from '#modules/statistics'

export type PortalDeps = {
  /** The county whose page answers at `/`. */
  county: string
  plans: PlanService
  overviews: OverviewService
  statistics: StatisticsService
  disclosure: DisclosureService
  divisions: DivisionService
  now: () => Date
}
