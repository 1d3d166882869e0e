import { z } from 'zod'
import type { Division, DivisionService } from '#modules/division'
import type { Caller } from '#platform/authz'
import { startOfDay } from '#platform/clock'
import { DomainError, notFound } from '#platform/errors'
import { type Column, type Heading, type Language, readRows, type SheetRow, writeSheet } from '#platform/excel'
import { uuidv7 } from '#platform/ids'
import { type BadRow, type ImportMode, type ImportReport, reportOf } from '#platform/sheet-import'
import {
  EnterCommand,
  RegisterStation,
  type ReportLine,
  type Service,
  type Station,
  type StationId,
} from '../schema.ts'
import type { StationService } from './stations.ts'

export type SheetService = ReturnType<typeof createSheetService>

const LEVELS: Record<string, 'town' | 'village'> = {
  乡镇: 'town',
  镇级: 'town',
  town: 'town',
  村级: 'village',
  村: 'village',
  village: 'village',
}
const LEVEL_ZH = { town: '乡镇', village: '村级' }
const STATE_ZH = { planned: '未开业', open: '已开业', closed: '已关闭' }
const SERVICES: Record<string, Service> = {
  农产品网销: 'produceSale',
  网销: 'produceSale',
  代收: 'collected',
  收件: 'collected',
  代发: 'sent',
  寄件: 'sent',
  代购: 'agencyPurchase',
  代销: 'agencySale',
  代缴费: 'billPayment',
  话费充值: 'topUp',
  充值: 'topUp',
}
const SERVICE_NAMES = '农产品网销、代收、代发、代购、代销、代缴费、话费充值'

const STATION_HEADINGS = [
  { key: 'name', zh: '站点名称', en: 'Station', required: true },
  { key: 'level', zh: '级别', en: 'Level', required: true },
  { key: 'town', zh: '乡镇', en: 'Town', required: true },
  { key: 'village', zh: '村', en: 'Village' },
  { key: 'address', zh: '地址', en: 'Address' },
  { key: 'reusedOutlet', zh: '原有网点', en: 'Reused outlet' },
  { key: 'keeperName', zh: '站长', en: 'Keeper' },
  { key: 'keeperPhone', zh: '电话', en: 'Phone' },
  { key: 'openOn', zh: '开业日期', en: 'Opened on' },
  { key: 'lng', zh: '经度', en: 'Longitude' },
  { key: 'lat', zh: '纬度', en: 'Latitude' },
] as const satisfies readonly Heading<string>[]
type StationKey = (typeof STATION_HEADINGS)[number]['key']

const ENTRY_HEADINGS = [
  { key: 'station', zh: '站点名称', en: 'Station' },
  { key: 'on', zh: '日期', en: 'Date', required: true },
  { key: 'time', zh: '时间', en: 'Time' },
  { key: 'service', zh: '业务', en: 'Service', required: true },
  { key: 'quantity', zh: '数量', en: 'Quantity', required: true },
  { key: 'yuan', zh: '金额（元）', en: 'Amount (yuan)' },
  { key: 'goods', zh: '品名', en: 'Goods' },
  { key: 'unit', zh: '单位', en: 'Unit' },
  { key: 'waybill', zh: '运单号', en: 'Waybill' },
  { key: 'note', zh: '备注', en: 'Note' },
] as const satisfies readonly Heading<string>[]
type EntryKey = (typeof ENTRY_HEADINGS)[number]['key']

type Bad = BadRow
type Good<T> = { row: number; value: T }
type Parsed<T> = Good<T> | Bad

const isBad = <T>(parsed: Parsed<T>): parsed is Bad => 'code' in parsed
const isGood = <T>(parsed: Parsed<T>): parsed is Good<T> => !('code' in parsed)

/** 大坝村民委员会, 大坝村委会, 大坝村 and 大坝 are one village. */
const bareName = (name: string) => name.replace(/(村民委员会|社区居民委员会|居民委员会|村委会|居委会|社区|村)$/u, '')

type Places = {
  /** The divisions that hold today. */
  all: Map<string, Division>
  /** Old codes of the sheet, each with what they have become. */
  followed: ReadonlyMap<string, readonly Division[]>
}

const CODE = /^\d{9}(\d{3})?$/
const becameText = (successors: readonly Division[]) => successors.map(({ code, name }) => `${code} ${name}`).join('、')

function findPlace(
  all: Map<string, Division>,
  level: 'town' | 'village',
  townName: string,
  villageName: string | null,
) {
  const town = [...all.values()].find((d) => d.level === 'town' && (d.name === townName || d.code === townName))
  if (!town || level === 'town') return town
  return [...all.values()].find(
    (d) =>
      d.parent === town.code &&
      villageName !== null &&
      (d.name === villageName || d.code === villageName || bareName(d.name) === bareName(villageName)),
  )
}

const badCell = (
  row: number,
  field: string,
  value: string | null,
  { code = 'station.cellInvalid', mend }: { code?: string; mend: string },
): Bad => ({
  row,
  field,
  value: value ?? '',
  code,
  mend,
})

const CELL_MENDS: Record<string, string> = {
  name: '填 1—60 个字',
  openOn: '日期写成 2020-05-01',
  on: '日期写成 2020-05-01',
  keeperPhone: '只填数字',
  quantity: '填 1 以上的整数',
  yuan: '填 0 以上的数字',
  waybill: '只填 5—32 位字母数字',
}

/** The first cell that the shape refuses, under its Chinese heading. */
function cellRefused<Key extends string>(
  { row, cells }: SheetRow<Key>,
  headings: readonly Heading<Key>[],
  field: PropertyKey | undefined,
): Bad {
  const key = field === 'amountFen' ? 'yuan' : String(field ?? '')
  const heading = headings.find((h) => h.key === key)
  return badCell(row, heading?.zh ?? key, heading ? cells[heading.key] : null, {
    mend: CELL_MENDS[key] ?? '检查该列内容',
  })
}

const day = (cell: string | null): string | null => cell?.replaceAll('/', '-') ?? null
const number = (cell: string | null): number | null => (cell === null ? null : Number(cell))

/** An old code is refused with what it has become: of two successors only a person knows which. */
function succeeded({ row, cells }: SheetRow<StationKey>, { followed }: Places): Bad | undefined {
  for (const [field, cell] of [
    ['村', cells.village],
    ['乡镇', cells.town],
  ] as const) {
    const successors = followed.get(cell ?? '')
    if (!successors) continue
    const mend = `该代码已变更为 ${becameText(successors)}：改填新的代码或名称`
    return badCell(row, field, cell, { code: 'station.placeSucceeded', mend })
  }
  return undefined
}

function parseStation(sheetRow: SheetRow<StationKey>, places: Places): Parsed<RegisterStation> {
  const { row, cells } = sheetRow
  const old = succeeded(sheetRow, places)
  if (old) return old
  const { all } = places
  const level = LEVELS[cells.level ?? '']
  if (!level) return badCell(row, '级别', cells.level, { code: 'station.levelUnknown', mend: '填“乡镇”或“村级”' })
  const place = findPlace(all, level, cells.town ?? '', cells.village)
  const code = 'station.placeUnknown'
  if (!place && level === 'town') return badCell(row, '乡镇', cells.town, { code, mend: '填本县统计区划中的乡镇全称' })
  if (!place) return badCell(row, '村', cells.village ?? cells.town, { code, mend: '填该乡镇下的行政村或社区名称' })
  const text = (key: StationKey) => cells[key] ?? ''
  const parsed = RegisterStation.safeParse({
    name: cells.name,
    level,
    place: place.code,
    address: text('address'),
    reusedOutlet: text('reusedOutlet'),
    keeperName: text('keeperName'),
    keeperPhone: text('keeperPhone'),
    openOn: day(cells.openOn),
    lng: number(cells.lng),
    lat: number(cells.lat),
  })
  if (parsed.success) return { row, value: parsed.data }
  return cellRefused(sheetRow, STATION_HEADINGS, parsed.error.issues[0]?.path[0])
}

/** A ledger line without a time of day lies at noon. */
function momentOf(on: string, time: string | null): Date {
  const parts = /^([01]?\d|2[0-3]):([0-5]\d)/.exec(time ?? '')
  const minutes = parts ? Number(parts[1]) * 60 + Number(parts[2]) : 12 * 60
  return new Date(startOfDay(on).getTime() + minutes * 60_000)
}

function parseEntry(
  sheetRow: SheetRow<EntryKey>,
  stationOf: (name: string | null) => StationId | undefined,
): Parsed<{ station: StationId; command: EnterCommand }> {
  const { row, cells } = sheetRow
  const station = stationOf(cells.station)
  if (!station) return badCell(row, '站点名称', cells.station, { code: 'station.unknown', mend: '填登记过的站点名称' })
  const service = SERVICES[cells.service ?? '']
  if (!service)
    return badCell(row, '业务', cells.service, { code: 'station.serviceUnknown', mend: `填其中一个：${SERVICE_NAMES}` })
  const on = z.iso.date().safeParse(day(cells.on))
  if (!on.success) return cellRefused(sheetRow, ENTRY_HEADINGS, 'on')
  const parsed = EnterCommand.safeParse({
    id: uuidv7(),
    service,
    at: momentOf(on.data, cells.time).toISOString(),
    quantity: Number(cells.quantity),
    amountFen: Math.round((number(cells.yuan) ?? 0) * 100),
    goods: cells.goods ?? '',
    unit: cells.unit ?? '',
    waybill: cells.waybill,
    note: cells.note ?? '',
  })
  if (parsed.success) return { row, value: { station, command: parsed.data } }
  return cellRefused(sheetRow, ENTRY_HEADINGS, parsed.error.issues[0]?.path[0])
}

const REFUSAL_MENDS: Record<string, string> = {
  'station.notOpen': '站点在该日尚未开业：改日期，或先登记开业',
  'station.closed': '站点在该日已关闭：改日期',
  'station.entryInFuture': '日期晚于今天：改日期',
  'station.saleWithoutAmount': '农产品网销要填金额',
  'station.waybillTaken': '该运单已在台账中，不要重复记',
  'station.nameTaken': '已有同名站点：改名称或删去该行',
  'station.dayInFuture': '开业日期晚于今天：改日期',
}

/** Sheets in and out: the office lives in Excel. */
export function createSheetService({ stations, divisions }: { stations: StationService; divisions: DivisionService }) {
  /** A refusal of one row is that row's; anything else is a bug and rises. */
  async function refusedStation(
    caller: Caller,
    { row, value }: Good<RegisterStation>,
    { names, mode }: { names: Set<string>; mode: ImportMode },
  ): Promise<Bad | null> {
    const bad = (code: string) =>
      code === 'station.dayInFuture'
        ? badCell(row, '开业日期', value.openOn, { code, mend: REFUSAL_MENDS[code] ?? code })
        : badCell(row, '站点名称', value.name, { code, mend: REFUSAL_MENDS[code] ?? code })
    if (names.has(value.name)) return bad('station.nameTaken')
    names.add(value.name)
    try {
      await stations.register(caller, value, { via: 'import', isRehearsal: mode !== 'commit' })
      return null
    } catch (error) {
      if (error instanceof DomainError) return bad(error.code)
      throw error
    }
  }

  async function placesOf(caller: Caller, rows: readonly SheetRow<StationKey>[]): Promise<Places> {
    const all = await divisions.current(caller)
    const asked = rows.flatMap(({ cells }) => [cells.town, cells.village]).filter((cell) => CODE.test(cell ?? ''))
    const followed = new Map<string, readonly Division[]>()
    for (const code of new Set(asked)) {
      if (code === null || all.has(code)) continue
      const successors = await divisions.successors(caller, code)
      if (successors.length > 0) followed.set(code, successors)
    }
    return { all, followed }
  }

  return {
    stationTemplate: (language: Language) =>
      writeSheet(
        STATION_HEADINGS.map(({ zh, en }) => ({ zh, en, value: () => null })),
        [],
        language,
      ),

    entryTemplate: (language: Language) =>
      writeSheet(
        ENTRY_HEADINGS.map(({ zh, en }) => ({ zh, en, value: () => null })),
        [],
        language,
      ),

    exportStations: (rows: readonly Station[], language: Language) => writeSheet(STATION_COLUMNS, rows, language),

    exportReports: (rows: readonly ReportLine[], language: Language) => writeSheet(REPORT_COLUMNS, rows, language),

    importStations: async (caller: Caller, bytes: Buffer, mode: ImportMode): Promise<ImportReport | Buffer> => {
      const rows = await readRows(bytes, STATION_HEADINGS)
      const places = await placesOf(caller, rows)
      const names = new Set<string>()
      const bad: Bad[] = []
      for (const row of rows) {
        const parsed = parseStation(row, places)
        const refused = isBad(parsed) ? parsed : await refusedStation(caller, parsed, { names, mode })
        if (refused) bad.push(refused)
      }
      return reportOf(STATION_HEADINGS, { rows, bad, known: 0, mode })
    },

    /** Ledger lines of one station, or of many when the sheet names them. A sheet sent twice counts once. */
    importEntries: async (
      caller: Caller,
      bytes: Buffer,
      { mode, station }: { mode: ImportMode; station: string | null },
    ): Promise<ImportReport | Buffer> => {
      const rows = await readRows(bytes, ENTRY_HEADINGS)
      const names = await stations.names(caller)
      const byName = new Map(names.map(({ id, name }) => [name, id]))
      const own = names.find(({ id }) => id === station)?.id
      if (station !== null && !own) throw notFound('station', station)
      const parsed = rows.map((row) => parseEntry(row, (name) => (name === null ? own : byName.get(name))))
      const bad = parsed.filter(isBad)
      let known = 0
      for (const [id, items] of Map.groupBy(parsed.filter(isGood), ({ value }) => value.station)) {
        const commands = items.map(({ value }) => value.command)
        const results = await stations.importEntries(caller, id, { commands, isRehearsal: mode !== 'commit' })
        known += results.filter(({ state }) => state === 'known').length
        bad.push(
          ...results.flatMap(({ code }, i) => (code === null ? [] : [refusedLine(rows, items[i]?.row ?? 0, code)])),
        )
      }
      return reportOf(ENTRY_HEADINGS, { rows, bad, known, mode })
    },
  }
}

/** Which cell of a ledger line a refusal is about. */
const REFUSED_KEYS: Record<string, EntryKey> = {
  'station.notOpen': 'on',
  'station.closed': 'on',
  'station.entryInFuture': 'on',
  'station.saleWithoutAmount': 'yuan',
  'station.waybillTaken': 'waybill',
}

function refusedLine(rows: readonly SheetRow<EntryKey>[], row: number, code: string): Bad {
  const heading = ENTRY_HEADINGS.find(({ key }) => key === (REFUSED_KEYS[code] ?? 'station'))
  const cell = heading ? (rows.find((r) => r.row === row)?.cells[heading.key] ?? null) : null
  return badCell(row, heading?.zh ?? '', cell, { code, mend: REFUSAL_MENDS[code] ?? '检查该行' })
}

const STATION_COLUMNS: Column<Station>[] = [
  { zh: '站点名称', en: 'Station', width: 24, value: (s) => s.name },
  { zh: '级别', en: 'Level', width: 8, value: (s) => LEVEL_ZH[s.level] },
  { zh: '乡镇', en: 'Town', value: (s) => s.townName },
  { zh: '村', en: 'Village', width: 22, value: (s) => (s.level === 'village' ? s.placeName : null) },
  { zh: '状态', en: 'State', width: 10, value: (s) => STATE_ZH[s.state] },
  { zh: '开业日期', en: 'Opened on', value: (s) => s.openedOn },
  { zh: '关闭日期', en: 'Closed on', value: (s) => s.closedOn },
  { zh: '站长', en: 'Keeper', value: (s) => s.keeperName },
  { zh: '电话', en: 'Phone', value: (s) => s.keeperPhone },
  { zh: '地址', en: 'Address', width: 30, value: (s) => s.address },
  { zh: '原有网点', en: 'Reused outlet', value: (s) => s.reusedOutlet },
  { zh: '最近记账', en: 'Last entry', value: (s) => s.lastEntryOn },
  {
    zh: '数据来源',
    en: 'Origin',
    value: (s) => (s.origin === 'simulated' ? '模拟' : s.origin === 'import' ? '导入' : '办理'),
  },
]

const REPORT_STATE_ZH = { reported: '已报', late: '迟报', missing: '未报' }
const REPORT_COLUMNS: Column<ReportLine>[] = [
  { zh: '站点名称', en: 'Station', width: 24, value: (r) => r.name },
  { zh: '乡镇', en: 'Town', value: (r) => r.townName },
  { zh: '日报', en: 'Report', value: (r) => REPORT_STATE_ZH[r.state] },
  { zh: '代填', en: 'On behalf', width: 8, value: (r) => (r.report?.isOnBehalf ? '代填' : null) },
  { zh: '更正原因', en: 'Amended because', width: 20, value: (r) => r.report?.amendReason ?? null },
  { zh: '网销笔数', en: 'Sales', value: (r) => r.report?.saleCount ?? null },
  {
    zh: '网销金额（元）',
    en: 'Sales (yuan)',
    format: '#,##0.00',
    value: (r) => (r.report ? r.report.saleFen / 100 : null),
  },
  { zh: '收件', en: 'Parcels in', value: (r) => r.report?.parcelsCollected ?? null },
  { zh: '寄件', en: 'Parcels out', value: (r) => r.report?.parcelsSent ?? null },
  { zh: '便民服务', en: 'Services', value: (r) => r.report?.convenienceCount ?? null },
  {
    zh: '便民金额（元）',
    en: 'Services (yuan)',
    format: '#,##0.00',
    value: (r) => (r.report ? r.report.convenienceFen / 100 : null),
  },
  { zh: '站长', en: 'Keeper', value: (r) => r.keeperName },
  { zh: '最近日报', en: 'Last report', value: (r) => r.lastReportOn },
]
