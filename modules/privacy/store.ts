import { sql } from 'kysely'
import type { Tx } from '#platform/db'
import { notFound } from '#platform/errors'
import type { SealedColumn } from '#platform/fields'
import type { StoredConsent, StoredRequest } from './schema.ts'

type T = Tx<'privacy'>

const sealed = (table: 'request' | 'consent', column: 'name' | 'phone'): SealedColumn => ({
  ...{ schema: 'privacy', table, column, id: 'uuid' },
  index: column === 'phone' ? 'phone_index' : null,
})
export const REQUEST = { name: sealed('request', 'name'), phone: sealed('request', 'phone') }
export const CONSENT = { name: sealed('consent', 'name'), phone: sealed('consent', 'phone') }

const REQUEST_FACTS = sql`id, kind, name, phone, phone_index as "phoneIndex", account, asked_on as "askedOn", due_on as "dueOn",
  received_at as "receivedAt", received_by as "receivedBy", checked_at as "checkedAt", checked_by as "checkedBy",
  checked_how as "checkedHow", state, done_at as "doneAt", done_by as "doneBy", outcome`
const CONSENT_FACTS = sql`id, name, phone, phone_index as "phoneIndex", account, purpose, basis, text_version as "textVersion",
  given_on as "givenOn", withdrawn_on as "withdrawnOn", file_id as "fileId", recorded_at as "recordedAt",
  recorded_by as "recordedBy"`

const iso = <R extends object>(row: R): R =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value]),
  ) as R // instants become text, the rest stays

type Page = { limit: number; offset: number }

/** @returns false when a request of that id is there already */
export async function insertRequest(tx: T, county: string, r: StoredRequest): Promise<boolean> {
  const done = await sql`
    insert into privacy.request (county, id, kind, name, phone, phone_index, account, asked_on, due_on, received_at, received_by, state)
    values (${county}, ${r.id}, ${r.kind}, ${r.name}, ${r.phone}, ${r.phoneIndex}, ${r.account}, ${r.askedOn}, ${r.dueOn},
      ${r.receivedAt}, ${r.receivedBy}, ${r.state}) on conflict do nothing`.execute(tx)
  return Number(done.numAffectedRows) === 1
}

export async function listRequests(
  tx: T,
  county: string,
  { state, limit, offset }: Page & { state?: string | undefined },
): Promise<{ rows: StoredRequest[]; total: number }> {
  const { rows } = await sql<StoredRequest & { total: number }>`
    select ${REQUEST_FACTS}, count(*) over () as total from privacy.request
    where county = ${county} and (${state ?? null}::text is null or state = ${state ?? null})
    order by received_at desc, id desc limit ${limit} offset ${offset}`.execute(tx)
  return { rows: rows.map(({ total: _, ...row }) => iso(row)), total: rows[0]?.total ?? 0 }
}

/** Held until the transaction ends. */
export async function loadRequest(tx: T, county: string, id: string): Promise<StoredRequest> {
  const { rows } = await sql<StoredRequest>`
    select ${REQUEST_FACTS} from privacy.request where county = ${county} and id = ${id} for update`.execute(tx)
  if (!rows[0]) throw notFound('privacyRequest', id)
  return iso(rows[0])
}

export async function saveRequest(tx: T, county: string, r: StoredRequest): Promise<void> {
  await sql`update privacy.request set state = ${r.state}, checked_at = ${r.checkedAt}, checked_by = ${r.checkedBy},
    checked_how = ${r.checkedHow}, done_at = ${r.doneAt}, done_by = ${r.doneBy}, outcome = ${r.outcome}
    where county = ${county} and id = ${r.id}`.execute(tx)
}

/** @returns false when a consent of that id is there already */
export async function insertConsent(tx: T, county: string, c: StoredConsent): Promise<boolean> {
  const done = await sql`
    insert into privacy.consent (county, id, name, phone, phone_index, account, purpose, basis, text_version, given_on, file_id,
      recorded_at, recorded_by)
    values (${county}, ${c.id}, ${c.name}, ${c.phone}, ${c.phoneIndex}, ${c.account}, ${c.purpose}, ${c.basis}, ${c.textVersion},
      ${c.givenOn}, ${c.fileId}, ${c.recordedAt}, ${c.recordedBy}) on conflict do nothing`.execute(tx)
  return Number(done.numAffectedRows) === 1
}

export async function listConsents(
  tx: T,
  county: string,
  { phoneIndexes, limit, offset }: Page & { phoneIndexes: readonly string[] | null },
): Promise<{ rows: StoredConsent[]; total: number }> {
  const { rows } = await sql<StoredConsent & { total: number }>`
    select ${CONSENT_FACTS}, count(*) over () as total from privacy.consent
    where county = ${county} and (${phoneIndexes}::text[] is null or phone_index = any(${phoneIndexes}::text[]))
    order by given_on desc, id desc limit ${limit} offset ${offset}`.execute(tx)
  return { rows: rows.map(({ total: _, ...row }) => iso(row)), total: rows[0]?.total ?? 0 }
}

export async function withdrawConsent(tx: T, county: string, id: string, on: string): Promise<StoredConsent> {
  const { rows } = await sql<StoredConsent>`
    update privacy.consent set withdrawn_on = ${on}
    where county = ${county} and id = ${id} and withdrawn_on is null and given_on <= ${on} returning ${CONSENT_FACTS}`.execute(
    tx,
  )
  if (!rows[0]) throw notFound('consent', id)
  return iso(rows[0])
}

// -- persons in these tables themselves

type PersonKey = { account: string | null; phoneIndexes: readonly string[] }
const ofPerson = ({ account, phoneIndexes }: PersonKey) =>
  sql`(account = ${account} or phone_index = any(${phoneIndexes}::text[]))`
const NAMELESS = sql`name = '', phone = '', phone_index = null, account = null`
const NAMED = sql`(name <> '' or phone <> '' or account is not null)`

export async function findConsents(tx: T, county: string, key: PersonKey): Promise<StoredConsent[]> {
  const { rows } = await sql<StoredConsent>`
    select ${CONSENT_FACTS} from privacy.consent where county = ${county} and ${ofPerson(key)}
    order by given_on limit 500`.execute(tx)
  return rows.map(iso)
}

/** Consents that were withdrawn: that somebody consented is still counted, not who. */
export async function eraseConsents(tx: T, county: string, key: PersonKey): Promise<number> {
  const done = await sql`update privacy.consent set ${NAMELESS}
    where county = ${county} and withdrawn_on is not null and ${ofPerson(key)}`.execute(tx)
  return Number(done.numAffectedRows ?? 0)
}

type Kept = { table: 'request' | 'consent'; days: number }
const endedOn = ({ table }: Kept) =>
  table === 'request' ? sql`(done_at at time zone 'Asia/Shanghai')::date` : sql`withdrawn_on`

export async function dueNames(
  tx: T,
  county: string,
  kept: Kept,
  endedBy: string,
): Promise<{ count: number; firstOn: string | null }> {
  const { rows } = await sql<{ count: number; firstOn: string | null }>`
    select count(*) filter (where ${endedOn(kept)} <= ${endedBy}) as count, min(${endedOn(kept)}) + ${kept.days}::int as "firstOn"
    from ${sql.id('privacy', kept.table)} where county = ${county} and ${endedOn(kept)} is not null and ${NAMED}`.execute(
    tx,
  )
  return rows[0] ?? { count: 0, firstOn: null }
}

export async function expireNames(
  tx: T,
  county: string,
  kept: Kept,
  { endedBy, limit }: { endedBy: string; limit: number },
): Promise<number> {
  const table = sql.id('privacy', kept.table)
  const done = await sql`update ${table} set ${NAMELESS} where county = ${county} and id in (
    select id from ${table} where county = ${county} and ${endedOn(kept)} <= ${endedBy} and ${NAMED}
    order by ${endedOn(kept)} limit ${limit})`.execute(tx)
  return Number(done.numAffectedRows ?? 0)
}
