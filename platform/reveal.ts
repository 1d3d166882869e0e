import { z } from 'zod'
import type { Caller } from './authz.ts'
import type { AnyTx } from './db.ts'
import { DomainError } from './errors.ts'
import { uuidv7 } from './ids.ts'
import { record } from './journal.ts'
import { recordLook } from './look.ts'

/** Why somebody has to see a masked value: to reach the person, to compare it, to settle a complaint, for an inspection, or in his own words. */
const Why = z.enum(['reachPerson', 'compare', 'settleComplaint', 'inspection', 'other'])

/** What one says to see a masked value of a thing. */
export const revealOf = <const Field extends string>(field: Field) =>
  z.strictObject({ field: z.enum([field]), why: Why, note: z.string().trim().max(200).default('') })
export type Reveal = z.infer<ReturnType<typeof revealOf<string>>>
export const Revealed = z.object({ value: z.string() })

const MIN_NOTE = 4
const NUMBER = /\d[\d -]{5,}\d/

/** Other reasons are said in words; the words go into the journal, which holds nobody's number. */
export function checkReveal({ why, note }: Pick<Reveal, 'why' | 'note'>): void {
  if (why === 'other' && [...note].length < MIN_NOTE)
    throw new DomainError('privacy.noteMissing', { field: 'note', minLength: MIN_NOTE }, 422)
  if (NUMBER.test(note)) throw new DomainError('privacy.noteHoldsNumber', { field: 'note' }, 422)
}

/**
 * Keeps a look at one masked value, in the transaction that reads it: what is shown was kept, or nothing is shown.
 * Both the journal and the list of special looks keep it; the value itself is kept nowhere.
 */
export async function recordReveal(
  tx: AnyTx,
  caller: Caller,
  look: { subject: string; place: string; station: string | null; at: Date } & Reveal,
): Promise<void> {
  checkReveal(look)
  const { subject, place, station, at, field, why, note } = look
  await recordLook(tx, caller, { subject, field, reason: note === '' ? why : `${why}: ${note}` })
  await record(tx, caller, [
    { id: uuidv7(), kind: 'privacy.revealed', at, place, station, subject, data: { field, why, note } },
  ])
}
