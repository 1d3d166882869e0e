import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { DisclosureService } from '#modules/disclosure'
import type { DivisionService } from '#modules/division'
import type { OverviewService, PlanService } from '#modules/programme'
import type { StatisticsService } from '#modules/statistics'
import { PUBLIC } from '#platform/authz'

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

export const portalRoutes =
  (_deps: PortalDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get('/', { schema: { hide: true }, config: { can: PUBLIC } }, async (_request, reply) =>
      reply.type('text/html').send('<!doctype html>'),
    )
  }
