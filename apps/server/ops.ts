import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { z } from 'zod'
import type { AccessLog } from '#modules/access'
import { PUBLIC } from '#platform/authz'
import type { Shelf } from '#platform/backup'
import type { Pool } from '#platform/db'
import { platformMetrics } from '#platform/metrics'

const State = z.object({ ok: z.boolean() })

type Watched = {
  pool: Pool
  accessLog: Pick<AccessLog, 'counts'>
  shelf: Shelf | undefined
  counties: () => Promise<string[]>
  /** How far the figures of a county are behind the journal, seconds. */
  secondsOld: (county: string) => Promise<number>
  /** How long ago a county's journal was sealed, seconds. */
  secondsSinceSeal: (county: string) => Promise<number>
  countSessions: () => Promise<number>
}

/** What is read only when somebody asks for the figures. */
function gauges(
  { pool, accessLog, counties, secondsOld, secondsSinceSeal, countSessions }: Watched,
  registry: Registry,
): void {
  const registers = [registry]
  const gauge = (name: string, help: string, labelNames: string[], collect: (this: Gauge) => void | Promise<void>) =>
    new Gauge({ name, help, labelNames, registers, collect })
  gauge('xiangji_pool_connections', 'Connections to the database, by state', ['state'], function () {
    this.set({ state: 'idle' }, pool.idleCount)
    this.set({ state: 'busy' }, pool.totalCount - pool.idleCount)
  })
  gauge('xiangji_pool_waiting', 'Requests that wait for a connection', [], function () {
    this.set(pool.waitingCount)
  })
  gauge(
    'xiangji_follower_lag_seconds',
    'Age of the oldest event that no figure holds yet',
    ['county'],
    async function () {
      for (const county of await counties()) this.set({ county }, await secondsOld(county))
    },
  )
  gauge(
    'xiangji_seal_age_seconds',
    'Time since the last seal of the journal; before the first, since the end of the first day that waits for one',
    ['county'],
    async function () {
      for (const county of await counties()) this.set({ county }, await secondsSinceSeal(county))
    },
  )
  gauge('xiangji_sessions', 'Sessions that are good', [], async function () {
    this.set(await countSessions())
  })
  gauge('xiangji_access_log_queued', 'Rows of the access log in memory', [], function () {
    this.set(accessLog.counts().queued)
  })
  const counter = (name: string, help: string, count: () => number) =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(count())
      },
    })
  counter(
    'xiangji_access_log_written_total',
    'Rows of the access log in the database',
    () => accessLog.counts().written,
  )
  counter('xiangji_access_log_lost_total', 'Rows that the database will never take', () => accessLog.counts().lost)
}

function measureRequests(app: FastifyInstance, registry: Registry): void {
  const registers = [registry]
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2],
    registers,
  })
  const running = new Set<FastifyRequest>()
  new Gauge({
    name: 'http_requests_in_flight',
    help: 'Requests that are being answered',
    registers,
    collect() {
      this.set(running.size)
    },
  })
  app.addHook('onRequest', async (request) => void running.add(request))
  app.addHook('onResponse', async (request, reply) => {
    running.delete(request)
    const route = request.routeOptions.url ?? 'none'
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
  app.addHook('onRequestAbort', async (request) => void running.delete(request))
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

/** What a person who runs the server asks: is it alive, is it ready, how is it doing, what can it be asked. */
export function createOps(watched: Watched) {
  let isStopping = false
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  gauges(watched, registry)
  if (watched.shelf) gaugeBackups(registry, watched.shelf)

  const routes: FastifyPluginAsyncZod = async (app) => {
    const config = { can: PUBLIC }
    const hide = true
    app.get('/healthz', { schema: { hide, response: { 200: State } }, config }, async () => ({ ok: true }))
    app.get('/readyz', { schema: { hide, response: { 200: State, 503: State } }, config }, async (_request, reply) => {
      const ok =
        !isStopping &&
        (await watched.pool.query('select 1').then(
          () => true,
          () => false,
        ))
      return reply.code(ok ? 200 : 503).send({ ok })
    })
    app.get('/metrics', { schema: { hide }, config }, async (request, reply) => {
      // Figures of the machine are for the machine's own network.
      if (!/^(127\.|::1|::ffff:127\.)/.test(request.ip)) return reply.code(404).send()
      return reply.type(registry.contentType).send(await Registry.merge([registry, platformMetrics]).metrics())
    })
    app.get('/api/openapi.json', { schema: { hide }, config }, async () => app.swagger())
  }

  return {
    routes,
    /**
     * Ends the serving so that nobody notices: not ready first, so that a proxy sends no more; after `drainMs` no new connection; what runs
     * is answered within `limitMs`, and every answer says that the connection ends.
     */
    async stopServing(app: FastifyInstance, { drainMs, limitMs }: { drainMs: number; limitMs: number }): Promise<void> {
      isStopping = true
      await delay(drainMs)
      const cut = setTimeout(() => app.server.closeAllConnections(), limitMs)
      await app.close()
      clearTimeout(cut)
    },
    /** Before any route: measures each, and lets every answer of a server that stops end its connection. */
    attach(app: FastifyInstance): void {
      measureRequests(app, registry)
      app.addHook('onSend', async (_, reply, payload) => {
        if (isStopping) reply.header('connection', 'close')
        return payload
      })
    },
  }
}
