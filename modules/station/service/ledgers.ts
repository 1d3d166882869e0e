import type { Caller } from '#platform/authz'
import { addDays, civilDay, startOfDay } from '#platform/clock'
import { type Db, inTransaction, rehearse, type Tx } from '#platform/db'
import { DomainError, notFound } from '#platform/errors'
import { type Event, isIdInRange, record } from '#platform/journal'
import * as domain from '../domain.ts'
import type {
  AmendReport,
  ConfirmReport,
  DailyReport,
  EnterCommand,
  EnterResult,
  Entry,
  EntryFacts,
  Station,
  StoredStation,
  Via,
} from '../schema.ts'
import * as store from '../store.ts'

const FORTNIGHT = 14
/** An act about a whole day lies at its noon. */
const noonOf = (day: string): Date => new Date(startOfDay(day).getTime() + 12 * 3_600_000)

/** The three ledgers of an outlet and the daily report that is made of them. */
export function createLedgerService(deps: {
  db: Db<'station'>
  now: () => Date
  shown: (caller: Caller, stored: StoredStation) => Promise<Station>
}) {
  const { db, now, shown } = deps

  const entryEvent = (
    kind: string,
    id: string,
    { entry, place }: { entry: Entry; place: string },
  ): Event<string, EntryFacts> => ({
    id,
    kind,
    at: new Date(entry.at),
    place,
    station: entry.station,
    subject: `entry:${entry.id}`,
    data: {
      ledger: entry.ledger,
      service: entry.service,
      quantity: entry.quantity,
      amountFen: entry.amountFen,
      via: entry.via,
    },
  })

  type Batch = { commands: readonly EnterCommand[]; via: Via }

  async function enterIn(
    tx: Tx<'station'>,
    caller: Caller,
    stationId: string,
    { commands, via }: Batch,
  ): Promise<EnterResult[]> {
    const station = await store.load(tx, caller.county, stationId)
    const lines = await linesSoFar(tx, caller, stationId, { commands, via })
    const fresh: Entry[] = []
    const refusalOf = (command: EnterCommand, entry: Entry): string | null => {
      if (!isIdInRange(command.id, caller.origin)) return 'journal.idOutOfRange'
      const isOfDay = via === 'import'
      const refusal = domain.refusalOf(command, { station, on: entry.enteredOn, now: now(), isOfDay })
      return refusal ?? (lines.hasWaybill(entry) ? 'station.waybillTaken' : null)
    }
    const results = commands.map((command): EnterResult => {
      const entry = entryOf(caller, station, command, via)
      const before = lines.known(entry)
      if (before)
        return sameEntry(before, entry) ? answer(command, 'known') : answer(command, 'refused', 'journal.idTaken')
      const refusal = refusalOf(command, entry)
      if (refusal) return answer(command, 'refused', refusal)
      lines.add(entry)
      fresh.push(entry)
      return answer(command, 'recorded')
    })
    if (fresh.length === 0) return results
    const inserted = await store.insertEntries(tx, caller.county, station.place, fresh)
    const events = fresh
      .filter(({ id }) => inserted.has(id))
      .map((entry) => entryEvent('station.entryRecorded', entry.id, { entry, place: station.place }))
    await record(tx, caller, events, via === 'import' ? 'import' : 'live')
    return results.map((result, i) => {
      if (result.state !== 'recorded' || inserted.has(result.id)) return result
      const command = commands[i] as EnterCommand // one result for each command
      return answer(command, 'refused', command.waybill === null ? 'journal.idTaken' : 'station.waybillTaken')
    })
  }

  /** What the ledgers hold of these lines already: by id, by waybill, and, for a sheet, which has no ids, by content. */
  async function linesSoFar(tx: Tx<'station'>, { county }: Caller, stationId: string, { commands, via }: Batch) {
    const byId = new Map(
      (
        await store.findEntries(
          tx,
          county,
          commands.map(({ id }) => id),
        )
      ).map((e) => [e.id, e]),
    )
    const waybills = await store.takenWaybills(
      tx,
      county,
      commands.flatMap(({ waybill }) => waybill ?? []),
    )
    const days = via === 'import' ? [...new Set(commands.map(({ at }) => civilDay(new Date(at))))] : []
    const imported = Map.groupBy(await store.listImported(tx, county, stationId, days), contentOf)
    const waybillOf = ({ waybill, service }: Entry) => `${waybill}/${service}`
    return {
      known: (entry: Entry): Entry | undefined => byId.get(entry.id) ?? imported.get(contentOf(entry))?.pop(),
      hasWaybill: (entry: Entry): boolean => entry.waybill !== null && waybills.has(waybillOf(entry)),
      add: (entry: Entry): void => {
        byId.set(entry.id, entry)
        if (entry.waybill !== null) waybills.add(waybillOf(entry))
      },
    }
  }

  return {
    enter: (caller: Caller, id: string, commands: readonly EnterCommand[], via: Via): Promise<EnterResult[]> =>
      inTransaction(db, caller, (tx) => enterIn(tx, caller, id, { commands, via })),

    importEntries: (
      caller: Caller,
      id: string,
      { commands, isRehearsal }: { commands: readonly EnterCommand[]; isRehearsal: boolean },
    ): Promise<EnterResult[]> => {
      const work = (tx: Tx<'station'>) => enterIn(tx, caller, id, { commands, via: 'import' })
      return isRehearsal ? rehearse(db, caller, work) : inTransaction(db, caller, work)
    },

    /** Takes an entry back. Sent twice it answers with what the first has done. */
    voidEntry: async (
      caller: Caller,
      id: string,
      { eventId, reason }: { eventId: string; reason: string },
    ): Promise<Entry> =>
      inTransaction(db, caller, async (tx) => {
        const { place, ...entry } = await store.loadEntry(tx, caller.county, id)
        // The void lies on the day of the entry, so that the day's sum is mended and no other day's is.
        const isNew = await record(tx, caller, [entryEvent('station.entryVoided', eventId, { entry, place })])
        if (entry.voidedAt !== null && isNew === 0) return entry
        if (entry.voidedAt !== null) throw new DomainError('station.alreadyVoided', { voidedAt: entry.voidedAt })
        const at = now()
        await store.voidEntry(tx, caller.county, id, { account: caller.account, at, reason })
        return { ...entry, voidedAt: at.toISOString(), voidReason: reason }
      }),

    day: async (caller: Caller, id: string, on: string) => {
      const { station, entries, amounts, report, reported } = await inTransaction(db, caller, async (tx) => ({
        station: await store.look(tx, caller.county, id),
        entries: await store.listEntries(tx, caller.county, id, on),
        amounts: await store.listAmounts(tx, caller.county, id, on),
        report: await store.findReport(tx, caller.county, id, on),
        reported: await store.reportedDays(tx, caller.county, id, addDays(on, -FORTNIGHT)),
      }))
      const totals = domain.totalsOf(amounts)
      return {
        station: await shown(caller, station),
        on,
        totals,
        entries,
        report,
        isReportOutdated: report !== null && domain.differ(report, totals),
        missing: missingDays(station, reported, on),
      }
    },

    /** Confirms what the ledgers of a day hold. Sent twice it answers with the report that is there. */
    confirmReport: async (caller: Caller, id: string, command: ConfirmReport): Promise<DailyReport> => {
      if (command.confirmedAt !== undefined && caller.origin !== 'simulated')
        throw new DomainError('station.clockNotYours', { field: 'confirmedAt' }, 422)
      const at = command.confirmedAt ? new Date(command.confirmedAt) : now()
      return inTransaction(db, caller, async (tx) => {
        const station = await store.load(tx, caller.county, id)
        const present = await store.findReport(tx, caller.county, id, command.on)
        if (present) return present
        if (command.on > civilDay(now()))
          throw new DomainError('station.dayInFuture', { field: 'on', on: command.on }, 422)
        if (station.openedOn === null || command.on < station.openedOn)
          throw new DomainError('station.notOpen', { openedOn: station.openedOn })
        if (station.closedOn !== null && command.on > station.closedOn)
          throw new DomainError('station.closed', { closedOn: station.closedOn })
        const totals = domain.totalsOf(await store.listAmounts(tx, caller.county, id, command.on))
        const isOnBehalf = caller.station === null && station.keeperAccount !== caller.account
        const isLate = domain.isLate(startOfDay(command.on), at)
        const report: DailyReport = {
          ...totals,
          id: command.id,
          reportOn: command.on,
          confirmedAt: at.toISOString(),
          confirmedBy: caller.account,
          isOnBehalf,
          isLate,
          note: command.note,
          amendedAt: null,
          amendReason: null,
          origin: caller.origin,
        }
        await store.insertReport(tx, caller.county, { ...report, station: id, place: station.place })
        await record(tx, caller, [
          {
            id: command.id,
            kind: 'station.reportConfirmed',
            at: noonOf(command.on),
            place: station.place,
            station: id,
            subject: `report:${id}/${command.on}`,
            data: { isLate, isOnBehalf, confirmedAt: at.toISOString(), ...totals },
          },
        ])
        return report
      })
    },

    /** Brings a confirmed report to what the ledgers of its day hold by now. Sent twice it answers with what the first has done. */
    amendReport: (caller: Caller, id: string, { id: eventId, on, reason }: AmendReport): Promise<DailyReport> =>
      inTransaction(db, caller, async (tx) => {
        const station = await store.load(tx, caller.county, id)
        const before = await store.findReport(tx, caller.county, id, on)
        if (!before) throw notFound('report', `${id}/${on}`)
        const totals = domain.totalsOf(await store.listAmounts(tx, caller.county, id, on))
        if (!domain.differ(before, totals)) {
          if (before.amendReason === reason) return before
          throw new DomainError('station.reportUnchanged', { on })
        }
        const at = now()
        const report = { ...before, ...totals, amendedAt: at.toISOString(), amendReason: reason }
        await record(tx, caller, [
          {
            id: eventId,
            kind: 'station.reportAmended',
            at: noonOf(on),
            place: station.place,
            station: id,
            subject: `report:${id}/${on}`,
            data: { reason, amendedAt: at.toISOString(), ...totals },
          },
        ])
        await store.amendReport(tx, caller.county, { ...report, station: id, amendedBy: caller.account })
        return report
      }),
  }
}

const answer = ({ id }: EnterCommand, state: EnterResult['state'], code: string | null = null): EnterResult => ({
  id,
  state,
  code,
})

const entryOf = (caller: Caller, station: StoredStation, command: EnterCommand, via: Via): Entry => ({
  ...command,
  at: new Date(command.at).toISOString(),
  station: station.id,
  ledger: domain.ledgerOf(command.service),
  enteredOn: civilDay(new Date(command.at)),
  via,
  enteredBy: caller.account,
  origin: caller.origin === 'simulated' ? 'simulated' : via === 'import' ? 'import' : 'live',
  voidedAt: null,
  voidReason: null,
})

const contentOf = ({ at, service, quantity, amountFen, goods, unit, waybill }: Entry): string =>
  JSON.stringify([at, service, quantity, amountFen, goods, unit, waybill])

/** The same act sent again, by whichever way: what was done counts, not who carried it. */
const sameEntry = (a: Entry, b: Entry): boolean =>
  a.station === b.station &&
  a.service === b.service &&
  a.at === b.at &&
  a.quantity === b.quantity &&
  a.amountFen === b.amountFen &&
  a.waybill === b.waybill

function missingDays(station: StoredStation, reported: ReadonlySet<string>, on: string): string[] {
  const days: string[] = []
  for (let back = 1; back <= FORTNIGHT; back++) {
    const day = addDays(on, -back)
    const wasOpen =
      station.openedOn !== null && day >= station.openedOn && (station.closedOn === null || day <= station.closedOn)
    if (wasOpen && !reported.has(day)) days.push(day)
  }
  return days
}
