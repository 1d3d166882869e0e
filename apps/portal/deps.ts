import type { DisclosureService } from '#modules/disclosure'
import type { DivisionService } from '#modules/division'
import type { OverviewService, PlanService } from '#modules/programme'
import type { StatisticsService } from '#modules/statistics'
import type { SealService } from '#platform/seal'

export type PortalDeps = {
  /** The county whose page answers at `/`. */
  county: string
  plans: PlanService
  overviews: OverviewService
  statistics: StatisticsService
  disclosure: DisclosureService
  divisions: DivisionService
  seals: Pick<SealService, 'latest'>
  now: () => Date
}
