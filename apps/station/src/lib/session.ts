import { api, Problem, settle, toProblem } from './api.ts'
import { t } from './i18n/index.ts'
import { createStore } from './store.ts'
import { vault } from './vault.ts'
import type { Me, Station } from './wire.ts'

/** The station that is worked for: one's own, or one that is chosen to fill in for. */
export type Work = { station: Pick<Station, 'id' | 'name' | 'townName' | 'origin'>; isOnBehalf: boolean }

export type Session = {
  phase: 'starting' | 'signedOut' | 'signedIn'
  me: Me | null
  work: Work | null
  /** The server knows the session no more; what is on the phone stays and work goes on. */
  isExpired: boolean
  /** Somebody unbound this telephone: said instead of a mere expiry. */
  isRevoked: boolean
}

export const session = createStore<Session>({
  phase: 'starting',
  me: null,
  work: null,
  isExpired: false,
  isRevoked: false,
})

export const mayFillIn = (me: Me): boolean => me.station === null && me.permissions.includes('station.enterOnBehalf')
export const mayKeep = (me: Me): boolean => me.station !== null && me.permissions.includes('station.enter')
export const may = (permission: string): boolean => session.get().me?.permissions.includes(permission) ?? false

const workOf = async (me: Me): Promise<Work | null> => {
  const kept = await vault.get<Work>('work')
  if (me.station === null) return kept?.isOnBehalf && mayFillIn(me) ? kept : null
  if (kept && kept.station.id === me.station && !kept.isOnBehalf) return kept
  return { station: { id: me.station, name: '', townName: '', origin: 'live' }, isOnBehalf: false }
}

async function enter(me: Me): Promise<void> {
  const before = await vault.get<Me>('me')
  if (before && before.account !== me.account) await forgetPages()
  await vault.put('me', me)
  session.set({ phase: 'signedIn', me, work: await workOf(me), isExpired: false, isRevoked: false })
}

const forgetPages = async (): Promise<void> => {
  for (const prefix of ['me', 'work', 'day:']) await vault.drop(prefix)
}

/** Shows what the phone remembers at once and asks the server behind it. */
export async function startSession(): Promise<void> {
  const me = await vault.get<Me>('me')
  if (me) session.set({ phase: 'signedIn', me, work: await workOf(me), isExpired: false, isRevoked: false })
  await checkSession()
}

export async function checkSession(): Promise<void> {
  try {
    await enter(await settle(api.GET('/api/session')))
  } catch (error) {
    const problem = toProblem(error)
    if (problem.status === 401) expire(problem.code)
    else if (session.get().phase === 'starting') session.set({ ...session.get(), phase: 'signedOut' })
  }
}

/** The server asks who this is: the pages stay open, sending waits. */
export function expire(code: string): void {
  const { me, isRevoked } = session.get()
  const isNowRevoked = isRevoked || code === 'identity.deviceRevoked'
  if (me) session.set({ ...session.get(), isExpired: true, isRevoked: isNowRevoked })
  else session.set({ phase: 'signedOut', me: null, work: null, isExpired: false, isRevoked: isNowRevoked })
}

/** What its owner calls the telephone that he binds by signing in. */
function deviceName(): string {
  const agent = navigator.userAgent
  const kind = [/iPhone/, /iPad/, /Android/, /Windows/, /Mac/].map((known) => known.exec(agent)?.[0]).find(Boolean)
  return `${kind ?? ''} ${t('device.name')}`.trim().slice(0, 40)
}

export async function signIn(username: string, password: string, code: string): Promise<void> {
  const body = { username, password, device: deviceName(), ...(code ? { code } : {}) }
  await enter(await settle(api.POST('/api/session', { body })))
}

/** Leaves on this phone only what was not uploaded, under the account that it belongs to. */
export async function signOut(): Promise<void> {
  try {
    await settle(api.DELETE('/api/session'))
  } catch (error) {
    if (toProblem(error).status !== 401) throw error
  }
  await forgetPages()
  session.set({ phase: 'signedOut', me: null, work: null, isExpired: false, isRevoked: false })
}

export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  await settle(api.POST('/api/password', { body: { currentPassword, newPassword } }))
  await checkSession()
}

export async function workFor(work: Work): Promise<void> {
  await vault.put('work', work)
  session.set({ ...session.get(), work })
}

/** The server's own words for the station replace what the phone remembered. */
export function noteStation(station: Station): void {
  const { work } = session.get()
  if (!work || work.station.id !== station.id) return
  const { id, name, townName, origin } = station
  if (work.station.name === name && work.station.townName === townName && work.station.origin === origin) return
  void workFor({ ...work, station: { id, name, townName, origin } })
}

/** Pages under the sign-in are only shown with both. */
export function useWork(): { me: Me; work: Work } {
  const { me, work } = session.use()
  if (!me || !work) throw new Problem('http.notSignedIn')
  return { me, work }
}
