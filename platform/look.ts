import { sql } from 'kysely'
import type { Caller } from './authz.ts'
import type { AnyTx } from './db.ts'
import { DomainError } from './errors.ts'
import { timeOfId, uuidv7 } from './ids.ts'

/** Who saw what is hidden from others, and why he said he had to. */
export type Look = {
  id: string
  at: Date
  account: string
  roles: string[]
  subject: string
  field: string
  reason: string
}

const MIN_REASON = 4

/**
 * Keeps a special look (a masked number shown in full, one person's whole file) with its reason, in the caller's own
 * transaction: what is shown was kept, or nothing is shown. `subject` as in the journal (`account:<id>`), `field` the name of what
 * was shown. The reason is read by the audit administrator only.
 */
export async function recordLook(
  tx: AnyTx,
  caller: Pick<Caller, 'county' | 'place' | 'account' | 'roles'>,
  look: { subject: string; field: string; reason: string },
): Promise<void> {
  const reason = look.reason.trim()
  if ([...reason].length < MIN_REASON)
    throw new DomainError('access.reasonMissing', { field: 'reason', minLength: MIN_REASON }, 422)
  const id = uuidv7()
  await sql`
    insert into platform.look (county, id, at, account, roles, place, subject, field, reason)
    values (${caller.county}, ${id}, ${new Date(timeOfId(id))}, ${caller.account}, ${[...caller.roles]}::text[], ${caller.place},
      ${look.subject}, ${look.field}, ${reason.slice(0, 500)})`.execute(tx)
}

/** Special looks of a county, newest first. `before` is the last id of the page above. */
export async function listLooks(
  tx: AnyTx,
  filter: { county: string; account?: string | undefined; before?: string | undefined; limit: number },
): Promise<Look[]> {
  const where = [sql`county = ${filter.county}`]
  if (filter.account) where.push(sql`account = ${filter.account}`)
  if (filter.before) where.push(sql`id < ${filter.before}::uuid`)
  const { rows } = await sql<Look>`
    select id, at, account, roles, subject, field, reason from platform.look
    where ${sql.join(where, sql` and `)} order by id desc limit ${filter.limit}`.execute(tx)
  return rows
}
