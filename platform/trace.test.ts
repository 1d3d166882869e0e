import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Context,
  type ContextManager,
  context,
  INVALID_SPAN_CONTEXT,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  type TextMapPropagator,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { inTransaction } from './db.ts'
import { startJobs } from './jobs.ts'
import { createLogger } from './log.ts'
import { aCaller, testApp, testDb } from './testing.ts'

type Told = {
  name: string
  parent: string | undefined
  attributes: Record<string, unknown>
  status: number
  isEnded: boolean
}

const told: Told[] = []
let next = 0

/** A span that remembers; as much of the API as a tracer needs. */
function aSpan(name: string, options: SpanOptions, within: Context): Span {
  const spanId = String(++next).padStart(16, '0')
  const parent = trace.getSpanContext(within)?.spanId
  const entry: Told = { name, parent, attributes: { ...options.attributes }, status: 0, isEnded: false }
  told.push(entry)
  const span: Span = {
    spanContext: () => ({ ...INVALID_SPAN_CONTEXT, traceId: '1'.repeat(32), spanId, traceFlags: 1 }),
    setAttribute: (key, value) => {
      entry.attributes[key] = value
      return span
    },
    setStatus: ({ code }) => {
      entry.status = code
      return span
    },
    end: () => {
      entry.isEnded = true
    },
    setAttributes: () => span,
    addEvent: () => span,
    addLink: () => span,
    addLinks: () => span,
    updateName: () => span,
    isRecording: () => true,
    recordException: () => {},
  }
  return span
}

const tracer: Tracer = {
  startSpan: (name, options = {}, within = context.active()) => aSpan(name, options, within),
  startActiveSpan: ((name: string, options: SpanOptions, work: (span: Span) => unknown) => {
    const span = aSpan(name, options, context.active())
    return context.with(trace.setSpan(context.active(), span), () => work(span))
  }) as Tracer['startActiveSpan'], // the one overload that is used
}

class Contexts implements ContextManager {
  private readonly kept = new AsyncLocalStorage<Context>()
  active = () => this.kept.getStore() ?? ROOT_CONTEXT
  with: ContextManager['with'] = (within, work, self, ...args) =>
    this.kept.run(within, () => work.call(self as never, ...args))
  bind: ContextManager['bind'] = (_, target) => target
  enable = () => this
  disable = () => this
}

const traceparent: TextMapPropagator = {
  inject: () => {},
  fields: () => ['traceparent'],
  extract: (within, carrier, getter) => {
    const [, traceId = '', spanId = ''] = String(getter.get(carrier, 'traceparent') ?? '').split('-')
    return spanId ? trace.setSpanContext(within, { traceId, spanId, traceFlags: 1 }) : within
  },
}

beforeAll(() => {
  trace.setGlobalTracerProvider({ getTracer: () => tracer })
  context.setGlobalContextManager(new Contexts())
  propagation.setGlobalPropagator(traceparent)
})
afterAll(() => {
  trace.disable()
  context.disable()
  propagation.disable()
})

const since = (at: number) => told.slice(at).map(({ name, status, isEnded }) => [name, status, isEnded])

test('a request is a span under the caller’s, its transactions are under it also after a body was read, and a failure is marked', async () => {
  const { db } = await testDb()
  const caller = aCaller({ can: ['thing.change'] })
  const app = await testApp(
    async (routes) => {
      routes.post(
        '/api/things/:id',
        { config: { can: 'thing.change' }, schema: { params: z.object({ id: z.string() }) } },
        async (request) =>
          inTransaction(db as never, request.caller, async () => {
            if ((request.body as { fail?: boolean }).fail) throw new Error('张三 13812345678')
            return { ok: true }
          }),
      )
    },
    { me: caller },
    ['thing.change'],
  )
  const at = told.length
  const headers = { 'x-test-caller': 'me', traceparent: `00-${'2'.repeat(32)}-00000000000000ff-01` }
  await app.inject({ method: 'POST', url: '/api/things/13812345678?q=secret', headers, payload: { fail: false } })
  expect(since(at)).toEqual([
    ['POST /api/things/:id', 0, true],
    ['transaction', 0, true],
  ])
  const [request, transaction] = told.slice(at)
  expect(request?.parent).toBe('00000000000000ff')
  expect(request?.attributes).toMatchObject({ 'http.route': '/api/things/:id', 'http.response.status_code': 200 })
  expect(transaction?.parent).toBe(String(next - 1).padStart(16, '0'))

  const failing = told.length
  await app.inject({ method: 'POST', url: '/api/things/7', headers, payload: { fail: true } })
  expect(since(failing)).toEqual([
    ['POST /api/things/:id', 2, true],
    ['transaction', 2, true],
  ])
  expect(JSON.stringify(told)).not.toMatch(/13812345678|secret|张三/)
})

test('a job is a span', async () => {
  const { url, owner } = await testDb()
  const at = told.length
  const jobs = await startJobs({
    ...{ url, log: createLogger('silent'), crontab: '' },
    tasks: { once: async () => undefined },
  })
  await jobs.add('once')
  while (!told.slice(at).some(({ name, isEnded }) => name === 'job once' && isEnded))
    await new Promise((r) => setTimeout(r, 20))
  await jobs.stop()
  // The worker's connections end a moment later than it; the database goes after them.
  const others = sql<{
    n: number
  }>`select count(*) as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
  while ((await others.execute(owner)).rows[0]?.n !== 0);
  expect(since(at)).toEqual([['job once', 0, true]])
})
