import { DomainError } from '#platform/errors'

/** One spelling for one name: full-width and half-width, capital and small are the same. */
export const normalise = (username: string): string => username.normalize('NFKC').toLowerCase()

const MIN_LENGTH = 10
const CLASSES = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u]

/** At least ten characters of at least two classes, and not one's own name. */
export function checkPassword(password: string, username: string): void {
  const needs: string[] = []
  if ([...password].length < MIN_LENGTH) needs.push('length')
  if (CLASSES.filter((kind) => kind.test(password)).length < 2) needs.push('classes')
  if (normalise(password) === normalise(username)) needs.push('notUsername')
  if (needs.length > 0)
    throw new DomainError(
      'identity.passwordTooWeak',
      { field: 'password', needs, minLength: MIN_LENGTH, minClasses: 2 },
      422,
    )
}

/** How many of the last passwords are not taken again, the present one among them. */
export const REMEMBERED = 5

/** Without 0 O 1 l I: it is read out on the telephone. */
const LEGIBLE = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Groups of four legible characters from random bytes, about 5 bits each: codes that one person tells another. */
export function legible(bytes: Uint8Array): string {
  const letters = Array.from(bytes, (byte) => LEGIBLE[byte % LEGIBLE.length] ?? '').join('')
  return letters.match(/.{1,4}/g)?.join('-') ?? ''
}

/** As it was made, however it was typed. */
export const asMade = (code: string): string => code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** Failures at one account in a quarter of an hour, after which even the right password must wait as long again. */
export const ACCOUNT_FAILURES = 10
/** An office shares one address. */
export const ADDRESS_FAILURES = 100
const WINDOW_MS = 15 * 60_000

export type Attempts = { failures: Date[]; lockedUntil: Date | null }

/**
 * Counts one more attempt as failed until it is known to be good, or refuses it with the time to wait.
 * @returns what is to be kept, and whether this was the one that locks
 */
export function countAttempt({ failures, lockedUntil }: Attempts, now: Date, most: number) {
  if (lockedUntil !== null && lockedUntil > now) {
    const retryAfterS = Math.ceil((lockedUntil.getTime() - now.getTime()) / 1000)
    throw new DomainError('identity.tooManyAttempts', { retryAfterS }, 429)
  }
  const recent = failures.filter((at) => at.getTime() > now.getTime() - WINDOW_MS)
  const next = [...recent, now]
  const isLast = next.length >= most
  return { failures: next, lockedUntil: isLast ? new Date(now.getTime() + WINDOW_MS) : null, isLast }
}

/** One attempt that proved to be no failure; a lock that it brought about ends with it. */
export const takeBackAttempt = ({ failures }: Attempts): Attempts => ({
  failures: failures.slice(0, -1),
  lockedUntil: null,
})
