import { PassThrough } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { PUBLIC } from '#platform/authz'
import { createDb, createPool, scoped } from '#platform/db'
import { DomainError } from '#platform/errors'
import { createHttp } from '#platform/http'
import { aCaller, testDb } from '#platform/testing'
import { accessRoutes, createAccessLog, createAccessService, type DeliveryOptions } from '../index.ts'

export const HOME = '000001'
export const OTHER = '000002'

export const callers = {
  auditor: aCaller({ account: 'auditor', roles: ['auditAdministrator'], can: ['access.read', 'access.acknowledge'] }),
  admin: aCaller({ account: 'root', roles: ['systemAdministrator'], can: ['thing.read', 'thing.change'] }),
  clerk: aCaller({ account: 'li', roles: ['bureauClerk'], can: ['thing.read', 'thing.change'] }),
  elsewhere: aCaller({
    county: OTHER,
    account: 'far',
    roles: ['auditAdministrator'],
    can: ['access.read', 'thing.read'],
  }),
}
type Who = keyof typeof callers

/** Routes of every kind behind the real HTTP layer with the real log: a page, persons, a file, a change, a refusal, a sign-in. */
export async function aWorld({
  now = () => new Date(),
  alarms = {},
}: {
  now?: () => Date
  alarms?: DeliveryOptions
} = {}) {
  const { db, owner, url } = await testDb()
  const own = createDb(createPool(url, { max: 1 }))
  const errors: unknown[] = []
  const log = createAccessLog({ db: scoped<'access'>(own), home: HOME, onError: (error) => void errors.push(error) })
  const access = createAccessService({
    db: scoped<'access'>(db),
    names: async (_, accounts) => new Map(accounts.map((id) => [id, `名-${id}`])),
    now,
    alarms,
    onError: (error) => void errors.push(error),
  })
  const app = await createHttp({
    log: false,
    permissions: new Set(['thing.read', 'thing.change', 'access.read', 'access.acknowledge']),
    authenticate: async (request) => callers[String(request.headers['x-test-caller']) as Who],
    visits: log,
  })
  const read = { can: 'thing.read' }
  const OfThing = z.object({ id: z.string() })
  app.get('/api/things', { config: read, schema: { response: { 200: z.object({ n: z.int() }) } } }, async () => ({
    n: 1,
  }))
  app.get('/api/things/:id', { config: read, schema: { params: OfThing } }, async () => ({ ok: true }))
  app.get(
    '/api/people',
    { config: read, schema: { response: { 200: z.array(z.object({ keeperPhone: z.string() })) } } },
    async () => [{ keeperPhone: '138****1234' }],
  )
  app.get('/api/things.xlsx', { config: read }, async (_, reply) =>
    reply.header('content-disposition', 'attachment; filename="x.xlsx"').send('sheet'),
  )
  app.get('/api/stream', { config: read }, async (_, reply) => {
    const stream = new PassThrough()
    stream.end('abc')
    return reply.type('text/plain').send(stream)
  })
  app.post('/api/things', { config: { can: 'thing.change' } }, async () => ({ ok: true }))
  app.post('/api/things/:id/refuse', { config: { can: 'thing.change' }, schema: { params: OfThing } }, async () => {
    throw new DomainError('thing.busy', {})
  })
  app.post('/api/session', { config: { can: PUBLIC } }, async (request) => {
    request.visitor = callers.clerk
    if ((request.body as { password?: string }).password !== 'right')
      throw new DomainError('identity.wrongPassword', {}, 401)
    return { ok: true }
  })
  app.post('/complaint', { config: { can: PUBLIC } }, async () => ({ ok: true }))
  app.get('/', { config: { can: PUBLIC } }, async () => ({ ok: true }))
  await app.register(accessRoutes(access))
  const isStopped = { value: false }
  const stop = async () => {
    if (isStopped.value) return
    isStopped.value = true
    await app.close()
    await log.stop()
    await own.destroy()
  }
  onTestFinished(stop)

  type Ask = { as?: Who; body?: object; headers?: Record<string, string>; from?: string }
  const ask = (method: 'GET' | 'POST', path: string, { as, body, headers = {}, from = '10.1.1.1' }: Ask = {}) =>
    app.inject({
      method,
      url: path,
      headers: { ...headers, ...(as ? { 'x-test-caller': as } : {}) },
      remoteAddress: from,
      ...(body ? { payload: body } : {}),
    })
  /** What the table holds, behind the policies, without the log's own words. */
  const rows = async () =>
    (
      await sql<Record<string, unknown>>`
        select county, account, roles, place, act, method, route, subject, status, refusal, address, agent, bytes, times, seq, request_id
        from access.request where act <> 'log' order by county, seq`.execute(owner)
    ).rows
  /** Waits for the batch; rows that are counted on must come within a second. */
  const settled = async (n: number) => {
    const began = performance.now()
    for (;;) {
      const found = await rows()
      if (found.length >= n || performance.now() - began > 1000) return found
      await delay(10)
    }
  }
  return { app, ask, rows, settled, access, log, db, owner, url, own, errors, stop }
}
