import { type Division, type DivisionService, holdsOn } from '#modules/division'
import type { Caller } from '#platform/authz'
import { civilDay, startOfDay } from '#platform/clock'
import { type Db, inTransaction, rehearse, type Tx } from '#platform/db'
import { DomainError } from '#platform/errors'
import type { Fields, Sealed } from '#platform/fields'
import { uuidv7 } from '#platform/ids'
import { type Event, record } from '#platform/journal'
import { type Reveal, recordReveal } from '#platform/reveal'
import * as domain from '../domain.ts'
import type {
  AssignKeeper,
  ChangeStation,
  OpeningFacts,
  RegisterStation,
  ReportLine,
  Station,
  StationId,
  StoredStation,
} from '../schema.ts'
import * as store from '../store.ts'
import { createLedgerService } from './ledgers.ts'

export type StationService = ReturnType<typeof createStationService>

export function createStationService(deps: {
  db: Db<'station'>
  divisions: DivisionService
  fields: Fields
  /** Whether an account in the caller's reach is a keeper's. */
  isKeeper: (caller: Caller, account: string) => Promise<boolean>
  now: () => Date
}) {
  const { db, divisions, fields, isKeeper, now } = deps
  const today = () => civilDay(now())
  /** Old paper is filed under its own day, at noon; what happens today happens now. */
  const momentOn = (on: string) => (on === today() ? now() : new Date(startOfDay(on).getTime() + 12 * 3_600_000))

  const phonePlace = (county: string, id: string) => ({ county, column: store.KEEPER_PHONE, id })
  const masked = (county: string, { id, keeperPhone }: { id: string; keeperPhone: Sealed }) =>
    fields.shown(phonePlace(county, id), keeperPhone, domain.maskPhone)
  const sealed = (county: string, id: string, phone: string) => ({
    keeperPhone: fields.seal(phonePlace(county, id), phone),
    keeperPhoneIndex: fields.index(phonePlace(county, id), phone),
  })

  async function shown(caller: Caller, stored: StoredStation): Promise<Station> {
    return shownWith(caller, await divisions.all(caller), stored)
  }

  function shownWith({ county }: Caller, all: Map<string, Division>, stored: StoredStation): Station {
    const { keeperPhoneIndex: _, ...facts } = stored
    const division = all.get(stored.place)
    const town = all.get(stored.place.slice(0, 9))
    const surveyed = stored.lng !== null && stored.lat !== null
    return {
      ...facts,
      keeperPhone: masked(county, stored),
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

  async function refusePlace(
    caller: Caller,
    { level, place }: Pick<RegisterStation, 'level' | 'place'>,
  ): Promise<void> {
    const division = await divisions.find(caller, place)
    const holds = division !== undefined && holdsOn(division, civilDay(now()))
    const successors = holds || !place.startsWith(caller.place) ? [] : await divisions.successors(caller, place)
    if (successors.length > 0)
      throw new DomainError(
        'station.placeSucceeded',
        { field: 'place', place, successors: successors.map(({ code, name }) => `${code} ${name}`).join('、') },
        422,
      )
    if (!holds || !place.startsWith(caller.place))
      throw new DomainError('station.placeUnknown', { field: 'place', place }, 422)
    if (division.level !== level)
      throw new DomainError('station.placeOfOtherLevel', { field: 'place', place, level }, 422)
  }

  async function registerIn(tx: Tx<'station'>, caller: Caller, command: RegisterStation, via: 'live' | 'import') {
    const id = command.id ?? (uuidv7() as StationId) // a fresh id of the brand
    const { openOn, ...facts } = command
    const planned: StoredStation = {
      ...facts,
      ...sealed(caller.county, id, command.keeperPhone),
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
      if (!(await store.save(tx, caller.county, station)))
        throw new DomainError('station.nameTaken', { field: 'name', name: station.name })
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

  return {
    list: async (caller: Caller, filter: store.StationFilter): Promise<{ rows: Station[]; total: number }> => {
      const phoneIndexes = fields.indexes({ county: caller.county, column: store.KEEPER_PHONE }, filter.search ?? '')
      const query = { ...filter, phoneIndexes }
      const { rows, total } = await inTransaction(db, caller, (tx) => store.list(tx, caller.county, query))
      const all = await divisions.all(caller)
      return { rows: rows.map((row) => shownWith(caller, all, row)), total }
    },

    load: async (caller: Caller, id: string): Promise<Station> =>
      shown(caller, await inTransaction(db, caller, (tx) => store.look(tx, caller.county, id))),

    /** A rehearsal does all of it and takes it back: what it says of a row is what the row would get. */
    register: async (
      caller: Caller,
      command: RegisterStation,
      { via, isRehearsal }: { via: 'live' | 'import'; isRehearsal: boolean } = { via: 'live', isRehearsal: false },
    ): Promise<Station> => {
      await refusePlace(caller, command)
      const work = (tx: Tx<'station'>) => registerIn(tx, caller, command, via)
      return shown(caller, await (isRehearsal ? rehearse(db, caller, work) : inTransaction(db, caller, work)))
    },

    change: (caller: Caller, id: string, { version, ...patch }: ChangeStation): Promise<Station> =>
      change(
        caller,
        id,
        (station) => {
          if (station.version !== version)
            throw new DomainError('station.changedMeanwhile', { version: station.version })
          const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
          return domain.change(station, { ...given, version: version + 1 })
        },
        (station) => plainEvent('station.changed', station, { fields: Object.keys(patch) }),
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

    assignKeeper: async (caller: Caller, id: string, keeper: AssignKeeper): Promise<Station> => {
      const { keeperAccount } = keeper
      if (keeperAccount !== null && !(await isKeeper(caller, keeperAccount)))
        throw new DomainError('station.keeperUnknown', { field: 'keeperAccount' }, 422)
      return change(
        caller,
        id,
        (station) => ({
          ...station,
          ...keeper,
          ...sealed(caller.county, id, keeper.keeperPhone),
          version: station.version + 1,
        }),
        (station) => plainEvent('station.keeperAssigned', station, { account: keeperAccount }),
      )
    },

    /** The keeper's telephone in full, for whoever says why. */
    reveal: (caller: Caller, id: string, asked: Reveal): Promise<{ value: string }> =>
      inTransaction(db, caller, async (tx) => {
        const { place, keeperPhone } = await store.look(tx, caller.county, id)
        await recordReveal(tx, caller, { ...asked, subject: `station:${id}`, place, station: id, at: now() })
        return { value: fields.open(phonePlace(caller.county, id), keeperPhone) }
      }),

    names: (caller: Caller) => inTransaction(db, caller, (tx) => store.listNames(tx, caller.county)),

    reports: async (caller: Caller, on: string): Promise<ReportLine[]> => {
      const lines = await inTransaction(db, caller, (tx) => store.listDay(tx, caller.county, on))
      const all = await divisions.all(caller)
      return lines.map(({ id, report, ...line }) => ({
        ...line,
        station: id,
        keeperPhone: masked(caller.county, { id, keeperPhone: line.keeperPhone }),
        townName: all.get(line.place.slice(0, 9))?.name ?? '',
        state: report === null ? 'missing' : report.isLate ? 'late' : 'reported',
        report,
      }))
    },

    ...createLedgerService({ db, now, shown }),
  }
}
