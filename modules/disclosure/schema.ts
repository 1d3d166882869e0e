import { z } from 'zod'
import type { Sealed } from '#platform/fields'

export const PublicationKind = z.enum(['plan', 'rulebook', 'tender', 'progress', 'funds', 'acceptance', 'notice'])
export type PublicationKind = z.infer<typeof PublicationKind>

export const Publish = z.strictObject({
  id: z.uuid(),
  kind: PublicationKind,
  title: z.string().trim().min(1).max(120),
  body: z.string().trim().max(20_000).default(''),
  datedOn: z.iso.date(),
  fileId: z.uuid().nullable().default(null),
  /** 谁公开、谁审查: who read it before it went out. */
  reviewedBy: z.string().trim().min(2).max(30),
})
export type Publish = z.infer<typeof Publish>

export const Publication = z.object({
  ...Publish.shape,
  publishedAt: z.iso.datetime(),
  publishedBy: z.string(),
  isSimulated: z.boolean(),
  withdrawnAt: z.iso.datetime().nullable(),
})
export type Publication = z.infer<typeof Publication>

export const ComplaintKind = z.enum(['complaint', 'tipOff', 'suggestion'])
export type ComplaintKind = z.infer<typeof ComplaintKind>

export const Complain = z.object({
  kind: ComplaintKind,
  about: z.string().trim().max(60).default(''),
  body: z.string().trim().min(5).max(2000),
  /** Telephone or none: a tip-off may be anonymous. */
  contact: z.string().trim().max(60).default(''),
})
export type Complain = z.infer<typeof Complain>

/** By an officer, for whoever called, wrote or came. */
export const RecordComplaint = z.strictObject({ id: z.uuid(), ...Complain.shape })

export const Complaint = z.object({
  id: z.uuid(),
  receipt: z.string(),
  ...Complain.shape,
  /** Masked. */
  contact: z.string(),
  receivedAt: z.iso.datetime(),
  state: z.enum(['received', 'answered']),
  answer: z.string(),
  answeredAt: z.iso.datetime().nullable(),
  answeredBy: z.string().nullable(),
  origin: z.enum(['live', 'import', 'simulated']),
})
export type Complaint = z.infer<typeof Complaint>

export type StoredComplaint = Omit<Complaint, 'contact'> & { contact: Sealed; contactIndex: string | null }

export const Answer = z.strictObject({ answer: z.string().trim().min(5).max(2000) })

export const ComplaintFilter = z.object({
  state: z.enum(['received', 'answered']).optional(),
  /** A part of receipt, matter or text, or a whole contact. */
  search: z.string().trim().max(60).optional(),
  sort: z.enum(['receipt', 'kind', 'about', 'receivedAt', 'state']).default('receivedAt'),
  descending: z.stringbool().default(true),
})
export type ComplaintFilter = Partial<z.infer<typeof ComplaintFilter>> & { limit: number; offset: number }
