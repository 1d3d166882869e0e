import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { PUBLIC, SIGNED_IN } from '#platform/authz'
import { type Column, writeSheet, XLSX } from '#platform/excel'
import { languageOf } from '#platform/http'
import {
  Account,
  AccountFilter,
  AccountId,
  AccountPage,
  AccountQuery,
  ChangePassword,
  CreateAccount,
  CreatedAccount,
  Me,
  OneTimePassword,
  Session,
  Setup,
  SetupLink,
  SignIn,
  UpdateAccount,
} from './schema.ts'
import type { IdentityService } from './service/index.ts'

const tags = ['identity']
const OfAccount = z.object({ id: AccountId })
const OfSession = z.object({ id: z.uuid() })
const Sheet = z.any().meta({ type: 'string', format: 'binary' })
const OfLink = z.object({ token: z.string().regex(/^[\w-]{16,100}$/) })

const isHttps = ({ protocol, headers }: FastifyRequest): boolean =>
  protocol === 'https' || headers['x-forwarded-proto']?.toString().split(',')[0]?.trim() === 'https'

/** A cookie that came by https never goes back by http. */
function setCookies(request: FastifyRequest, reply: FastifyReply, cookies: readonly string[]): void {
  for (const cookie of cookies) reply.header('set-cookie', isHttps(request) ? `${cookie}; Secure` : cookie)
}

const COLUMNS: readonly Column<Account>[] = [
  { zh: '用户名', en: 'User name', value: ({ username }) => username },
  { zh: '姓名', en: 'Name', value: ({ name }) => name },
  { zh: '角色', en: 'Roles', width: 30, value: ({ roles }) => roles.join(', ') },
  { zh: '区划代码', en: 'Division code', value: ({ place }) => place },
  { zh: '站点', en: 'Station', width: 38, value: ({ station }) => station },
  { zh: '电话', en: 'Phone', value: ({ phone }) => phone },
  { zh: '有效期至', en: 'Valid until', value: ({ validUntil }) => validUntil },
  { zh: '状态', en: 'State', value: ({ state }) => state },
  { zh: '创建时间', en: 'Created', width: 24, value: ({ createdAt }) => createdAt },
]

export const identityRoutes =
  (identity: IdentityService): FastifyPluginAsyncZod =>
  async (app) => {
    // Who somebody is, and a password shown once, stay in no cache.
    app.addHook('onRequest', async (_, reply) => void reply.header('cache-control', 'no-store'))
    await app.register(sessionRoutes(identity))
    await app.register(setupRoutes(identity))
    await app.register(accountRoutes(identity))
  }

const sessionRoutes =
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
    app.get(
      '/api/session',
      { schema: { tags, response: { 200: Me } }, config: { can: SIGNED_IN } },
      async (request, reply) => {
        const signed = await identity.me(request, request.caller)
        setCookies(request, reply, signed.setCookies)
        return signed.me
      },
    )
    app.delete(
      '/api/session',
      { schema: { tags, response: { 204: z.null() } }, config: { can: SIGNED_IN } },
      async (request, reply) => {
        const signed = await identity.signOut(request, request.caller)
        setCookies(request, reply, signed.setCookies)
        return reply.code(204).send(null)
      },
    )
    app.post(
      '/api/password',
      { schema: { tags, body: ChangePassword, response: { 204: z.null() } }, config: { can: SIGNED_IN } },
      async (request, reply) => {
        await identity.changePassword(request, request.caller, request.body)
        return reply.code(204).send(null)
      },
    )
    app.get(
      '/api/sessions',
      { schema: { tags, response: { 200: z.array(Session) } }, config: { can: SIGNED_IN } },
      async (request) => identity.sessions(request, request.caller),
    )
    app.delete(
      '/api/sessions',
      { schema: { tags, response: { 200: z.object({ ended: z.number().int() }) } }, config: { can: SIGNED_IN } },
      async (request) => identity.signOutEverywhere(request.caller, request),
    )
    app.delete(
      '/api/sessions/:id',
      { schema: { tags, params: OfSession, response: { 204: z.null() } }, config: { can: SIGNED_IN } },
      async ({ caller, params }, reply) => {
        await identity.endSession(caller, params.id)
        return reply.code(204).send(null)
      },
    )
  }

const setupRoutes =
  (identity: IdentityService): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/setup/:token',
      { schema: { tags, params: OfLink, response: { 200: SetupLink } }, config: { can: PUBLIC } },
      async ({ params }) => identity.findSetupLink(params.token),
    )
    app.post(
      '/api/setup/:token',
      {
        schema: { tags, params: OfLink, body: Setup, response: { 201: z.object({ account: AccountId }) } },
        config: { can: PUBLIC },
      },
      async ({ params, body }, reply) => reply.code(201).send(await identity.setup(params.token, body)),
    )
  }

const accountRoutes =
  (identity: IdentityService): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/accounts',
      { schema: { tags, querystring: AccountQuery, response: { 200: AccountPage } }, config: { can: 'identity.read' } },
      async ({ caller, query }) => identity.listAccounts(caller, query),
    )
    app.get(
      '/api/accounts.xlsx',
      { schema: { tags, querystring: AccountFilter, response: { 200: Sheet } }, config: { can: 'identity.read' } },
      async (request, reply) => {
        const accounts = await identity.allAccounts(request.caller, request.query)
        return reply
          .type(XLSX)
          .header('content-disposition', 'attachment; filename="accounts.xlsx"')
          .send(await writeSheet(COLUMNS, accounts, languageOf(request)))
      },
    )
    app.post(
      '/api/accounts',
      { schema: { tags, body: CreateAccount, response: { 201: CreatedAccount } }, config: { can: 'identity.manage' } },
      async ({ caller, body }, reply) => reply.code(201).send(await identity.createAccount(caller, body)),
    )
    app.patch(
      '/api/accounts/:id',
      {
        schema: { tags, params: OfAccount, body: UpdateAccount, response: { 200: Account } },
        config: { can: 'identity.update' },
      },
      async ({ caller, params, body }) => identity.updateAccount(caller, params.id, body),
    )
    app.post(
      '/api/accounts/:id/disable',
      { schema: { tags, params: OfAccount, response: { 200: Account } }, config: { can: 'identity.disable' } },
      async ({ caller, params }) => identity.disable(caller, params.id),
    )
    app.post(
      '/api/accounts/:id/enable',
      { schema: { tags, params: OfAccount, response: { 200: Account } }, config: { can: 'identity.disable' } },
      async ({ caller, params }) => identity.enable(caller, params.id),
    )
    app.post(
      '/api/accounts/:id/reset-password',
      {
        schema: { tags, params: OfAccount, response: { 200: OneTimePassword } },
        config: { can: 'identity.resetPassword' },
      },
      async ({ caller, params }) => identity.resetPassword(caller, params.id),
    )
  }
