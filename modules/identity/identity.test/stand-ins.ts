import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { onTestFinished } from 'vitest'

type Answer = (
  request: IncomingMessage,
  url: URL,
  response: ServerResponse,
  body: URLSearchParams,
) => void | Promise<void>

/** A provider of its own on this machine: it speaks the protocol over the wire, only the person is chosen beforehand. */
async function serve(answer: Answer): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      void answer(request, url, response, new URLSearchParams(Buffer.concat(chunks).toString()))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())))
  server.unref()
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // a TCP server listens on a port
}

const json = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body))
const away = (response: ServerResponse, back: string, query: Record<string, string>) => {
  const url = new URL(back)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  response.writeHead(302, { location: url.href, connection: 'close' }).end()
}

type Lie = 'issuer' | 'audience' | 'nonce' | 'key' | 'expired' | 'none' | 'verifier' | undefined

/** OpenID Connect: discovery, authorization code with PKCE, client_secret_basic, RS256 and its JWKS. */
export async function oidcStandIn() {
  const client = { clientId: 'xiangji', clientSecret: 'a secret: with/signs' }
  const [own, foreign] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')]
  const grants = new Map<string, { nonce: string; challenge: string; redirectUri: string }>()
  let subject = 'nobody'
  let lie: Lie

  async function idToken(nonce: string): Promise<string> {
    const claims = { nonce: lie === 'nonce' ? 'another' : nonce }
    const audience = lie === 'audience' ? 'another' : client.clientId
    const from = lie === 'issuer' ? 'http://another.example' : issuer
    const until = lie === 'expired' ? '-10m' : '5m'
    if (lie === 'none')
      return new UnsecuredJWT(claims)
        .setSubject(subject)
        .setIssuer(from)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(until)
        .encode()
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setSubject(subject)
      .setIssuer(from)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(until)
      .sign(lie === 'key' ? foreign.privateKey : own.privateKey)
  }

  const authorize = (q: URLSearchParams, response: ServerResponse) => {
    const wanted = { response_type: 'code', code_challenge_method: 'S256', client_id: client.clientId }
    if (Object.entries(wanted).some(([name, value]) => q.get(name) !== value))
      return void json(response, { error: 'invalid_request' }, 400)
    const code = randomUUID()
    const redirectUri = q.get('redirect_uri') ?? ''
    grants.set(code, { nonce: q.get('nonce') ?? '', challenge: q.get('code_challenge') ?? '', redirectUri })
    away(response, redirectUri, { code, state: q.get('state') ?? '' })
  }

  async function token(request: IncomingMessage, body: URLSearchParams, response: ServerResponse) {
    const code = body.get('code') ?? ''
    const grant = grants.get(code)
    grants.delete(code)
    const basic = [client.clientId, client.clientSecret].map(encodeURIComponent).join(':')
    const isClient = request.headers.authorization === `Basic ${Buffer.from(basic).toString('base64')}`
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url')
    const isOwn = grant?.redirectUri === body.get('redirect_uri') && grant.challenge === challenge
    if (!isClient || !isOwn || lie === 'verifier') return void json(response, { error: 'invalid_grant' }, 400)
    json(response, { access_token: 'x', token_type: 'Bearer', id_token: await idToken(grant.nonce) })
  }

  const issuer: string = await serve(async (request, url, response, body) => {
    const pages: Record<string, () => unknown> = {
      '/.well-known/openid-configuration': () =>
        json(response, {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
          token_endpoint_auth_methods_supported: ['client_secret_basic'],
        }),
      '/keys': async () => {
        const key = await exportJWK(own.publicKey)
        json(response, { keys: [{ ...key, kid: 'one', alg: 'RS256', use: 'sig' }] })
      },
      '/authorize': () => authorize(url.searchParams, response),
      '/token': () => token(request, body, response),
    }
    await pages[url.pathname]?.()
  })
  return {
    settings: { issuer, ...client },
    signInAs: (name: string) => {
      subject = name
    },
    lie: (next: Lie) => {
      lie = next
    },
  }
}

/** WeChat: qrconnect, then the code buys openid and unionid; its errors come with status 200. */
export async function wechatStandIn() {
  const app = { appId: 'wx0123456789abcdef', appSecret: 'a-secret' }
  const codes = new Set<string>()
  let subject = 'nobody'
  const address = await serve((_request, url, response) => {
    const q = url.searchParams
    if (url.pathname === '/connect/qrconnect') {
      if (q.get('appid') !== app.appId || q.get('scope') !== 'snsapi_login') return void json(response, {}, 400)
      const code = randomUUID()
      codes.add(code)
      return away(response, q.get('redirect_uri') ?? '', { code, state: q.get('state') ?? '' })
    }
    if (q.get('secret') !== app.appSecret) return void json(response, { errcode: 40125, errmsg: 'invalid appsecret' })
    if (!codes.delete(q.get('code') ?? '')) return void json(response, { errcode: 40029, errmsg: 'invalid code' })
    json(response, { access_token: 'x', openid: `open-${subject}`, scope: 'snsapi_login', unionid: `union-${subject}` })
  })
  return {
    settings: { ...app, openUrl: address, apiUrl: address },
    signInAs: (name: string) => {
      subject = name
    },
  }
}
