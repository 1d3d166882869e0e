import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { type Caller, systemCaller } from '#platform/authz'
import { scoped } from '#platform/db'
import { createHttp } from '#platform/http'
import { aCipher, testDb } from '#platform/testing'
import {
  type CreateAccount,
  createIdentityService,
  type ExternalSettings,
  identityRoutes,
  permissions,
} from '../index.ts'

export const PASSWORD = 'a-long-word-7'
export const COUNTY = '000001'
export const TOWN = '000001001'
export const VILLAGE = '000001001001'
export const OTHER = '000002'
export const STATION = '0190c000-0000-7000-8000-000000000001'

export type Who = { cookie: string; account: string; caller: Caller }

/** Two counties, the routes behind the real HTTP layer, and hands to work them. */
export async function aCounty(
  now = () => new Date(),
  {
    secondFactor = 'offered',
    external = {},
  }: { secondFactor?: 'required' | 'offered'; external?: ExternalSettings } = {},
) {
  const { db, owner } = await testDb()
  await sql`insert into division.division (code, county, name, level, parent) values
    ('000001', '000001', '甲县', 'county', null), ('000001001', '000001', '乙镇', 'town', '000001'),
    ('000001001001', '000001', '丙村', 'village', '000001001'), ('000002', '000002', '丁县', 'county', null)`.execute(
    owner,
  )
  const identity = createIdentityService({
    db: scoped<'identity'>(db),
    fields: aCipher(),
    secret: 's'.repeat(40),
    now,
    secondFactor,
    external,
  })
  const app = await createHttp({ log: false, permissions, authenticate: identity.authenticate })
  await app.register(identityRoutes(identity))
  onTestFinished(() => app.close())
  type Ask = { body?: object; as?: { cookie: string } | undefined; headers?: Record<string, string> }
  const ask = (
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    { body, as, headers = {} }: Ask = {},
  ) =>
    app.inject({
      method,
      url: path,
      headers: { ...headers, ...(as ? { cookie: as.cookie } : {}) },
      ...(body ? { payload: body } : {}),
    })
  const signIn = async (username: string, password = PASSWORD, more: object = {}) => {
    const answer = await ask('POST', '/api/session', { body: { username, password, ...more } })
    return { answer, cookie: String(answer.headers['set-cookie'] ?? '').split(';')[0] ?? '' }
  }
  const enrol = async (command: Partial<CreateAccount> & { username: string }, county = COUNTY): Promise<Who> => {
    const { account } = await identity.createAccount(systemCaller(county), {
      name: '某人',
      place: county,
      password: PASSWORD,
      ...command,
    })
    const { cookie } = await signIn(command.username)
    const caller = await identity.authenticate({ headers: { cookie } })
    if (!caller) throw new Error('not signed in')
    return { cookie, account: account.id, caller }
  }
  const events = async () => {
    const rows = await owner.selectFrom('platform.event').selectAll().orderBy('recorded_at').orderBy('id').execute()
    return rows.map(({ kind, subject, actor, place, data, origin }) => ({ kind, subject, actor, place, data, origin }))
  }
  /** Follows a link as its person would. */
  const accept = (token: string, password = PASSWORD, more: object = {}) =>
    ask('POST', `/api/invitations/${token}`, { body: { password, ...more } })
  const platform = systemCaller(COUNTY)
  return { app, platform, identity, ask, signIn, enrol, accept, events, owner, db: scoped<'identity'>(db) }
}

/** What an answer says in short: its status and, of a refusal, its code. */
export const codeOf = ({ statusCode, json }: { statusCode: number; json: () => { code?: string } }) =>
  statusCode < 300 ? [statusCode] : [statusCode, json().code]

/** The two who keep accounts, and one who does not. */
export const admins = async ({ enrol }: Awaited<ReturnType<typeof aCounty>>) => ({
  system: await enrol({ username: 'system-admin', roles: ['systemAdministrator'] }),
  security: await enrol({ username: 'security-admin', roles: ['securityAdministrator'] }),
  clerk: await enrol({ username: 'clerk', roles: ['bureauClerk'] }),
})
