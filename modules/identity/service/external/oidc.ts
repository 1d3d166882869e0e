import { createRemoteJWKSet, jwtVerify } from 'jose'
import { z } from 'zod'
import { IN_TIME_MS, type OidcSettings, type Port } from './settings.ts'

const Discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
})
const Tokens = z.object({ id_token: z.string() })

/** Signatures with a public key only: `none` and shared secrets are refused. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'RS384', 'ES384', 'EdDSA']

const form = encodeURIComponent

/** OpenID Connect Core 1.0, authorization code flow with PKCE (RFC 7636). */
export function createOidc({ issuer, clientId, clientSecret }: OidcSettings): Port {
  const read = async () => {
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    const answer = await fetch(url, { signal: AbortSignal.timeout(IN_TIME_MS), redirect: 'error' })
    const found = Discovery.parse(await answer.json())
    if (found.issuer !== issuer) throw new Error(`the discovery document names another issuer: ${found.issuer}`)
    return { ...found, keys: createRemoteJWKSet(new URL(found.jwks_uri), { timeoutDuration: IN_TIME_MS }) }
  }
  let known: ReturnType<typeof read> | undefined
  /** Asked once; a failure is asked again. */
  const discovery = async () => {
    known ??= read()
    try {
      return await known
    } catch (error) {
      known = undefined
      throw error
    }
  }

  return {
    async authorizeUrl({ state, nonce, challenge, redirectUri }) {
      const url = new URL((await discovery()).authorization_endpoint)
      const query = {
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: 'openid',
        state,
        nonce,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      }
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
      return url.href
    },

    async subjectOf(code, { nonce, verifier, redirectUri }) {
      const { token_endpoint, token_endpoint_auth_methods_supported: methods, keys } = await discovery()
      const body = new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      })
      const headers: Record<string, string> = { accept: 'application/json' }
      // RFC 6749, section 2.3.1: basic unless the provider only takes the body.
      if (methods && !methods.includes('client_secret_basic')) {
        body.set('client_id', clientId)
        body.set('client_secret', clientSecret)
      } else
        headers.authorization = `Basic ${Buffer.from(`${form(clientId)}:${form(clientSecret)}`).toString('base64')}`
      const answer = await fetch(token_endpoint, {
        method: 'POST',
        body,
        headers,
        signal: AbortSignal.timeout(IN_TIME_MS),
        redirect: 'error',
      })
      if (!answer.ok) throw new Error(`the token endpoint answers ${answer.status}`)
      const { id_token } = Tokens.parse(await answer.json())
      const { payload } = await jwtVerify(id_token, keys, {
        issuer,
        audience: clientId,
        algorithms: ALGORITHMS,
        clockTolerance: 60,
        requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
      })
      if (payload.nonce !== nonce) throw new Error('the id token is of another sign-in')
      if (!payload.sub) throw new Error('the id token names nobody')
      return payload.sub
    },
  }
}
