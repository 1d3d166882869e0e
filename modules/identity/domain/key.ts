import type { Caller } from '#platform/authz'
import { addDays } from '#platform/clock'
import { DomainError } from '#platform/errors'
import type { CreateApiKey } from '../schema.ts'
import { keyScopes } from './roles.ts'

const LONGEST_DAYS = 730

/** Without a wish a key reads what every office reads. Which permissions it has, or what is to be mended. */
export function checkKey(
  caller: Pick<Caller, 'place'>,
  { scopes, place, validUntil }: CreateApiKey,
  today: string,
): string[] {
  const wanted = scopes ?? keyScopes.filter((scope) => /^[a-z]+\.read/.test(scope))
  const refused = wanted.filter((scope) => !keyScopes.includes(scope))
  if (refused.length > 0) throw new DomainError('identity.scopeRefused', { field: 'scopes', scopes: refused }, 422)
  if (!place.startsWith(caller.place)) throw new DomainError('identity.placeOutOfReach', { field: 'place' }, 422)
  const latest = addDays(today, LONGEST_DAYS)
  if (validUntil < today || validUntil > latest)
    throw new DomainError('identity.endDateOutOfRange', { field: 'validUntil', from: today, to: latest }, 422)
  return [...new Set(wanted)].sort()
}
