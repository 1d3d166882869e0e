import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Caller } from '#platform/authz'
import { type Db, inTransaction } from '#platform/db'
import { DomainError, notFound } from '#platform/errors'
import { type ExternalLink, type ExternalProvider, Provider } from '../../schema.ts'
import * as accounts from '../../store/accounts.ts'
import * as store from '../../store/outside.ts'
import type { Attempts } from '../attempts.ts'
import { type Journal, reachOf, visitorOf } from '../journal.ts'
import { newToken, type Sealer } from '../secret.ts'
import type { Asking, Sessions, SignedInNow } from '../sessions.ts'
import { cookieOf, type SignedInPeople } from '../signed-in.ts'
import { createOidc } from './oidc.ts'
import type { ExternalSettings, Port } from './settings.ts'
import { createWechat } from './wechat.ts'

type Needs = {
  db: Db<'identity'>
  now: () => Date
  journal: Journal
  people: SignedInPeople
  attempts: Attempts
  sessions: Sessions
  sealer: Sealer
  settings: ExternalSettings
}

const FLOW_COOKIE = 'xiangji.external'
const PENDING_COOKIE = 'xiangji.pending'
const FLOW_S = 600
const PENDING_S = 300

const FlowState = z.object({
  provider: Provider,
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** Of whoever links; null: a sign-in. */
  session: z.string().nullable(),
  until: z.number(),
})
type FlowState = z.infer<typeof FlowState>
const PendingState = z.object({ account: z.string(), provider: Provider, until: z.number() })

/** The only places that a way back leads to: what a request says never chooses one. */
const RETURNS = {
  in: '/console/',
  code: '/console/sign-in?external=code',
  unknown: '/console/sign-in?external=unknown',
  ended: '/console/sign-in?external=ended',
  failed: '/console/sign-in?external=failed',
  linked: '/console/profile?external=linked',
  taken: '/console/profile?external=taken',
  notLinked: '/console/profile?external=failed',
} as const
type Return = { to: (typeof RETURNS)[keyof typeof RETURNS]; setCookies: string[] }

const same = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

const cookie = (name: string, value: string, lifeS: number) =>
  `${name}=${value}; Max-Age=${lifeS}; Path=/api/external; HttpOnly; SameSite=Lax`

function parsed<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  if (text === undefined) return undefined
  const found = schema.safeParse(JSON.parse(text))
  return found.success ? found.data : undefined
}

/** Sign-in by WeChat or the office's own sign-in: it opens accounts that were linked before, and never makes one. */
export function createExternals({ db, now, journal, people, attempts, sessions, sealer, settings }: Needs) {
  const { publicUrl, oidc, wechat } = settings
  const ports = new Map<Provider, Port & ExternalProvider>()
  if (publicUrl && oidc)
    ports.set('oidc', { ...createOidc(oidc), provider: 'oidc', name: oidc.name, isStandIn: oidc.isStandIn ?? false })
  if (publicUrl && wechat)
    ports.set('wechat', {
      ...createWechat(wechat),
      provider: 'wechat',
      name: wechat.name,
      isStandIn: wechat.isStandIn ?? false,
    })

  const portOf = (provider: Provider): Port => {
    const port = ports.get(provider)
    if (!port) throw notFound('identityProvider', provider)
    return port
  }
  const redirectUri = (provider: Provider) =>
    new URL(`/api/external/${provider}/callback`, publicUrl ?? 'http://127.0.0.1').href

  async function begin(provider: Provider, session: string | null): Promise<{ url: string; setCookies: string[] }> {
    const port = portOf(provider)
    const flow: FlowState = {
      provider,
      state: newToken(),
      nonce: newToken(),
      verifier: newToken(),
      session,
      until: now().getTime() + FLOW_S * 1000,
    }
    const challenge = createHash('sha256').update(flow.verifier).digest('base64url')
    const url = await port.authorizeUrl({ ...flow, challenge, redirectUri: redirectUri(provider) }).catch(() => {
      throw new DomainError('identity.providerUnreachable', { provider }, 503)
    })
    return { url, setCookies: [cookie(FLOW_COOKIE, sealer.seal(JSON.stringify(flow)), FLOW_S)] }
  }

  /** The sign-in that this very browser began, if what came back belongs to it. */
  function flowOf(request: Asking, provider: Provider, state: string): FlowState | undefined {
    const flow = parsed(FlowState, sealer.open(cookieOf(request, FLOW_COOKIE) ?? ''))
    if (!flow || flow.provider !== provider || flow.until < now().getTime() || !same(flow.state, state))
      return undefined
    return flow
  }

  async function link(request: Asking, flow: FlowState, subject: string): Promise<keyof typeof RETURNS> {
    const found = await people.find(request)
    if (!found || found.session.id !== flow.session) return 'notLinked'
    const { caller } = found
    const { provider } = flow
    const present = await store.findExternal(db, provider, subject)
    if (present) return present.account === caller.account ? 'linked' : 'taken'
    await inTransaction(db, reachOf(caller), async (tx) => {
      const profile = await accounts.load(tx, caller.county, caller.account)
      await store.putExternal(tx, { county: caller.county, account: caller.account, provider, subject, at: now() })
      await journal(tx, caller, profile, { kind: 'identity.externalLinked', data: { provider } })
    })
    return 'linked'
  }

  async function signIn(request: Asking, provider: Provider, subject: string): Promise<Return> {
    const found = await store.findExternal(db, provider, subject)
    const profile = found && (await accounts.findAnywhere(db, found.account))
    if (!profile) return { to: RETURNS.unknown, setCookies: [] }
    request.visitor = visitorOf(profile)
    try {
      await sessions.refuseEnded(profile)
    } catch (error) {
      if (error instanceof DomainError) return { to: RETURNS.ended, setCookies: [] }
      throw error
    }
    const { hasSecondFactor } = await people.standingOf(profile)
    if (hasSecondFactor) {
      const pending = { account: profile.id, provider, until: now().getTime() + PENDING_S * 1000 }
      return {
        to: RETURNS.code,
        setCookies: [cookie(PENDING_COOKIE, sealer.seal(JSON.stringify(pending)), PENDING_S)],
      }
    }
    const { setCookies } = await sessions.begin(request, profile, { by: provider })
    return { to: RETURNS.in, setCookies }
  }

  return {
    externalProviders: (): ExternalProvider[] =>
      [...ports.values()].map(({ provider, name, isStandIn }) => ({ provider, name, isStandIn })),

    beginExternal: (provider: Provider) => begin(provider, null),

    async beginLink(request: Asking, provider: Provider) {
      const found = await people.find(request)
      if (!found) throw new DomainError('http.notSignedIn', {}, 401)
      return begin(provider, found.session.id)
    },

    /** The browser comes back from the provider. Whatever went wrong, it ends on a page of ours. */
    async endExternal(
      request: Asking,
      { provider, code, state }: { provider: Provider; code: string; state: string },
    ): Promise<Return> {
      const port = portOf(provider)
      const flow = flowOf(request, provider, state)
      const over = cookie(FLOW_COOKIE, '', 0)
      if (!flow) return { to: RETURNS.failed, setCookies: [over] }
      const subject = await port.subjectOf(code, { ...flow, redirectUri: redirectUri(provider) }).catch(() => undefined)
      if (subject === undefined) {
        const to = flow.session === null ? RETURNS.failed : RETURNS.notLinked
        return { to, setCookies: [over] }
      }
      if (flow.session !== null) return { to: RETURNS[await link(request, flow, subject)], setCookies: [over] }
      const { to, setCookies } = await signIn(request, provider, subject)
      return { to, setCookies: [over, ...setCookies] }
    },

    /** The second factor of whoever came from a provider: until it is shown there is no session. */
    async proveExternal(request: Asking, code: string): Promise<SignedInNow> {
      const pending = parsed(PendingState, sealer.open(cookieOf(request, PENDING_COOKIE) ?? ''))
      const profile =
        pending && pending.until >= now().getTime() ? await accounts.findAnywhere(db, pending.account) : undefined
      if (!pending || !profile) throw new DomainError('identity.signInAgain', {}, 401)
      request.visitor = visitorOf(profile)
      const isLast = await attempts.begin(profile.username, request.ip)
      await sessions.proveSecond(profile, { code, ip: request.ip, isLast })
      await attempts.succeed(profile.username, request.ip)
      await sessions.refuseEnded(profile)
      const { me, setCookies } = await sessions.begin(request, profile, { by: pending.provider })
      return { me, setCookies: [...setCookies, cookie(PENDING_COOKIE, '', 0)] }
    },

    async externalLinks(caller: Caller): Promise<ExternalLink[]> {
      const rows = await inTransaction(db, reachOf(caller), (tx) =>
        store.externalsOf(tx, caller.county, caller.account),
      )
      return rows.map(({ provider, linkedAt }) => ({ provider, linkedAt: linkedAt.toISOString() }))
    },

    async unlink(caller: Caller, provider: Provider): Promise<void> {
      await inTransaction(db, reachOf(caller), async (tx) => {
        const profile = await accounts.load(tx, caller.county, caller.account)
        const dropped = await store.dropExternals(tx, {
          county: caller.county,
          account: caller.account,
          only: provider,
        })
        if (dropped === 0) throw notFound('externalLink', provider)
        await journal(tx, caller, profile, { kind: 'identity.externalUnlinked', data: { provider } })
      })
    },
  }
}
