import { randomBytes } from 'node:crypto'
import { type Caller, systemCaller } from '#platform/authz'
import { civilDay, civilMinute, startOfDay } from '#platform/clock'
import { type Db, inTransaction } from '#platform/db'
import { DomainError, notFound } from '#platform/errors'
import { type Column, type Language, writeSheet } from '#platform/excel'
import type { Fields } from '#platform/fields'
import type { Files } from '#platform/files'
import { uuidv7 } from '#platform/ids'
import { record } from '#platform/journal'
import { type Reveal, recordReveal } from '#platform/reveal'
import * as domain from '../domain.ts'
import type { Complain, Complaint, ComplaintFilter, Publication, Publish, StoredComplaint } from '../schema.ts'
import * as store from '../store.ts'

export type DisclosureService = ReturnType<typeof createDisclosureService>

/** Somebody from the street: known to nobody, seen everywhere in the county. */
const passerBy = (county: string): Caller => ({ ...systemCaller(county), account: 'public', name: 'public' })

export function createDisclosureService(deps: {
  db: Db<'disclosure'>
  files: Pick<Files, 'publish' | 'load'>
  fields: Fields
  now: () => Date
}) {
  const { db, files, fields, now } = deps
  const contactPlace = (county: string, id: string) => ({ county, column: store.CONTACT, id })
  const masked = (county: string, { contactIndex: _, ...complaint }: StoredComplaint): Complaint => ({
    ...complaint,
    contact: fields.shown(contactPlace(county, complaint.id), complaint.contact, domain.maskContact),
  })

  return {
    publish: async (caller: Caller, command: Publish): Promise<void> => {
      if (command.datedOn > civilDay(now())) throw new DomainError('disclosure.dayInFuture', { field: 'datedOn' }, 422)
      if (command.reviewedBy === caller.name)
        throw new DomainError('disclosure.ownReview', { field: 'reviewedBy' }, 422)
      if (command.fileId !== null) await files.load(caller, command.fileId)
      const at = now()
      const publication = {
        ...command,
        publishedAt: at.toISOString(),
        publishedBy: caller.account,
        isSimulated: caller.origin === 'simulated',
        withdrawnAt: null,
      }
      await inTransaction(db, caller, async (tx) => {
        if (!(await store.insertPublication(tx, caller.county, publication))) {
          if (await store.hasPublication(tx, caller.county, command)) return
          throw new DomainError('journal.idTaken', { id: command.id })
        }
        if (command.fileId !== null) await files.publish(tx, caller.county, command.fileId)
        // Who read it before stands in the publication; the journal holds nobody's name.
        const { id, kind, title, fileId, datedOn } = command
        await record(tx, caller, [
          {
            id,
            kind: 'disclosure.published',
            at: datedOn === civilDay(at) ? at : startOfDay(datedOn),
            place: caller.county,
            subject: `publication:${id}`,
            data: { kind, title, fileId },
          },
        ])
      })
    },

    withdraw: (caller: Caller, id: string, reason: string): Promise<Publication> =>
      inTransaction(db, caller, async (tx) => {
        const publication = await store.withdraw(tx, caller.county, id, now())
        await record(tx, caller, [
          {
            id: uuidv7(),
            kind: 'disclosure.withdrawn',
            at: now(),
            place: caller.county,
            subject: `publication:${id}`,
            data: { reason },
          },
        ])
        return publication
      }),

    publications: (caller: Caller): Promise<Publication[]> =>
      inTransaction(db, caller, (tx) => store.listPublications(tx, caller.county, { withWithdrawn: true })),

    /** What anyone may read. */
    published: (county: string): Promise<Publication[]> =>
      inTransaction(db, passerBy(county), (tx) => store.listPublications(tx, county, { withWithdrawn: false })),

    /** Takes a complaint from the street, or from an officer for somebody. @returns the receipt by which its answer is found */
    complain: async (
      county: string,
      complaint: Complain,
      { caller, id }: { caller: Caller; id: string } = { caller: passerBy(county), id: uuidv7() },
    ): Promise<string> => {
      const at = now()
      const receipt = domain.receiptOf(civilDay(at), randomBytes(6))
      return inTransaction(db, caller, async (tx) => {
        const isNew = await store.insertComplaint(tx, county, {
          ...complaint,
          contact: fields.seal(contactPlace(county, id), complaint.contact),
          contactIndex: fields.index(contactPlace(county, id), complaint.contact),
          id,
          receipt,
          receivedAt: at.toISOString(),
          state: 'received',
          answer: '',
          answeredAt: null,
          answeredBy: null,
          origin: caller.origin,
        })
        if (!isNew) return (await store.lookComplaint(tx, county, id)).receipt
        await record(tx, caller, [
          {
            id,
            kind: 'disclosure.complaintReceived',
            at,
            place: county,
            subject: `complaint:${id}`,
            data: { kind: complaint.kind },
          },
        ])
        return receipt
      })
    },

    /** By receipt, for whoever holds it. */
    findByReceipt: async (county: string, receipt: string): Promise<Complaint | undefined> => {
      const found = await inTransaction(db, passerBy(county), (tx) => store.findByReceipt(tx, county, receipt))
      return found && masked(county, found)
    },

    complaints: async (caller: Caller, filter: ComplaintFilter) => {
      const { county } = caller
      const contactIndexes = fields.indexes({ county, column: store.CONTACT }, filter.search ?? '')
      const { rows, total } = await inTransaction(db, caller, (tx) =>
        store.listComplaints(tx, county, { ...filter, contactIndexes }),
      )
      return { rows: rows.map((row) => masked(county, row)), total }
    },

    sheet: (rows: readonly Complaint[], language: Language) => writeSheet(complaintColumns(language), rows, language),

    answer: async (caller: Caller, id: string, text: string): Promise<Complaint> =>
      inTransaction(db, caller, async (tx) => {
        const complaint = domain.answer(await store.loadComplaint(tx, caller.county, id), {
          text,
          by: caller.account,
          at: now(),
        })
        await store.saveAnswer(tx, caller.county, complaint)
        await record(tx, caller, [
          {
            id: uuidv7(),
            kind: 'disclosure.complaintAnswered',
            at: now(),
            place: caller.county,
            subject: `complaint:${id}`,
            data: {},
          },
        ])
        return masked(caller.county, complaint)
      }),

    /** The contact in full, for whoever says why. */
    reveal: (caller: Caller, id: string, asked: Reveal): Promise<{ value: string }> =>
      inTransaction(db, caller, async (tx) => {
        const { contact } = await store.lookComplaint(tx, caller.county, id)
        const place = { subject: `complaint:${id}`, place: caller.county, station: null }
        await recordReveal(tx, caller, { ...asked, ...place, at: now() })
        return { value: fields.open(contactPlace(caller.county, id), contact) }
      }),

    /** A published paper, for anyone. */
    paper: async (county: string, id: string) => {
      const published = await inTransaction(db, passerBy(county), (tx) =>
        store.listPublications(tx, county, { withWithdrawn: false }),
      )
      if (!published.some(({ fileId }) => fileId === id)) throw notFound('file', id)
      return files.load(passerBy(county), id, { publicOnly: true })
    },
  }
}

const WORDS = {
  'zh-CN': { complaint: '投诉', tipOff: '举报', suggestion: '建议', received: '待答复', answered: '已答复' },
  en: {
    complaint: 'Complaint',
    tipOff: 'Tip-off',
    suggestion: 'Suggestion',
    received: 'Waiting',
    answered: 'Answered',
  },
}
const minute = (at: string | null) => (at === null ? null : civilMinute(new Date(at)))

const complaintColumns = (language: Language): Column<Complaint>[] => [
  { zh: '回执号', en: 'Receipt', width: 18, value: ({ receipt }) => receipt },
  { zh: '类型', en: 'Kind', width: 10, value: ({ kind }) => WORDS[language][kind] },
  { zh: '事由', en: 'About', width: 22, value: ({ about }) => about },
  { zh: '内容', en: 'Text', width: 60, value: ({ body }) => body },
  { zh: '联系方式', en: 'Contact', value: ({ contact }) => contact },
  { zh: '收到时间', en: 'Received', width: 18, value: ({ receivedAt }) => minute(receivedAt) },
  { zh: '状态', en: 'State', width: 10, value: ({ state }) => WORDS[language][state] },
  { zh: '答复', en: 'Answer', width: 60, value: ({ answer }) => answer },
  { zh: '答复时间', en: 'Answered', width: 18, value: ({ answeredAt }) => minute(answeredAt) },
]
