import { createHash, randomBytes } from 'node:crypto'
import { systemCaller } from '#platform/authz'
import { type Db, inTransaction } from '#platform/db'
import { DomainError } from '#platform/errors'
import { uuidv7 } from '#platform/ids'
import { checkPassword, normalise } from '../domain.ts'
import { AccountId, type AnyRole, type Profile, type Setup, type SetupLink } from '../schema.ts'
import * as store from '../store.ts'
import { type Auth, COOKIE } from './auth.ts'
import type { Journal } from './journal.ts'
import type { SignedInPeople } from './signed-in.ts'

type Needs = { db: Db<'identity'>; auth: Auth; now: () => Date; journal: Journal; people: SignedInPeople }

const LINK_LIFE_MS = 24 * 3_600_000
/** Alone at first, he must be able to grant roles; the two are separated when a second administrator is made. */
const FIRST_ROLES: AnyRole[] = ['systemAdministrator', 'securityAdministrator']

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
const linkUnknown = () => new DomainError('identity.setupLinkUnknown', {}, 404)

/** Accounts that no administrator makes: the first one of a county, and the simulator's. */
export function createSetup({ db, auth, now, journal, people }: Needs) {
  const hash = async (password: string): Promise<string> => (await auth.$context).password.hash(password)

  const fresh = (county: string, given: Pick<Profile, 'username' | 'name' | 'roles'>): Profile => ({
    ...given,
    county,
    id: uuidv7(),
    place: county,
    station: null,
    phone: '',
    validUntil: null,
    disabledAt: null,
    mustChangePassword: false,
    isSimulator: given.roles.includes('simulator'),
    isDemo: false,
    createdAt: now(),
    createdBy: 'system',
  })
  const created = ({ roles, place, station, validUntil }: Profile) =>
    ({ kind: 'identity.accountCreated', data: { roles, place, station, validUntil } }) as const

  async function findLink(token: string): Promise<SetupLink> {
    const link = await store.findSetupLink(db, hashOf(token))
    if (!link || link.usedAt || link.expiresAt <= now()) throw linkUnknown()
    return { county: link.county, expiresAt: link.expiresAt.toISOString() }
  }

  /** The simulator's account with a password that nobody knows. */
  async function renewSimulator(county: string): Promise<{ account: string; username: string; password: string }> {
    const password = `${randomBytes(24).toString('base64url')}aA1`
    const passwordHash = await hash(password)
    const system = systemCaller(county)
    const profile = await inTransaction(db, system, async (tx) => {
      await store.lockSetup(tx, county)
      const present = await store.findSimulator(tx, county)
      if (present) {
        await store.savePassword(tx, present.id, passwordHash)
        return present
      }
      const made = fresh(county, { username: `simulator-${county}`, name: '模拟器', roles: ['simulator'] })
      await store.insert(tx, made, passwordHash)
      await journal(tx, system, made, created(made))
      return made
    })
    people.drop(profile.id)
    if (profile.disabledAt) throw new DomainError('identity.disabled', {}, 403)
    return { account: profile.id, username: profile.username, password }
  }

  return {
    hasAccounts: (county: string): Promise<boolean> =>
      inTransaction(db, systemCaller(county), (tx) => store.hasAccounts(tx, county)),

    /** The one-time token for a county that nobody can sign in to yet; it voids an earlier one. */
    async createSetupLink(county: string): Promise<string> {
      const token = randomBytes(24).toString('base64url')
      await inTransaction(db, systemCaller(county), async (tx) => {
        await store.lockSetup(tx, county)
        if (await store.hasAccounts(tx, county)) throw new DomainError('identity.alreadySetUp')
        const expiresAt = new Date(now().getTime() + LINK_LIFE_MS)
        await store.putSetupLink(tx, { county, tokenHash: hashOf(token), expiresAt })
      })
      return token
    },

    findSetupLink: findLink,

    /** Makes the first administrator; the link is used up. */
    async setup(token: string, { username, name, password }: Setup): Promise<{ account: AccountId }> {
      const { county } = await findLink(token)
      checkPassword(password, username)
      const passwordHash = await hash(password)
      const first = fresh(county, { username: normalise(username), name, roles: FIRST_ROLES })
      await inTransaction(db, systemCaller(county), async (tx) => {
        await store.lockSetup(tx, county)
        if (!(await store.useSetupLink(tx, { county, tokenHash: hashOf(token), at: now() }))) throw linkUnknown()
        if (await store.hasAccounts(tx, county)) throw new DomainError('identity.alreadySetUp')
        await store.insert(tx, first, passwordHash)
        await journal(tx, systemCaller(county), first, created(first))
      })
      return { account: AccountId.parse(first.id) }
    },

    /** A signed-in simulator for one run: `cookie` is the header to send. Earlier runs of the county are not signed out. */
    async createSimulator(county: string): Promise<{ account: string; cookie: string }> {
      const { account, username, password } = await renewSimulator(county)
      const { headers } = await auth.api.signInUsername({ body: { username, password }, returnHeaders: true })
      const set = headers.getSetCookie().find((line) => line.startsWith(`${COOKIE}=`)) ?? ''
      return { account, cookie: set.split(';')[0] ?? '' }
    },
  }
}
