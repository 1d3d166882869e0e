import { systemCaller } from '#platform/authz'
import { civilDay } from '#platform/clock'
import { type Db, inTransaction } from '#platform/db'
import { DomainError } from '#platform/errors'
import { NOTHING } from '#platform/fields'
import { uuidv7 } from '#platform/ids'
import { checkPassword, normalise } from '../domain/password.ts'
import { AccountId, Post, type Profile, type Setup, type SetupLink } from '../schema.ts'
import * as store from '../store/accounts.ts'
import { findSetupLink, putSetupLink, useSetupLink } from '../store/credentials.ts'
import type { Journal } from './journal.ts'
import { hashPassword } from './passwords.ts'
import { hashOf, newToken } from './secret.ts'
import type { Sessions } from './sessions.ts'
import type { SignedInPeople } from './signed-in.ts'

type Needs = {
  db: Db<'identity'>
  now: () => Date
  journal: Journal
  people: SignedInPeople
  sessions: Pick<Sessions, 'begin'>
}

const LINK_LIFE_MS = 24 * 3_600_000
const linkUnknown = () => new DomainError('identity.setupLinkUnknown', {}, 404)

/** Accounts that no administrator makes: the three administrators of a county, and the simulator's. */
export function createSetup({ db, now, journal, people, sessions }: Needs) {
  const fresh = (county: string, given: Pick<Profile, 'username' | 'name' | 'roles'>): Profile => ({
    ...given,
    county,
    id: uuidv7(),
    place: county,
    station: null,
    phone: NOTHING,
    phoneIndex: null,
    validUntil: null,
    disabledAt: null,
    mustChangePassword: false,
    passwordSetAt: given.roles.includes('simulator') ? null : now(),
    credentialBy: 'system',
    isSimulator: given.roles.includes('simulator'),
    isDemo: false,
    createdAt: now(),
    createdBy: 'system',
  })
  const created = ({ roles, place, station, validUntil }: Profile) =>
    ({ kind: 'identity.accountCreated', data: { roles, place, station, validUntil } }) as const

  async function findLink(token: string): Promise<SetupLink> {
    const link = await findSetupLink(db, hashOf(token))
    if (!link || link.usedAt || link.expiresAt <= now()) throw linkUnknown()
    return { county: link.county, role: Post.parse(link.role), expiresAt: link.expiresAt.toISOString() }
  }

  const vacantPosts = (tx: store.IdentityTx, county: string) =>
    store.vacant(tx, { county, roles: Post.options, today: civilDay(now()) })

  return {
    hasAccounts: (county: string): Promise<boolean> =>
      inTransaction(db, systemCaller(county), (tx) => store.hasAccounts(tx, county)),

    /**
     * A one-time token for each of the three posts that nobody holds; it voids an earlier one of the post. They are for
     * three persons: each sets an account of his own.
     */
    async createSetupLinks(county: string): Promise<{ role: Post; token: string }[]> {
      return inTransaction(db, systemCaller(county), async (tx) => {
        await store.lockSetup(tx, county)
        const links = (await vacantPosts(tx, county)).map((role) => ({ role: Post.parse(role), token: newToken() }))
        const expiresAt = new Date(now().getTime() + LINK_LIFE_MS)
        for (const { role, token } of links)
          await putSetupLink(tx, { county, role, tokenHash: hashOf(token), expiresAt })
        return links
      })
    },

    findSetupLink: findLink,

    /** Makes the administrator of the link's post; the link is used up. */
    async setup(token: string, { username, name, password }: Setup): Promise<{ account: AccountId }> {
      const { county, role } = await findLink(token)
      checkPassword(password, username)
      const passwordHash = await hashPassword(password)
      const made = fresh(county, { username: normalise(username), name, roles: [role] })
      await inTransaction(db, systemCaller(county), async (tx) => {
        await store.lockSetup(tx, county)
        if (!(await useSetupLink(tx, { county, tokenHash: hashOf(token), at: now() }))) throw linkUnknown()
        if (!(await vacantPosts(tx, county)).includes(role)) throw new DomainError('identity.alreadySetUp')
        await store.insert(tx, made, passwordHash)
        await journal(tx, systemCaller(county), made, created(made))
      })
      return { account: AccountId.parse(made.id) }
    },

    /**
     * A signed-in simulator for one run: `cookie` is the header to send. Nobody knows a password of it, for it has none.
     * Earlier runs of the county are not signed out.
     */
    async createSimulator(county: string): Promise<{ account: string; cookie: string }> {
      const system = systemCaller(county)
      const profile = await inTransaction(db, system, async (tx) => {
        await store.lockSetup(tx, county)
        const present = await store.findSimulator(tx, county)
        if (present) return present
        const made = fresh(county, { username: `simulator-${county}`, name: '模拟器', roles: ['simulator'] })
        await store.insert(tx, made, '')
        await journal(tx, system, made, created(made))
        return made
      })
      people.drop(profile.id)
      if (profile.disabledAt) throw new DomainError('identity.disabled', {}, 403)
      const { setCookies } = await sessions.begin({ headers: {}, ip: '' }, profile, { by: 'password' })
      return { account: profile.id, cookie: setCookies[0]?.split(';')[0] ?? '' }
    },
  }
}
