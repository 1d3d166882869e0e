import { z } from 'zod'
import type { Caller } from '#platform/authz'
import { type Column, type Heading, type Language, readRows, type SheetRow, writeSheet } from '#platform/excel'
import { type BadRow, type ImportMode, ImportReport, reportOf } from '#platform/sheet-import'
import type { Candidate } from '../domain/day.ts'
import { timeOfDay } from '../domain/words.ts'
import { type Need, PlannedRoute, type Serves, StopNeed, TOWN_NEED, VILLAGE_NEED } from '../schema.ts'
import type { RoutingService } from './routings.ts'

export type RouteSheetService = ReturnType<typeof createRouteSheetService>

/** What a sheet of stops says of them; the wish takes it. */
export const StopImport = ImportReport.extend({ needs: z.array(StopNeed) })
export type StopImport = z.infer<typeof StopImport>

/** The routes that a sheet holds. */
export const RoutesImport = ImportReport.extend({ routes: z.array(PlannedRoute) })
export type RoutesImport = z.infer<typeof RoutesImport>

const G_PER_KG = 1000
const S_PER_MINUTE = 60
const FEN_PER_YUAN = 100

const STOP_HEADINGS = [
  { key: 'town', zh: '乡镇', en: 'Town' },
  { key: 'name', zh: '停靠点', en: 'Stop', required: true },
  { key: 'isServed', zh: '今日配送', en: 'Served' },
  { key: 'pieces', zh: '件数', en: 'Pieces', required: true },
  { key: 'kg', zh: '重量（公斤）', en: 'Weight (kg)' },
  { key: 'minutes', zh: '停留（分钟）', en: 'Stay (minutes)' },
  { key: 'from', zh: '最早到达', en: 'From' },
  { key: 'to', zh: '最晚到达', en: 'Until' },
  { key: 'isCold', zh: '冷链', en: 'Cold' },
  { key: 'skip', zh: '不送的代价（元）', en: 'Price of leaving out (yuan)' },
  { key: 'id', zh: '编号', en: 'Id' },
] as const satisfies readonly Heading<string>[]
type StopKey = (typeof STOP_HEADINGS)[number]['key']

const ROUTE_HEADINGS = [
  { key: 'vehicle', zh: '车型', en: 'Vehicle', required: true },
  { key: 'number', zh: '车号', en: 'No.', required: true },
  { key: 'trip', zh: '车次', en: 'Trip', required: true },
  { key: 'order', zh: '顺序', en: 'Order' },
  { key: 'name', zh: '停靠点', en: 'Stop', required: true },
  { key: 'town', zh: '乡镇', en: 'Town' },
  { key: 'id', zh: '编号', en: 'Id' },
] as const satisfies readonly Heading<string>[]
type RouteKey = (typeof ROUTE_HEADINGS)[number]['key']

/** 大坝村民委员会, 大坝村委会, 大坝村 and 大坝 are one village. */
const bareName = (name: string) => name.replace(/(村民委员会|社区居民委员会|居民委员会|村委会|居委会|社区|村)$/u, '')

type Say = (zh: string, en: string) => string
const sayIn =
  (language: Language): Say =>
  (zh, en) =>
    language === 'en' ? en : zh

type Cells<Key extends string> = SheetRow<Key>
type Bad<Key extends string> = { key: Key; code: string; mend: string }

/** A cell that cannot be taken, under its heading, as Excel shows it. */
const badRow = <Key extends string>(
  { row, cells }: Cells<Key>,
  headings: readonly Heading<Key>[],
  { key, code, mend }: Bad<Key>,
  language: Language,
): BadRow => {
  const heading = headings.find((one) => one.key === key)
  return { row, field: (language === 'en' ? heading?.en : heading?.zh) ?? key, value: cells[key] ?? '', code, mend }
}

/** Finds a stop by its id, else by its name and town; of two of one name it takes none. */
function finderOf(candidates: readonly Candidate[]) {
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]))
  return ({
    id,
    name,
    town,
  }: {
    id: string | null
    name: string | null
    town: string | null
  }): Candidate | undefined => {
    const own = id === null ? undefined : byId.get(id)
    if (own) return own
    const found = candidates.filter(
      (candidate) =>
        name !== null &&
        (candidate.name === name || (!candidate.isStation && bareName(candidate.name) === bareName(name))) &&
        (town === null || candidate.townName === town || candidate.name === town),
    )
    return found.length === 1 ? found[0] : undefined
  }
}

const unknownStop = (say: Say): Bad<'name'> => ({
  key: 'name',
  code: 'logistics.stopUnknown',
  mend: say(
    '填模板中的停靠点名称和乡镇，或保留“编号”一列',
    'Write name and town as the template has them, or keep the column “Id”',
  ),
})
const twiceStop = (say: Say): Bad<'name'> => ({
  key: 'name',
  code: 'logistics.stopTwice',
  mend: say('同一停靠点只留一行', 'Keep one row for each stop'),
})

const YES = /^(是|√|1|y|yes|true)$/i
const NO = /^(否|×|0|n|no|false)$/i

const isYes = (cell: string | null, otherwise: boolean): boolean | undefined => {
  if (cell === null) return otherwise
  if (YES.test(cell)) return true
  return NO.test(cell) ? false : undefined
}

/** 8:30, 08:30:00, 8.5 hours as Excel's part of a day: seconds after midnight. */
function secondsIn(cell: string | null, otherwise: number): number {
  if (cell === null) return otherwise
  const clock = /^(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?$/.exec(cell)
  if (clock) return Number(clock[1]) * 3600 + Number(clock[2]) * S_PER_MINUTE
  const part = Number(cell)
  return part > 0 && part <= 1 ? Math.round((part * 86_400) / S_PER_MINUTE) * S_PER_MINUTE : Number.NaN
}

const scaled = (cell: string | null, times: number, otherwise: number): number =>
  cell === null ? otherwise : Math.round(Number(cell) * times)

const FIELD_KEYS: Record<string, StopKey> = {
  ...{ pieces: 'pieces', weightG: 'kg', serviceS: 'minutes', fromS: 'from', toS: 'to' },
  ...{ isCold: 'isCold', isServed: 'isServed', skipFen: 'skip' },
}

const stopMend = (key: StopKey, say: Say): string => {
  const mends: Partial<Record<StopKey, string>> = {
    pieces: say('填 0—100000 的整数', 'A whole number from 0 to 100000'),
    kg: say('填 0 以上的数字，单位公斤；不填按每件 3 公斤', 'A number from 0, in kilograms; empty: 3 kg a piece'),
    minutes: say('填 0—240 的分钟数', 'Minutes from 0 to 240'),
    from: say('时间写成 08:30', 'A time as 08:30'),
    to: say('时间写成 18:00，且不早于“最早到达”', 'A time as 18:00, not before “From”'),
    isServed: say('填“是”或“否”', 'yes or no'),
    isCold: say('填“是”或“否”', 'yes or no'),
    skip: say('留空＝必须送；或填 0 以上的元数', 'Empty: it must be served; or yuan from 0'),
  }
  return mends[key] ?? say('检查该列内容', 'Check this cell')
}

type Reading = { find: ReturnType<typeof finderOf>; say: Say; isTaken: (stop: string) => boolean }

function needIn(row: Cells<StopKey>, { find, say, isTaken }: Reading): StopNeed | Bad<StopKey> {
  const stop = find(row.cells)
  if (!stop) return unknownStop(say)
  if (isTaken(stop.id)) return twiceStop(say)
  const need = needOf(row, stop)
  if (need.success) return need.data
  const key = FIELD_KEYS[String(need.error.issues[0]?.path[0])] ?? 'name'
  return { key, code: 'logistics.cellInvalid', mend: stopMend(key, say) }
}

/** Without a weight a piece weighs what it usually does. */
function needOf({ cells }: Cells<StopKey>, { id, level }: Candidate) {
  const usual: Need = level === 'town' ? TOWN_NEED : VILLAGE_NEED
  const pieces = Number(cells.pieces ?? 0)
  const usualG = Math.round((pieces * usual.weightG) / usual.pieces)
  return StopNeed.safeParse({
    id,
    isServed: isYes(cells.isServed, true),
    pieces,
    weightG: scaled(cells.kg, G_PER_KG, usualG),
    serviceS: scaled(cells.minutes, S_PER_MINUTE, usual.serviceS),
    fromS: secondsIn(cells.from, usual.fromS),
    toS: secondsIn(cells.to, usual.toS),
    isCold: isYes(cells.isCold, false),
    skipFen: cells.skip === null ? null : scaled(cells.skip, FEN_PER_YUAN, 0),
  })
}

const Place = z.object({
  vehicle: z.string().min(1).max(20),
  number: z.coerce.number().int().min(1).max(99),
  trip: z.coerce.number().int().min(1).max(10),
  order: z.coerce.number().min(0),
})
type Placed = z.infer<typeof Place> & { stop: string; row: number }

/** Sheets of a day: its stops in, its routes in and out. Nothing is kept of them; what is read goes back to whoever sent it. */
export function createRouteSheetService({ routings }: { routings: Pick<RoutingService, 'candidates'> }) {
  const candidatesOf = async (caller: Caller, serves: Serves): Promise<Candidate[]> =>
    (await routings.candidates(caller)).filter(
      ({ isStation, level }) => isStation === (serves === 'stations') && (serves !== 'towns' || level === 'town'),
    )

  return {
    /** The county's stops with their usual amounts, to be filled in. */
    template: async (caller: Caller, serves: Serves, language: Language): Promise<Buffer> => {
      const rows = await candidatesOf(caller, serves)
      return writeSheet(stopColumns(language), rows, language)
    },

    importStops: async (
      caller: Caller,
      bytes: Buffer,
      { mode, serves, language }: { mode: ImportMode; serves: Serves; language: Language },
    ): Promise<StopImport | Buffer> => {
      const say = sayIn(language)
      const find = finderOf(await candidatesOf(caller, serves))
      const rows = await readRows(bytes, STOP_HEADINGS)
      const needs = new Map<string, StopNeed>()
      const bad: BadRow[] = []
      for (const row of rows) {
        const read = needIn(row, { find, say, isTaken: (id) => needs.has(id) })
        if ('key' in read) bad.push(badRow(row, STOP_HEADINGS, read, language))
        else needs.set(read.id, read)
      }
      const report = await reportOf(STOP_HEADINGS, { rows, bad, known: 0, mode })
      return Buffer.isBuffer(report) ? report : { ...report, needs: [...needs.values()] }
    },

    /** Routes as a person has them in a sheet: a row a stop; a row without a vehicle is left out. */
    importRoutes: async (
      caller: Caller,
      bytes: Buffer,
      { mode, serves, language }: { mode: ImportMode; serves: Serves; language: Language },
    ): Promise<RoutesImport | Buffer> => {
      const find = finderOf(await candidatesOf(caller, serves))
      const rows = await readRows(bytes, ROUTE_HEADINGS)
      const placed: Placed[] = []
      const bad: BadRow[] = []
      for (const row of rows) {
        const one = placeOf(row, find, sayIn(language))
        if (one === 'leftOut') continue
        if ('key' in one) bad.push(badRow(row, ROUTE_HEADINGS, one, language))
        else if (placed.some(({ stop }) => stop === one.stop))
          bad.push(badRow(row, ROUTE_HEADINGS, twiceStop(sayIn(language)), language))
        else placed.push(one)
      }
      const report = await reportOf(ROUTE_HEADINGS, { rows, bad, known: 0, mode })
      return Buffer.isBuffer(report) ? report : { ...report, routes: routesOf(placed) }
    },
  }
}

function placeOf(
  { row, cells }: Cells<RouteKey>,
  find: ReturnType<typeof finderOf>,
  say: Say,
): Placed | Bad<RouteKey> | 'leftOut' {
  if (cells.vehicle === null && cells.number === null && cells.trip === null) return 'leftOut'
  const stop = find(cells)
  if (!stop) return unknownStop(say)
  const parsed = Place.safeParse({ ...cells, order: cells.order ?? row })
  if (parsed.success) return { ...parsed.data, stop: stop.id, row }
  const field = parsed.error.issues[0]?.path[0]
  const key = ROUTE_HEADINGS.find((heading) => heading.key === field)?.key ?? 'vehicle'
  const mend =
    key === 'vehicle'
      ? say('填车型名称，与测算条件中的一致', 'The name of a kind of vehicle, as in the wish')
      : say('填 1 以上的整数', 'A whole number from 1')
  return { key, code: 'logistics.cellInvalid', mend }
}

/** Trips without a row between two others stay empty and are dropped: what is third on paper is then the second. */
function routesOf(placed: readonly Placed[]): PlannedRoute[] {
  const inOrder = placed.toSorted(
    (a, b) => a.number - b.number || a.trip - b.trip || a.order - b.order || a.row - b.row,
  )
  return [...Map.groupBy(inOrder, ({ vehicle, number }) => `${vehicle}/${number}`).values()].map((rows) => ({
    vehicle: rows[0]?.vehicle ?? '',
    number: rows[0]?.number ?? 1,
    trips: [...Map.groupBy(rows, ({ trip }) => trip).values()].map((trip) => trip.map(({ stop }) => stop)),
  }))
}

const stopColumns = (language: Language): Column<Candidate>[] => {
  const say = sayIn(language)
  const usual = ({ level }: Candidate): Need => (level === 'town' ? TOWN_NEED : VILLAGE_NEED)
  const value: Record<StopKey, Column<Candidate>['value']> = {
    town: ({ townName }) => townName,
    name: ({ name }) => name,
    isServed: () => say('是', 'yes'),
    pieces: (stop) => usual(stop).pieces,
    kg: (stop) => usual(stop).weightG / G_PER_KG,
    minutes: (stop) => usual(stop).serviceS / S_PER_MINUTE,
    from: (stop) => timeOfDay(usual(stop).fromS),
    to: (stop) => timeOfDay(usual(stop).toS),
    isCold: () => say('否', 'no'),
    skip: () => null,
    id: ({ id }) => id,
  }
  const widths: Partial<Record<StopKey, number>> = { name: 26, id: 38, skip: 18 }
  return STOP_HEADINGS.map(({ key, zh, en }) => ({ zh, en, value: value[key], width: widths[key] ?? 14 }))
}
