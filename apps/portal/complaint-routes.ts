import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { PUBLIC } from '#platform/authz'
import { EMPTY, type Fault, readComplaint } from './complaint-form.ts'
import type { CountyReading } from './county-reading.ts'
import type { PortalDeps } from './deps.ts'
import { createLimiter } from './limiter.ts'
import type { Page } from './page.ts'
import { answerPage, complaintPage, receiptPage } from './pages/complaint.ts'

const TEN_MINUTES = 600_000
/** 2000 characters of Chinese are 18 KB in a form; the rest is for the other fields. */
const FORM_BYTES = 32 << 10
const RECEIPT = /^\d{6}-[A-HJKMNP-Z2-9]{6}$/

type Opened = { page: Page; reading: CountyReading }
export type Open = (request: FastifyRequest, code: string) => Promise<Opened>

const Code = z.object({ code: z.string() })
const minutes = (waitMs: number) => Math.max(1, Math.ceil(waitMs / 60_000))

/** 投诉举报 without an account: a form, a receipt, an answer. Nothing here is kept by anybody's cache. */
export const complaintRoutes =
  ({ disclosure, now }: Pick<PortalDeps, 'disclosure' | 'now'>, open: Open): FastifyPluginAsyncZod =>
  async (app) => {
    const config = { can: PUBLIC }
    const at = () => now().getTime()
    const mayComplain = createLimiter({ most: 5, withinMs: TEN_MINUTES, now: at })
    const mayAsk = createLimiter({ most: 60, withinMs: TEN_MINUTES, now: at })
    const send = (reply: FastifyReply, status: number, text: string) =>
      reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(text)

    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: FORM_BYTES },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )

    app.get(
      '/counties/:code/complaints',
      {
        schema: {
          hide: true,
          params: Code,
          querystring: z.object({ about: z.string().max(60).optional().catch(undefined) }),
        },
        config,
      },
      async (request, reply) => {
        const { page, reading } = await open(request, request.params.code)
        const typed = { ...EMPTY, about: request.query.about ?? '' }
        return send(reply, 200, complaintPage(page, reading, { typed, faults: [] }))
      },
    )

    app.post(
      '/counties/:code/complaints',
      { schema: { hide: true, params: Code, body: z.record(z.string(), z.unknown()) }, config },
      async (request, reply) => {
        const { page, reading } = await open(request, request.params.code)
        const { typed, complaint, faults, isTrapped } = readComplaint(request.body)
        const refuse = (status: number, found: readonly Fault[]) =>
          send(reply, status, complaintPage(page, reading, { typed, faults: found }))
        if (isTrapped) return refuse(422, [{ field: null, key: 'error.trap' }])
        if (!complaint) return refuse(422, faults)
        const { waitMs } = mayComplain(request.ip)
        if (waitMs > 0) {
          reply.header('retry-after', Math.ceil(waitMs / 1000))
          return refuse(429, [{ field: null, key: 'error.tooMany', facts: { minutes: minutes(waitMs) } }])
        }
        const receipt = await disclosure.complain(reading.programme.county.code, complaint)
        return reply.redirect(page.to('/complaints/receipt', { receipt }), 303)
      },
    )

    const Asked = z.object({ receipt: z.string().max(40).optional().catch(undefined) })
    const ask = async (request: FastifyRequest, reading: CountyReading, typed: string) => {
      const receipt = typed.trim().toUpperCase()
      const { waitMs } = mayAsk(request.ip)
      if (waitMs > 0)
        return {
          receipt,
          found: undefined,
          fault: fault('error.tooManyAsks', { minutes: minutes(waitMs) }),
          status: 429,
        }
      if (!RECEIPT.test(receipt)) return { receipt, found: undefined, fault: fault('error.receipt'), status: 422 }
      const found = await disclosure.findByReceipt(reading.programme.county.code, receipt)
      return { receipt, found, fault: found ? undefined : fault('ask.unknown'), status: found ? 200 : 404 }
    }

    app.get(
      '/counties/:code/complaints/receipt',
      { schema: { hide: true, params: Code, querystring: Asked }, config },
      async (request, reply) => {
        const { page, reading } = await open(request, request.params.code)
        const { status, ...asked } = await ask(request, reading, request.query.receipt ?? '')
        if (!asked.found) return send(reply, status, answerPage(page, reading, asked))
        return send(reply, 200, receiptPage(page, reading, asked.found))
      },
    )

    app.get(
      '/counties/:code/complaints/answer',
      { schema: { hide: true, params: Code, querystring: Asked }, config },
      async (request, reply) => {
        const { page, reading } = await open(request, request.params.code)
        const typed = request.query.receipt
        if (typed === undefined)
          return send(reply, 200, answerPage(page, reading, { receipt: '', found: undefined, fault: undefined }))
        const { status, ...asked } = await ask(request, reading, typed)
        return send(reply, status, answerPage(page, reading, asked))
      },
    )
  }

const fault = (key: Fault['key'], facts: Record<string, number> = {}): Fault => ({ field: 'body', key, facts })
