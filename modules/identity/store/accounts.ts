import { sql } from 'kysely'
import type { Db, Tx } from '#platform/db'
import { DomainError, notFound } from '#platform/errors'
import type { Sealed, SealedColumn } from '#platform/fields'
import type { AccountFilter, AnyRole, Profile } from '../schema.ts'

export type IdentityTx = Tx<'identity'>
/** What is asked before the county is known needs no transaction of a county. */
export type Reader = Db<'identity'> | IdentityTx

export const PHONE: SealedColumn = {
  ...{ schema: 'identity', table: 'profile', column: 'phone' },
  ...{ index: 'phone_index', id: 'text' },
}

type Row = {
  county: string
  id: string
  username: string
  name: string
  roles: string[]
  place: string
  station: string | null
  phone: string
  phone_index: string | null
  valid_until: string | null
  disabled_at: Date | null
  must_change_password: boolean
  password_set_at: Date | null
  credential_by: string
  is_simulator: boolean
  is_demo: boolean
  created_at: Date
  created_by: string
}

const profileOf = (row: Row): Profile => ({
  county: row.county,
  id: row.id,
  username: row.username,
  name: row.name,
  roles: row.roles as AnyRole[], // the table checks them
  place: row.place,
  station: row.station,
  phone: row.phone as Sealed, // the table checks its form
  phoneIndex: row.phone_index,
  validUntil: row.valid_until,
  disabledAt: row.disabled_at,
  mustChangePassword: row.must_change_password,
  passwordSetAt: row.password_set_at,
  credentialBy: row.credential_by,
  isSimulator: row.is_simulator,
  isDemo: row.is_demo,
  createdAt: row.created_at,
  createdBy: row.created_by,
})

/** By user id, whatever the county: for signing in, and for nothing else. */
export async function findAnywhere(db: Reader, id: string): Promise<Profile | undefined> {
  const { rows } = await sql<Row>`select * from identity.find_profile(${id})`.execute(db)
  return rows[0] && profileOf(rows[0])
}

export async function findAnywhereByUsername(db: Reader, username: string): Promise<Profile | undefined> {
  const { rows } = await sql<Row>`
    select p.* from identity."user" u, identity.find_profile(u.id) p where u.username = ${username}`.execute(db)
  return rows[0] && profileOf(rows[0])
}

const within = (tx: IdentityTx, county: string, id: string) =>
  tx.selectFrom('identity.profile').selectAll().where('county', '=', county).where('id', '=', id)

/** An account within the caller's reach; any other is unknown to him. */
export async function load(tx: IdentityTx, county: string, id: string): Promise<Profile> {
  const row = await within(tx, county, id).executeTakeFirst()
  if (!row) throw notFound('account', id)
  return profileOf(row)
}

/** The same for whoever is about to change it: others wait. */
export async function loadToChange(tx: IdentityTx, county: string, id: string): Promise<Profile> {
  const row = await within(tx, county, id).forUpdate().executeTakeFirst()
  if (!row) throw notFound('account', id)
  return profileOf(row)
}

export async function findSimulator(tx: IdentityTx, county: string): Promise<Profile | undefined> {
  const row = await tx
    .selectFrom('identity.profile')
    .selectAll()
    .where('county', '=', county)
    .where('is_simulator', '=', true)
    .executeTakeFirst()
  return row && profileOf(row)
}

/** The person with his user name and the hash of his password, at once. */
export async function insert(tx: IdentityTx, profile: Profile, passwordHash: string): Promise<void> {
  const { id, username } = profile
  const made = await sql`
    insert into identity."user" (id, name, email, username, county)
    values (${id}, ${username}, ${`${id}@accounts.invalid`}, ${username}, ${profile.county})
    on conflict (username) do nothing`.execute(tx)
  if (!made.numAffectedRows) throw new DomainError('identity.usernameTaken', { field: 'username' })
  await sql`
    insert into identity.account (id, "accountId", "providerId", "userId", password)
    values (${id}, ${id}, 'credential', ${id}, ${passwordHash})`.execute(tx)
  await tx
    .insertInto('identity.profile')
    .values({
      county: profile.county,
      id,
      username,
      name: profile.name,
      roles: profile.roles,
      place: profile.place,
      station: profile.station,
      phone: profile.phone,
      phone_index: profile.phoneIndex,
      valid_until: profile.validUntil,
      must_change_password: profile.mustChangePassword,
      password_set_at: profile.passwordSetAt,
      credential_by: profile.credentialBy,
      is_simulator: profile.isSimulator,
      is_demo: profile.isDemo,
      created_at: profile.createdAt,
      created_by: profile.createdBy,
    })
    .execute()
}

export async function save(tx: IdentityTx, profile: Profile): Promise<void> {
  await tx
    .updateTable('identity.profile')
    .set({
      name: profile.name,
      roles: profile.roles,
      place: profile.place,
      station: profile.station,
      phone: profile.phone,
      phone_index: profile.phoneIndex,
      valid_until: profile.validUntil,
      disabled_at: profile.disabledAt,
      must_change_password: profile.mustChangePassword,
      password_set_at: profile.passwordSetAt,
      credential_by: profile.credentialBy,
    })
    .where('county', '=', profile.county)
    .where('id', '=', profile.id)
    .execute()
}

export async function hasAccounts(tx: IdentityTx, county: string): Promise<boolean> {
  const row = await tx
    .selectFrom('identity.profile')
    .select('id')
    .where('county', '=', county)
    .where('is_simulator', '=', false)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Which of these roles nobody holds who may still sign in. */
export async function vacant(
  tx: IdentityTx,
  { county, roles, today }: { county: string; roles: readonly AnyRole[]; today: string },
): Promise<AnyRole[]> {
  const { rows } = await sql<{ role: AnyRole }>`
    select role from unnest(${roles}::text[]) with ordinality as post (role, n) where not exists (
      select from identity.profile where county = ${county} and post.role = any (roles) and disabled_at is null
        and (valid_until is null or valid_until >= ${today}::date)) order by n`.execute(tx)
  return rows.map(({ role }) => role)
}

/** Of two who set up one county at once, the second waits and then finds it done. */
export async function lockSetup(tx: IdentityTx, county: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`identity.setup:${county}`}, 0))`.execute(tx)
}

export async function isDivision(tx: IdentityTx, code: string): Promise<boolean> {
  const row = await tx.selectFrom('division.division').select('code').where('code', '=', code).executeTakeFirst()
  return row !== undefined
}

export async function peopleOf(
  tx: IdentityTx,
  county: string,
  ids: readonly string[],
): Promise<Map<string, { name: string; username: string }>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('identity.profile')
    .select(['id', 'name', 'username'])
    .where('county', '=', county)
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map(({ id, ...person }) => [id, person]))
}

const keepersOn = (tx: IdentityTx, county: string, today: string) =>
  tx
    .selectFrom('identity.profile')
    .where('county', '=', county)
    .where(sql<boolean>`'stationKeeper' = any (roles)`)
    .where(ofState('active', today))

/** Whether there is such a keeper in the caller's reach. */
export async function isKeeper(tx: IdentityTx, county: string, { id, today }: { id: string; today: string }) {
  return (await keepersOn(tx, county, today).select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}

/** The keepers of a reach, by name: what is picked from when a station gets one. */
export async function keepersOf(
  tx: IdentityTx,
  county: string,
  { search, today, limit }: { search: string; today: string; limit: number },
): Promise<{ id: string; name: string; station: string | null }[]> {
  return keepersOn(tx, county, today)
    .select(['id', 'name', 'station'])
    .$if(search !== '', (q) => q.where(sql<boolean>`strpos(lower(name), ${search.toLowerCase()}) > 0`))
    .orderBy(SORTS.name)
    .orderBy('id')
    .limit(limit)
    .execute()
}

// -- lists

const SORTS = {
  // By pinyin, as a person looks a name up.
  name: sql`name collate "zh-x-icu"`,
  username: sql`username collate "zh-x-icu"`,
  place: sql`place`,
  createdAt: sql`created_at`,
}

const ofState = (state: AccountFilter['state'], today: string) => {
  if (state === 'disabled') return sql<boolean>`disabled_at is not null`
  if (state === 'expired') return sql<boolean>`disabled_at is null and valid_until < ${today}::date`
  return sql<boolean>`disabled_at is null and (valid_until is null or valid_until >= ${today}::date)`
}

/** `phoneIndexes`: the blind indexes of the telephone that `search` may be. */
type Query = AccountFilter & { phoneIndexes: readonly string[]; today: string }

function filtered(tx: IdentityTx, county: string, query: Query) {
  const { search, role, place, state, isDemo, phoneIndexes, today } = query
  const words = search?.trim().toLowerCase()
  return tx
    .selectFrom('identity.profile')
    .where('county', '=', county)
    .$if(Boolean(words), (q) =>
      q.where(
        sql<boolean>`(strpos(lower(name), ${words}) > 0 or strpos(username, ${words}) > 0
          or phone_index = any(${phoneIndexes}::text[]))`,
      ),
    )
    .$if(role !== undefined, (q) => q.where(sql<boolean>`${role} = any (roles)`))
    .$if(place !== undefined, (q) => q.where(sql<boolean>`starts_with(place, ${place})`))
    .$if(state !== undefined, (q) => q.where(ofState(state, today)))
    .$if(isDemo !== undefined, (q) => q.where('is_demo', '=', isDemo ?? false))
}

export async function list(
  tx: IdentityTx,
  county: string,
  query: Query & { limit: number; offset: number },
): Promise<{ profiles: Profile[]; total: number }> {
  const direction = query.descending ? 'desc' : 'asc'
  const rows = await filtered(tx, county, query)
    .selectAll()
    .orderBy(SORTS[query.sort], direction)
    .orderBy('id', direction)
    .limit(query.limit)
    .offset(query.offset)
    .execute()
  const { total } = await filtered(tx, county, query)
    .select((q) => q.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return { profiles: rows.map(profileOf), total }
}
