import { z } from 'zod'
import type { Caller } from './authz.ts'
import type { AnyTx } from './db.ts'
import type { SealedColumn } from './fields.ts'

type Words = { zh: string; en: string }

/** 个人信息保护法第十三条: on what ground a datum is processed. */
export const Basis = z.enum(['consent', 'contract', 'legalDuty', 'emergency', 'publicInterest', 'madePublic'])
export type Basis = z.infer<typeof Basis>

/** One kind of personal data that a module keeps: what the public notice and the register of processing say of it. */
export type PersonalField = {
  id: string
  name: Words
  /** Whose. */
  of: Words
  purpose: Words
  basis: Basis
  keptFor: Words
  isSealed: boolean
}

/** Whom one looks for: by telephone, by account, or by both. */
export type Person = { phone: string | null; account: string | null }

/** What a module has of a person in one thing. `subject` as in the journal; `blockedBy`: why it may not be erased yet. */
export type PersonalRecord = {
  subject: string
  what: Words
  values: { name: Words; value: string }[]
  blockedBy: Words | null
}

/** Rows whose time is up. `by`: a civil day; what falls due on it or before counts. */
export type RetentionRule = {
  id: string
  text: Words
  due(tx: AnyTx, county: string, by: string): Promise<{ count: number; firstOn: string | null }>
  /** Erases the oldest, `limit` at most. @returns how many */
  run(tx: AnyTx, county: string, options: { by: string; limit: number }): Promise<number>
}

/** How a module answers for the personal data that it keeps. Everything runs in the asker's transaction. */
export type PersonalData = {
  fields: readonly PersonalField[]
  columns: readonly SealedColumn[]
  find(tx: AnyTx, caller: Caller, person: Person): Promise<PersonalRecord[]>
  /** Erases what is not blocked and leaves every sum as it is. @returns how many things were touched */
  erase(tx: AnyTx, caller: Caller, person: Person): Promise<number>
  retention: readonly RetentionRule[]
}
