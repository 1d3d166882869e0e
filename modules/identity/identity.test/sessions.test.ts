import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { aCounty, admins, COUNTY, codeOf, PASSWORD } from './county.ts'

test('a person signs in by a Chinese name, sees what he may do, and signs out', async () => {
  const { ask, signIn, enrol, events } = await aCounty()
  const { account } = await enrol({ username: '张三', name: '张三', roles: ['financeClerk'] })

  const { answer, cookie } = await signIn('张三')
  const set = String(answer.headers['set-cookie'])
  expect(set).toMatch(/^xiangji\.session_token=[^;]+;/)
  for (const part of ['HttpOnly', 'SameSite=Lax', 'Path=/']) expect(set).toContain(part)
  expect(set).not.toContain('Secure')
  expect(answer.json()).toMatchObject({ account, name: '张三', roles: ['financeClerk'], county: COUNTY, station: null })
  expect(answer.json().permissions).toContain('programme.enterMoney')

  expect((await ask('GET', '/api/session', { as: { cookie } })).json()).toEqual(answer.json())
  expect(codeOf(await ask('DELETE', '/api/session', { as: { cookie } }))).toEqual([204])
  expect(codeOf(await ask('GET', '/api/session', { as: { cookie } }))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf(await ask('DELETE', '/api/session', { as: { cookie } }))).toEqual([401, 'http.notSignedIn'])
  const kinds = (await events()).map(({ kind }) => kind)
  expect(kinds).toEqual(['identity.accountCreated', 'identity.signedIn', 'identity.signedIn', 'identity.signedOut'])
})

test('by https the cookie is secure', async () => {
  const { ask, enrol } = await aCounty()
  await enrol({ username: 'zhang' })
  const answer = await ask('POST', '/api/session', {
    body: { username: 'zhang', password: PASSWORD },
    headers: { 'x-forwarded-proto': 'https' },
  })
  expect(String(answer.headers['set-cookie'])).toMatch(/^xiangji\.session_token=.*; Secure$/)
})

test('an unknown name and a wrong password get the same answer, bad input another', async () => {
  const { ask, signIn, enrol, events } = await aCounty()
  const { account } = await enrol({ username: 'zhang' })
  const strip = ({ requestId, ...rest }: Record<string, unknown>) => rest
  const wrong = (await signIn('zhang', 'wrong')).answer
  const unknown = (await signIn('nobody here', 'wrong')).answer
  expect(codeOf(wrong)).toEqual([401, 'identity.wrongPassword'])
  expect(strip(unknown.json())).toEqual(strip(wrong.json()))
  expect(codeOf(await ask('POST', '/api/session', { body: { username: 'zhang' } }))).toEqual([400, 'http.badInput'])
  expect(codeOf((await signIn('zhang\u0000')).answer)).toEqual([400, 'http.badInput'])
  expect((await events()).at(-1)).toMatchObject({
    kind: 'identity.signInFailed',
    subject: `account:${account}`,
    actor: 'unknown',
    data: { reason: 'wrongPassword' },
  })
})

test('after ten failures the right password must wait too, also for a name that nobody has', async () => {
  let now = new Date()
  const { signIn, enrol } = await aCounty(() => now)
  await enrol({ username: 'zhang' })
  for (const name of ['zhang', 'nobody']) {
    const answers = await Promise.all(Array.from({ length: 12 }, () => signIn(name, 'wrong')))
    expect(answers.map(({ answer }) => answer.statusCode).filter((status) => status === 429)).toHaveLength(2)
  }
  expect(codeOf((await signIn('ZHANG')).answer)).toEqual([429, 'identity.tooManyAttempts'])
  now = new Date(now.getTime() + 16 * 60_000)
  expect(codeOf((await signIn('zhang')).answer)).toEqual([200])
})

test('a changed password signs the other devices out and this one not', async () => {
  const { ask, signIn, enrol, events } = await aCounty()
  const one = await enrol({ username: 'zhang' })
  const two = await signIn('zhang')
  const change = (body: object, as: { cookie: string } | undefined = one) => ask('POST', '/api/password', { body, as })
  const next = 'another-word-8'

  expect(codeOf(await ask('POST', '/api/password', { body: {} }))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf(await change({ currentPassword: PASSWORD }))).toEqual([400, 'http.badInput'])
  expect(codeOf(await change({ currentPassword: 'no', newPassword: next }))).toEqual([422, 'identity.wrongPassword'])
  expect(codeOf(await change({ currentPassword: PASSWORD, newPassword: 'short' }))).toEqual([
    422,
    'identity.passwordTooWeak',
  ])
  expect(codeOf(await change({ currentPassword: PASSWORD, newPassword: PASSWORD }))).toEqual([
    422,
    'identity.passwordUnchanged',
  ])
  expect(codeOf(await change({ currentPassword: PASSWORD, newPassword: next }))).toEqual([204])

  expect(codeOf(await ask('GET', '/api/session', { as: one }))).toEqual([200])
  expect(codeOf(await ask('GET', '/api/session', { as: two }))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf((await signIn('zhang')).answer)).toEqual([401, 'identity.wrongPassword'])
  expect(codeOf((await signIn('zhang', next)).answer)).toEqual([200])
  expect(JSON.stringify(await events())).not.toContain(next)
})

test('a person sees his sessions and ends them, never those of others', async () => {
  const { ask, signIn, enrol } = await aCounty()
  const one = await enrol({ username: 'zhang' })
  const two = await signIn('zhang')
  const three = await signIn('zhang')
  const other = await enrol({ username: 'wang' })
  const sessions = (await ask('GET', '/api/sessions', { as: one })).json()
  const others = (await ask('GET', '/api/sessions', { as: other })).json()
  expect(sessions.map(({ isCurrent }: { isCurrent: boolean }) => isCurrent)).toEqual([false, false, true])

  expect(codeOf(await ask('GET', '/api/sessions'))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf(await ask('DELETE', '/api/sessions'))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf(await ask('DELETE', `/api/sessions/${sessions[0].id}`))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf(await ask('DELETE', '/api/sessions/x', { as: one }))).toEqual([400, 'http.badInput'])
  expect(codeOf(await ask('DELETE', `/api/sessions/${others[0].id}`, { as: one }))).toEqual([404, 'session.unknown'])
  expect(codeOf(await ask('DELETE', `/api/sessions/${sessions[0].id}`, { as: one }))).toEqual([204])
  expect(codeOf(await ask('GET', '/api/session', { as: three }))).toEqual([401, 'http.notSignedIn'])
  expect((await ask('DELETE', '/api/sessions', { as: one })).json()).toEqual({ ended: 1 })
  expect(codeOf(await ask('GET', '/api/session', { as: two }))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf(await ask('GET', '/api/session', { as: one }))).toEqual([200])
  expect(codeOf(await ask('GET', '/api/session', { as: other }))).toEqual([200])
})

test('a forged or foreign cookie is nobody', async () => {
  const { identity, enrol } = await aCounty()
  const { cookie } = await enrol({ username: 'zhang' })
  for (const forged of [`${cookie.slice(0, -4)}AAA%3D`, 'xiangji.session_token=', 'xiangji.session_token=x.y', 'a=b'])
    expect(await identity.authenticate({ headers: { cookie: forged } })).toBeUndefined()
  expect(await identity.authenticate({ headers: { cookie: `a=b; ${cookie}; c=d` } })).toBeDefined()
})

test('each of the three setup links makes the administrator of one post and is used up', async () => {
  const { identity, ask, signIn } = await aCounty()
  const old = await identity.createSetupLinks(COUNTY)
  const links = await identity.createSetupLinks(COUNTY)
  expect(links.map(({ role }) => role)).toEqual(['systemAdministrator', 'securityAdministrator', 'auditAdministrator'])
  const token = links[0]?.token
  const body = { username: '王局', name: '王局', password: PASSWORD }

  expect(codeOf(await ask('GET', `/api/setup/${old[0]?.token}`))).toEqual([404, 'identity.setupLinkUnknown'])
  expect((await ask('GET', `/api/setup/${token}`)).json()).toMatchObject({
    county: COUNTY,
    role: 'systemAdministrator',
  })
  expect(codeOf(await ask('GET', '/api/setup/x'))).toEqual([400, 'http.badInput'])
  expect(codeOf(await ask('POST', `/api/setup/${token}`, { body: { username: 'a b' } }))).toEqual([
    400,
    'http.badInput',
  ])
  expect(codeOf(await ask('POST', `/api/setup/${token}`, { body: { ...body, password: 'weak' } }))).toEqual([
    422,
    'identity.passwordTooWeak',
  ])
  const both = await Promise.all([
    ask('POST', `/api/setup/${token}`, { body }),
    ask('POST', `/api/setup/${token}`, { body: { ...body, username: '李局' } }),
  ])
  expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([201, 404])
  expect(codeOf(await ask('GET', `/api/setup/${token}`))).toEqual([404, 'identity.setupLinkUnknown'])

  const made = both.findIndex(({ statusCode }) => statusCode === 201)
  const { answer } = await signIn(['王局', '李局'][made] ?? '')
  expect(answer.json().roles).toEqual(['systemAdministrator'])
  // A restart prints links for the posts that nobody holds yet, and only for those.
  const rest = await identity.createSetupLinks(COUNTY)
  expect(rest.map(({ role }) => role)).toEqual(['securityAdministrator', 'auditAdministrator'])
  for (const { role, token } of rest) {
    const answer = await ask('POST', `/api/setup/${token}`, { body: { ...body, username: role.slice(0, 8) } })
    expect(codeOf(answer)).toEqual([201])
  }
  expect(await identity.createSetupLinks(COUNTY)).toEqual([])
})

test('a setup link is good for a day', async () => {
  let now = new Date()
  const { identity, ask } = await aCounty(() => now)
  const [link] = await identity.createSetupLinks(COUNTY)
  now = new Date(now.getTime() + 25 * 3_600_000)
  expect(codeOf(await ask('GET', `/api/setup/${link?.token}`))).toEqual([404, 'identity.setupLinkUnknown'])
})

test('the simulator signs in by itself, its acts are simulated, and no administrator can take it over', async () => {
  const county = await aCounty()
  const { identity, ask, events } = county
  const { security } = await admins(county)
  const first = await identity.createSimulator(COUNTY)
  const second = await identity.createSimulator(COUNTY)
  expect(second.account).toBe(first.account)
  for (const { cookie } of [first, second])
    expect(await identity.authenticate({ headers: { cookie } })).toMatchObject({ origin: 'simulated', place: COUNTY })
  const path = `/api/accounts/${first.account}`
  expect(codeOf(await ask('POST', `${path}/reset-password`, { as: security }))).toEqual([
    409,
    'identity.simulatorIsFixed',
  ])
  expect(codeOf(await ask('PATCH', path, { body: { roles: ['bureauClerk'] }, as: security }))).toEqual([
    409,
    'identity.simulatorIsFixed',
  ])
  expect(codeOf(await ask('DELETE', '/api/session', { as: second }))).toEqual([204])
  expect((await events()).at(-1)).toMatchObject({ kind: 'identity.signedOut', origin: 'simulated' })
})

test('who is signed in is known without asking the database each time', async () => {
  const { identity, enrol } = await aCounty()
  const { cookie } = await enrol({ username: 'zhang' })
  await identity.authenticate({ headers: { cookie } })
  const began = performance.now()
  for (let i = 0; i < 1000; i += 1) await identity.authenticate({ headers: { cookie } })
  expect((performance.now() - began) / 1000).toBeLessThan(0.5)
})

test('without a county the register of accounts answers nothing', async () => {
  const { enrol, owner } = await aCounty()
  await enrol({ username: 'zhang' })
  const seen = await owner.transaction().execute(async (tx) => {
    await sql`set local role xiangji_app`.execute(tx)
    return tx.selectFrom('identity.profile').selectAll().execute()
  })
  expect(seen).toEqual([])
})
