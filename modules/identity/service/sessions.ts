import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import type { Caller } from '#platform/authz'
import { civilDay } from '#platform/clock'
import { type Db, inTransaction } from '#platform/db'
import { DomainError, notFound } from '#platform/errors'
import { uuidv7 } from '#platform/ids'
import { normalise } from '../domain/password.ts'
import {
  isPasswordTooOld,
  mustChangePassword,
  mustEnrolSecondFactor,
  passwordDaysLeft,
  passwordWarning,
  type Standing,
  sessionLife,
} from '../domain/policy.ts'
import { isGuarded } from '../domain/roles.ts'
import { stateOf } from '../domain/standing.ts'
import type { ChangePassword, IdentityEvent, Me, Profile, Provider, Session, SignIn } from '../schema.ts'
import { AccountId } from '../schema.ts'
import * as accounts from '../store/accounts.ts'
import { passwordHashOf } from '../store/credentials.ts'
import * as store from '../store/sessions.ts'
import type { Attempts } from './attempts.ts'
import { actorOf, type Journal, reachOf, unknownActor, visitorOf } from './journal.ts'
import { isPassword, setOwnPassword } from './passwords.ts'
import type { SecondFactors } from './second-factor.ts'
import { hashOf, newToken } from './secret.ts'
import { COOKIE, callerOf, type SignedInPeople } from './signed-in.ts'

export type Asking = Pick<FastifyRequest, 'headers' | 'ip'> & Partial<Pick<FastifyRequest, 'visitor'>>
type Needs = {
  db: Db<'identity'>
  now: () => Date
  journal: Journal
  attempts: Attempts
  people: SignedInPeople
  secondFactors: Pick<SecondFactors, 'takeCode'>
}

export type SignedInNow = { me: Me; setCookies: string[] }

const wrongPassword = () => new DomainError('identity.wrongPassword', {}, 401)
const LOCK_MINUTES = 15

/** A refused attempt takes this long at least: what the server did meanwhile cannot be read off the clock. */
const REFUSAL_MS = 250

export const meOf = (standing: Standing): Me => {
  const { profile, policy, now } = standing
  return {
    account: AccountId.parse(profile.id),
    username: profile.username,
    name: profile.name,
    roles: profile.roles,
    permissions: [...callerOf(standing).permissions].sort(),
    county: profile.county,
    place: profile.place,
    station: profile.station,
    mustChangePassword: mustChangePassword(standing),
    isPasswordTooOld: isPasswordTooOld(standing),
    passwordDaysLeft: passwordWarning(passwordDaysLeft(profile, policy, now)),
    mustEnrolSecondFactor: mustEnrolSecondFactor(standing),
    isDemo: profile.isDemo,
  }
}

export const sessionCookie = (token: string, lifeMs: number): string =>
  `${COOKIE}=${token}; Max-Age=${Math.floor(lifeMs / 1000)}; Path=/; HttpOnly; SameSite=Lax`

export function createSessions({ db, now, journal, attempts, people, secondFactors }: Needs) {
  const recordAlone = (actor: Parameters<Journal>[1], profile: Profile, event: IdentityEvent) =>
    inTransaction(db, reachOf(profile), (tx) => journal(tx, actor, profile, event))

  async function fail(profile: Profile, reason: 'wrongPassword' | 'wrongCode', isLocked: boolean): Promise<void> {
    await recordAlone(unknownActor(profile.county), profile, { kind: 'identity.signInFailed', data: { reason } })
    if (isLocked)
      await recordAlone(unknownActor(profile.county), profile, {
        kind: 'identity.accountLocked',
        data: { minutes: LOCK_MINUTES },
      })
  }

  /** Somebody whose account ended is told so only after he has proved who he is. */
  async function refuseEnded(profile: Profile): Promise<void> {
    const state = stateOf(profile, civilDay(now()))
    if (state === 'active') return
    await inTransaction(db, reachOf(profile), async (tx) => {
      await store.endSessions(tx, profile.id)
      await journal(tx, actorOf(profile), profile, { kind: 'identity.signInFailed', data: { reason: state } })
    })
    throw new DomainError(`identity.${state}`, {}, 403)
  }

  type Beginning = { by: 'password' | Provider; device?: string | undefined }

  /** A new session with a new token, whatever the browser brought; what it brought ends. */
  async function begin(request: Asking, profile: Profile, { by, device }: Beginning): Promise<SignedInNow> {
    const standing = await people.standingOf(profile)
    const isPhone = device !== undefined && !isGuarded(profile.roles)
    const { idleS, lifeMs } = sessionLife(standing.policy, isPhone || profile.isSimulator)
    const before = await people.find(request).catch(() => undefined)
    const token = newToken()
    const at = now()
    const deviceId = isPhone ? uuidv7() : null
    await inTransaction(db, reachOf(profile), async (tx) => {
      if (before) await store.endSessions(tx, before.session.account, { only: before.session.id })
      if (deviceId && device)
        await store.putDevice(tx, { county: profile.county, id: deviceId, account: profile.id, name: device, at })
      await store.putSession(tx, {
        id: uuidv7(),
        account: profile.id,
        tokenHash: hashOf(token),
        createdAt: at,
        usedAt: at,
        expiresAt: new Date(at.getTime() + lifeMs),
        idleS,
        ipAddress: request.ip ?? '',
        userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
        device: deviceId,
      })
      const data = deviceId ? { by, device: deviceId } : { by }
      await journal(tx, actorOf(profile), profile, { kind: 'identity.signedIn', data })
    })
    if (before) people.drop(before.session.account)
    return { me: meOf(standing), setCookies: [sessionCookie(token, lifeMs)] }
  }

  /** The code beside what was proved already; without one it is asked for, and that is no failure. */
  async function proveSecond(
    profile: Profile,
    { code, ip, isLast }: { code: string | undefined; ip: string; isLast: boolean },
  ): Promise<void> {
    const { hasSecondFactor } = await people.standingOf(profile)
    if (!hasSecondFactor) return
    if (code === undefined) {
      await attempts.takeBack(profile.username, ip)
      throw new DomainError('identity.codeNeeded', { field: 'code' }, 401)
    }
    const isGood = await inTransaction(db, reachOf(profile), (tx) => secondFactors.takeCode(tx, profile, code))
    if (isGood) return
    await fail(profile, 'wrongCode', isLast)
    throw new DomainError('identity.wrongCode', { field: 'code' }, 401)
  }

  async function tryToSignIn(request: Asking, { username, password, code, device }: SignIn): Promise<SignedInNow> {
    const isLast = await attempts.begin(username, request.ip)
    const profile = await accounts.findAnywhereByUsername(db, normalise(username))
    // The access log says whose door was tried, also when it stayed shut.
    if (profile) request.visitor = visitorOf(profile)
    const isGood = await isPassword(profile ? await passwordHashOf(db, profile.id) : '', password)
    if (!profile || !isGood) {
      if (profile) await fail(profile, 'wrongPassword', isLast)
      throw wrongPassword()
    }
    await proveSecond(profile, { code, ip: request.ip, isLast })
    await attempts.succeed(username, request.ip)
    await refuseEnded(profile)
    return begin(request, profile, { by: 'password', device })
  }

  async function currentOf(request: Asking): Promise<string> {
    const found = await people.find(request)
    if (!found) throw new DomainError('http.notSignedIn', {}, 401)
    return found.session.id
  }

  /** Ends sessions of the caller's own account and says how many. */
  async function end(caller: Caller, which: { only?: string; except?: string }): Promise<number> {
    const ended = await inTransaction(db, reachOf(caller), async (tx) => {
      const profile = await accounts.load(tx, caller.county, caller.account)
      const sessions = await store.endSessions(tx, caller.account, which)
      if (sessions > 0) await journal(tx, caller, profile, { kind: 'identity.signedOut', data: { sessions } })
      return sessions
    })
    people.drop(caller.account)
    return ended
  }

  return {
    begin,
    refuseEnded,
    proveSecond,

    countSessions: (): Promise<number> => store.countSessions(db, now()),

    async signIn(request: Asking, command: SignIn): Promise<SignedInNow> {
      const began = performance.now()
      try {
        return await tryToSignIn(request, command)
      } catch (error) {
        if (error instanceof DomainError) await wait(Math.max(0, REFUSAL_MS - (performance.now() - began)))
        throw error
      }
    },

    async me(request: Asking): Promise<Me> {
      const found = await people.find(request)
      if (!found) throw new DomainError('http.notSignedIn', {}, 401)
      const { profile } = found.standing
      const fresh = await inTransaction(db, reachOf(profile), (tx) => accounts.load(tx, profile.county, profile.id))
      return meOf(await people.standingOf(fresh))
    },

    async signOut(request: Asking, caller: Caller): Promise<{ setCookies: string[] }> {
      await end(caller, { only: await currentOf(request) })
      return { setCookies: [sessionCookie('', 0)] }
    },

    currentSession: currentOf,

    /** The telephone that asks, if it is a bound one. */
    currentDevice: async (request: Asking): Promise<string | null> =>
      (await people.find(request))?.session.device ?? null,

    async sessions(request: Asking, caller: Caller): Promise<Session[]> {
      const current = await currentOf(request)
      const rows = await inTransaction(db, reachOf(caller), (tx) => store.sessionsOf(tx, caller.account, now()))
      return rows.map((row) => ({
        id: row.id,
        signedInAt: row.createdAt.toISOString(),
        usedAt: row.usedAt.toISOString(),
        expiresAt: row.expiresAt.toISOString(),
        ipAddress: row.ipAddress,
        userAgent: row.userAgent,
        device: row.device,
        isCurrent: row.id === current,
      }))
    },

    async endSession(caller: Caller, id: string): Promise<void> {
      if ((await end(caller, { only: id })) === 0) throw notFound('session', id)
    },

    /** Ends the caller's sessions on all other devices. */
    async signOutEverywhere(caller: Caller, request: Asking): Promise<{ ended: number }> {
      return { ended: await end(caller, { except: await currentOf(request) }) }
    },

    /** The other devices are signed out: whoever had the old password has no session left. */
    async changePassword(request: Asking, caller: Caller, command: ChangePassword): Promise<void> {
      const except = await currentOf(request)
      const { username } = await inTransaction(db, reachOf(caller), (tx) =>
        accounts.load(tx, caller.county, caller.account),
      )
      await attempts.begin(username, request.ip)
      if (!(await isPassword(await passwordHashOf(db, caller.account), command.currentPassword)))
        throw new DomainError('identity.wrongPassword', { field: 'currentPassword' }, 422)
      await attempts.succeed(username, request.ip)
      await inTransaction(db, reachOf(caller), async (tx) => {
        const before = await accounts.loadToChange(tx, caller.county, caller.account)
        const after = await setOwnPassword(tx, before, {
          password: command.newPassword,
          now: now(),
          field: 'newPassword',
        })
        await accounts.save(tx, after)
        await store.endSessions(tx, after.id, { except })
        await journal(tx, caller, after, { kind: 'identity.passwordChanged', data: {} })
      })
      people.drop(caller.account)
    },
  }
}

export type Sessions = ReturnType<typeof createSessions>
