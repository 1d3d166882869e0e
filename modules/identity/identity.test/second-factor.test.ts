import { expect, test } from 'vitest'
import { fromBase32, stepOf, totp } from '../service/totp.ts'
import { aCounty, codeOf, PASSWORD, type Who } from './county.ts'

type County = Awaited<ReturnType<typeof aCounty>>
const START = new Date('2026-03-02T01:00:00Z')

/** What the telephone shows for a secret at a moment. */
const shown = (secret: string, at: Date) => totp(fromBase32(secret), stepOf(at))

async function enrolFactor({ ask }: County, as: Who, now: () => Date) {
  const { secret, uri } = (await ask('POST', '/api/second-factor', { as })).json()
  const confirmed = await ask('POST', '/api/second-factor/confirm', { body: { code: shown(secret, now()) }, as })
  return { secret, uri, confirmed, codes: confirmed.json().recoveryCodes as string[] }
}

test('codes are those of RFC 6238, appendix B', () => {
  const key = Buffer.from('12345678901234567890')
  const vectors: [number, string][] = [
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ]
  for (const [second, code] of vectors) expect(totp(key, stepOf(new Date(second * 1000)), 8)).toBe(code)
  // RFC 4226, appendix D.
  expect([0, 1, 2, 9].map((counter) => totp(key, counter))).toEqual(['755224', '287082', '359152', '520489'])
})

test('money and administrators may do nothing but enrol until they have a second factor, others need none', {
  timeout: 90_000,
}, async () => {
  let now = START
  const county = await aCounty(() => now, { secondFactor: 'required' })
  const { ask, enrol, signIn, events } = county
  for (const role of ['trainer', 'bureauClerk'] as const) {
    const { cookie } = await enrol({ username: role, roles: [role] })
    expect((await ask('GET', '/api/session', { as: { cookie } })).json()).toMatchObject({
      mustEnrolSecondFactor: false,
    })
  }
  const finance = await enrol({ username: 'finance', roles: ['financeClerk'] })
  expect((await ask('GET', '/api/session', { as: finance })).json()).toMatchObject({
    mustEnrolSecondFactor: true,
    permissions: [],
  })
  const security = await enrol({ username: 'security', roles: ['securityAdministrator'] })
  expect(codeOf(await ask('GET', '/api/accounts', { as: security }))).toEqual([403, 'http.notAllowed'])

  expect(codeOf(await ask('POST', '/api/second-factor'))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf(await ask('POST', '/api/second-factor/confirm', { body: { code: '123456' }, as: finance }))).toEqual([
    409,
    'identity.secondFactorOff',
  ])
  const { secret, uri, confirmed, codes } = await enrolFactor(county, finance, () => now)
  expect(uri).toMatch(/^otpauth:\/\/totp\/.*finance\?secret=[A-Z2-7]{32}&issuer=/)
  expect(codeOf(confirmed)).toEqual([200])
  expect(new Set(codes).size).toBe(10)
  expect((await ask('GET', '/api/session', { as: finance })).json()).toMatchObject({
    mustEnrolSecondFactor: false,
    permissions: expect.arrayContaining(['programme.enterMoney']),
  })
  expect(codeOf(await ask('POST', '/api/second-factor', { as: finance }))).toEqual([409, 'identity.secondFactorOn'])

  // At the sign-in a code is asked for, and each counts once.
  expect(codeOf((await signIn('finance')).answer)).toEqual([401, 'identity.codeNeeded'])
  expect(codeOf((await signIn('finance', PASSWORD, { code: '000000' })).answer)).toEqual([401, 'identity.wrongCode'])
  const used = shown(secret, now)
  expect(codeOf((await signIn('finance', PASSWORD, { code: used })).answer)).toEqual([401, 'identity.wrongCode'])
  now = new Date(now.getTime() + 30_000)
  const fresh = shown(secret, now)
  expect(codeOf((await signIn('finance', 'wrong', { code: fresh })).answer)).toEqual([401, 'identity.wrongPassword'])
  expect(
    codeOf((await signIn('finance', PASSWORD, { code: ` ${fresh.slice(0, 3)} ${fresh.slice(3)}` })).answer),
  ).toEqual([200])
  expect(codeOf((await signIn('finance', PASSWORD, { code: fresh })).answer)).toEqual([401, 'identity.wrongCode'])

  // A recovery code counts once too.
  const spare = codes[3] ?? ''
  const second = await signIn('finance', PASSWORD, { code: spare.toUpperCase() })
  expect(codeOf(second.answer)).toEqual([200])
  expect(codeOf((await signIn('finance', PASSWORD, { code: spare })).answer)).toEqual([401, 'identity.wrongCode'])
  expect((await ask('GET', '/api/second-factor', { as: second })).json()).toEqual({
    isRequired: true,
    confirmedAt: START.toISOString(),
    recoveryCodesLeft: 9,
  })
  const told = (await events()).map(({ kind }) => kind)
  expect(told).toEqual(expect.arrayContaining(['identity.secondFactorEnrolled', 'identity.recoveryCodeUsed']))
})

test('the secret lies encrypted and the recovery codes hashed in the database, and neither in the journal', async () => {
  let now = START
  const county = await aCounty(() => now)
  const { enrol, owner, events, ask } = county
  const zhang = await enrol({ username: 'zhang' })
  const { secret, codes } = await enrolFactor(county, zhang, () => now)
  const stored = JSON.stringify([
    await owner.selectFrom('identity.second_factor').selectAll().execute(),
    await owner.selectFrom('identity.recovery_code').selectAll().execute(),
    await events(),
  ])
  for (const word of [secret, ...codes]) expect(stored).not.toContain(word)

  now = new Date(now.getTime() + 60_000)
  const body = { code: shown(secret, now) }
  const renewed = await ask('POST', '/api/second-factor/recovery-codes', { body, as: zhang })
  expect(renewed.json().recoveryCodes).toHaveLength(10)
  expect(renewed.json().recoveryCodes).not.toContain(codes[0])
  expect(codeOf(await ask('POST', '/api/second-factor/remove', { body, as: zhang }))).toEqual([
    422,
    'identity.wrongCode',
  ])
  now = new Date(now.getTime() + 60_000)
  const again = { code: shown(secret, now) }
  expect(codeOf(await ask('POST', '/api/second-factor/remove', { body: again, as: zhang }))).toEqual([204])
  expect(codeOf(await ask('POST', '/api/second-factor/remove', { body: again, as: zhang }))).toEqual([
    409,
    'identity.secondFactorOff',
  ])
})

test('guesses at the code lock the account as guesses at the password do, also when the right password is known', {
  timeout: 90_000,
}, async () => {
  const now = START
  const county = await aCounty(() => now)
  const { signIn, enrol, events } = county
  await enrolFactor(county, await enrol({ username: 'zhang' }), () => now)
  for (let i = 0; i < 10; i += 1) {
    // Asking for the code between the guesses frees nothing.
    expect((await signIn('zhang')).answer.json().code).toBe('identity.codeNeeded')
    expect((await signIn('zhang', PASSWORD, { code: String(100_000 + i) })).answer.json().code).toBe(
      'identity.wrongCode',
    )
  }
  const { answer } = await signIn('zhang')
  expect(codeOf(answer)).toEqual([429, 'identity.tooManyAttempts'])
  expect(answer.headers['retry-after']).toBe('900')
  expect((await events()).filter(({ kind }) => kind === 'identity.accountLocked')).toHaveLength(1)
})

test('the demonstration is open: its accounts need no second factor and can enrol none', async () => {
  const county = await aCounty(() => START, { secondFactor: 'required' })
  const { ask, enrol } = county
  const admin = await enrol({ username: 'admin', roles: ['securityAdministrator'], isDemo: true })
  expect((await ask('GET', '/api/session', { as: admin })).json()).toMatchObject({
    mustEnrolSecondFactor: false,
    permissions: expect.arrayContaining(['identity.grantRoles']),
  })
  expect(codeOf(await ask('POST', '/api/second-factor', { as: admin }))).toEqual([409, 'identity.demoIsOpen'])
})
