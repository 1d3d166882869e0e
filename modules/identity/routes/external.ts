import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { PUBLIC, SIGNED_IN } from '#platform/authz'
import { ExternalLink, ExternalProvider, Me, Provider, WithCode } from '../schema.ts'
import type { IdentityService } from '../service/index.ts'
import { setCookies } from './cookies.ts'

const tags = ['identity']
const OfProvider = z.object({ provider: Provider })
const Word = z.string().max(2000).default('')
const Begun = z.object({ url: z.string() })

/** Sign-in by WeChat or by the office's own sign-in (OpenID Connect). */
export const externalRoutes =
  (identity: IdentityService): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/external',
      { schema: { tags, response: { 200: z.array(ExternalProvider) } }, config: { can: PUBLIC } },
      async () => identity.externalProviders(),
    )
    app.post(
      '/api/external/:provider',
      { schema: { tags, params: OfProvider, response: { 200: Begun } }, config: { can: PUBLIC } },
      async (request, reply) => {
        const begun = await identity.beginExternal(request.params.provider)
        setCookies(request, reply, begun.setCookies)
        return { url: begun.url }
      },
    )
    app.get(
      '/api/external/:provider/callback',
      {
        schema: {
          tags,
          params: OfProvider,
          querystring: z.object({ code: Word, state: Word }),
          response: { 302: z.null() },
        },
        config: { can: PUBLIC },
      },
      async (request, reply) => {
        const { to, setCookies: cookies } = await identity.endExternal(request, { ...request.params, ...request.query })
        setCookies(request, reply, cookies)
        return reply.redirect(to)
      },
    )
    app.post(
      '/api/external/code',
      { schema: { tags, body: WithCode, response: { 200: Me } }, config: { can: PUBLIC } },
      async (request, reply) => {
        const signed = await identity.proveExternal(request, request.body.code)
        setCookies(request, reply, signed.setCookies)
        return signed.me
      },
    )
    app.get(
      '/api/external/links',
      { schema: { tags, response: { 200: z.array(ExternalLink) } }, config: { can: SIGNED_IN } },
      async ({ caller }) => identity.externalLinks(caller),
    )
    app.post(
      '/api/external/links/:provider',
      { schema: { tags, params: OfProvider, response: { 200: Begun } }, config: { can: SIGNED_IN } },
      async (request, reply) => {
        const begun = await identity.beginLink(request, request.params.provider)
        setCookies(request, reply, begun.setCookies)
        return { url: begun.url }
      },
    )
    app.delete(
      '/api/external/links/:provider',
      { schema: { tags, params: OfProvider, response: { 204: z.null() } }, config: { can: SIGNED_IN } },
      async ({ caller, params }, reply) => {
        await identity.unlink(caller, params.provider)
        return reply.code(204).send(null)
      },
    )
  }
