import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { PUBLIC } from '#platform/authz'
import { XLSX } from '#platform/excel'
import { languageOf } from '#platform/http'
import * as s from './schema.ts'
import type { PrivacyService } from './service/index.ts'

const Done = z.object({ ok: z.literal(true) })
const DONE = { ok: true as const }
const Id = z.object({ id: z.uuid() })
const Paged = z.object({
  page: z.coerce.number().int().min(1).max(1000).default(1),
  pageSize: z.coerce.number().int().min(1).max(500).default(50),
})
const Binary = z.any().meta({ type: 'string', format: 'binary' })
const pageOf = ({ page, pageSize }: z.infer<typeof Paged>) => ({ limit: pageSize, offset: (page - 1) * pageSize })

export const privacyRoutes =
  (privacy: PrivacyService): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['privacy']
    const read = { can: 'privacy.read' }
    const manage = { can: 'privacy.manage' }
    app.get(
      '/api/privacy/register',
      { schema: { tags, response: { 200: z.array(s.RegisterEntry) } }, config: { can: PUBLIC } },
      async () => privacy.register(),
    )
    app.get(
      '/api/privacy/retention',
      { schema: { tags, response: { 200: z.array(s.RetentionOutlook) } }, config: read },
      async ({ caller }) => privacy.retention(caller),
    )
    app.get(
      '/api/privacy/requests',
      {
        schema: {
          tags,
          querystring: Paged.extend({ state: s.RequestState.optional() }),
          response: { 200: z.object({ rows: z.array(s.PersonRequest), total: z.int() }) },
        },
        config: read,
      },
      async ({ caller, query: { state, ...page } }) => privacy.requests(caller, { ...pageOf(page), state }),
    )
    app.post(
      '/api/privacy/requests',
      { schema: { tags, body: s.Ask, response: { 200: Done } }, config: manage },
      async ({ caller, body }) => {
        await privacy.ask(caller, body)
        return DONE
      },
    )
    app.post(
      '/api/privacy/requests/:id/check',
      { schema: { tags, params: Id, body: s.Check, response: { 200: s.PersonRequest } }, config: manage },
      async ({ caller, params, body }) => privacy.check(caller, params.id, body.how),
    )
    app.get(
      '/api/privacy/requests/:id/found',
      { schema: { tags, params: Id, response: { 200: z.array(s.FoundThing) } }, config: manage },
      async ({ caller, params }) => privacy.found(caller, params.id),
    )
    app.post(
      '/api/privacy/requests/:id/export',
      {
        schema: {
          tags,
          params: Id,
          body: z.strictObject({ format: z.enum(['xlsx', 'json']) }),
          response: { 200: Binary },
        },
        config: manage,
      },
      async (request, reply) => {
        const { format } = request.body
        const options = { format, language: languageOf(request) }
        const bytes = await privacy.export(request.caller, request.params.id, options)
        return reply
          .type(format === 'json' ? 'application/json' : XLSX)
          .header('content-disposition', `attachment; filename="person.${format}"`)
          .serializer((b) => b as unknown as string) // a Buffer goes out as it is
          .send(bytes)
      },
    )
    app.post(
      '/api/privacy/requests/:id/erase',
      { schema: { tags, params: Id, response: { 200: s.ErasedThings } }, config: manage },
      async ({ caller, params }) => privacy.erase(caller, params.id),
    )
    app.post(
      '/api/privacy/requests/:id/close',
      { schema: { tags, params: Id, body: s.Close, response: { 200: s.PersonRequest } }, config: manage },
      async ({ caller, params, body }) => privacy.close(caller, params.id, body),
    )
    app.get(
      '/api/privacy/consents',
      {
        schema: {
          tags,
          querystring: Paged.extend({ phone: z.string().max(30).optional() }),
          response: { 200: z.object({ rows: z.array(s.Consent), total: z.int() }) },
        },
        config: read,
      },
      async ({ caller, query: { phone, ...page } }) => privacy.consents(caller, { ...pageOf(page), phone }),
    )
    app.post(
      '/api/privacy/consents',
      { schema: { tags, body: s.GiveConsent, response: { 200: Done } }, config: manage },
      async ({ caller, body }) => {
        await privacy.giveConsent(caller, body)
        return DONE
      },
    )
    app.post(
      '/api/privacy/consents/:id/withdraw',
      {
        schema: { tags, params: Id, body: z.strictObject({ on: z.iso.date() }), response: { 200: s.Consent } },
        config: manage,
      },
      async ({ caller, params, body }) => privacy.withdrawConsent(caller, params.id, body.on),
    )
  }
