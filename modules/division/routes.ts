import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Boundary, Division } from './schema.ts'
import type { DivisionService } from './service.ts'

export const divisionRoutes =
  (divisions: DivisionService): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['division']
    app.get(
      '/api/divisions',
      { schema: { tags, response: { 200: z.array(Division) } }, config: { can: 'division.read' } },
      async ({ caller }) => [...(await divisions.all(caller)).values()],
    )
    app.get(
      '/api/divisions/boundary',
      { schema: { tags, response: { 200: Boundary } }, config: { can: 'division.read' } },
      async ({ caller }) => divisions.boundary(caller),
    )
  }
