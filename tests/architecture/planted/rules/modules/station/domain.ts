import { query } from '#platform/db'
import { DomainError } from '#platform/errors'

export const decide = (): string => {
  throw new DomainError(query())
}
