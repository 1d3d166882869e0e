import { sql } from 'kysely'
import type { Attempts } from '../domain/password.ts'
import type { IdentityTx, Reader } from './accounts.ts'

// Sessions and failed attempts have no county: they are read before it is known.

export type StoredSession = {
  id: string
  account: string
  createdAt: Date
  usedAt: Date
  expiresAt: Date
  idleS: number
  ipAddress: string
  userAgent: string
  device: string | null
  revokedAt: Date | null
}

const SESSION = sql`id, account, created_at as "createdAt", used_at as "usedAt", expires_at as "expiresAt", idle_s as "idleS",
  ip_address as "ipAddress", user_agent as "userAgent", device, revoked_at as "revokedAt"`

export async function findSession(db: Reader, tokenHash: string): Promise<StoredSession | undefined> {
  const { rows } = await sql<StoredSession>`
    select ${SESSION} from identity.session where token_hash = ${tokenHash}`.execute(db)
  return rows[0]
}

export async function putSession(
  tx: IdentityTx,
  session: Omit<StoredSession, 'revokedAt'> & { tokenHash: string },
): Promise<void> {
  await tx
    .insertInto('identity.session')
    .values({
      id: session.id,
      account: session.account,
      token_hash: session.tokenHash,
      created_at: session.createdAt,
      used_at: session.usedAt,
      expires_at: session.expiresAt,
      idle_s: session.idleS,
      ip_address: session.ipAddress,
      user_agent: session.userAgent,
      device: session.device,
    })
    .execute()
}

export async function touchSession(db: Reader, id: string, at: Date): Promise<void> {
  await db.updateTable('identity.session').set({ used_at: at }).where('id', '=', id).execute()
}

/** Sessions that are good now, of all counties. */
export async function countSessions(db: Reader, now: Date): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from identity.session where revoked_at is null and expires_at > ${now}
      and used_at + idle_s * interval '1 s' > ${now}`.execute(db)
  return rows[0]?.n ?? 0
}

/** Those that are still good, newest first. */
export async function sessionsOf(tx: IdentityTx, account: string, now: Date): Promise<StoredSession[]> {
  const { rows } = await sql<StoredSession>`
    select ${SESSION} from identity.session where account = ${account} and revoked_at is null and expires_at > ${now}
      and used_at + idle_s * interval '1 s' > ${now} order by created_at desc limit 100`.execute(tx)
  return rows
}

/** Ends all sessions of an account, or the one named, or all but one. */
export async function endSessions(
  tx: IdentityTx,
  account: string,
  which: { only?: string; except?: string } = {},
): Promise<number> {
  const ended = await sql`
    delete from identity.session where account = ${account} and revoked_at is null
      and (${which.only ?? null}::uuid is null or id = ${which.only ?? null}::uuid)
      and (${which.except ?? null}::uuid is null or id <> ${which.except ?? null}::uuid)`.execute(tx)
  return Number(ended.numAffectedRows ?? 0)
}

// -- failed attempts

/** Takes the count of a subject for one change: of many at once each sees what the one before it left. */
export async function changeAttempts<T extends Attempts>(
  db: Reader,
  subject: string,
  change: (before: Attempts) => T,
): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await tx
      .insertInto('identity.attempt')
      .values({ subject, failures: [], locked_until: null })
      .onConflict((on) => on.column('subject').doNothing())
      .execute()
    const row = await tx
      .selectFrom('identity.attempt')
      .select(['failures', 'locked_until'])
      .where('subject', '=', subject)
      .forUpdate()
      .executeTakeFirst()
    const after = change({ failures: row?.failures ?? [], lockedUntil: row?.locked_until ?? null })
    await tx
      .updateTable('identity.attempt')
      .set({ failures: after.failures, locked_until: after.lockedUntil })
      .where('subject', '=', subject)
      .execute()
    return after
  })
}

/** Attempts that count no more. */
export async function forgetAttemptsBefore(db: Reader, now: Date): Promise<void> {
  await sql`
    delete from identity.attempt where coalesce(locked_until, '-infinity') < ${now}
      and coalesce(failures[cardinality(failures)], '-infinity') < ${now}::timestamptz - interval '1 h'`.execute(db)
}

export async function forgetAttempts(db: Reader, subject: string): Promise<void> {
  await db.deleteFrom('identity.attempt').where('subject', '=', subject).execute()
}

// -- telephones

export type Device = {
  id: string
  name: string
  boundAt: Date
  usedAt: Date
}

export async function putDevice(
  tx: IdentityTx,
  { county, id, account, name, at }: { county: string; id: string; account: string; name: string; at: Date },
): Promise<void> {
  await tx.insertInto('identity.device').values({ county, id, account, name, bound_at: at }).execute()
}

/** The telephones that are signed in, newest first. Sessions have no county: they are asked apart. */
export async function devicesOf(
  tx: IdentityTx,
  { county, account, now }: { county: string; account: string; now: Date },
): Promise<Device[]> {
  const usedAt = new Map((await sessionsOf(tx, account, now)).map((session) => [session.device, session.usedAt]))
  const rows = await tx
    .selectFrom('identity.device')
    .select(['id', 'name', 'bound_at'])
    .where('county', '=', county)
    .where('account', '=', account)
    .where('revoked_at', 'is', null)
    .orderBy('bound_at', 'desc')
    .limit(100)
    .execute()
  return rows.flatMap(({ id, name, bound_at }) => {
    const used = usedAt.get(id)
    return used ? [{ id, name, boundAt: bound_at, usedAt: used }] : []
  })
}

export async function findDevice(
  tx: IdentityTx,
  county: string,
  id: string,
): Promise<{ id: string; account: string } | undefined> {
  return tx
    .selectFrom('identity.device')
    .select(['id', 'account'])
    .where('county', '=', county)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
}

type Revoking = { county: string; account: string; by: string; at: Date; only?: string }

/** Unbinds telephones; their sessions stay as revoked, so that they can be told, and no longer say from where. */
export async function revokeDevices(tx: IdentityTx, { county, account, by, at, only }: Revoking): Promise<void> {
  await sql`
    update identity.device set revoked_at = ${at}, revoked_by = ${by} where county = ${county} and account = ${account}
      and revoked_at is null and (${only ?? null}::uuid is null or id = ${only ?? null}::uuid)`.execute(tx)
  await sql`
    update identity.session set revoked_at = ${at}, ip_address = '', user_agent = '' where account = ${account} and device is not null
      and (${only ?? null}::uuid is null or device = ${only ?? null}::uuid)`.execute(tx)
}
