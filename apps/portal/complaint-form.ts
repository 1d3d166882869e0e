import { Complain } from '#modules/disclosure'
import type { Key } from './locales/zh-CN.ts'

export const KINDS = ['complaint', 'tipOff', 'suggestion'] as const satisfies readonly Complain['kind'][]

/** What somebody typed, as it came. */
export type Typed = Record<'kind' | 'about' | 'body' | 'contact', string>
type Field = keyof Typed
/** `field` is null where the whole form was refused. */
export type Fault = { field: Field | null; key: Key; facts?: Record<string, number> }

export const EMPTY: Typed = { kind: '', about: '', body: '', contact: '' }

/** Browsers send line ends of two characters; control characters have no place in a letter and the database takes no NUL. */
const clean = (value: unknown): string =>
  typeof value === 'string'
    ? value
        .replaceAll('\r\n', '\n')
        .replaceAll(/\p{Cc}/gu, (sign) => (sign === '\n' || sign === '\t' ? sign : ''))
        .trim()
    : ''

const isKind = (value: string): value is Complain['kind'] => (KINDS as readonly string[]).includes(value)
const lengthOf = (text: string): number => [...text].length

const LIMITS: readonly { field: Exclude<Field, 'kind'>; least: number; most: number; short: Key; long: Key }[] = [
  { field: 'about', least: 0, most: 60, short: 'error.about', long: 'error.about' },
  { field: 'body', least: 5, most: 2000, short: 'error.bodyShort', long: 'error.bodyLong' },
  { field: 'contact', least: 0, most: 60, short: 'error.contact', long: 'error.contact' },
]

export type ReadForm = { typed: Typed; complaint: Complain | undefined; faults: Fault[]; isTrapped: boolean }

/** Reads the form by hand and not by the route's schema: a refusal here is a page with what was typed, not a code. */
export function readComplaint(form: Readonly<Record<string, unknown>>): ReadForm {
  const typed: Typed = {
    kind: clean(form.kind),
    about: clean(form.about),
    body: clean(form.body),
    contact: clean(form.contact),
  }
  const faults: Fault[] = isKind(typed.kind) ? [] : [{ field: 'kind', key: 'error.kind' }]
  for (const { field, least, most, short, long } of LIMITS) {
    const length = lengthOf(typed[field])
    if (length < least || length > most) faults.push({ field, key: length < least ? short : long, facts: { length } })
  }
  const isTrapped = clean(form.website) !== ''
  const parsed = faults.length === 0 ? Complain.safeParse(typed) : undefined
  // The door's own limits count characters otherwise; what they refuse is too long or too short for them.
  if (parsed && !parsed.success)
    faults.push({ field: 'body', key: 'error.bodyLong', facts: { length: lengthOf(typed.body) } })
  return { typed, complaint: parsed?.data, faults, isTrapped }
}
