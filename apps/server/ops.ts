import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { z } from 'zod'
import { PUBLIC } from '#platform/authz'
import type { Shelf } from '#platform/backup'
import type { Pool } from '#platform/db'

const State = z.object({ ok: z.boolean() })

/** What a person who runs the server asks: is it alive, is it ready, how is it doing, what can it be asked. */
export const opsRoutes =
  ({ pool, shelf }: { pool: Pool; shelf: Shelf | undefined }): FastifyPluginAsyncZod =>
  async (app) => {
    const config = { can: PUBLIC }
    const hide = true
    const registry = new Registry()
    collectDefaultMetrics({ register: registry })
    if (shelf) gaugeBackups(registry, shelf)
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

/** An alarm is set on the age: a backup that fails unseen is none. Before the first good one it is +Inf. */
function gaugeBackups(registry: Registry, shelf: Shelf): void {
  const registers = [registry]
  const age = new Gauge({
    name: 'xiangji_backup_age_seconds',
    help: 'Age of the newest backup that was read back whole',
    registers,
    collect: async () => {
      const { backups } = await shelf.state()
      const newest = backups.find(({ verifiedAt }) => verifiedAt !== null)
      age.set(newest ? (Date.now() - Date.parse(newest.madeAt)) / 1000 : Number.POSITIVE_INFINITY)
    },
  })
  const failed: Gauge = new Gauge({
    name: 'xiangji_backup_failed',
    help: '1 while the last attempt at a backup failed',
    registers,
    collect: async () => {
      failed.set((await shelf.state()).failure ? 1 : 0)
    },
  })
}
