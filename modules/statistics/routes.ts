import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import * as s from './schema.ts'
import type { StatisticsService } from './service/statistics.ts'

const Cursor = z
  .string()
  .regex(/^\d{1,15}_[0-9a-f-]{36}$/)
  .optional()

export const statisticsRoutes =
  (statistics: StatisticsService): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['statistics']
    const params = z.object({ indicator: s.IndicatorId })
    app.get(
      '/api/indicators',
      { schema: { tags, response: { 200: z.array(s.IndicatorView) } }, config: { can: 'statistics.read' } },
      async () => [...statistics.indicators],
    )
    app.get(
      '/api/figures/:indicator',
      {
        schema: { tags, params, querystring: s.FigureQuery, response: { 200: s.Figure } },
        config: { can: 'statistics.read' },
      },
      async ({ caller, params, query }) => {
        const figure = (await statistics.figures(caller, [params.indicator], query)).get(params.indicator)
        return figure as s.Figure // asked for by name, an unknown name was refused
      },
    )
    app.get(
      '/api/figures/:indicator/parts',
      {
        schema: {
          tags,
          params,
          querystring: s.FigureQuery.extend({ by: s.Split }),
          response: { 200: z.array(s.FigurePart) },
        },
        config: { can: 'statistics.read' },
      },
      async ({ caller, params, query }) => statistics.parts(caller, params.indicator, query.by, query),
    )
    app.get(
      '/api/figures/:indicator/events',
      {
        schema: { tags, params, querystring: s.FigureQuery.extend({ cursor: Cursor }), response: { 200: s.EventPage } },
        config: { can: 'statistics.readEvents' },
      },
      async ({ caller, params, query }) => statistics.evidence(caller, params.indicator, query),
    )
    app.get(
      '/api/journal',
      {
        schema: {
          tags,
          querystring: z.object({
            kind: z.string().max(60).optional(),
            actor: z.string().max(64).optional(),
            from: z.iso.date().optional(),
            to: z.iso.date().optional(),
            cursor: Cursor,
          }),
          response: { 200: s.EventPage },
        },
        config: { can: 'statistics.readJournal' },
      },
      async ({ caller, query }) => statistics.journal(caller, query),
    )
  }
