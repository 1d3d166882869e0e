import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { languageOf } from '#platform/http'
import { Revealed, revealOf } from '#platform/reveal'
import { sendSheet } from '#platform/sheet-import'
import * as s from './schema.ts'
import type { DisclosureService } from './service/disclosure.ts'

const Done = z.object({ ok: z.literal(true) })
const DONE = { ok: true as const }
const Id = z.object({ id: z.uuid() })

export const disclosureRoutes =
  (disclosure: DisclosureService): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['disclosure']
    app.get(
      '/api/publications',
      { schema: { tags, response: { 200: z.array(s.Publication) } }, config: { can: 'disclosure.read' } },
      async ({ caller }) => disclosure.publications(caller),
    )
    app.post(
      '/api/publications',
      { schema: { tags, body: s.Publish, response: { 200: Done } }, config: { can: 'disclosure.publish' } },
      async ({ caller, body }) => {
        await disclosure.publish(caller, body)
        return DONE
      },
    )
    app.post(
      '/api/publications/:id/withdraw',
      {
        schema: {
          tags,
          params: Id,
          body: z.strictObject({ reason: z.string().trim().min(2).max(200) }),
          response: { 200: s.Publication },
        },
        config: { can: 'disclosure.publish' },
      },
      async ({ caller, params, body }) => disclosure.withdraw(caller, params.id, body.reason),
    )
    app.get(
      '/api/complaints',
      {
        schema: {
          tags,
          querystring: s.ComplaintFilter.extend({
            page: z.coerce.number().int().min(1).max(1000).default(1),
            pageSize: z.coerce.number().int().min(1).max(500).default(50),
          }),
          response: { 200: z.object({ rows: z.array(s.Complaint), total: z.int() }) },
        },
        config: { can: 'disclosure.read' },
      },
      async ({ caller, query: { page, pageSize, ...filter } }) =>
        disclosure.complaints(caller, { ...filter, limit: pageSize, offset: (page - 1) * pageSize }),
    )
    app.get(
      '/api/complaints.xlsx',
      {
        schema: {
          tags,
          querystring: s.ComplaintFilter,
          response: { 200: z.any().meta({ type: 'string', format: 'binary' }) },
        },
        config: { can: 'disclosure.read' },
      },
      async (request, reply) => {
        const { rows } = await disclosure.complaints(request.caller, { ...request.query, limit: 5000, offset: 0 })
        return sendSheet(reply, await disclosure.sheet(rows, languageOf(request)), 'complaints')
      },
    )
    // What came by telephone, letter or visit gets a receipt as what came over the public page.
    app.post(
      '/api/complaints',
      {
        schema: { tags, body: s.RecordComplaint, response: { 200: z.object({ receipt: z.string() }) } },
        config: { can: 'disclosure.answerComplaint' },
      },
      async ({ caller, body: { id, ...complaint } }) => ({
        receipt: await disclosure.complain(caller.county, complaint, { caller, id }),
      }),
    )
    app.post(
      '/api/complaints/:id/answer',
      {
        schema: { tags, params: Id, body: s.Answer, response: { 200: s.Complaint } },
        config: { can: 'disclosure.answerComplaint' },
      },
      async ({ caller, params, body }) => disclosure.answer(caller, params.id, body.answer),
    )
    app.post(
      '/api/complaints/:id/reveal',
      {
        schema: { tags, params: Id, body: revealOf('contact'), response: { 200: Revealed } },
        config: { can: 'disclosure.reveal' },
      },
      async ({ caller, params, body }) => disclosure.reveal(caller, params.id, body),
    )
  }
