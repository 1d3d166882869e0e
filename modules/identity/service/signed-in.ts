import type { FastifyRequest } from 'fastify'
import type { Caller } from '#platform/authz'
import { civilDay } from '#platform/clock'
import type { Db } from '#platform/db'
import { DomainError } from '#platform/errors'
import {
  DEFAULT_POLICY,
  mustChangePassword,
  mustEnrolSecondFactor,
  type SecondFactorRule,
  type Standing,
} from '../domain/policy.ts'
import { permissionsOf } from '../domain/roles.ts'
import { stateOf } from '../domain/standing.ts'
import type { Profile } from '../schema.ts'
import { findAnywhere } from '../store/accounts.ts'
import { hasSecondFactor } from '../store/credentials.ts'
import { findPolicy } from '../store/outside.ts'
import { findSession, type StoredSession, touchSession } from '../store/sessions.ts'
import { hashOf } from './secret.ts'

export const COOKIE = 'xiangji.session_token'

type Known = { session: StoredSession; standing: Omit<Standing, 'now'> }
/** Somebody who has signed in: who he is to the other modules, and by which session. */
type SignedIn = { caller: Caller; standing: Standing; session: StoredSession }

/** How long a session that was found good is taken for good here. What ends it in this process drops it at once. */
const LIFE_MS = 10_000
const MOST = 10_000
/** Use is written down this often at most. */
const TOUCH_MS = 60_000

export const callerOf = (standing: Standing): Caller => {
  const { profile } = standing
  const isHeldBack = mustChangePassword(standing) || mustEnrolSecondFactor(standing)
  return {
    county: profile.county,
    place: profile.place,
    station: profile.station,
    account: profile.id,
    name: profile.name,
    roles: profile.roles,
    permissions: isHeldBack ? new Set() : permissionsOf(profile.roles),
    origin: profile.isSimulator ? 'simulated' : 'live',
  }
}

/** The value of a cookie, by hand: cookies are not yet parsed when a request is authorised. */
export function cookieOf(request: Pick<FastifyRequest, 'headers'>, name: string = COOKIE): string | undefined {
  const pairs = request.headers.cookie?.split(';') ?? []
  for (const pair of pairs) {
    const trimmed = pair.trim()
    if (trimmed.startsWith(`${name}=`)) return trimmed.slice(name.length + 1)
  }
  return undefined
}

const isOver = ({ usedAt, idleS, expiresAt }: StoredSession, now: Date): boolean =>
  now >= expiresAt || now.getTime() > usedAt.getTime() + idleS * 1000

type Needs = { db: Db<'identity'>; now: () => Date; rule: SecondFactorRule }

/** Finds who is behind a cookie, and remembers it for a few seconds: every request of the product asks. */
export function createSignedIn({ db, now, rule }: Needs) {
  const known = new Map<string, Known & { until: number }>()
  // A look-up that began before something was dropped must not put back what it read.
  let drops = 0

  async function standingOf(profile: Profile): Promise<Omit<Standing, 'now'>> {
    const policy = (await findPolicy(db, profile.county)) ?? DEFAULT_POLICY
    return {
      profile,
      policy,
      rule,
      hasSecondFactor: await hasSecondFactor(db, { county: profile.county, account: profile.id }),
    }
  }

  async function lookUp(token: string): Promise<Known | undefined> {
    const session = await findSession(db, hashOf(token))
    if (!session) return undefined
    const profile = await findAnywhere(db, session.account)
    return profile && { session, standing: await standingOf(profile) }
  }

  async function read(token: string): Promise<Known | undefined> {
    const before = drops
    const found = await lookUp(token)
    if (found && before === drops) {
      const oldest = known.size >= MOST ? known.keys().next().value : undefined
      if (oldest !== undefined) known.delete(oldest)
      known.set(token, { ...found, until: performance.now() + LIFE_MS })
    }
    return found
  }

  async function touch(session: StoredSession, at: Date): Promise<void> {
    if (at.getTime() - session.usedAt.getTime() < TOUCH_MS) return
    session.usedAt = at
    await touchSession(db, session.id, at)
  }

  return {
    standingOf: async (profile: Profile): Promise<Standing> => ({ ...(await standingOf(profile)), now: now() }),

    async find(request: Pick<FastifyRequest, 'headers'>): Promise<SignedIn | undefined> {
      const token = cookieOf(request)
      if (!token) return undefined
      const kept = known.get(token)
      if (kept && kept.until < performance.now()) known.delete(token)
      const found = kept && kept.until >= performance.now() ? kept : await read(token)
      const at = now()
      if (!found || isOver(found.session, at)) return undefined
      if (found.session.revokedAt) throw new DomainError('identity.deviceRevoked', {}, 401)
      const standing = { ...found.standing, now: at }
      if (stateOf(standing.profile, civilDay(at)) !== 'active') return undefined
      await touch(found.session, at)
      return { caller: callerOf(standing), standing, session: found.session }
    },

    /** Forgets an account's sessions, so that the next request asks the database. */
    drop(account: string): void {
      drops += 1
      for (const [token, { session }] of known) if (session.account === account) known.delete(token)
    },

    /** The same for everybody of a county. */
    dropCounty(county: string): void {
      drops += 1
      for (const [token, { standing }] of known) if (standing.profile.county === county) known.delete(token)
    },
  }
}

export type SignedInPeople = ReturnType<typeof createSignedIn>
