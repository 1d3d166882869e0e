import type { Caller } from '#platform/authz'
import { civilDay } from '#platform/clock'
import { inTransaction } from '#platform/db'
import { DomainError } from '#platform/errors'
import { record } from '#platform/journal'
import * as domain from '../domain.ts'
import type { Consent, GiveConsent, StoredConsent } from '../schema.ts'
import * as store from '../store.ts'
import { accountNames, eventOf, type Needs, needPerson } from './needs.ts'

type Filter = { phone?: string | undefined; limit: number; offset: number }

/** Who agreed to what, in which words, until when. */
export function createConsents({ db, accounts, fields, files, now }: Needs) {
  const nameAt = (county: string, id: string) => ({ county, column: store.CONSENT.name, id })
  const phoneAt = (county: string, id: string) => ({ county, column: store.CONSENT.phone, id })

  async function shown(county: string, rows: readonly StoredConsent[]): Promise<Consent[]> {
    const accountName = await accountNames({ accounts }, county, rows)
    return rows.map(({ phoneIndex: _, ...consent }) => ({
      ...consent,
      name: fields.shown(nameAt(county, consent.id), consent.name, domain.maskName),
      phone: fields.shown(phoneAt(county, consent.id), consent.phone, domain.maskPhone),
      accountName: accountName(consent.account),
    }))
  }

  return {
    giveConsent: async (caller: Caller, { id, name, phone, ...command }: GiveConsent): Promise<void> => {
      await needPerson({ accounts }, caller.county, { phone, account: command.account })
      if (command.givenOn > civilDay(now())) throw new DomainError('privacy.dayInFuture', { field: 'givenOn' }, 422)
      if (command.fileId !== null) await files.load(caller, command.fileId)
      const { county } = caller
      const consent: StoredConsent = {
        ...{ ...command, id, withdrawnOn: null, recordedAt: now().toISOString(), recordedBy: caller.account },
        name: fields.seal(nameAt(county, id), name),
        phone: fields.seal(phoneAt(county, id), phone),
        phoneIndex: fields.index(phoneAt(county, id), phone),
      }
      await inTransaction(db, caller, async (tx) => {
        // The same form sent again is one consent.
        if (!(await store.insertConsent(tx, county, consent))) return
        const event = { kind: 'consentGiven', subject: `consent:${id}`, data: { basis: command.basis } }
        await record(tx, caller, [eventOf(caller, now(), event)])
      })
    },

    consents: async (caller: Caller, { phone, ...page }: Filter): Promise<{ rows: Consent[]; total: number }> => {
      const { county } = caller
      const phoneIndexes = phone ? fields.indexes({ county, column: store.CONSENT.phone }, phone) : null
      const { rows, total } = await inTransaction(db, caller, (tx) =>
        store.listConsents(tx, county, { ...page, phoneIndexes }),
      )
      return { rows: await shown(county, rows), total }
    },

    withdrawConsent: async (caller: Caller, id: string, on: string): Promise<Consent> => {
      if (on > civilDay(now())) throw new DomainError('privacy.dayInFuture', { field: 'on' }, 422)
      const saved = await inTransaction(db, caller, async (tx) => {
        const consent = await store.withdrawConsent(tx, caller.county, id, on)
        await record(tx, caller, [
          eventOf(caller, now(), { kind: 'consentWithdrawn', subject: `consent:${id}`, data: {} }),
        ])
        return consent
      })
      const [consent] = await shown(caller.county, [saved])
      return consent as Consent // one in, one out
    },
  }
}
