import type { Caller } from '#platform/authz'
import { addDays, civilDay, startOfDay } from '#platform/clock'
import { type Db, inTransaction, type Tx } from '#platform/db'
import { DomainError } from '#platform/errors'
import { uuidv7 } from '#platform/ids'
import { type Event, record } from '#platform/journal'
import type { Division, DivisionService } from '#modules/division'
import * as domain from '../domain.ts'
import type {
  AssignKeeper,
  ChangeStation,
  ConfirmReport,
  DailyReport,
  EnterCommand,
  EnterResult,
  Entry,
  EntryFacts,
  OpeningFacts,
  RegisterStation,
  ReportLine,
  Station,
  StationId,
  StoredStation,
  Via,
} from '../schema.ts'
import * as store from '../store.ts'

export type StationService = ReturnType<typeof createStationService>

const FORTNIGHT = 14

export function createStationService(deps: { db: Db<'station'>; divisions: DivisionService; now: () => Date }) {
  const { db, divisions, now } = deps
  const today = () => civilDay(now())
  /** Old paper is filed under its own day, at noon; what happens today happens now. */
  const momentOn = (on: string) => (on === today() ? now() : new Date(startOfDay(on).getTime() + 12 * 3_600_000))

  async function shown(caller: Caller, stored: StoredStation): Promise<Station> {
    return shownWith(await divisions.all(caller), stored)
  }

  function shownWith(all: Map<string, Division>, stored: StoredStation): Station {
    const division = all.get(stored.place)
    const town = all.get(stored.place.slice(0, 9))
    const surveyed = stored.lng !== null && stored.lat !== null
    return {
      ...stored,
      keeperPhone: domain.maskPhone(stored.keeperPhone),
      placeName: division?.name ?? stored.place,
      townName: town?.name ?? '',
      lng: stored.lng ?? division?.lng ?? 0,
      lat: stored.lat ?? division?.lat ?? 0,
      isEstimated: !surveyed && (division?.isEstimated ?? true),
    }
  }

  const openingEvent = async (
    caller: Caller,
    kind: 'station.opened' | 'station.closed',
    { id, level, place }: Pick<StoredStation, 'id' | 'level' | 'place'>,
    on: string,
  ): Promise<Event<string, OpeningFacts>> => {
    const division = await divisions.find(caller, place)
    return {
      id: uuidv7(),
      kind,
      at: momentOn(on),
      place,
      station: id,
      subject: `station:${id}`,
      data: { level, isAdministrativeVillage: division?.isAdministrativeVillage ?? false },
    }
  }

  async function refusePlace(caller: Caller, { level, place }: Pick<RegisterStation, 'level' | 'place'>): Promise<void> {
    const division = await divisions.find(caller, place)
    if (!division || !place.startsWith(caller.place)) throw new DomainError('station.placeUnknown', { field: 'place', place }, 422)
    if (division.level !== level) throw new DomainError('station.placeOfOtherLevel', { field: 'place', place, level }, 422)
  }

  async function registerIn(tx: Tx<'station'>, caller: Caller, command: RegisterStation, via: 'live' | 'import') {
    const id = command.id ?? (uuidv7() as StationId) // a fresh id of the brand
    const { openOn, ...fields } = command
    const planned: StoredStation = {
      ...fields,
      id,
      state: 'planned',
      keeperAccount: null,
      openedOn: null,
      closedOn: null,
      lastEntryOn: null,
      origin: caller.origin === 'simulated' ? 'simulated' : via,
      version: 1,
    }
    const station = openOn === null ? planned : { ...domain.open(planned, openOn, today()), version: 1 }
    if (!(await store.insert(tx, caller.county, station)))
      throw new DomainError('station.nameTaken', { field: 'name', name: command.name })
    const registered: Event = {
      id: uuidv7(),
      kind: 'station.registered',
      at: now(),
      place: station.place,
      station: id,
      subject: `station:${id}`,
      data: { level: station.level, name: station.name },
    }
    const opened = openOn === null ? [] : [await openingEvent(caller, 'station.opened', station, openOn)]
    await record(tx, caller, [registered, ...opened], via)
    return station
  }

  /** Loads, decides, saves and records: every change of a station goes this way. */
  async function change(
    caller: Caller,
    id: string,
    decide: (station: StoredStation) => StoredStation | Promise<StoredStation>,
    eventOf: (station: StoredStation) => Event | Promise<Event>,
  ): Promise<Station> {
    const saved = await inTransaction(db, caller, async (tx) => {
      const station = await decide(await store.load(tx, caller.county, id))
      await store.save(tx, caller.county, station)
      await record(tx, caller, [await eventOf(station)])
      return station
    })
    return shown(caller, saved)
  }

  const plainEvent = (kind: string, station: StoredStation, data: object = {}): Event => ({
    id: uuidv7(),
    kind,
    at: now(),
    place: station.place,
    station: station.id,
    subject: `station:${station.id}`,
    data,
  })

  const entryEvent = (kind: string, id: string, { entry, place }: { entry: Entry; place: string }): Event<string, EntryFacts> => ({
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

  async function enterIn(
    tx: Tx<'station'>,
    caller: Caller,
    stationId: string,
    { commands, via }: { commands: readonly EnterCommand[]; via: Via },
  ): Promise<EnterResult[]> {
    const station = await store.load(tx, caller.county, stationId)
    const known = new Map((await store.findEntries(tx, caller.county, commands.map(({ id }) => id))).map((e) => [e.id, e]))
    const taken = await store.takenWaybills(
      tx,
      caller.county,
      commands.flatMap(({ waybill }) => (waybill === null ? [] : [waybill])),
    )
    const fresh: Entry[] = []
    const results = commands.map((command): EnterResult => {
      const entry = entryOf(caller, station, command, via)
      const before = known.get(command.id)
      if (before) return sameEntry(before, entry) ? answer(command, 'known') : answer(command, 'refused', 'journal.idTaken')
      const key = command.waybill === null ? null : `${command.waybill}/${command.service}`
      const refusal =
        domain.refusalOf(command, { station, on: entry.enteredOn, now: now() }) ??
        (key !== null && taken.has(key) ? 'station.waybillTaken' : null)
      if (refusal) return answer(command, 'refused', refusal)
      if (key !== null) taken.add(key)
      known.set(command.id, entry)
      fresh.push(entry)
      return answer(command, 'recorded')
    })
    if (fresh.length > 0) {
      await store.insertEntries(tx, caller.county, station.place, fresh)
      const events = fresh.map((entry) =>
        entryEvent('station.entryRecorded', entry.id, { entry, place: station.place }),
      )
      await record(tx, caller, events, via === 'import' ? 'import' : 'live')
    }
    return results
  }

  return {
    list: async (caller: Caller, filter: store.StationFilter): Promise<{ rows: Station[]; total: number }> => {
      const { rows, total } = await inTransaction(db, caller, (tx) => store.list(tx, caller.county, filter))
      const all = await divisions.all(caller)
      return { rows: rows.map((row) => shownWith(all, row)), total }
    },

    load: async (caller: Caller, id: string): Promise<Station> =>
      shown(caller, await inTransaction(db, caller, (tx) => store.load(tx, caller.county, id))),

    register: async (caller: Caller, command: RegisterStation, via: 'live' | 'import' = 'live'): Promise<Station> => {
      await refusePlace(caller, command)
      return shown(caller, await inTransaction(db, caller, (tx) => registerIn(tx, caller, command, via)))
    },

    change: (caller: Caller, id: string, { version, ...fields }: ChangeStation): Promise<Station> =>
      change(
        caller,
        id,
        (station) => {
          if (station.version !== version) throw new DomainError('station.changedMeanwhile', { version: station.version })
          const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
          return { ...station, ...given, version: version + 1 }
        },
        (station) => plainEvent('station.changed', station, { fields: Object.keys(fields) }),
      ),

    open: (caller: Caller, id: string, on: string): Promise<Station> =>
      change(
        caller,
        id,
        (station) => domain.open(station, on, today()),
        (station) => openingEvent(caller, 'station.opened', station, on),
      ),

    close: (caller: Caller, id: string, { on, reason }: { on: string; reason: string }): Promise<Station> =>
      change(
        caller,
        id,
        (station) => domain.close(station, on, today()),
        async (station) => {
          const event = await openingEvent(caller, 'station.closed', station, on)
          return { ...event, data: { ...event.data, reason } }
        },
      ),

    assignKeeper: (caller: Caller, id: string, keeper: AssignKeeper): Promise<Station> =>
      change(
        caller,
        id,
        (station) => ({ ...station, ...keeper, version: station.version + 1 }),
        (station) => plainEvent('station.keeperAssigned', station, { account: keeper.keeperAccount }),
      ),

    names: (caller: Caller) => inTransaction(db, caller, (tx) => store.listNames(tx, caller.county)),

    enter: (caller: Caller, id: string, commands: readonly EnterCommand[], via: Via): Promise<EnterResult[]> =>
      inTransaction(db, caller, (tx) => enterIn(tx, caller, id, { commands, via })),

    voidEntry: async (caller: Caller, id: string, { eventId, reason }: { eventId: string; reason: string }): Promise<Entry> =>
      inTransaction(db, caller, async (tx) => {
        const entry = await store.loadEntry(tx, caller.county, id)
        if (entry.voidedAt !== null) throw new DomainError('station.alreadyVoided', { voidedAt: entry.voidedAt })
        const at = now()
        await store.voidEntry(tx, caller.county, id, { account: caller.account, at, reason })
        // The void lies on the day of the entry, so that the day's sum is mended and no other day's is.
        await record(tx, caller, [entryEvent('station.entryVoided', eventId, { entry, place: entry.place })])
        return { ...entry, voidedAt: at.toISOString(), voidReason: reason }
      }),

    day: async (caller: Caller, id: string, on: string) => {
      const { station, entries, report, reported } = await inTransaction(db, caller, async (tx) => ({
        station: await store.load(tx, caller.county, id),
        entries: await store.listEntries(tx, caller.county, id, on),
        report: await store.findReport(tx, caller.county, id, on),
        reported: await store.reportedDays(tx, caller.county, id, addDays(on, -FORTNIGHT)),
      }))
      return {
        station: await shown(caller, station),
        on,
        totals: domain.totalsOf(entries),
        entries,
        report,
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
        if (command.on > civilDay(now())) throw new DomainError('station.dayInFuture', { field: 'on', on: command.on }, 422)
        if (station.openedOn === null || command.on < station.openedOn)
          throw new DomainError('station.notOpen', { openedOn: station.openedOn })
        const totals = domain.totalsOf(await store.listEntries(tx, caller.county, id, command.on))
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
          origin: caller.origin,
        }
        await store.insertReport(tx, caller.county, { ...report, station: id, place: station.place })
        await record(tx, caller, [
          {
            id: command.id,
            kind: 'station.reportConfirmed',
            at: new Date(startOfDay(command.on).getTime() + 12 * 3_600_000),
            place: station.place,
            station: id,
            subject: `report:${id}/${command.on}`,
            data: { isLate, isOnBehalf, confirmedAt: at.toISOString(), ...totals },
          },
        ])
        return report
      })
    },

    reports: async (caller: Caller, on: string): Promise<ReportLine[]> => {
      const lines = await inTransaction(db, caller, (tx) => store.listDay(tx, caller.county, on))
      const all = await divisions.all(caller)
      return lines.map(({ id, report, ...line }) => ({
        ...line,
        station: id,
        keeperPhone: domain.maskPhone(line.keeperPhone),
        townName: all.get(line.place.slice(0, 9))?.name ?? '',
        state: report === null ? 'missing' : report.isLate ? 'late' : 'reported',
        report,
      }))
    },
  }
}

const answer = ({ id }: EnterCommand, state: EnterResult['state'], code: string | null = null): EnterResult => ({ id, state, code })

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
    const wasOpen = station.openedOn !== null && day >= station.openedOn && (station.closedOn === null || day <= station.closedOn)
    if (wasOpen && !reported.has(day)) days.push(day)
  }
  return days
}
