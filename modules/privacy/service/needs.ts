import type { Caller } from '#platform/authz'
import type { Db } from '#platform/db'
import { DomainError } from '#platform/errors'
import type { Fields } from '#platform/fields'
import type { Files } from '#platform/files'
import { uuidv7 } from '#platform/ids'
import type { Event } from '#platform/journal'
import type { PersonalData } from '#platform/personal'
import { maskName } from '../domain.ts'

export type Needs = {
  db: Db<'privacy'>
  fields: Fields
  files: Pick<Files, 'load'>
  /** Every module that keeps personal data. */
  personal: readonly PersonalData[]
  /** The accounts of a county, by id. */
  accounts: (county: string, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
  now: () => Date
}

/** Somebody who cannot be found again cannot be answered; an account is one of this county. */
export async function needPerson(
  { accounts }: Pick<Needs, 'accounts'>,
  county: string,
  { phone, account }: { phone: string; account: string | null },
): Promise<void> {
  if (phone === '' && account === null) throw new DomainError('privacy.personUnnamed', { field: 'phone' }, 422)
  if (account !== null && !(await accounts(county, [account])).has(account))
    throw new DomainError('privacy.accountUnknown', { field: 'account' }, 422)
}

/** The masked names of those accounts that some rows are about. */
export async function accountNames(
  { accounts }: Pick<Needs, 'accounts'>,
  county: string,
  rows: readonly { account: string | null }[],
): Promise<(account: string | null) => string> {
  const ids = rows.flatMap(({ account }) => account ?? [])
  const names = ids.length === 0 ? new Map<string, string>() : await accounts(county, ids)
  return (account) => maskName(names.get(account ?? '') ?? '')
}

/** What the journal keeps of personal data: what was done and how often, and nothing personal. */
export const eventOf = (
  { county }: Pick<Caller, 'county'>,
  at: Date,
  { kind, subject, data }: { kind: string; subject: string; data: object },
): Event => ({ id: uuidv7(), kind: `privacy.${kind}`, at, place: county, subject, data })
