/** A refusal the caller can act on. `code` is part of the API; the facts are for people and logs. */
export class DomainError extends Error {
  override name = 'DomainError'
  readonly code: string
  readonly facts: Record<string, unknown>
  readonly status: number
  constructor(code: string, facts: Record<string, unknown> = {}, status = 409) {
    super(`${code} ${JSON.stringify(facts)}`)
    this.code = code
    this.facts = facts
    this.status = status
  }
}

/** What is outside one's reach answers as if it did not exist. */
export const notFound = (what: string, id: string): DomainError => new DomainError(`${what}.unknown`, { id }, 404)
