import { type Caller, systemCaller } from '#platform/authz'
import { civilDay } from '#platform/clock'
import { type Db, inTransaction, rehearse } from '#platform/db'
import { DomainError } from '#platform/errors'
import { uuidv7 } from '#platform/ids'
import { checkPassword, normalise } from '../domain/password.ts'
import { HOME, isGuarded, keyScopes, LEVEL, rolePermissions } from '../domain/roles.ts'
import { change, changeEvent, checkCreation, masked, refuseOneself, stateOf } from '../domain/standing.ts'
import {
  type Account,
  AccountFilter,
  AccountId,
  type AccountPage,
  type AccountQuery,
  type CreateAccount,
  type CreatedAccount,
  type IdentityEvent,
  type Keeper,
  type Profile,
  Role,
  type Roles,
  type UpdateAccount,
} from '../schema.ts'
import * as store from '../store/accounts.ts'
import { keyNames } from '../store/outside.ts'
import { endSessions } from '../store/sessions.ts'
import type { Invitations } from './invitations.ts'
import type { Journal } from './journal.ts'
import { KEY_ACTOR } from './keys.ts'
import { hashPassword } from './passwords.ts'
import type { SignedInPeople } from './signed-in.ts'

type Needs = {
  db: Db<'identity'>
  now: () => Date
  journal: Journal
  people: SignedInPeople
  invitations: Pick<Invitations, 'invite'>
}

/** A sheet of all accounts has an end too. */
const SHEET_LIMIT = 20_000
const KEEPERS = 50

export function createAccounts({ db, now, journal, people, invitations }: Needs) {
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
    isInvited: profile.passwordSetAt === null && !profile.isSimulator,
    isGuarded: isGuarded(profile.roles),
    isSimulator: profile.isSimulator,
    isDemo: profile.isDemo,
    createdAt: profile.createdAt.toISOString(),
  })

  /** `isRehearsal`: everything is done and taken back. */
  async function createAccount(
    caller: Caller,
    command: CreateAccount,
    { isRehearsal = false } = {},
  ): Promise<CreatedAccount> {
    const work = isRehearsal ? rehearse : inTransaction
    const standing = {
      roles: command.roles ?? [],
      place: command.place,
      station: command.station ?? null,
      validUntil: command.validUntil ?? null,
    }
    checkCreation(caller, standing)
    const username = normalise(command.username)
    if (command.password !== undefined) checkPassword(command.password, username)
    const profile: Profile = {
      ...standing,
      county: caller.county,
      id: uuidv7(),
      username,
      name: command.name,
      phone: command.phone ?? '',
      disabledAt: null,
      mustChangePassword: false,
      passwordSetAt: command.password === undefined ? null : now(),
      credentialBy: caller.account,
      isSimulator: false,
      isDemo: command.isDemo ?? false,
      createdAt: now(),
      createdBy: caller.account,
    }
    const passwordHash = command.password === undefined ? '' : await hashPassword(command.password)
    const invitation = await work(db, caller, async (tx) => {
      if (!(await store.isDivision(tx, profile.place)))
        throw new DomainError('identity.placeUnknown', { field: 'place', place: profile.place }, 422)
      await store.insert(tx, profile, passwordHash)
      await journal(tx, caller, profile, { kind: 'identity.accountCreated', data: standing })
      return command.password === undefined ? invitations.invite(tx, caller, profile) : null
    })
    return { account: shown(profile), invitation }
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

  type Change = { after: (before: Profile) => Profile; event: IdentityEvent }

  /** Changes what somebody else can do with his account from this moment on; his sessions end. */
  async function act(caller: Caller, id: string, { after, event }: Change): Promise<Account> {
    const saved = await inTransaction(db, caller, async (tx) => {
      const before = await store.loadToChange(tx, caller.county, id)
      refuseOneself(caller, before)
      const profile = after(before)
      await store.save(tx, profile)
      await endSessions(tx, id)
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

    /** Which role may do what, how far it reaches, and what a key may be given. */
    roles: (): Roles => ({
      roles: Role.options.map((role) => ({
        role,
        permissions: [...rolePermissions[role]],
        home: role === 'provinceOfficer' ? ['seat' as const] : (HOME[role] ?? []).map((length) => LEVEL[length]),
        isGuarded: isGuarded([role]),
      })),
      keyScopes: [...keyScopes],
    }),

    /** Names to pick a station's keeper from, for those who may not see accounts. */
    async keepers(caller: Caller, search: string): Promise<Keeper[]> {
      const query = { search: search.trim(), today: civilDay(now()), limit: KEEPERS }
      const rows = await inTransaction(db, caller, (tx) => store.keepersOf(tx, caller.county, query))
      return rows.map(({ id, ...keeper }) => ({ ...keeper, id: AccountId.parse(id) }))
    },

    /** Whether a station may be given to this account. */
    isKeeper: (caller: Caller, id: string): Promise<boolean> =>
      inTransaction(db, caller, (tx) => store.isKeeper(tx, caller.county, { id, today: civilDay(now()) })),

    /** The persons (and keys) behind events, by account id; also of those who have left. */
    async namesOf(county: string, ids: readonly string[]): Promise<Map<string, string>> {
      const wanted = [...new Set(ids)]
      if (wanted.length === 0) return new Map()
      const keys = wanted.filter((id) => id.startsWith(KEY_ACTOR))
      return inTransaction(db, systemCaller(county), async (tx) => {
        const people = await store.peopleOf(tx, county, wanted)
        const names = new Map([...people].map(([id, { name }]) => [id, name]))
        if (keys.length === 0) return names
        const found = await keyNames(
          tx,
          county,
          keys.map((id) => id.slice(KEY_ACTOR.length)),
        )
        for (const [id, name] of found) names.set(`${KEY_ACTOR}${id}`, name)
        return names
      })
    },
  }
}

export type Accounts = ReturnType<typeof createAccounts>
