import { attemptsLeft, normalise } from '../domain.ts'

const MOST_NAMES = 10_000

/** Counts failed attempts by user name, also of names that nobody has: the answer must not tell which exist. */
export function createAttempts(now: () => Date) {
  const failures = new Map<string, number[]>()
  return {
    /** Counts an attempt as failed until it is known to be good: many sent at once are not free. */
    begin(username: string): void {
      const name = normalise(username)
      const at = now().getTime()
      const recent = attemptsLeft(failures.get(name) ?? [], at)
      failures.delete(name)
      failures.set(name, [...recent, at])
      const oldest = failures.size > MOST_NAMES ? failures.keys().next().value : undefined
      if (oldest !== undefined) failures.delete(oldest)
    },
    succeed: (username: string): void => void failures.delete(normalise(username)),
  }
}

export type Attempts = ReturnType<typeof createAttempts>
