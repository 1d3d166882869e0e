import { DomainError } from '#platform/errors'
import type { StoredComplaint } from './schema.ts'

/** No 0 O 1 I L: a receipt is read out over the telephone. */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

/** The number by which somebody without an account asks what became of his complaint: the day, and chance that nobody guesses. */
export const receiptOf = (day: string, random: Uint8Array): string =>
  `${day.slice(2).replaceAll('-', '')}-${Array.from(random, (byte) => LETTERS[byte % LETTERS.length]).join('')}`

/** 138****1234; a shorter contact is hidden whole. */
export const maskContact = (contact: string): string =>
  contact.length < 11 ? contact.replace(/./gu, '*') : `${contact.slice(0, 3)}****${contact.slice(-4)}`

export function answer<C extends Pick<StoredComplaint, 'state' | 'answer' | 'answeredBy' | 'answeredAt'>>(
  complaint: C,
  { text, by, at }: { text: string; by: string; at: Date },
): C {
  if (complaint.state === 'answered')
    throw new DomainError('disclosure.alreadyAnswered', { answeredAt: complaint.answeredAt })
  return { ...complaint, state: 'answered', answer: text, answeredBy: by, answeredAt: at.toISOString() }
}
