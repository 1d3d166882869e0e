import { type Caller, systemCaller } from '#platform/authz'
import { civilDay } from '#platform/clock'
import { type Db, inTransaction, rehearse } from '#platform/db'
import { DomainError } from '#platform/errors'
import type { Fields } from '#platform/fields'
import { uuidv7 } from '#platform/ids'
import { type Reveal, recordReveal } from '#platform/reveal'
import { checkPassword, normalise } from '../domain/password.ts'
import { HOME, isGuarded, keyScopes, LEVEL, rolePermissions } from '../domain/roles.ts'
import { change, changeEvent, checkCreation, masked, type Patch, refuseOneself, stateOf } from '../domain/standing.ts'
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
  fields: Fields
  now: () => Date
  journal: Journal
  people: SignedInPeople
  invitations: Pick<Invitations, 'invite'>
}

/** A sheet of all accounts has an end too. */
const SHEET_LIMIT = 20_000
const KEEPERS = 50

export function createAccounts({ db, fields, now, journal, people, invitations }: Needs) {
  const phoneAt = ({ county, id }: Pick<Profile, 'county' | 'id'>) => ({ county, column: store.PHONE, id })
  const sealed = (account: Pick<Profile, 'county' | 'id'>, phone: string) => ({
    phone: fields.seal(phoneAt(account), phone),
    phoneIndex: fields.index(phoneAt(account), phone),
  })

  const shown = (profile: Profile): Account => ({
    id: AccountId.parse(profile.id),
    username: profile.username,
    name: profile.name,
    roles: profile.roles,
    place: profile.place,
    station: profile.station,
    phone: fields.shown(phoneAt(profile), profile.phone, masked),
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
    const key = { county: caller.county, id: uuidv7() }
    const profile: Profile = {
      ...standing,
      ...key,
      ...sealed(key, command.phone ?? ''),
      username,
      name: command.name,
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

  /** The same number again is no change, though it would be sealed to another text. */
  const patchOf = (before: Profile, { phone, ...rest }: UpdateAccount): Patch =>
    phone === undefined || phone === fields.find(phoneAt(before), before.phone)
      ? rest
      : { ...rest, ...sealed(before, phone) }

  async function updateAccount(caller: Caller, id: string, command: UpdateAccount): Promise<Account> {
    const saved = await inTransaction(db, caller, async (tx) => {
      const before = await store.loadToChange(tx, caller.county, id)
      const { after, changed } = change(caller, before, patchOf(before, command))
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
    const phoneIndexes = fields.indexes({ county: caller.county, column: store.PHONE }, filter.search ?? '')
    const query = { ...filter, phoneIndexes, today: civilDay(now()) }
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

    /** The telephone in full, for whoever says why. */
    reveal: (caller: Caller, id: string, asked: Reveal): Promise<{ value: string }> =>
      inTransaction(db, caller, async (tx) => {
        const profile = await store.load(tx, caller.county, id)
        const { place, station, phone } = profile
        await recordReveal(tx, caller, { ...asked, subject: `account:${id}`, place, station, at: now() })
        return { value: fields.open(phoneAt(profile), phone) }
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
