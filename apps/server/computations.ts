import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { SIGNED_IN } from '#platform/authz'
import type { Computation, ComputationService } from '#platform/computation'

const View = z.object({
  id: z.uuid(),
  kind: z.string(),
  askedAt: z.iso.datetime(),
  state: z.enum(['waiting', 'running', 'done', 'cancelled', 'failed']),
  progress: z.object({ done: z.int(), total: z.int(), best: z.number().optional() }),
  problem: z.string().nullable(),
  endedAt: z.iso.datetime().nullable(),
})

const viewOf = ({ id, kind, askedAt, state, progress, problem, endedAt }: Computation): z.infer<typeof View> => ({
  ...{ id, kind, state, progress, problem },
  askedAt: askedAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
})

/** State, progress and end of whatever long computation one has asked for; what comes out is the kind's own route. */
export const computationRoutes =
  (computations: ComputationService): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['platform']
    const config = { can: SIGNED_IN }
    const params = z.object({ id: z.uuid() })
    app.get(
      '/api/computations',
      {
        schema: { tags, querystring: z.object({ kind: z.string().min(1).max(60) }), response: { 200: z.array(View) } },
        config,
      },
      async ({ caller, query }) => (await computations.list(caller, query.kind)).map(viewOf),
    )
    app.get('/api/computations/:id', { schema: { tags, params, response: { 200: View } }, config }, async (request) =>
      viewOf(await computations.load(request.caller, request.params.id)),
    )
    app.post(
      '/api/computations/:id/cancel',
      { schema: { tags, params, response: { 200: View } }, config },
      async ({ caller, params }) => {
        await computations.cancel(caller, params.id)
        return viewOf(await computations.load(caller, params.id))
      },
    )
  }
