import { type RawBuilder, sql } from 'kysely'
import type { Sealed } from '#platform/fields'
import type { AnyRole, Profile } from '../schema.ts'
import type { IdentityTx } from './accounts.ts'

// Whoever has an account, as a person: what is known of him, and what of it goes.

export type PersonKey = { account: string | null; phoneIndexes: readonly string[] }
export type Kept = Pick<Profile, 'id' | 'username' | 'name' | 'roles' | 'validUntil' | 'disabledAt' | 'createdAt'> & {
  phone: Sealed
  devices: string[]
  /** `oidc …`, `wechat …`: who he is elsewhere. */
  externals: string[]
  /** Address and browser of each session. */
  sessions: string[]
}

const civilDayOf = (instant: RawBuilder<unknown>) => sql`(${instant} at time zone 'Asia/Shanghai')::date`
const ofPerson = ({ account, phoneIndexes }: PersonKey) =>
  sql`(p.id = ${account} or p.phone_index = any(${phoneIndexes}::text[]))`
/** The county is said again inside: a sub-select that took it from the outer row would be asked of every machine. */
const holds = (county: string) => sql`(p.phone <> ''
  or exists (select from identity.device d where d.county = ${county} and d.account = p.id)
  or exists (select from identity.external_identity e where e.county = ${county} and e.account = p.id))`
/** The day on which an account was disabled, or its last one. */
const ENDED_ON = sql`coalesce(${civilDayOf(sql`p.disabled_at`)}, p.valid_until)`

type Facts = Omit<Kept, 'devices' | 'externals' | 'sessions' | 'roles'> & { roles: string[] }
type Line = { account: string; line: string }

export async function findKept(tx: IdentityTx, county: string, key: PersonKey): Promise<Kept[]> {
  const { rows } = await sql<Facts>`
    select id, username, name, roles, phone, valid_until as "validUntil", disabled_at as "disabledAt", created_at as "createdAt"
    from identity.profile p where county = ${county} and ${ofPerson(key)} order by username limit 100`.execute(tx)
  const ids = rows.map(({ id }) => id)
  const { rows: devices } = await sql<Line>`
    select account, name as line from identity.device where county = ${county} and account = any(${ids}::text[])
    order by bound_at limit 1000`.execute(tx)
  const { rows: externals } = await sql<Line>`
    select account, provider || ' ' || subject as line from identity.external_identity
    where county = ${county} and account = any(${ids}::text[]) order by provider limit 1000`.execute(tx)
  const { rows: sessions } = await sql<Line>`
    select account, btrim(ip_address || ' ' || user_agent) as line from identity.session where account = any(${ids}::text[])
    order by created_at limit 1000`.execute(tx)
  const linesOf = (lines: readonly Line[], id: string) => lines.flatMap((one) => (one.account === id ? [one.line] : []))
  return rows.map((row) => ({
    ...row,
    roles: row.roles as AnyRole[], // the table checks them
    devices: linesOf(devices, row.id),
    externals: linesOf(externals, row.id),
    sessions: linesOf(sessions, row.id),
  }))
}

/** Telephone, bound telephones, links to elsewhere and sessions go; the row, its name and its history stay. */
async function forget(tx: IdentityTx, county: string, which: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select id from identity.profile p where county = ${county} and ${holds(county)} and ${which} for update`.execute(tx)
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return 0
  await sql`update identity.profile set phone = '', phone_index = null
    where county = ${county} and id = any(${ids}::text[])`.execute(tx)
  for (const table of ['device', 'external_identity'])
    await sql`delete from ${sql.id('identity', table)} where county = ${county} and account = any(${ids}::text[])`.execute(
      tx,
    )
  await sql`delete from identity.session where account = any(${ids}::text[])`.execute(tx)
  return ids.length
}

export const eraseLeft = (tx: IdentityTx, county: string, key: PersonKey, today: string): Promise<number> =>
  forget(tx, county, sql`${ofPerson(key)} and (p.disabled_at is not null or p.valid_until < ${today})`)

type Due = { count: number; firstOn: string | null }
type Time = { endedBy: string; days: number }

export async function dueLeft(tx: IdentityTx, county: string, { endedBy, days }: Time): Promise<Due> {
  const { rows } = await sql<Due>`
    select count(*) filter (where ${ENDED_ON} <= ${endedBy}) as count, min(${ENDED_ON}) + ${days}::int as "firstOn"
    from identity.profile p where county = ${county} and ${ENDED_ON} is not null and ${holds(county)}`.execute(tx)
  return rows[0] ?? { count: 0, firstOn: null }
}

export const expireLeft = (
  tx: IdentityTx,
  county: string,
  { endedBy, limit }: { endedBy: string; limit: number },
): Promise<number> =>
  forget(
    tx,
    county,
    sql`p.id in (select p.id from identity.profile p where p.county = ${county} and ${ENDED_ON} <= ${endedBy}
      and ${holds(county)} order by ${ENDED_ON} limit ${limit})`,
  )

/** Rows that are kept for a while after they have ended, and are then dropped. */
export type Ending = 'device' | 'invitation'
const ENDINGS: Record<Ending, RawBuilder<unknown>> = {
  device: civilDayOf(sql`revoked_at`),
  invitation: civilDayOf(sql`coalesce(used_at, expires_at)`),
}

export async function dueRows(
  tx: IdentityTx,
  county: string,
  { table, endedBy, days }: Time & { table: Ending },
): Promise<Due> {
  const endedOn = ENDINGS[table]
  const { rows } = await sql<Due>`
    select count(*) filter (where ${endedOn} <= ${endedBy}) as count, min(${endedOn}) + ${days}::int as "firstOn"
    from ${sql.id('identity', table)} where county = ${county}`.execute(tx)
  return rows[0] ?? { count: 0, firstOn: null }
}

export async function dropRows(
  tx: IdentityTx,
  county: string,
  { table: name, endedBy, limit }: { table: Ending; endedBy: string; limit: number },
): Promise<number> {
  const table = sql.id('identity', name)
  const done = await sql`delete from ${table} where county = ${county} and id in (
    select id from ${table} where county = ${county} and ${ENDINGS[name]} <= ${endedBy}
    order by ${ENDINGS[name]} limit ${limit})`.execute(tx)
  return Number(done.numAffectedRows ?? 0)
}

/** Sessions have no county: their accounts have. One ends with its life, or when it lay still too long. */
const OF_COUNTY = sql`identity.session s join identity."user" u on u.id = s.account`
const SESSION_ENDED_ON = civilDayOf(sql`least(s.expires_at, s.used_at + s.idle_s * interval '1 s')`)

export async function dueSessions(tx: IdentityTx, county: string, { endedBy, days }: Time): Promise<Due> {
  const { rows } = await sql<Due>`
    select count(*) filter (where ${SESSION_ENDED_ON} <= ${endedBy}) as count, min(${SESSION_ENDED_ON}) + ${days}::int as "firstOn"
    from ${OF_COUNTY} where u.county = ${county}`.execute(tx)
  return rows[0] ?? { count: 0, firstOn: null }
}

export async function dropSessions(
  tx: IdentityTx,
  county: string,
  { endedBy, limit }: { endedBy: string; limit: number },
): Promise<number> {
  const done = await sql`delete from identity.session where id in (
    select s.id from ${OF_COUNTY} where u.county = ${county} and ${SESSION_ENDED_ON} <= ${endedBy}
    order by ${SESSION_ENDED_ON} limit ${limit})`.execute(tx)
  return Number(done.numAffectedRows ?? 0)
}
