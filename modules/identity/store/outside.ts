import { sql } from 'kysely'
import type { Policy } from '../schema.ts'
import type { IdentityTx, Reader } from './accounts.ts'

// Keys of other systems, who somebody is elsewhere, and what a county set for all of its accounts.

export type StoredKey = {
  county: string
  id: string
  name: string
  hint: string
  scopes: string[]
  place: string
  validUntil: string
  createdAt: Date
  createdBy: string
  usedAt: Date | null
  usedFrom: string | null
  revokedAt: Date | null
}

const KEY = sql`county, id, name, hint, scopes, place, valid_until as "validUntil", created_at as "createdAt",
  created_by as "createdBy", used_at as "usedAt", used_from as "usedFrom", revoked_at as "revokedAt"`

export async function findKey(db: Reader, hash: string): Promise<StoredKey | undefined> {
  const { rows } = await sql<StoredKey>`select ${KEY} from identity.find_api_key(${hash})`.execute(db)
  return rows[0]
}

export async function listKeys(tx: IdentityTx, county: string): Promise<StoredKey[]> {
  const { rows } = await sql<StoredKey>`
    select ${KEY} from identity.api_key where county = ${county} order by created_at desc limit 500`.execute(tx)
  return rows
}

export async function putKey(
  tx: IdentityTx,
  key: Omit<StoredKey, 'usedAt' | 'usedFrom' | 'revokedAt'> & { keyHash: string },
): Promise<void> {
  await tx
    .insertInto('identity.api_key')
    .values({
      county: key.county,
      id: key.id,
      name: key.name,
      hint: key.hint,
      key_hash: key.keyHash,
      scopes: key.scopes,
      place: key.place,
      valid_until: key.validUntil,
      created_at: key.createdAt,
      created_by: key.createdBy,
    })
    .execute()
}

export async function touchKey(
  tx: IdentityTx,
  { county, id, at, from }: { county: string; id: string; at: Date; from: string },
): Promise<void> {
  await tx
    .updateTable('identity.api_key')
    .set({ used_at: at, used_from: from })
    .where('county', '=', county)
    .where('id', '=', id)
    .execute()
}

/** @returns whether it was good until now */
export async function revokeKey(
  tx: IdentityTx,
  { county, id, at, by }: { county: string; id: string; at: Date; by: string },
): Promise<boolean> {
  const revoked = await tx
    .updateTable('identity.api_key')
    .set({ revoked_at: at, revoked_by: by })
    .where('county', '=', county)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return revoked.numUpdatedRows > 0n
}

export async function keyNames(tx: IdentityTx, county: string, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('identity.api_key')
    .select(['id', 'name'])
    .where('county', '=', county)
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

// -- policy

type PolicyRow = {
  guarded_password_days: number
  password_days: number
  idle_minutes: number
  session_hours: number
  phone_idle_days: number
  phone_days: number
}

export async function findPolicy(db: Reader, county: string): Promise<Policy | undefined> {
  const { rows } = await sql<PolicyRow>`select * from identity.find_policy(${county})`.execute(db)
  const [row] = rows
  return (
    row && {
      guardedPasswordDays: row.guarded_password_days,
      passwordDays: row.password_days,
      idleMinutes: row.idle_minutes,
      sessionHours: row.session_hours,
      phoneIdleDays: row.phone_idle_days,
      phoneDays: row.phone_days,
    }
  )
}

export async function putPolicy(tx: IdentityTx, county: string, policy: Policy): Promise<void> {
  const row: PolicyRow = {
    guarded_password_days: policy.guardedPasswordDays,
    password_days: policy.passwordDays,
    idle_minutes: policy.idleMinutes,
    session_hours: policy.sessionHours,
    phone_idle_days: policy.phoneIdleDays,
    phone_days: policy.phoneDays,
  }
  await tx
    .insertInto('identity.policy')
    .values({ county, ...row })
    .onConflict((on) => on.column('county').doUpdateSet(row))
    .execute()
}

// -- who somebody is elsewhere

type Provider = 'oidc' | 'wechat'

export async function findExternal(
  db: Reader,
  provider: Provider,
  subject: string,
): Promise<{ county: string; account: string } | undefined> {
  const { rows } = await sql<{ county: string; account: string }>`
    select county, account from identity.find_external_identity(${provider}, ${subject})`.execute(db)
  return rows[0]
}

export async function externalsOf(
  tx: IdentityTx,
  county: string,
  account: string,
): Promise<{ provider: Provider; linkedAt: Date }[]> {
  const { rows } = await sql<{ provider: Provider; linkedAt: Date }>`
    select provider, linked_at as "linkedAt" from identity.external_identity
    where county = ${county} and account = ${account} order by provider`.execute(tx)
  return rows
}

type External = { county: string; account: string; provider: Provider; subject: string; at: Date }

/** One identity of a provider an account: another replaces it. */
export async function putExternal(tx: IdentityTx, { county, account, provider, subject, at }: External): Promise<void> {
  await dropExternals(tx, { county, account, only: provider })
  await tx
    .insertInto('identity.external_identity')
    .values({ county, account, provider, subject, linked_at: at })
    .execute()
}

/** @returns how many there were */
export async function dropExternals(
  tx: IdentityTx,
  { county, account, only }: { county: string; account: string; only?: Provider },
): Promise<number> {
  const dropped = await sql`
    delete from identity.external_identity where county = ${county} and account = ${account}
      and (${only ?? null}::text is null or provider = ${only ?? null})`.execute(tx)
  return Number(dropped.numAffectedRows ?? 0)
}
