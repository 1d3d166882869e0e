import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { PUBLIC, SIGNED_IN } from '#platform/authz'
import {
  ChangePassword,
  Device,
  Enrolment,
  Me,
  RecoveryCodes,
  SecondFactor,
  Session,
  SignIn,
  WithCode,
} from '../schema.ts'
import type { IdentityService } from '../service/index.ts'
import { setCookies } from './cookies.ts'

const tags = ['identity']
const OfId = z.object({ id: z.uuid() })
const signedIn = { can: SIGNED_IN }

export const sessionRoutes =
  (identity: IdentityService): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      '/api/session',
      { schema: { tags, body: SignIn, response: { 200: Me } }, config: { can: PUBLIC } },
      async (request, reply) => {
        const signed = await identity.signIn(request, request.body)
        setCookies(request, reply, signed.setCookies)
        return signed.me
      },
    )
    app.get('/api/session', { schema: { tags, response: { 200: Me } }, config: signedIn }, async (request) =>
      identity.me(request),
    )
    app.delete(
      '/api/session',
      { schema: { tags, response: { 204: z.null() } }, config: signedIn },
      async (request, reply) => {
        const signed = await identity.signOut(request, request.caller)
        setCookies(request, reply, signed.setCookies)
        return reply.code(204).send(null)
      },
    )
    app.post(
      '/api/password',
      { schema: { tags, body: ChangePassword, response: { 204: z.null() } }, config: signedIn },
      async (request, reply) => {
        await identity.changePassword(request, request.caller, request.body)
        return reply.code(204).send(null)
      },
    )
    app.get(
      '/api/sessions',
      { schema: { tags, response: { 200: z.array(Session) } }, config: signedIn },
      async (request) => identity.sessions(request, request.caller),
    )
    app.delete(
      '/api/sessions',
      { schema: { tags, response: { 200: z.object({ ended: z.number().int() }) } }, config: signedIn },
      async (request) => identity.signOutEverywhere(request.caller, request),
    )
    app.delete(
      '/api/sessions/:id',
      { schema: { tags, params: OfId, response: { 204: z.null() } }, config: signedIn },
      async ({ caller, params }, reply) => {
        await identity.endSession(caller, params.id)
        return reply.code(204).send(null)
      },
    )
    app.get(
      '/api/devices',
      { schema: { tags, response: { 200: z.array(Device) } }, config: signedIn },
      async (request) => identity.ownDevices(request.caller, await identity.currentDevice(request)),
    )
    app.delete(
      '/api/devices/:id',
      { schema: { tags, params: OfId, response: { 204: z.null() } }, config: signedIn },
      async ({ caller, params }, reply) => {
        await identity.revokeOwnDevice(caller, params.id)
        return reply.code(204).send(null)
      },
    )
    await app.register(secondFactorRoutes(identity))
  }

const secondFactorRoutes =
  (identity: IdentityService): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/second-factor',
      { schema: { tags, response: { 200: SecondFactor } }, config: signedIn },
      async ({ caller }) => identity.secondFactor(caller),
    )
    app.post(
      '/api/second-factor',
      { schema: { tags, response: { 200: Enrolment } }, config: signedIn },
      async ({ caller }) => identity.beginSecondFactor(caller),
    )
    app.post(
      '/api/second-factor/confirm',
      { schema: { tags, body: WithCode, response: { 200: RecoveryCodes } }, config: signedIn },
      async (request) => {
        const session = await identity.currentSession(request)
        return identity.confirmSecondFactor(request.caller, { ...request.body, ip: request.ip, session })
      },
    )
    app.post(
      '/api/second-factor/recovery-codes',
      { schema: { tags, body: WithCode, response: { 200: RecoveryCodes } }, config: signedIn },
      async ({ caller, body, ip }) => identity.renewRecoveryCodes(caller, { ...body, ip }),
    )
    app.post(
      '/api/second-factor/remove',
      { schema: { tags, body: WithCode, response: { 204: z.null() } }, config: signedIn },
      async ({ caller, body, ip }, reply) => {
        await identity.removeSecondFactor(caller, { ...body, ip })
        return reply.code(204).send(null)
      },
    )
  }
