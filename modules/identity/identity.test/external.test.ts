import { expect, test } from 'vitest'
import { fromBase32, stepOf, totp } from '../service/totp.ts'
import { aCounty, codeOf, PASSWORD } from './county.ts'
import { oidcStandIn, wechatStandIn } from './stand-ins.ts'

const HOME = 'http://xiangji.test'

async function aCountyWithProviders(now = () => new Date()) {
  const [oidc, wechat] = [await oidcStandIn(), await wechatStandIn()]
  const county = await aCounty(now, {
    external: {
      publicUrl: HOME,
      oidc: { ...oidc.settings, name: '县统一登录（替身）', isStandIn: true },
      wechat: { ...wechat.settings, name: '微信（替身）', isStandIn: true },
    },
  })
  const { app } = county
  const cookiesOf = (answer: { headers: Record<string, unknown> }) =>
    [answer.headers['set-cookie'] ?? []]
      .flat()
      .map((line) => String(line).split(';')[0] ?? '')
      .filter((pair) => !pair.endsWith('='))
      .join('; ')

  /** What a browser does: begins here, is sent there, scans or types there, comes back here. */
  async function goThrough(provider: 'oidc' | 'wechat', cookie = '', isLink = false, change = (back: URL) => back) {
    const url = isLink ? `/api/external/links/${provider}` : `/api/external/${provider}`
    const begun = await app.inject({ method: 'POST', url, headers: { cookie } })
    if (begun.statusCode !== 200) return { begun, back: begun, cookies: '' }
    const there = await fetch(begun.json().url.split('#')[0], { redirect: 'manual' })
    const back = change(new URL(there.headers.get('location') ?? ''))
    const own = [cookie, cookiesOf(begun)].filter(Boolean).join('; ')
    const answer = await app.inject({ method: 'GET', url: `${back.pathname}${back.search}`, headers: { cookie: own } })
    return { begun, back: answer, cookies: cookiesOf(answer) }
  }
  return { ...county, oidc, wechat, goThrough, cookiesOf }
}

test.each(['oidc', 'wechat'] as const)(
  '%s opens an account that was linked before, and makes none',
  async (provider) => {
    const county = await aCountyWithProviders()
    const { ask, enrol, goThrough, events } = county
    county[provider].signInAs('person-7')
    expect((await ask('GET', '/api/external')).json()).toHaveLength(2)
    const stranger = await goThrough(provider)
    expect([stranger.back.statusCode, stranger.back.headers.location]).toEqual([
      302,
      '/console/sign-in?external=unknown',
    ])
    expect(stranger.cookies).toBe('')

    const clerk = await enrol({ username: 'clerk', roles: ['bureauClerk'] })
    expect(codeOf(await ask('POST', `/api/external/links/${provider}`))).toEqual([401, 'http.notSignedIn'])
    const linked = await goThrough(provider, clerk.cookie, true)
    expect(linked.back.headers.location).toBe('/console/profile?external=linked')
    expect((await ask('GET', '/api/external/links', { as: clerk })).json()).toMatchObject([{ provider }])

    const { back, cookies } = await goThrough(provider)
    expect(back.headers.location).toBe('/console/')
    expect((await ask('GET', '/api/session', { as: { cookie: cookies } })).json()).toMatchObject({ username: 'clerk' })

    const other = await enrol({ username: 'other' })
    const taken = await goThrough(provider, other.cookie, true)
    expect(taken.back.headers.location).toBe('/console/profile?external=taken')

    expect(codeOf(await ask('DELETE', `/api/external/links/${provider}`, { as: clerk }))).toEqual([204])
    expect(codeOf(await ask('DELETE', `/api/external/links/${provider}`, { as: clerk }))).toEqual([
      404,
      'externalLink.unknown',
    ])
    expect((await goThrough(provider)).back.headers.location).toBe('/console/sign-in?external=unknown')
    const kinds = (await events()).map(({ kind, data }) => [kind, (data as { by?: string }).by])
    expect(kinds).toContainEqual(['identity.externalLinked', undefined])
    expect(kinds).toContainEqual(['identity.signedIn', provider])
    expect(JSON.stringify(await events())).not.toContain('person-7')
  },
)

test('what comes back belongs to the browser that began, and leads to no page but ours', async () => {
  const county = await aCountyWithProviders()
  const { app, enrol, goThrough, oidc } = county
  oidc.signInAs('person-7')
  const clerk = await enrol({ username: 'clerk', roles: ['bureauClerk'] })
  await goThrough('oidc', clerk.cookie, true)
  const set = (name: string, value: string) => (back: URL) => {
    back.searchParams.set(name, value)
    return back
  }
  for (const change of [set('state', 'x'.repeat(43)), set('state', ''), set('code', 'guessed'), set('code', '')]) {
    const { back, cookies } = await goThrough('oidc', '', false, change)
    expect([back.headers.location, cookies]).toEqual(['/console/sign-in?external=failed', ''])
  }
  // Somebody sends his own way back to another's browser: it began nothing.
  const begun = await app.inject({ method: 'POST', url: '/api/external/oidc' })
  const there = await fetch(begun.json().url, { redirect: 'manual' })
  const back = new URL(there.headers.get('location') ?? '')
  const victim = await app.inject({ method: 'GET', url: `${back.pathname}${back.search}` })
  expect(victim.headers.location).toBe('/console/sign-in?external=failed')
  const { back: redirected } = await goThrough('oidc', '', false, set('next', 'https://evil.example'))
  expect(redirected.headers.location).toBe('/console/')
})

test('a token of another issuer, audience, sign-in, key or time opens nothing', async () => {
  const county = await aCountyWithProviders()
  const { enrol, goThrough, oidc } = county
  oidc.signInAs('person-7')
  const clerk = await enrol({ username: 'clerk', roles: ['bureauClerk'] })
  expect((await goThrough('oidc', clerk.cookie, true)).back.headers.location).toBe('/console/profile?external=linked')
  for (const lie of ['issuer', 'audience', 'nonce', 'key', 'expired', 'none', 'verifier'] as const) {
    oidc.lie(lie)
    const { back, cookies } = await goThrough('oidc')
    expect([lie, back.headers.location, cookies]).toEqual([lie, '/console/sign-in?external=failed', ''])
  }
  oidc.lie(undefined)
  expect((await goThrough('oidc')).back.headers.location).toBe('/console/')
})

test('who has a second factor shows it after a sign-in from outside too; until then there is no session', async () => {
  let now = new Date()
  const county = await aCountyWithProviders(() => now)
  const { ask, enrol, goThrough, oidc, app } = county
  oidc.signInAs('person-7')
  const clerk = await enrol({ username: 'clerk', roles: ['bureauClerk'] })
  await goThrough('oidc', clerk.cookie, true)
  const { secret } = (await ask('POST', '/api/second-factor', { as: clerk })).json()
  const code = () => totp(fromBase32(secret), stepOf(now))
  await ask('POST', '/api/second-factor/confirm', { body: { code: code() }, as: clerk })
  now = new Date(now.getTime() + 60_000)

  const { back, cookies } = await goThrough('oidc')
  expect(back.headers.location).toBe('/console/sign-in?external=code')
  expect(cookies).toMatch(/^xiangji\.pending=[^;]+$/)
  expect(codeOf(await ask('GET', '/api/session', { as: { cookie: cookies } }))).toEqual([401, 'http.notSignedIn'])
  const prove = (code: string, cookie = cookies) =>
    app.inject({ method: 'POST', url: '/api/external/code', payload: { code }, headers: { cookie } })
  expect(codeOf(await prove('000000'))).toEqual([401, 'identity.wrongCode'])
  expect(codeOf(await prove(code(), ''))).toEqual([401, 'identity.signInAgain'])
  expect((await prove(code())).json()).toMatchObject({ username: 'clerk' })
  now = new Date(now.getTime() + 301_000)
  expect(codeOf(await prove(code()))).toEqual([401, 'identity.signInAgain'])
})

test('who was disabled comes in by no other door, and without a provider there is no door', async () => {
  const county = await aCountyWithProviders()
  const { identity, enrol, goThrough, wechat, platform } = county
  wechat.signInAs('person-8')
  const clerk = await enrol({ username: 'clerk', roles: ['bureauClerk'] })
  await goThrough('wechat', clerk.cookie, true)
  await identity.disable(platform, clerk.account)
  const { back, cookies } = await goThrough('wechat')
  expect([back.headers.location, cookies]).toEqual(['/console/sign-in?external=ended', ''])

  const plain = await aCounty()
  await plain.enrol({ username: 'zhang', password: PASSWORD })
  expect((await plain.ask('GET', '/api/external')).json()).toEqual([])
  expect(codeOf(await plain.ask('POST', '/api/external/oidc'))).toEqual([404, 'identityProvider.unknown'])
  expect(codeOf(await plain.ask('POST', '/api/external/evil'))).toEqual([400, 'http.badInput'])
  expect(codeOf(await plain.ask('GET', '/api/external/oidc/callback?code=a&state=b'))).toEqual([
    404,
    'identityProvider.unknown',
  ])
})
