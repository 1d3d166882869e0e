import { z } from 'zod'
import type { Sealed } from '#platform/fields'
import { Basis } from '#platform/personal'

const Words = z.object({ zh: z.string(), en: z.string() })
const Phone = z.string().regex(/^[0-9+ -]{0,20}$/)
const PersonName = z.string().trim().min(1).max(40)
/** The id of an account, where the person has one. */
const AccountKey = z.string().min(1).max(64).nullable().default(null)

/** 查阅复制、更正、删除、解释说明 (个人信息保护法第四十四至四十八条). */
export const RequestKind = z.enum(['copy', 'correct', 'erase', 'explain'])
export const CheckedHow = z.enum(['idCard', 'callBack', 'knownInPerson', 'proxyPapers'])
export type CheckedHow = z.infer<typeof CheckedHow>
export const RequestState = z.enum(['received', 'checked', 'done', 'refused'])

export const Ask = z.strictObject({
  id: z.uuid(),
  kind: RequestKind,
  name: PersonName,
  phone: Phone.default(''),
  account: AccountKey,
  askedOn: z.iso.date(),
})
export type Ask = z.infer<typeof Ask>

export const PersonRequest = z.object({
  id: z.uuid(),
  kind: RequestKind,
  /** Masked, as the telephone is. */
  name: z.string(),
  phone: z.string(),
  account: z.string().nullable(),
  /** Masked too. */
  accountName: z.string(),
  askedOn: z.iso.date(),
  /** The last day of the term: 15 working days. */
  dueOn: z.iso.date(),
  receivedAt: z.iso.datetime(),
  receivedBy: z.string(),
  checkedAt: z.iso.datetime().nullable(),
  checkedBy: z.string().nullable(),
  checkedHow: CheckedHow.nullable(),
  state: RequestState,
  doneAt: z.iso.datetime().nullable(),
  doneBy: z.string().nullable(),
  outcome: z.string(),
})
export type PersonRequest = z.infer<typeof PersonRequest>

type SealedPerson = { name: Sealed; phone: Sealed; phoneIndex: string | null }
export type StoredRequest = Omit<PersonRequest, 'name' | 'phone' | 'accountName'> & SealedPerson

export const Check = z.strictObject({ how: CheckedHow })
export const Close = z.strictObject({
  result: z.enum(['done', 'refused']),
  outcome: z.string().trim().min(2).max(200),
})
export type Close = z.infer<typeof Close>

/** What there is of a person, without the values. */
export const FoundThing = z.object({
  subject: z.string(),
  what: Words,
  values: z.array(Words),
  blockedBy: Words.nullable(),
})
export type FoundThing = z.infer<typeof FoundThing>

export const ErasedThings = z.object({ erased: z.int(), kept: z.array(FoundThing) })
export type ErasedThings = z.infer<typeof ErasedThings>

export const GiveConsent = z.strictObject({
  id: z.uuid(),
  name: PersonName,
  phone: Phone.default(''),
  account: AccountKey,
  purpose: z.string().trim().min(2).max(120),
  basis: Basis.default('consent'),
  textVersion: z.string().trim().min(1).max(40),
  givenOn: z.iso.date(),
  fileId: z.uuid().nullable().default(null),
})
export type GiveConsent = z.infer<typeof GiveConsent>

export const Consent = z.object({
  id: z.uuid(),
  name: z.string(),
  phone: z.string(),
  account: z.string().nullable(),
  accountName: z.string(),
  purpose: z.string(),
  basis: Basis,
  textVersion: z.string(),
  givenOn: z.iso.date(),
  withdrawnOn: z.iso.date().nullable(),
  fileId: z.uuid().nullable(),
  recordedAt: z.iso.datetime(),
  recordedBy: z.string(),
})
export type Consent = z.infer<typeof Consent>
export type StoredConsent = Omit<Consent, 'name' | 'phone' | 'accountName'> & SealedPerson

export const RegisterEntry = z.object({
  id: z.string(),
  name: Words,
  of: Words,
  purpose: Words,
  basis: Basis,
  keptFor: Words,
  isSealed: z.boolean(),
})
export type RegisterEntry = z.infer<typeof RegisterEntry>

/** What a rule would erase: today, within 30 days and within a year; `firstOn` is the day of the next. */
export const RetentionOutlook = z.object({
  id: z.string(),
  text: Words,
  dueNow: z.int(),
  dueIn30: z.int(),
  dueInYear: z.int(),
  firstOn: z.iso.date().nullable(),
})
export type RetentionOutlook = z.infer<typeof RetentionOutlook>
