import { randomBytes } from 'node:crypto'
import { type Caller, systemCaller } from '#platform/authz'
import { civilDay, startOfDay } from '#platform/clock'
import { type Db, inTransaction } from '#platform/db'
import { DomainError, notFound } from '#platform/errors'
import type { Files } from '#platform/files'
import { uuidv7 } from '#platform/ids'
import { record } from '#platform/journal'
import * as domain from './domain.ts'
import type { Complain, Complaint, Publication, Publish } from './schema.ts'
import * as store from './store.ts'

export type DisclosureService = ReturnType<typeof createDisclosureService>

/** Somebody from the street: known to nobody, seen everywhere in the county. */
const passerBy = (county: string): Caller => ({ ...systemCaller(county), account: 'public', name: 'public' })

export function createDisclosureService(deps: {
  db: Db<'disclosure'>
  files: Pick<Files, 'publish' | 'load'>
  now: () => Date
}) {
  const { db, files, now } = deps
  const masked = (complaint: Complaint): Complaint => ({ ...complaint, contact: domain.maskContact(complaint.contact) })

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
        const { id, kind, title, fileId, reviewedBy, datedOn } = command
        await record(tx, caller, [
          {
            id,
            kind: 'disclosure.published',
            at: datedOn === civilDay(at) ? at : startOfDay(datedOn),
            place: caller.county,
            subject: `publication:${id}`,
            data: { kind, title, fileId, reviewedBy },
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

    /** Takes a complaint from the street. @returns the receipt by which its answer is found */
    complain: async (county: string, complaint: Complain, caller: Caller = passerBy(county)): Promise<string> => {
      const at = now()
      const id = uuidv7()
      const receipt = domain.receiptOf(civilDay(at), randomBytes(6))
      await inTransaction(db, caller, async (tx) => {
        await store.insertComplaint(tx, county, {
          ...complaint,
          id,
          receipt,
          receivedAt: at.toISOString(),
          state: 'received',
          answer: '',
          answeredAt: null,
          answeredBy: null,
          origin: caller.origin,
        })
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
      })
      return receipt
    },

    /** By receipt, for whoever holds it. */
    findByReceipt: async (county: string, receipt: string): Promise<Complaint | undefined> => {
      const found = await inTransaction(db, passerBy(county), (tx) => store.findByReceipt(tx, county, receipt))
      return found && masked(found)
    },

    complaints: async (caller: Caller, filter: { state?: string | undefined; limit: number; offset: number }) => {
      const { rows, total } = await inTransaction(db, caller, (tx) => store.listComplaints(tx, caller.county, filter))
      return { rows: rows.map(masked), total }
    },

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
        return masked(complaint)
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
