import type { Caller } from '#platform/authz'
import { civilDay } from '#platform/clock'
import { inTransaction, type Tx } from '#platform/db'
import { DomainError } from '#platform/errors'
import { type Column, type Language, writeSheet } from '#platform/excel'
import { record } from '#platform/journal'
import { recordLook } from '#platform/look'
import type { Person, PersonalRecord } from '#platform/personal'
import * as domain from '../domain.ts'
import type { Ask, CheckedHow, Close, ErasedThings, FoundThing, PersonRequest, StoredRequest } from '../schema.ts'
import * as store from '../store.ts'
import { accountNames, eventOf, type Needs, needPerson } from './needs.ts'

type Filter = { state?: string | undefined; limit: number; offset: number }

const withoutValues = ({ values, ...thing }: PersonalRecord): FoundThing => ({
  ...thing,
  values: values.filter(({ value }) => value !== '').map(({ name }) => name),
})

/** A person's requests, from the day he asked to the day he was answered. */
export function createRequests({ db, accounts, fields, personal, now }: Needs) {
  const nameAt = (county: string, id: string) => ({ county, column: store.REQUEST.name, id })
  const phoneAt = (county: string, id: string) => ({ county, column: store.REQUEST.phone, id })

  async function shown(county: string, rows: readonly StoredRequest[]): Promise<PersonRequest[]> {
    const accountName = await accountNames({ accounts }, county, rows)
    return rows.map(({ phoneIndex: _, ...request }) => ({
      ...request,
      name: fields.shown(nameAt(county, request.id), request.name, domain.maskName),
      phone: fields.shown(phoneAt(county, request.id), request.phone, domain.maskPhone),
      accountName: accountName(request.account),
    }))
  }

  const personOf = (county: string, { id, phone, account }: StoredRequest): Person => ({
    phone: fields.open(phoneAt(county, id), phone) || null,
    account,
  })

  /** All that the modules have of the person who asked, in the asker's transaction. */
  async function allOf(tx: Tx<'privacy'>, caller: Caller, request: StoredRequest): Promise<PersonalRecord[]> {
    const person = personOf(caller.county, request)
    const found: PersonalRecord[] = []
    for (const module of personal) found.push(...(await module.find(tx, caller, person)))
    return found
  }

  const told = (tx: Tx<'privacy'>, caller: Caller, id: string, kind: string, data: object) =>
    record(tx, caller, [eventOf(caller, now(), { kind, subject: `privacyRequest:${id}`, data })])

  async function change(
    caller: Caller,
    id: string,
    decide: (request: StoredRequest) => StoredRequest,
    event: { kind: string; data: object },
  ): Promise<PersonRequest> {
    const saved = await inTransaction(db, caller, async (tx) => {
      const request = decide(await store.loadRequest(tx, caller.county, id))
      await store.saveRequest(tx, caller.county, request)
      await told(tx, caller, id, event.kind, event.data)
      return request
    })
    const [request] = await shown(caller.county, [saved])
    return request as PersonRequest // one in, one out
  }

  return {
    ask: async (caller: Caller, { id, name, phone, ...command }: Ask): Promise<void> => {
      await needPerson({ accounts }, caller.county, { phone, account: command.account })
      if (command.askedOn > civilDay(now())) throw new DomainError('privacy.dayInFuture', { field: 'askedOn' }, 422)
      const { county } = caller
      const request: StoredRequest = {
        ...{ ...command, id, dueOn: domain.dueOn(command.askedOn), state: 'received' },
        name: fields.seal(nameAt(county, id), name),
        phone: fields.seal(phoneAt(county, id), phone),
        phoneIndex: fields.index(phoneAt(county, id), phone),
        ...{ receivedAt: now().toISOString(), receivedBy: caller.account },
        ...{ checkedAt: null, checkedBy: null, checkedHow: null, doneAt: null, doneBy: null, outcome: '' },
      }
      await inTransaction(db, caller, async (tx) => {
        // The same form sent again is one request.
        if (!(await store.insertRequest(tx, county, request))) return
        await told(tx, caller, id, 'requested', { kind: command.kind, dueOn: request.dueOn })
      })
    },

    requests: async (caller: Caller, filter: Filter): Promise<{ rows: PersonRequest[]; total: number }> => {
      const { rows, total } = await inTransaction(db, caller, (tx) => store.listRequests(tx, caller.county, filter))
      return { rows: await shown(caller.county, rows), total }
    },

    check: (caller: Caller, id: string, how: CheckedHow): Promise<PersonRequest> =>
      change(caller, id, (request) => domain.check(request, { how, by: caller.account, at: now() }), {
        kind: 'requestChecked',
        data: { how },
      }),

    close: (caller: Caller, id: string, command: Close): Promise<PersonRequest> =>
      change(caller, id, (request) => domain.close(request, command, caller.account, now()), {
        kind: 'requestClosed',
        data: { result: command.result },
      }),

    /** Where something of the person lies, and what stands in the way of erasing it. No values. */
    found: (caller: Caller, id: string): Promise<FoundThing[]> =>
      inTransaction(db, caller, async (tx) => {
        const request = await store.loadRequest(tx, caller.county, id)
        return (await allOf(tx, caller, request)).map(withoutValues)
      }),

    /** All of it with the values, to be handed to the person. */
    export: async (
      caller: Caller,
      id: string,
      { format, language }: { format: 'xlsx' | 'json'; language: Language },
    ) => {
      const things = await inTransaction(db, caller, async (tx) => {
        const request = await store.loadRequest(tx, caller.county, id)
        domain.needChecked(request)
        const found = await allOf(tx, caller, request)
        await recordLook(tx, caller, { subject: `privacyRequest:${id}`, field: 'all', reason: request.kind })
        await told(tx, caller, id, 'exported', { things: found.length })
        return found
      })
      const say = ({ zh, en }: { zh: string; en: string }) => (language === 'en' ? en : zh)
      const lines = things.flatMap(({ what, values }) =>
        values.map(({ name, value }) => ({ what: say(what), name: say(name), value })),
      )
      if (format === 'json') return Buffer.from(JSON.stringify(lines, null, 1))
      const columns: Column<(typeof lines)[number]>[] = [
        { zh: '所在记录', en: 'Where', width: 32, value: ({ what }) => what },
        { zh: '项目', en: 'What', width: 20, value: ({ name }) => name },
        { zh: '内容', en: 'Value', width: 40, value: ({ value }) => value },
      ]
      return writeSheet(columns, lines, language)
    },

    /** Erases in place what nothing stands in the way of: rows and sums stay, the person goes. */
    erase: (caller: Caller, id: string): Promise<ErasedThings> =>
      inTransaction(db, caller, async (tx) => {
        const request = await store.loadRequest(tx, caller.county, id)
        domain.needKind(request, 'erase')
        domain.needChecked(request)
        const kept = (await allOf(tx, caller, request)).filter(({ blockedBy }) => blockedBy !== null)
        let erased = 0
        for (const module of personal) erased += await module.erase(tx, caller, personOf(caller.county, request))
        await told(tx, caller, id, 'erased', { things: erased, kept: kept.length })
        return { erased, kept: kept.map(withoutValues) }
      }),
  }
}
