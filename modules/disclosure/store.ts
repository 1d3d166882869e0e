import { sql } from 'kysely'
import type { Tx } from '#platform/db'
import { notFound } from '#platform/errors'
import type { Complaint, Publication, Publish } from './schema.ts'

type T = Tx<'disclosure'>

const PUBLICATION = sql`id, kind, title, body, dated_on as "datedOn", file_id as "fileId", reviewed_by as "reviewedBy", is_simulated as "isSimulated",
  published_at as "publishedAt", published_by as "publishedBy", withdrawn_at as "withdrawnAt"`
const COMPLAINT = sql`id, receipt, kind, about, body, contact, received_at as "receivedAt", state, answer,
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

export async function insertComplaint(tx: T, county: string, c: Complaint): Promise<void> {
  await sql`
    insert into disclosure.complaint (county, id, receipt, kind, about, body, contact, received_at, state, origin)
    values (${county}, ${c.id}, ${c.receipt}, ${c.kind}, ${c.about}, ${c.body}, ${c.contact}, ${c.receivedAt}, ${c.state}, ${c.origin})`.execute(
    tx,
  )
}

export async function listComplaints(
  tx: T,
  county: string,
  filter: { state?: string | undefined; limit: number; offset: number },
): Promise<{ rows: Complaint[]; total: number }> {
  const { rows } = await sql<Complaint & { total: number }>`
    select ${COMPLAINT}, count(*) over () as total from disclosure.complaint
    where county = ${county} and (${filter.state ?? null}::text is null or state = ${filter.state ?? null})
    order by received_at desc, id desc limit ${filter.limit} offset ${filter.offset}`.execute(tx)
  return { rows: rows.map(({ total: _, ...row }) => iso(row)), total: rows[0]?.total ?? 0 }
}

export async function findByReceipt(tx: T, county: string, receipt: string): Promise<Complaint | undefined> {
  const { rows } = await sql<Complaint>`
    select ${COMPLAINT} from disclosure.complaint where county = ${county} and receipt = ${receipt}`.execute(tx)
  return rows[0] ? iso(rows[0]) : undefined
}

export async function loadComplaint(tx: T, county: string, id: string): Promise<Complaint> {
  const { rows } = await sql<Complaint>`
    select ${COMPLAINT} from disclosure.complaint where county = ${county} and id = ${id} for update`.execute(tx)
  if (!rows[0]) throw notFound('complaint', id)
  return iso(rows[0])
}

export async function saveAnswer(tx: T, county: string, c: Complaint): Promise<void> {
  await sql`update disclosure.complaint set state = ${c.state}, answer = ${c.answer}, answered_at = ${c.answeredAt},
    answered_by = ${c.answeredBy} where county = ${county} and id = ${c.id}`.execute(tx)
}
