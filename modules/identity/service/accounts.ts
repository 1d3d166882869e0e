import { randomBytes } from 'node:crypto'
import { type Caller, systemCaller } from '#platform/authz'
import { civilDay } from '#platform/clock'
import { type Db, inTransaction } from '#platform/db'
import { DomainError } from '#platform/errors'
import { uuidv7 } from '#platform/ids'
import {
  change,
  changeEvent,
  checkCreation,
  checkPassword,
  masked,
  normalise,
  oneTimePassword,
  refuseOneself,
  stateOf,
} from '../domain.ts'
import {
  type Account,
  AccountFilter,
  AccountId,
  type AccountPage,
  type AccountQuery,
  type CreateAccount,
  type CreatedAccount,
  type IdentityEvent,
  type Profile,
  type UpdateAccount,
} from '../schema.ts'
import * as store from '../store.ts'
import type { Auth } from './auth.ts'
import type { Journal } from './journal.ts'
import type { SignedInPeople } from './signed-in.ts'

type Needs = { db: Db<'identity'>; auth: Auth; now: () => Date; journal: Journal; people: SignedInPeople }

/** A sheet of all accounts has an end too. */
const SHEET_LIMIT = 20_000
const SECRET_BYTES = 12

export function createAccounts({ db, auth, now, journal, people }: Needs) {
  const hash = async (password: string): Promise<string> => (await auth.$context).password.hash(password)

  const shown = (profile: Profile): Account => ({
    id: AccountId.parse(profile.id),
    username: profile.username,
    name: profile.name,
    roles: profile.roles,
    place: profile.place,
    station: profile.station,
    phone: masked(profile.phone),
    validUntil: profile.validUntil,
    state: stateOf(profile, civilDay(now())),
    disabledAt: profile.disabledAt?.toISOString() ?? null,
    mustChangePassword: profile.mustChangePassword,
    isSimulator: profile.isSimulator,
    isDemo: profile.isDemo,
    createdAt: profile.createdAt.toISOString(),
  })

  async function createAccount(caller: Caller, command: CreateAccount): Promise<CreatedAccount> {
    const standing = {
      roles: command.roles ?? [],
      place: command.place,
      station: command.station ?? null,
      validUntil: command.validUntil ?? null,
    }
    checkCreation(caller, standing)
    const username = normalise(command.username)
    if (command.password !== undefined) checkPassword(command.password, username)
    const secret = command.password ?? oneTimePassword(randomBytes(SECRET_BYTES))
    const profile: Profile = {
      ...standing,
      county: caller.county,
      id: uuidv7(),
      username,
      name: command.name,
      phone: command.phone ?? '',
      disabledAt: null,
      mustChangePassword: command.password === undefined,
      isSimulator: false,
      isDemo: command.isDemo ?? false,
      createdAt: now(),
      createdBy: caller.account,
    }
    const passwordHash = await hash(secret)
    await inTransaction(db, caller, async (tx) => {
      if (!(await store.isDivision(tx, profile.place)))
        throw new DomainError('identity.placeUnknown', { field: 'place', place: profile.place }, 422)
      await store.insert(tx, profile, passwordHash)
      await journal(tx, caller, profile, { kind: 'identity.accountCreated', data: standing })
    })
    return { account: shown(profile), oneTimePassword: command.password === undefined ? secret : null }
  }

  async function updateAccount(caller: Caller, id: string, patch: UpdateAccount): Promise<Account> {
    const saved = await inTransaction(db, caller, async (tx) => {
      const { after, changed } = change(caller, await store.loadToChange(tx, caller.county, id), patch)
      if (changed.length === 0) return after
      if (changed.includes('place') && !(await store.isDivision(tx, after.place)))
        throw new DomainError('identity.placeUnknown', { field: 'place', place: after.place }, 422)
      await store.save(tx, after)
      await journal(tx, caller, after, changeEvent(after, changed))
      return after
    })
    people.drop(id)
    return shown(saved)
  }

  type Change = { after: (before: Profile) => Profile; event: IdentityEvent; passwordHash?: string }

  /** Changes what somebody else can do with his account from this moment on; his sessions end. */
  async function act(caller: Caller, id: string, { after, event, passwordHash }: Change): Promise<Account> {
    const saved = await inTransaction(db, caller, async (tx) => {
      const before = await store.loadToChange(tx, caller.county, id)
      refuseOneself(caller, before)
      const profile = after(before)
      await store.save(tx, profile)
      if (passwordHash) await store.savePassword(tx, id, passwordHash)
      await store.endSessions(tx, id)
      await journal(tx, caller, profile, event)
      return profile
    })
    people.drop(id)
    return shown(saved)
  }

  const listed = async (caller: Caller, filter: AccountFilter & { limit: number; offset: number }) => {
    const query = { ...filter, today: civilDay(now()) }
    const { profiles, total } = await inTransaction(db, caller, (tx) => store.list(tx, caller.county, query))
    return { rows: profiles.map(shown), total }
  }

  return {
    createAccount,
    updateAccount,

    loadAccount: async (caller: Caller, id: string): Promise<Account> =>
      shown(await inTransaction(db, caller, (tx) => store.load(tx, caller.county, id))),

    listAccounts: (caller: Caller, { page, pageSize, ...filter }: AccountQuery): Promise<AccountPage> =>
      listed(caller, { ...filter, limit: pageSize, offset: (page - 1) * pageSize }),

    /** All accounts that a filter finds, for a sheet. */
    allAccounts: async (caller: Caller, filter: Partial<AccountFilter> = {}): Promise<Account[]> => {
      const { rows } = await listed(caller, { ...AccountFilter.parse({}), ...filter, limit: SHEET_LIMIT, offset: 0 })
      return rows
    },

    disable: (caller: Caller, id: string): Promise<Account> =>
      act(caller, id, {
        after: (before) => ({ ...before, disabledAt: before.disabledAt ?? now() }),
        event: { kind: 'identity.accountDisabled', data: {} },
      }),

    enable: (caller: Caller, id: string): Promise<Account> =>
      act(caller, id, {
        after: (before) => ({ ...before, disabledAt: null }),
        event: { kind: 'identity.accountEnabled', data: {} },
      }),

    async resetPassword(caller: Caller, id: string): Promise<{ oneTimePassword: string }> {
      const secret = oneTimePassword(randomBytes(SECRET_BYTES))
      await act(caller, id, {
        after: (before) => {
          if (before.isSimulator) throw new DomainError('identity.simulatorIsFixed')
          return { ...before, mustChangePassword: true }
        },
        event: { kind: 'identity.passwordReset', data: {} },
        passwordHash: await hash(secret),
      })
      return { oneTimePassword: secret }
    },

    /** The persons behind events, by account id. */
    async namesOf(county: string, ids: readonly string[]): Promise<Map<string, string>> {
      const wanted = [...new Set(ids)]
      if (wanted.length === 0) return new Map()
      return inTransaction(db, systemCaller(county), (tx) => store.namesOf(tx, county, wanted))
    },
  }
}
