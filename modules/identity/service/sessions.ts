import type { FastifyRequest } from 'fastify'
import type { Caller } from '#platform/authz'
import { civilDay } from '#platform/clock'
import { type Db, inTransaction } from '#platform/db'
import { DomainError, notFound } from '#platform/errors'
import { checkPassword, normalise, stateOf } from '../domain.ts'
import type { ChangePassword, IdentityEvent, Me, Profile, Session, SignIn } from '../schema.ts'
import { AccountId } from '../schema.ts'
import * as store from '../store.ts'
import type { Attempts } from './attempts.ts'
import type { Auth } from './auth.ts'
import { actorOf, type Journal, reachOf, unknownActor } from './journal.ts'
import { callerOf, headersOf, type SignedInPeople } from './signed-in.ts'

type Asking = Pick<FastifyRequest, 'headers' | 'ip'> & Partial<Pick<FastifyRequest, 'visitor'>>
type Needs = {
  db: Db<'identity'>
  auth: Auth
  now: () => Date
  journal: Journal
  attempts: Attempts
  people: SignedInPeople
}

const wrongPassword = () => new DomainError('identity.wrongPassword', {}, 401)

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500

export const meOf = (profile: Profile): Me => ({
  account: AccountId.parse(profile.id),
  username: profile.username,
  name: profile.name,
  roles: profile.roles,
  permissions: [...callerOf(profile).permissions].sort(),
  county: profile.county,
  place: profile.place,
  station: profile.station,
  mustChangePassword: profile.mustChangePassword,
  isDemo: profile.isDemo,
})

export function createSessions({ db, auth, now, journal, attempts, people }: Needs) {
  const recordAlone = (actor: Parameters<Journal>[1], profile: Profile, event: IdentityEvent) =>
    inTransaction(db, reachOf(profile), (tx) => journal(tx, actor, profile, event))

  /** Asks better-auth; anything but its refusal is a fault and rises. */
  async function tryPassword({ username, password }: SignIn, headers: Headers) {
    try {
      return await auth.api.signInUsername({ body: { username, password }, headers, returnHeaders: true })
    } catch (error) {
      if (isRefusal(error)) return undefined
      throw error
    }
  }

  async function signIn(request: Asking, { username, password }: SignIn): Promise<{ me: Me; setCookies: string[] }> {
    attempts.begin(username)
    const profile = await store.findAnywhereByUsername(db, normalise(username))
    // The access log says whose door was tried, also when it stayed shut.
    if (profile) request.visitor = { ...reachOf(profile), account: profile.id, roles: profile.roles }
    const headers = headersOf(request)
    headers.delete('cookie')
    const good = await tryPassword({ username, password }, headers)
    if (!good || !profile) {
      if (profile)
        await recordAlone(unknownActor(profile.county), profile, {
          kind: 'identity.signInFailed',
          data: { reason: 'wrongPassword' },
        })
      throw wrongPassword()
    }
    attempts.succeed(username)
    const state = stateOf(profile, civilDay(now()))
    if (state !== 'active') {
      await inTransaction(db, reachOf(profile), async (tx) => {
        await store.endSessions(tx, profile.id)
        await journal(tx, actorOf(profile), profile, { kind: 'identity.signInFailed', data: { reason: state } })
      })
      throw new DomainError(`identity.${state}`, {}, 403)
    }
    await recordAlone(actorOf(profile), profile, { kind: 'identity.signedIn', data: {} })
    return { me: meOf(profile), setCookies: good.headers.getSetCookie() }
  }

  async function currentOf(request: Asking): Promise<string> {
    const found = await people.find(request)
    if (!found) throw new DomainError('http.notSignedIn', {}, 401)
    return found.session
  }

  /** Ends sessions of the caller's own account and says how many. */
  async function end(caller: Caller, which: { only?: string; except?: string }): Promise<number> {
    const ended = await inTransaction(db, reachOf(caller), async (tx) => {
      const profile = await store.load(tx, caller.county, caller.account)
      const sessions = await store.endSessions(tx, caller.account, which)
      if (sessions > 0) await journal(tx, caller, profile, { kind: 'identity.signedOut', data: { sessions } })
      return sessions
    })
    people.drop(caller.account)
    return ended
  }

  return {
    signIn,

    countSessions: (): Promise<number> => store.countSessions(db),

    /** Who asks, and a cookie of longer life when the session was due for it. */
    async me(request: Asking, caller: Caller): Promise<{ me: Me; setCookies: string[] }> {
      const profile = await inTransaction(db, reachOf(caller), (tx) => store.load(tx, caller.county, caller.account))
      const renewed = await auth.api.getSession({ headers: headersOf(request), returnHeaders: true })
      return { me: meOf(profile), setCookies: renewed.headers.getSetCookie() }
    },

    async signOut(request: Asking, caller: Caller): Promise<{ setCookies: string[] }> {
      await end(caller, { only: await currentOf(request) })
      const { headers } = await auth.api.signOut({ headers: headersOf(request), returnHeaders: true })
      return { setCookies: headers.getSetCookie() }
    },

    async sessions(request: Asking, caller: Caller): Promise<Session[]> {
      const current = await currentOf(request)
      const rows = await inTransaction(db, reachOf(caller), (tx) => store.sessionsOf(tx, caller.account))
      return rows.map(({ id, createdAt, expiresAt, ipAddress, userAgent }) => ({
        id,
        signedInAt: createdAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        ipAddress,
        userAgent,
        isCurrent: id === current,
      }))
    },

    async endSession(caller: Caller, id: string): Promise<void> {
      if ((await end(caller, { only: id })) === 0) throw notFound('session', id)
    },

    /** Ends the caller's sessions on all other devices; without a request, on this one too. */
    async signOutEverywhere(caller: Caller, request?: Asking): Promise<{ ended: number }> {
      return { ended: await end(caller, request ? { except: await currentOf(request) } : {}) }
    },

    /** The other devices are signed out: whoever had the old password has no session left. */
    async changePassword(
      request: Asking,
      caller: Caller,
      { currentPassword, newPassword }: ChangePassword,
    ): Promise<void> {
      const except = await currentOf(request)
      const { password } = await auth.$context
      const hash = await password.hash(newPassword)
      await inTransaction(db, reachOf(caller), async (tx) => {
        const profile = await store.loadToChange(tx, caller.county, caller.account)
        attempts.begin(profile.username)
        const old = await store.passwordHashOf(tx, profile.id)
        if (!(await password.verify({ hash: old, password: currentPassword })))
          throw new DomainError('identity.wrongPassword', { field: 'currentPassword' }, 422)
        attempts.succeed(profile.username)
        checkPassword(newPassword, profile.username)
        if (newPassword === currentPassword)
          throw new DomainError('identity.passwordUnchanged', { field: 'newPassword' }, 422)
        await store.savePassword(tx, profile.id, hash)
        await store.save(tx, { ...profile, mustChangePassword: false })
        await store.endSessions(tx, profile.id, { except })
        await journal(tx, caller, profile, { kind: 'identity.passwordChanged', data: {} })
      })
      people.drop(caller.account)
    },
  }
}
