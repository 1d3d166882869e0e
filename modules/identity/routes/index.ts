import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { IdentityService } from '../service/index.ts'
import { accountRoutes } from './accounts.ts'
import { externalRoutes } from './external.ts'
import { keyRoutes } from './keys.ts'
import { linkRoutes } from './links.ts'
import { sessionRoutes } from './sessions.ts'

export const identityRoutes =
  (identity: IdentityService): FastifyPluginAsyncZod =>
  async (app) => {
    // Who somebody is, and a link shown once, stay in no cache.
    app.addHook('onRequest', async (_, reply) => void reply.header('cache-control', 'no-store'))
    for (const routes of [sessionRoutes, linkRoutes, accountRoutes, keyRoutes, externalRoutes])
      await app.register(routes(identity))
  }
