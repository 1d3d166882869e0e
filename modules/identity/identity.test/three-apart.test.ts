import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isGuarded } from '../domain/roles.ts'
import type { Account, Role } from '../schema.ts'
import { aCounty, COUNTY, codeOf, PASSWORD, STATION, VILLAGE, type Who } from './county.ts'

type County = Awaited<ReturnType<typeof aCounty>>

const three = async ({ enrol }: County) => ({
  system: await enrol({ username: 'system-admin', roles: ['systemAdministrator'] }),
  security: await enrol({ username: 'security-admin', roles: ['securityAdministrator'] }),
  audit: await enrol({ username: 'audit-admin', roles: ['auditAdministrator'] }),
})

test('no account holds two of the three posts, whoever asks and by whatever way', async () => {
  const county = await aCounty()
  const { ask, identity, owner } = county
  const { security, system, audit } = await three(county)
  for (const roles of [
    ['systemAdministrator', 'securityAdministrator'],
    ['systemAdministrator', 'auditAdministrator'],
    ['securityAdministrator', 'auditAdministrator'],
  ]) {
    const body = { roles }
    for (const { account } of [system, audit])
      expect(codeOf(await ask('PATCH', `/api/accounts/${account}`, { body, as: security }))).toEqual([
        422,
        'identity.rolesApart',
      ])
    await expect(
      owner.updateTable('identity.profile').set({ roles }).where('id', '=', system.account).execute(),
    ).rejects.toThrow(/check constraint/)
  }
  expect(await identity.createSetupLinks(COUNTY)).toEqual([])
})

test('an administrator gets a new way in from two persons, neither of whom could use it alone', async () => {
  const county = await aCounty()
  const { ask, accept, signIn, events } = county
  const { system, security, audit } = await three(county)
  const path = `/api/accounts/${system.account}`
  const post = (url: string, as?: Who) => ask('POST', url, { as })

  expect(codeOf(await post(`${path}/reset-password`, security))).toEqual([409, 'identity.needsTwoPersons'])
  expect(codeOf(await post(`${path}/credential`))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf(await post(`${path}/credential`, audit))).toEqual([403, 'http.notAllowed'])
  expect(codeOf(await post(`${path}/credential`, system))).toEqual([409, 'identity.notOnOneself'])
  const { token } = (await post(`${path}/credential`, security)).json()
  expect(codeOf(await accept(token))).toEqual([404, 'identity.invitationUnknown'])
  expect(codeOf(await ask('GET', '/api/session', { as: system }))).toEqual([200])

  const [request] = (await ask('GET', '/api/credential-requests', { as: audit })).json()
  expect(request).toMatchObject({ account: system.account, askedBy: security.account, username: 'system-admin' })
  const confirm = `/api/credential-requests/${request.id}/confirm`
  expect(codeOf(await post(confirm, security))).toEqual([409, 'identity.anotherMustConfirm'])
  expect(codeOf(await post(confirm, system))).toEqual([409, 'identity.notOnOneself'])
  const { code } = (await post(confirm, audit)).json()
  expect(codeOf(await post(confirm, audit))).toEqual([404, 'credentialRequest.unknown'])
  // From here on the old ways in are shut.
  expect(codeOf(await ask('GET', '/api/session', { as: system }))).toEqual([401, 'http.notSignedIn'])
  expect(codeOf((await signIn('system-admin')).answer)).toEqual([401, 'identity.wrongPassword'])

  expect((await ask('GET', `/api/invitations/${token}`)).json()).toMatchObject({ needsCode: true })
  expect(codeOf(await accept(token))).toEqual([422, 'identity.wrongCode'])
  expect(codeOf(await accept(token, PASSWORD, { code: 'aaaa-bbbb-cccc' }))).toEqual([422, 'identity.wrongCode'])
  expect(codeOf(await accept(token, 'another-word-8', { code: code.toUpperCase() }))).toEqual([200])
  expect(codeOf(await accept(token, 'another-word-9', { code }))).toEqual([404, 'identity.invitationUnknown'])
  expect(codeOf((await signIn('system-admin', 'another-word-8')).answer)).toEqual([200])
  expect((await events()).map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['identity.credentialAsked', 'identity.credentialConfirmed', 'identity.invitationAccepted']),
  )
})

test('a code that is guessed at five times voids its link', async () => {
  const county = await aCounty()
  const { ask, accept } = county
  const { system, security, audit } = await three(county)
  const { token } = (await ask('POST', `/api/accounts/${audit.account}/credential`, { as: security })).json()
  const [request] = (await ask('GET', '/api/credential-requests', { as: system })).json()
  const { code } = (await ask('POST', `/api/credential-requests/${request.id}/confirm`, { as: system })).json()
  for (let i = 0; i < 5; i += 1)
    expect(codeOf(await accept(token, PASSWORD, { code: 'wrong-wrong' }))).toEqual([422, 'identity.wrongCode'])
  expect(codeOf(await accept(token, 'another-word-8', { code }))).toEqual([404, 'identity.invitationUnknown'])
})

test('whoever handed out a way into an account adds nothing to it, and a link that lies about gets no power', async () => {
  const county = await aCounty()
  const { ask, accept, enrol } = county
  const { system, security } = await three(county)
  const trainer = await enrol({ username: 'trainer', roles: ['trainer'] })
  const path = `/api/accounts/${trainer.account}`
  const grant = (roles: Role[], account = path) => ask('PATCH', account, { body: { roles }, as: security })

  const { token } = (await ask('POST', `${path}/reset-password`, { as: security })).json()
  expect(codeOf(await accept(token, 'another-word-8'))).toEqual([200])
  expect(codeOf(await grant(['trainer', 'courier']))).toEqual([409, 'identity.handedOutByYou'])
  expect(codeOf(await grant(['systemAdministrator']))).toEqual([409, 'identity.handedOutByYou'])
  expect(codeOf(await grant([]))).toEqual([200])

  const body = { username: 'new', name: '新人', place: COUNTY }
  const made = (await ask('POST', '/api/accounts', { body, as: system })).json()
  const fresh = `/api/accounts/${made.account.id}`
  expect(codeOf(await grant(['financeClerk'], fresh))).toEqual([409, 'identity.personNotIn'])
  expect(codeOf(await accept(made.invitation.token))).toEqual([200])
  expect(codeOf(await grant(['financeClerk'], fresh))).toEqual([200])
})

// -- The law: whatever one administrator does, alone or through accounts that he got hold of, and however willingly the
// others confirm what he asks, he never comes to hold another's post, nor power over money or accounts.

/** What one person learnt, and the accounts that he can enter. */
type Attacker = { who: Who; links: string[]; codes: string[]; cookies: Map<string, { cookie: string }>; n: number }

type Act = readonly [kind: string, target: number, more: number]
const ROLES: Role[][] = [
  ['systemAdministrator'],
  ['securityAdministrator'],
  ['auditAdministrator'],
  ['financeClerk'],
  ['trainer'],
  [],
  ['trainer', 'systemAdministrator'],
]

const KINDS = [
  'create',
  'invite',
  'reset',
  'ask',
  'confirm',
  'grant',
  'disable',
  'enable',
  'redeem',
  'changePassword',
  'key',
  'othersConfirm',
  'place',
] as const

/** Everything that an answer tells is learnt. */
function learn(attacker: Attacker, body: unknown): void {
  const text = JSON.stringify(body)
  for (const [, token] of text.matchAll(/"token":"([\w-]+)"/g)) attacker.links.push(token ?? '')
  for (const [, code] of text.matchAll(/"code":"([a-z0-9]{4}-[a-z0-9-]+)"/g)) attacker.codes.push(code ?? '')
}

/** Tries a link with every code that could be its. */
async function redeem({ ask, accept, signIn }: County, attacker: Attacker, token: string): Promise<void> {
  const seen = await ask('GET', `/api/invitations/${token}`)
  if (seen.statusCode !== 200) return
  const { needsCode, username } = seen.json()
  const codes = needsCode ? attacker.codes.slice(-4) : [undefined]
  for (const code of codes) {
    attacker.n += 1
    const password = `stolen-word-${attacker.n}`
    const done = await accept(token, password, code ? { code } : {})
    if (done.statusCode !== 200) continue
    const { cookie } = await signIn(username, password)
    if (cookie) attacker.cookies.set(username, { cookie })
    return
  }
}

async function redeemAll(county: County, attacker: Attacker): Promise<void> {
  for (const token of attacker.links.slice(-4)) await redeem(county, attacker, token)
}

async function play(county: County, attacker: Attacker, others: Who[], acts: readonly Act[]): Promise<void> {
  const { ask } = county
  const query = { page: 1, pageSize: 200, sort: 'createdAt', descending: false } as const
  for (const [kind, target, more] of acts) {
    const { rows: everybody } = await county.identity.listAccounts(county.platform, query)
    const hands = [attacker.who, ...attacker.cookies.values()]
    const as = hands[more % hands.length] ?? attacker.who
    const account = everybody[target % everybody.length] as Account // there are always the three
    const path = `/api/accounts/${account.id}`
    const roles = ROLES[more % ROLES.length] ?? []
    const waiting = async (who: { cookie: string }): Promise<{ id: string }[]> => {
      const answer = await ask('GET', '/api/credential-requests', { as: who })
      return answer.statusCode === 200 ? answer.json() : []
    }
    const body = { username: `puppet-${attacker.n}-${target}-${more}`, name: '傀儡', place: COUNTY }
    const doings: Record<(typeof KINDS)[number], () => Promise<unknown>> = {
      create: async () =>
        (await ask('POST', '/api/accounts', { body: { ...body, roles: more % 2 ? roles : [] }, as })).json(),
      invite: async () => (await ask('POST', `${path}/invite`, { as })).json(),
      reset: async () => (await ask('POST', `${path}/reset-password`, { as })).json(),
      ask: async () => (await ask('POST', `${path}/credential`, { as })).json(),
      confirm: async () => {
        for (const { id } of await waiting(as)) {
          const told = (await ask('POST', `/api/credential-requests/${id}/confirm`, { as })).json()
          learn(attacker, told)
        }
      },
      grant: async () => (await ask('PATCH', path, { body: { roles }, as })).json(),
      disable: async () => (await ask('POST', `${path}/disable`, { as })).json(),
      enable: async () => (await ask('POST', `${path}/enable`, { as })).json(),
      redeem: () => redeemAll(county, attacker),
      changePassword: async () => {
        const body = { currentPassword: PASSWORD, newPassword: 'changed-word-1' }
        await ask('POST', '/api/password', { body, as })
      },
      key: async () => {
        const key = { name: 'k', place: COUNTY, validUntil: '2099-01-01', scopes: ['identity.grantRoles'] }
        return (await ask('POST', '/api/keys', { body: key, as })).json()
      },
      // Naive colleagues: they confirm whatever waits, and keep the code for the person.
      othersConfirm: async () => {
        for (const other of others)
          for (const { id } of await waiting(other))
            await ask('POST', `/api/credential-requests/${id}/confirm`, { as: other })
      },
      place: async () =>
        (await ask('PATCH', path, { body: { place: more % 2 ? COUNTY : VILLAGE, validUntil: null }, as })).json(),
    }
    const told = await doings[kind as (typeof KINDS)[number]]()
    if (told !== undefined) learn(attacker, told)
  }
}

/** Accounts that he can enter now, with the roles that they have. */
async function held({ ask }: County, attacker: Attacker): Promise<{ username: string; roles: Role[] }[]> {
  const answers = await Promise.all([...attacker.cookies].map(async ([, as]) => ask('GET', '/api/session', { as })))
  return answers.filter(({ statusCode }) => statusCode === 200).map((answer) => answer.json())
}

test('by no sequence of own acts does one administrator get what another has', { timeout: 300_000 }, async () => {
  const act = fc.tuple(fc.constantFrom(...KINDS), fc.nat(8), fc.nat(20))
  const sequence = fc.array(act, { minLength: 8, maxLength: 16 })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('system', 'security', 'audit'), sequence, async (post, acts) => {
      const county = await aCounty()
      const { system, security, audit } = await three(county)
      const administrators = { system, security, audit }
      await county.enrol({ username: 'trainer', roles: ['trainer'] })
      await county.enrol({ username: 'finance', roles: ['financeClerk'] })
      await county.enrol({ username: 'keeper', roles: ['stationKeeper'], place: VILLAGE, station: STATION })
      const who = administrators[post]
      const attacker: Attacker = { who, links: [], codes: [], cookies: new Map(), n: 0 }
      const others = Object.values(administrators).filter((other) => other !== who)
      await play(county, attacker, others, [...acts, ['othersConfirm', 0, 0], ['redeem', 0, 0], ...acts])
      await redeemAll(county, attacker)
      const wrong = (await held(county, attacker)).filter(({ roles }) => isGuarded(roles))
      expect(wrong).toEqual([])
    }),
    { numRuns: 8, endOnFailure: true, interruptAfterTimeLimit: 45_000 },
  )
})

test.each(['security', 'system'] as const)(
  'the shortest ways to another post, tried one by one by the %s administrator, all end before it',
  { timeout: 60_000 },
  async (post) => {
    const county = await aCounty()
    const { system, security, audit } = await three(county)
    const who = { system, security }[post]
    await county.enrol({ username: 'trainer', roles: ['trainer'] })
    const others = [system, security, audit].filter((other) => other !== who)
    const attacker: Attacker = { who, links: [], codes: [], cookies: new Map(), n: 0 }
    const trainer = 3
    const chains: Act[][] = [
      [
        ['reset', trainer, 0],
        ['redeem', 0, 0],
        ['grant', trainer, 0],
      ],
      [
        ['ask', trainer, 0],
        ['othersConfirm', 0, 0],
        ['redeem', 0, 0],
        ['grant', trainer, 0],
        ['redeem', 0, 0],
      ],
      [
        ['grant', trainer, 3],
        ['reset', trainer, 0],
        ['redeem', 0, 0],
      ],
      [
        ['grant', 0, 5],
        ['reset', 0, 0],
        ['redeem', 0, 0],
        ['grant', 0, 0],
      ],
      [
        ['ask', 0, 0],
        ['othersConfirm', 0, 0],
        ['redeem', 0, 0],
      ],
      [
        ['ask', 1, 0],
        ['othersConfirm', 0, 0],
        ['redeem', 0, 0],
      ],
      [
        ['create', 0, 0],
        ['redeem', 0, 0],
        ['grant', 4, 0],
      ],
    ]
    for (const chain of chains) await play(county, attacker, others, chain)
    expect((await held(county, attacker)).filter(({ roles }) => isGuarded(roles))).toEqual([])
    // The ways were real ones: some accounts of little power were entered.
    expect(attacker.links.length).toBeGreaterThan(2)
  },
)
