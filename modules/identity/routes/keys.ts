import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { SIGNED_IN } from '#platform/authz'
import { ApiKey, CreateApiKey, CreatedApiKey, Policy } from '../schema.ts'
import type { IdentityService } from '../service/index.ts'

const tags = ['identity']

/** Keys of other systems, and what a county sets for its accounts. */
export const keyRoutes =
  (identity: IdentityService): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/keys',
      { schema: { tags, response: { 200: z.array(ApiKey) } }, config: { can: 'identity.keepKeys' } },
      async ({ caller }) => identity.listKeys(caller),
    )
    app.post(
      '/api/keys',
      { schema: { tags, body: CreateApiKey, response: { 201: CreatedApiKey } }, config: { can: 'identity.keepKeys' } },
      async ({ caller, body }, reply) => reply.code(201).send(await identity.createKey(caller, body)),
    )
    app.post(
      '/api/keys/:id/revoke',
      {
        schema: { tags, params: z.object({ id: z.uuid() }), response: { 204: z.null() } },
        config: { can: 'identity.keepKeys' },
      },
      async ({ caller, params }, reply) => {
        await identity.revokeKey(caller, params.id)
        return reply.code(204).send(null)
      },
    )
    app.get(
      '/api/identity-policy',
      { schema: { tags, response: { 200: Policy } }, config: { can: SIGNED_IN } },
      async ({ caller }) => identity.policy(caller),
    )
    app.put(
      '/api/identity-policy',
      { schema: { tags, body: Policy, response: { 200: Policy } }, config: { can: 'identity.setPolicy' } },
      async ({ caller, body }) => identity.setPolicy(caller, body),
    )
  }
