import { type DivisionService, holdsOn } from '#modules/division'
import type { Caller } from '#platform/authz'
import { addDays, civilDay, startOfDay } from '#platform/clock'
import { type Db, inReading, inTransaction, type Tx } from '#platform/db'
import { DomainError } from '#platform/errors'
import type { Horizon } from '#platform/horizon'
import type { Indicator } from '#platform/indicator'
import { listEvents, type RecordedEvent } from '#platform/journal'
import type { EventPage, EventView, Figure, FigurePart, FigureQuery, Split } from '../schema.ts'
import * as store from '../store.ts'
import { createRollups } from './rollups.ts'

export type StatisticsService = ReturnType<typeof createStatisticsService>

/** Where the names behind ids come from; wired by the server, so that this module asks no other. */
export type Names = {
  accounts: (county: string, ids: readonly string[]) => Promise<Map<string, string>>
  stations: (caller: Caller) => Promise<{ id: string; name: string }[]>
}

const PAGE = 50
const KEPT_PAGES = 200

type Sums = ReadonlyMap<string, { value: number; simulated: number }>

export function createStatisticsService(deps: {
  db: Db<'statistics'>
  divisions: DivisionService
  indicators: readonly Indicator[]
  names: Names
  now: () => Date
  /** How far a follower may read; the present one unless the database is spread over machines. */
  horizon?: Horizon
}) {
  const { db, divisions, indicators, names, now } = deps
  const rollups = createRollups(deps)
  const byId = new Map(indicators.map((indicator) => [indicator.id, indicator]))
  const load = (id: string): Indicator => {
    const indicator = byId.get(id)
    if (!indicator) throw new DomainError('statistics.indicatorUnknown', { id }, 404)
    return indicator
  }
  /** Outside one's reach there is nothing: a place that is not below the caller's is answered with his own. */
  const whereOf = (caller: Caller, query: FigureQuery) => {
    const place = query.place ?? caller.place
    if (!place.startsWith(caller.place)) throw new DomainError('division.unknown', { place }, 404)
    return {
      county: caller.county,
      place,
      station: query.station ?? caller.station ?? '',
      from: query.from,
      to: query.to ?? civilDay(now()),
    }
  }

  /** Divisions of a kind that held on the day that is asked for. */
  async function denominator(
    caller: Caller,
    { per, place, on }: { per: 'administrativeVillage' | 'town'; place: string; on: string },
  ): Promise<number> {
    const all = [...(await divisions.all(caller)).values()].filter((d) => d.code.startsWith(place) && holdsOn(d, on))
    return all.filter((d) => (per === 'town' ? d.level === 'town' : d.isAdministrativeVillage)).length
  }

  /** Several figures at one place and day, in one query. */
  const figures = async (
    caller: Caller,
    ids: readonly string[],
    query: FigureQuery = {},
  ): Promise<Map<string, Figure>> => (await figureSets(caller, [{ ids, ...query }]))[0] ?? new Map()

  /** What a page shows at once, in one transaction: sets of figures, each at its own place and span. */
  /** Pages read again while no event has come in: exact, for the follower's position is asked each time. */
  const kept = new Map<string, { position: string; found: Sums[] }>()

  async function figureSets(
    caller: Caller,
    sets: readonly (FigureQuery & { ids: readonly string[] })[],
  ): Promise<Map<string, Figure>[]> {
    const asked = sets.map(({ ids, ...query }) => ({ where: whereOf(caller, query), wanted: ids.map(load) }))
    const key = JSON.stringify(asked.map(({ where, wanted }) => [where, wanted.map(({ id }) => id)]))
    const found = await inReading(db, caller, async (tx) => {
      const position = await store.position(tx, caller.county)
      const known = kept.get(key)
      if (known?.position === position) return known.found
      const fresh = await sumsAndActive(tx, asked)
      if (kept.size >= KEPT_PAGES) kept.clear()
      kept.set(key, { position, found: fresh })
      return fresh
    })
    return Promise.all(
      asked.map(({ where, wanted }, i) =>
        figuresOf(caller, wanted, { sums: found[i] ?? new Map(), place: where.place, on: where.to }),
      ),
    )
  }

  type Asked = { where: ReturnType<typeof whereOf>; wanted: Indicator[] }

  async function sumsAndActive(tx: Tx<'statistics'>, asked: readonly Asked[]) {
    const summed = ({ wanted }: Asked) =>
      wanted.flatMap((i) => (i.kind === 'ratio' ? [i.of] : i.kind === 'active' ? [] : [i.id]))
    const sums = await store.sums(
      tx,
      asked.map((set) => ({ where: set.where, indicators: [...new Set(summed(set))] })),
    )
    const answers: Sums[] = []
    for (const [i, { where, wanted }] of asked.entries())
      answers.push(
        new Map([
          ...(sums[i] ?? []).map((sum) => [sum.indicator, sum] as const),
          ...(await activeCounts(tx, where, wanted)),
        ]),
      )
    return answers
  }

  async function figuresOf(
    caller: Caller,
    wanted: readonly Indicator[],
    { sums, ...at }: { sums: Sums; place: string; on: string },
  ): Promise<Map<string, Figure>> {
    const result = new Map<string, Figure>()
    for (const indicator of wanted) {
      const { value, simulated } = sums.get(indicator.kind === 'ratio' ? indicator.of : indicator.id) ?? {
        value: 0,
        simulated: 0,
      }
      const figure = {
        indicator: indicator.id,
        value,
        simulated,
        isSimulated: simulated !== 0,
        numerator: null,
        denominator: null,
      }
      result.set(indicator.id, indicator.kind === 'ratio' ? await ratioOf(caller, indicator, figure, at) : figure)
    }
    return result
  }

  async function ratioOf(
    caller: Caller,
    indicator: Extract<Indicator, { kind: 'ratio' }>,
    figure: Figure & { value: number },
    at: { place: string; on: string },
  ): Promise<Figure> {
    const per = await denominator(caller, { per: indicator.per.divisions, ...at })
    return { ...figure, value: per === 0 ? null : figure.value / per, numerator: figure.value, denominator: per }
  }

  async function activeCounts(tx: Tx<'statistics'>, where: ReturnType<typeof whereOf>, wanted: readonly Indicator[]) {
    const counts = new Map<string, { value: number; simulated: number }>()
    for (const indicator of wanted) {
      if (indicator.kind !== 'active') continue
      const span = { ...where, from: addDays(where.to, 1 - indicator.days) }
      const parts = await store.activeStations(tx, span, indicator.of)
      counts.set(indicator.id, { value: parts.length, simulated: parts.filter((part) => part.simulated > 0).length })
    }
    return counts
  }

  /** An outlet is active once in the whole span: by time there is nothing to add up. */
  async function activeParts(
    tx: Tx<'statistics'>,
    where: ReturnType<typeof whereOf>,
    indicator: Extract<Indicator, { kind: 'active' }>,
    by: Split,
  ): Promise<store.Part[]> {
    if (by === 'day' || by === 'month') throw new DomainError('statistics.splitUnknown', { field: 'by', by }, 422)
    const span = { ...where, from: addDays(where.to, 1 - indicator.days) }
    const outlets = await store.activeStations(tx, span, indicator.of)
    if (by === 'station') return outlets
    const digits = by === 'town' ? 9 : 12
    const inside = outlets.filter(({ place }) => place.length >= digits)
    return [...Map.groupBy(inside, ({ place }) => place.slice(0, digits))].map(([key, group]) => ({
      key,
      value: group.length,
      simulated: group.filter(({ simulated }) => simulated > 0).length,
    }))
  }

  async function parts(caller: Caller, id: string, by: Split, query: FigureQuery): Promise<FigurePart[]> {
    const indicator = load(id)
    const where = whereOf(caller, query)
    const base = indicator.kind === 'ratio' || indicator.kind === 'active' ? indicator.of : indicator.id
    const rows = await inTransaction(db, caller, (tx): Promise<store.Part[]> => {
      if (indicator.kind === 'active') return activeParts(tx, where, indicator, by)
      if (by === 'day' || by === 'month') return store.byTime(tx, where, { indicator: base, grain: by })
      if (by === 'station') return store.byStation(tx, where, base)
      return store.byPlace(tx, where, base, by === 'town' ? 9 : 12)
    })
    const named = await nameParts(caller, { by, place: where.place }, rows)
    if (indicator.kind !== 'ratio' || by === 'day' || by === 'month')
      return named.map((row) => ({ ...row, numerator: null, denominator: null }))
    return Promise.all(
      named.map(async (row) => {
        const per = await denominator(caller, { per: indicator.per.divisions, place: row.key, on: where.to })
        return { ...row, value: per === 0 ? 0 : row.value / per, numerator: row.value, denominator: per }
      }),
    )
  }

  /** Towns and villages without a single event are parts too: what is missing is what an office looks for. */
  async function nameParts(
    caller: Caller,
    { by, place }: { by: Split; place: string },
    rows: readonly store.Part[],
  ): Promise<(store.Part & { name: string })[]> {
    if (by === 'day' || by === 'month') return rows.map((row) => ({ ...row, name: row.key }))
    if (by === 'station') {
      const known = new Map((await names.stations(caller)).map(({ id, name }) => [id, name]))
      return rows.map((row) => ({ ...row, name: known.get(row.key) ?? row.key }))
    }
    const byKey = new Map(rows.map((row) => [row.key, row]))
    const all = [...(await divisions.all(caller)).values()].filter((d) => d.level === by && d.code.startsWith(place))
    return all.map((d) => ({ ...(byKey.get(d.code) ?? { key: d.code, value: 0, simulated: 0 }), name: d.name }))
  }

  async function view(
    caller: Caller,
    events: readonly RecordedEvent[],
    adds: (event: RecordedEvent) => number | null,
  ): Promise<EventView[]> {
    const [accounts, stations, all] = await Promise.all([
      names.accounts(caller.county, [...new Set(events.map(({ actor }) => actor))]),
      events.some(({ station }) => station !== null) ? names.stations(caller) : [],
      divisions.all(caller),
    ])
    const stationNames = new Map(stations.map(({ id, name }) => [id, name]))
    return events.map((event) => ({
      id: event.id,
      kind: event.kind,
      at: event.at.toISOString(),
      recordedAt: event.recordedAt.toISOString(),
      place: event.place,
      placeName: all.get(event.place)?.name ?? event.place,
      station: event.station,
      stationName: event.station === null ? null : (stationNames.get(event.station) ?? null),
      subject: event.subject,
      actor: event.actor,
      actorName: accounts.get(event.actor) ?? event.actor,
      origin: event.origin,
      data: event.data as Record<string, unknown>, // jsonb objects only
      adds: adds(event),
    }))
  }

  /** What one event adds to a figure; null when it is no part of it. */
  const additions = (indicator: Indicator): { kinds: string[]; adds: (event: RecordedEvent) => number | null } => {
    const source = indicator.kind === 'ratio' || indicator.kind === 'active' ? load(indicator.of) : indicator
    if (source.kind === 'sum') return { kinds: Object.keys(source.from), adds: (e) => source.from[e.kind]?.(e) || null }
    if (source.kind === 'distinct')
      return { kinds: Object.keys(source.from), adds: (e) => source.from[e.kind]?.(e)?.weight ?? null }
    return { kinds: [], adds: () => null }
  }

  const positionOf = (cursor: string | undefined) => {
    const [at, id] = cursor?.split('_') ?? []
    return at && id ? { at: new Date(Number(at)), id } : undefined
  }
  const cursorOf = (event: RecordedEvent | undefined) => (event ? `${event.at.getTime()}_${event.id}` : null)

  return {
    indicators,
    ...rollups,

    figures,
    figureSets,
    parts,

    /** The events that a figure is made of, newest first, 50 a page. */
    evidence: async (
      caller: Caller,
      id: string,
      query: FigureQuery & { cursor?: string | undefined },
    ): Promise<EventPage> => {
      const indicator = load(id)
      const where = whereOf(caller, query)
      const { kinds, adds } = additions(indicator)
      const from = indicator.kind === 'active' ? addDays(where.to, 1 - indicator.days) : where.from
      const found: RecordedEvent[] = []
      let before = positionOf(query.cursor)
      await inTransaction(db, caller, async (tx) => {
        for (;;) {
          const batch = await listEvents(tx, {
            county: caller.county,
            kinds,
            place: where.place,
            station: where.station || undefined,
            from: from === undefined ? undefined : startOfDay(from),
            to: startOfDay(addDays(where.to, 1)),
            before,
            limit: 4 * PAGE,
          })
          found.push(...batch.filter((event) => adds(event) !== null))
          const last = batch.at(-1)
          if (found.length > PAGE || batch.length < 4 * PAGE || !last) return
          before = { at: last.at, id: last.id }
        }
      })
      const page = found.slice(0, PAGE)
      return { rows: await view(caller, page, adds), next: found.length > PAGE ? cursorOf(page.at(-1)) : null }
    },

    /** The journal as the audit administrator reads it. */
    journal: async (
      caller: Caller,
      query: {
        kind?: string | undefined
        actor?: string | undefined
        from?: string | undefined
        to?: string | undefined
        cursor?: string | undefined
      },
    ): Promise<EventPage> => {
      const events = await inTransaction(db, caller, (tx) =>
        listEvents(tx, {
          county: caller.county,
          ...(query.kind ? { kinds: [query.kind] } : {}),
          actor: query.actor,
          from: query.from === undefined ? undefined : startOfDay(query.from),
          to: query.to === undefined ? undefined : startOfDay(addDays(query.to, 1)),
          before: positionOf(query.cursor),
          limit: PAGE + 1,
        }),
      )
      const page = events.slice(0, PAGE)
      return { rows: await view(caller, page, () => null), next: events.length > PAGE ? cursorOf(page.at(-1)) : null }
    },
  }
}
