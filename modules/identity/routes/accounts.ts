import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { SIGNED_IN } from '#platform/authz'
import { DomainError } from '#platform/errors'
import { type Column, writeSheet, XLSX } from '#platform/excel'
import { languageOf } from '#platform/http'
import { Revealed, revealOf } from '#platform/reveal'
import {
  Account,
  AccountFilter,
  AccountId,
  AccountImport,
  AccountPage,
  AccountQuery,
  CreateAccount,
  CreatedAccount,
  CredentialRequest,
  Device,
  InvitationLink,
  Keeper,
  Roles,
  UpdateAccount,
  WitnessCode,
} from '../schema.ts'
import type { IdentityService } from '../service/index.ts'

const tags = ['identity']
const OfAccount = z.object({ id: AccountId })
const OfId = z.object({ id: z.uuid() })
const OfDevice = z.object({ id: AccountId, device: z.uuid() })
const Sheet = z.any().meta({ type: 'string', format: 'binary' })
const Mode = z.object({ mode: z.enum(['check', 'commit', 'rejects']).default('check') })
const Search = z.object({ search: z.string().max(60).default('') })

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

const sendSheet = (reply: FastifyReply, name: string, bytes: Buffer) =>
  reply
    .type(XLSX)
    .header('content-disposition', `attachment; filename="${name}.xlsx"`)
    .serializer((b) => b as unknown as string)
    .send(bytes) // a Buffer goes out as it is

async function uploaded(request: FastifyRequest): Promise<Buffer> {
  const part = request.isMultipart() ? await request.file() : undefined
  if (!part) throw new DomainError('file.missing', {}, 400)
  return part.toBuffer()
}

export const accountRoutes =
  (identity: IdentityService): FastifyPluginAsyncZod =>
  async (app) => {
    app.get('/api/roles', { schema: { tags, response: { 200: Roles } }, config: { can: SIGNED_IN } }, async () =>
      identity.roles(),
    )
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
        return sendSheet(reply, 'accounts', await writeSheet(COLUMNS, accounts, languageOf(request)))
      },
    )
    app.get(
      '/api/accounts/keepers',
      {
        schema: { tags, querystring: Search, response: { 200: z.array(Keeper) } },
        config: { can: 'identity.pickKeeper' },
      },
      async ({ caller, query }) => identity.keepers(caller, query.search),
    )
    app.get(
      '/api/accounts/template.xlsx',
      { schema: { tags, response: { 200: Sheet } }, config: { can: 'identity.manage' } },
      async (request, reply) =>
        sendSheet(reply, 'accounts-template', await identity.accountTemplate(languageOf(request))),
    )
    app.post(
      '/api/accounts/import',
      {
        schema: { tags, consumes: ['multipart/form-data'], querystring: Mode, response: { 200: AccountImport } },
        config: { can: 'identity.manage' },
      },
      async (request, reply) => {
        const done = await identity.importAccounts(request.caller, await uploaded(request), request.query.mode)
        return Buffer.isBuffer(done) ? sendSheet(reply, 'rejects', done) : reply.send(done)
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
      '/api/accounts/:id/reveal',
      {
        schema: { tags, params: OfAccount, body: revealOf('phone'), response: { 200: Revealed } },
        config: { can: 'identity.reveal' },
      },
      async ({ caller, params, body }) => identity.reveal(caller, params.id, body),
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
    await app.register(wayInRoutes(identity))
  }

/** How somebody gets a new way in, and how a lost telephone is shut out. */
const wayInRoutes =
  (identity: IdentityService): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      '/api/accounts/:id/invite',
      { schema: { tags, params: OfAccount, response: { 200: InvitationLink } }, config: { can: 'identity.manage' } },
      async ({ caller, params }) => identity.inviteAgain(caller, params.id),
    )
    app.post(
      '/api/accounts/:id/reset-password',
      {
        schema: { tags, params: OfAccount, response: { 200: InvitationLink } },
        config: { can: 'identity.resetPassword' },
      },
      async ({ caller, params }) => identity.resetPassword(caller, params.id),
    )
    app.post(
      '/api/accounts/:id/credential',
      {
        schema: { tags, params: OfAccount, response: { 200: InvitationLink } },
        config: { can: 'identity.askCredential' },
      },
      async ({ caller, params }) => identity.askCredential(caller, params.id),
    )
    app.get(
      '/api/credential-requests',
      { schema: { tags, response: { 200: z.array(CredentialRequest) } }, config: { can: 'identity.witness' } },
      async ({ caller }) => identity.credentialRequests(caller),
    )
    app.post(
      '/api/credential-requests/:id/confirm',
      { schema: { tags, params: OfId, response: { 200: WitnessCode } }, config: { can: 'identity.witness' } },
      async ({ caller, params }) => identity.confirmCredential(caller, params.id),
    )
    app.get(
      '/api/accounts/:id/devices',
      {
        schema: { tags, params: OfAccount, response: { 200: z.array(Device) } },
        config: { can: 'identity.revokeDevice' },
      },
      async ({ caller, params }) => identity.devicesOf(caller, params.id),
    )
    app.post(
      '/api/accounts/:id/devices/:device/revoke',
      {
        schema: { tags, params: OfDevice, response: { 204: z.null() } },
        config: { can: 'identity.revokeDevice' },
      },
      async ({ caller, params }, reply) => {
        await identity.revokeDevice(caller, params.id, params.device)
        return reply.code(204).send(null)
      },
    )
  }
