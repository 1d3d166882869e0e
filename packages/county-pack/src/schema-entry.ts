import { z } from 'zod'

export const Id = z.string().regex(/^\S+$/)
export const Text = z.string().min(1)
/** A remark that most entries do without. */
export const Note = z.string().min(1).nullable().default(null)

/** A civil day, YYYY-MM-DD, in Asia/Shanghai. */
export const CivilDay = z.iso.date()

/** The sentence of the document that an entry comes from, and its line in plan.txt (from 1). */
export const Source = z.strictObject({ quote: Text, line: z.int().positive() })
export type Source = z.infer<typeof Source>
