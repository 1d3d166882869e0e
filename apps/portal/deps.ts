import type { DisclosureService } from '#modules/disclosure'
import type { DivisionService } from '#modules/division'
import type { PrivacyService } from '#modules/privacy'
import type { OverviewService, PlanService } from '#modules/programme'
import type { StatisticsService } from '#modules/statistics'
import type { SealService } from '#platform/seal'

export type PortalDeps = {
  /** The county whose page answers at `/` while it is the only one, or while there is none. */
  county: string
  /** The counties that live here. */
  counties: () => Promise<string[]>
  /** Host names that belong to one county: `/` there is that county's page. */
  hosts?: ReadonlyMap<string, string>
  plans: PlanService
  overviews: OverviewService
  statistics: StatisticsService
  disclosure: DisclosureService
  divisions: DivisionService
  seals: Pick<SealService, 'latest'>
  privacy: Pick<PrivacyService, 'register'>
  now: () => Date
}
