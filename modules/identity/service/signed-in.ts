import type { FastifyRequest } from 'fastify'
import type { Caller } from '#platform/authz'
import { civilDay } from '#platform/clock'
import type { Db } from '#platform/db'
import { permissionsOf, stateOf } from '../domain.ts'
import type { Profile } from '../schema.ts'
import * as store from '../store.ts'
import { type Auth, COOKIE } from './auth.ts'

/** Somebody who has signed in: who he is to the other modules, and by which session. */
type SignedIn = { caller: Caller; profile: Profile; session: string }

/** How long a session that was found good is taken for good here. What ends it in this process drops it at once. */
const LIFE_MS = 10_000
const MOST = 10_000

export const callerOf = (profile: Profile): Caller => ({
  county: profile.county,
  place: profile.place,
  station: profile.station,
  account: profile.id,
  name: profile.name,
  roles: profile.roles,
  // Whoever still has another's password may only change it.
  permissions: profile.mustChangePassword ? new Set() : permissionsOf(profile.roles),
  origin: profile.isSimulator ? 'simulated' : 'live',
})

/** The value of the session cookie, by hand: cookies are not yet parsed when a request is authorised. */
export function cookieOf(request: Pick<FastifyRequest, 'headers'>): string | undefined {
  const pairs = request.headers.cookie?.split(';') ?? []
  for (const pair of pairs) {
    const trimmed = pair.trim()
    if (trimmed.startsWith(`${COOKIE}=`)) return trimmed.slice(COOKIE.length + 1)
  }
  return undefined
}

/** What better-auth is told of a request: its session and where it came from, nothing else. */
export function headersOf(request: Pick<FastifyRequest, 'headers' | 'ip'>): Headers {
  const headers = new Headers({ 'x-forwarded-for': request.ip })
  const cookie = cookieOf(request)
  if (cookie) headers.set('cookie', `${COOKIE}=${cookie}`)
  const agent = request.headers['user-agent']
  if (agent) headers.set('user-agent', agent.slice(0, 300))
  return headers
}

/** Finds who is behind a cookie, and remembers it for a few seconds: every request of the product asks. */
export function createSignedIn({ db, auth, now }: { db: Db<'identity'>; auth: Auth; now: () => Date }) {
  const known = new Map<string, SignedIn & { until: number }>()
  // A look-up that began before something was dropped must not put back what it read.
  let drops = 0

  async function lookUp(cookie: string): Promise<SignedIn | undefined> {
    const found = await auth.api.getSession({
      headers: new Headers({ cookie: `${COOKIE}=${cookie}` }),
      query: { disableRefresh: true },
    })
    if (!found) return undefined
    const profile = await store.findAnywhere(db, found.user.id)
    return profile && { caller: callerOf(profile), profile, session: found.session.id }
  }

  async function read(cookie: string): Promise<SignedIn | undefined> {
    const before = drops
    const found = await lookUp(cookie)
    if (!found) return undefined
    if (before === drops) {
      const oldest = known.size >= MOST ? known.keys().next().value : undefined
      if (oldest !== undefined) known.delete(oldest)
      known.set(cookie, { ...found, until: performance.now() + LIFE_MS })
    }
    return found
  }

  return {
    async find(request: Pick<FastifyRequest, 'headers'>): Promise<SignedIn | undefined> {
      const cookie = cookieOf(request)
      if (!cookie) return undefined
      const kept = known.get(cookie)
      if (kept && kept.until < performance.now()) known.delete(cookie)
      const found = kept && kept.until >= performance.now() ? kept : await read(cookie)
      if (!found || stateOf(found.profile, civilDay(now())) !== 'active') return undefined
      return found
    },

    /** Forgets an account's sessions, so that the next request asks the database. */
    drop(account: string): void {
      drops += 1
      for (const [cookie, { caller }] of known) if (caller.account === account) known.delete(cookie)
    },
  }
}

export type SignedInPeople = ReturnType<typeof createSignedIn>
