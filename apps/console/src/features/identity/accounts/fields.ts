import type { paths } from '../../../../../api.gen.ts'
import type { Command } from '../../../lib/api.ts'
import type { Account, PersonRole } from './roles.ts'

export type AccountFields = {
  username?: string
  name?: string
  phone?: string
  roles?: PersonRole[]
  place?: string | null
  station?: string | null
  validUntil?: string | null
}
export const FIELD_NAMES = ['username', 'name', 'phone', 'roles', 'place', 'station', 'validUntil']

type CreateAccount = Command<'/api/accounts'>
type Patch = NonNullable<paths['/api/accounts/{id}']['patch']['requestBody']>['content']['application/json']

const stationOf = ({ roles = [], station = null }: AccountFields): string | null =>
  roles.includes('stationKeeper') ? station : null

export const newAccount = (fields: AccountFields): CreateAccount => ({
  username: fields.username ?? '',
  name: fields.name ?? '',
  phone: fields.phone ?? '',
  roles: fields.roles ?? [],
  place: fields.place ?? '',
  station: stationOf(fields),
  validUntil: fields.validUntil ?? null,
})

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What is other than before: a field that one may not touch is not on the form and is not sent. */
export function changedFields(account: Account, fields: AccountFields): Patch {
  const { phone, name, place, roles, validUntil } = fields
  const patch: Patch = {}
  if (name !== undefined && name !== account.name) patch.name = name
  if (phone) patch.phone = phone
  if (roles !== undefined && !same(roles, account.roles)) patch.roles = roles
  if (place && place !== account.place) patch.place = place
  if (validUntil !== undefined && validUntil !== account.validUntil) patch.validUntil = validUntil
  const station = roles === undefined ? fields.station : stationOf(fields)
  if (station !== undefined && station !== account.station) patch.station = station
  return patch
}
