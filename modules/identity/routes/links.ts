import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { PUBLIC } from '#platform/authz'
import { AcceptInvitation, AccountId, Invitation, Setup, SetupLink } from '../schema.ts'
import type { IdentityService } from '../service/index.ts'

const tags = ['identity']
const OfLink = z.object({ token: z.string().regex(/^[\w-]{16,100}$/) })
const Made = z.object({ account: AccountId })

/** Links that somebody follows before he has a password. */
export const linkRoutes =
  (identity: IdentityService): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/setup/:token',
      { schema: { tags, params: OfLink, response: { 200: SetupLink } }, config: { can: PUBLIC } },
      async ({ params }) => identity.findSetupLink(params.token),
    )
    app.post(
      '/api/setup/:token',
      { schema: { tags, params: OfLink, body: Setup, response: { 201: Made } }, config: { can: PUBLIC } },
      async ({ params, body }, reply) => reply.code(201).send(await identity.setup(params.token, body)),
    )
    app.get(
      '/api/invitations/:token',
      { schema: { tags, params: OfLink, response: { 200: Invitation } }, config: { can: PUBLIC } },
      async ({ params }) => identity.findInvitation(params.token),
    )
    app.post(
      '/api/invitations/:token',
      { schema: { tags, params: OfLink, body: AcceptInvitation, response: { 200: Made } }, config: { can: PUBLIC } },
      async ({ params, body }) => identity.acceptInvitation(params.token, body),
    )
  }
