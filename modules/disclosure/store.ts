import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#platform/db'
import { notFound } from '#platform/errors'
import type { SealedColumn } from '#platform/fields'
import type { ComplaintFilter, Publication, Publish, StoredComplaint } from './schema.ts'

type T = Tx<'disclosure'>

export const CONTACT: SealedColumn = {
  ...{ schema: 'disclosure', table: 'complaint', column: 'contact' },
  ...{ index: 'contact_index', id: 'uuid' },
}

const PUBLICATION = sql`id, kind, title, body, dated_on as "datedOn", file_id as "fileId", reviewed_by as "reviewedBy", is_simulated as "isSimulated",
  published_at as "publishedAt", published_by as "publishedBy", withdrawn_at as "withdrawnAt"`
const COMPLAINT = sql`id, receipt, kind, about, body, contact, contact_index as "contactIndex", received_at as "receivedAt", state, answer,
  answered_at as "answeredAt", answered_by as "answeredBy", origin`

const iso = <R extends object>(row: R): R =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value]),
  ) as R // instants become text, the rest stays

export async function listPublications(
  tx: T,
  county: string,
  { withWithdrawn }: { withWithdrawn: boolean },
): Promise<Publication[]> {
  const { rows } = await sql<Publication>`
    select ${PUBLICATION} from disclosure.publication where county = ${county} and (${withWithdrawn} or withdrawn_at is null)
    order by dated_on desc, id desc limit 500`.execute(tx)
  return rows.map(iso)
}

export async function insertPublication(tx: T, county: string, p: Publication): Promise<boolean> {
  const done = await sql`
    insert into disclosure.publication (county, id, kind, title, body, dated_on, file_id, published_at, published_by, reviewed_by,
      is_simulated)
    values (${county}, ${p.id}, ${p.kind}, ${p.title}, ${p.body}, ${p.datedOn}, ${p.fileId}, ${p.publishedAt}, ${p.publishedBy},
      ${p.reviewedBy}, ${p.isSimulated}) on conflict do nothing`.execute(tx)
  return Number(done.numAffectedRows) === 1
}

/** Whether this very paper is there already. */
export async function hasPublication(tx: T, county: string, p: Publish): Promise<boolean> {
  const { rows } = await sql`select from disclosure.publication
    where county = ${county} and id = ${p.id} and kind = ${p.kind} and title = ${p.title} and body = ${p.body}
      and dated_on = ${p.datedOn} and file_id is not distinct from ${p.fileId}::uuid and reviewed_by = ${p.reviewedBy}`.execute(
    tx,
  )
  return rows.length === 1
}

export async function withdraw(tx: T, county: string, id: string, at: Date): Promise<Publication> {
  const { rows } = await sql<Publication>`
    update disclosure.publication set withdrawn_at = ${at} where county = ${county} and id = ${id} and withdrawn_at is null
    returning ${PUBLICATION}`.execute(tx)
  if (!rows[0]) throw notFound('publication', id)
  return iso(rows[0])
}

/** @returns false when one of that id is there already */
export async function insertComplaint(tx: T, county: string, c: StoredComplaint): Promise<boolean> {
  const done = await sql`
    insert into disclosure.complaint (county, id, receipt, kind, about, body, contact, contact_index, received_at, state, origin)
    values (${county}, ${c.id}, ${c.receipt}, ${c.kind}, ${c.about}, ${c.body}, ${c.contact}, ${c.contactIndex},
      ${c.receivedAt}, ${c.state}, ${c.origin}) on conflict (county, id) do nothing`.execute(tx)
  return Number(done.numAffectedRows) === 1
}

const SORTS = {
  receipt: sql`receipt`,
  kind: sql`kind`,
  about: sql`about collate "zh-x-icu"`,
  receivedAt: sql`received_at`,
  state: sql`state`,
}

/** `contactIndexes`: under which a contact that is the search would be found. */
export async function listComplaints(
  tx: T,
  county: string,
  filter: ComplaintFilter & { contactIndexes?: readonly string[] },
): Promise<{ rows: StoredComplaint[]; total: number }> {
  const where = [sql`county = ${county}`]
  if (filter.state) where.push(sql`state = ${filter.state}`)
  if (filter.search) {
    const like = `%${filter.search.replaceAll(/[\\%_]/g, '\\$&')}%`
    where.push(sql`(receipt ilike ${like} or about ilike ${like} or body ilike ${like} or answer ilike ${like}
      or contact_index = any(${filter.contactIndexes ?? []}::text[]))`)
  }
  const turn = (filter.descending ?? true) ? sql`desc` : sql`asc`
  const { rows } = await sql<StoredComplaint & { total: number }>`
    select ${COMPLAINT}, count(*) over () as total from disclosure.complaint where ${sql.join(where, sql` and `)}
    order by ${SORTS[filter.sort ?? 'receivedAt']} ${turn}, id ${turn} limit ${filter.limit} offset ${filter.offset}`.execute(
    tx,
  )
  if (rows[0] || filter.offset === 0)
    return { rows: rows.map(({ total: _, ...row }) => iso(row)), total: rows[0]?.total ?? 0 }
  // Past the last page there is no row to carry the total.
  const { rows: counted } = await sql<{ total: number }>`
    select count(*) as total from disclosure.complaint where ${sql.join(where, sql` and `)}`.execute(tx)
  return { rows: [], total: counted[0]?.total ?? 0 }
}

export async function findByReceipt(tx: T, county: string, receipt: string): Promise<StoredComplaint | undefined> {
  const { rows } = await sql<StoredComplaint>`
    select ${COMPLAINT} from disclosure.complaint where county = ${county} and receipt = ${receipt}`.execute(tx)
  return rows[0] ? iso(rows[0]) : undefined
}

async function oneComplaint(tx: T, county: string, id: string, lock: RawBuilder<unknown>): Promise<StoredComplaint> {
  const { rows } = await sql<StoredComplaint>`
    select ${COMPLAINT} from disclosure.complaint where county = ${county} and id = ${id} ${lock}`.execute(tx)
  if (!rows[0]) throw notFound('complaint', id)
  return iso(rows[0])
}

/** To be changed: held until the transaction ends. */
export const loadComplaint = (tx: T, county: string, id: string) => oneComplaint(tx, county, id, sql`for update`)
/** To be shown. */
export const lookComplaint = (tx: T, county: string, id: string) => oneComplaint(tx, county, id, sql``)

export async function saveAnswer(tx: T, county: string, c: StoredComplaint): Promise<void> {
  await sql`update disclosure.complaint set state = ${c.state}, answer = ${c.answer}, answered_at = ${c.answeredAt},
    answered_by = ${c.answeredBy} where county = ${county} and id = ${c.id}`.execute(tx)
}

// -- whoever complained, as a person

type ComplainantKey = { contactIndexes: readonly string[] }
type Contacted = Pick<StoredComplaint, 'id' | 'receipt' | 'contact' | 'state'>
const FORGOTTEN = sql`contact = '', contact_index = null`

export async function findContacts(tx: T, county: string, { contactIndexes }: ComplainantKey): Promise<Contacted[]> {
  const { rows } = await sql<Contacted>`
    select id, receipt, contact, state from disclosure.complaint
    where county = ${county} and contact_index = any(${contactIndexes}::text[]) order by received_at limit 500`.execute(
    tx,
  )
  return rows
}

export async function eraseContacts(tx: T, county: string, { contactIndexes }: ComplainantKey): Promise<number> {
  const done = await sql`update disclosure.complaint set ${FORGOTTEN}
    where county = ${county} and state = 'answered' and contact_index = any(${contactIndexes}::text[])`.execute(tx)
  return Number(done.numAffectedRows ?? 0)
}

/** The civil day of the answer, by Beijing's clock. */
const ANSWERED_ON = sql`(answered_at at time zone 'Asia/Shanghai')::date`

export async function dueContacts(
  tx: T,
  county: string,
  { answeredBy, days }: { answeredBy: string; days: number },
): Promise<{ count: number; firstOn: string | null }> {
  const { rows } = await sql<{ count: number; firstOn: string | null }>`
    select count(*) filter (where ${ANSWERED_ON} <= ${answeredBy}) as count, min(${ANSWERED_ON}) + ${days}::int as "firstOn"
    from disclosure.complaint where county = ${county} and state = 'answered' and contact <> ''`.execute(tx)
  return rows[0] ?? { count: 0, firstOn: null }
}

export async function expireContacts(
  tx: T,
  county: string,
  { answeredBy, limit }: { answeredBy: string; limit: number },
): Promise<number> {
  const done = await sql`update disclosure.complaint set ${FORGOTTEN}
    where county = ${county} and id in (
      select id from disclosure.complaint
      where county = ${county} and state = 'answered' and contact <> '' and ${ANSWERED_ON} <= ${answeredBy}
      order by answered_at limit ${limit})`.execute(tx)
  return Number(done.numAffectedRows ?? 0)
}
