import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { z } from 'zod'
import { PUBLIC } from '#platform/authz'
import type { Pool } from '#platform/db'

const State = z.object({ ok: z.boolean() })

/** What a person who runs the server asks: is it alive, is it ready, how is it doing, what can it be asked. */
export const opsRoutes =
  ({ pool }: { pool: Pool }): FastifyPluginAsyncZod =>
  async (app) => {
    const config = { can: PUBLIC }
    const hide = true
    const registry = new Registry()
    collectDefaultMetrics({ register: registry })
    const seconds = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time to answer, by route and status',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2],
      registers: [registry],
    })
    app.addHook('onResponse', async (request, reply) => {
      const route = request.routeOptions.url ?? 'none'
      seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
    })
    app.get('/healthz', { schema: { hide, response: { 200: State } }, config }, async () => ({ ok: true }))
    app.get('/readyz', { schema: { hide, response: { 200: State, 503: State } }, config }, async (_request, reply) => {
      const ok = await pool.query('select 1').then(
        () => true,
        () => false,
      )
      return reply.code(ok ? 200 : 503).send({ ok })
    })
    app.get('/metrics', { schema: { hide }, config }, async (request, reply) => {
      // Figures of the machine are for the machine's own network.
      if (!/^(127\.|::1|::ffff:127\.)/.test(request.ip)) return reply.code(404).send()
      return reply.type(registry.contentType).send(await registry.metrics())
    })
    app.get('/api/openapi.json', { schema: { hide }, config }, async () => app.swagger())
  }
