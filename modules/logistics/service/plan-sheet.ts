import { type Column, type Language, namedSheet, writeWorkbook } from '#platform/excel'
import { timeOfDay, vehicleName } from '../domain/words.ts'
import type { PlannedDay, RouteAnswer } from '../schema.ts'
import { localeOf } from './routings.ts'

const G_PER_KG = 1000
const FEN_PER_YUAN = 100

/** The plan as one file: all rows, its sums, and a sheet for each driver. The first sheet can be sent back with another order. */
export function planSheet(answer: RouteAnswer, language: Language): Promise<Buffer> {
  const isEnglish = language === 'en'
  return writeWorkbook([
    namedSheet(isEnglish ? 'All routes' : '线路总表', { columns: ALL_COLUMNS, rows: allRows(answer) }, language),
    namedSheet(isEnglish ? 'Summary' : '汇总', { columns: SUM_COLUMNS, rows: sumRows(answer, language) }, language),
    ...answer.days.map((day) => {
      const table = { columns: DRIVER_COLUMNS, rows: driverRows(day, answer, language) }
      return namedSheet(vehicleName(day, localeOf(language)), table, language)
    }),
  ])
}

type Visit = PlannedDay['trips'][number]['visits'][number]
type PlanRow = Pick<Visit, 'id' | 'name' | 'townName'> & {
  day: PlannedDay | null
  trip: number | null
  order: number | null
  visit: Visit | null
  why: string | null
}

const allRows = ({ days, left }: RouteAnswer): PlanRow[] => [
  ...days.flatMap((day) =>
    day.trips.flatMap(({ visits }, t) =>
      visits.map((visit, i) => ({ ...visit, day, trip: t + 1, order: i + 1, visit, why: null })),
    ),
  ),
  ...left.map(({ id, name, townName, text }) => ({
    ...{ id, name, townName, day: null, trip: null, order: null, visit: null, why: text },
  })),
]

const kilometres = (metres: number): number => Math.round(metres / 100) / 10

const ALL_COLUMNS: Column<PlanRow>[] = [
  { zh: '车型', en: 'Vehicle', value: ({ day }) => day?.vehicle ?? null },
  { zh: '车号', en: 'No.', width: 8, value: ({ day }) => day?.number ?? null },
  { zh: '车次', en: 'Trip', width: 8, value: ({ trip }) => trip },
  { zh: '顺序', en: 'Order', width: 8, value: ({ order }) => order },
  { zh: '停靠点', en: 'Stop', width: 26, value: ({ name }) => name },
  { zh: '乡镇', en: 'Town', value: ({ townName }) => townName },
  { zh: '预计到达', en: 'Expected at', value: ({ visit }) => visit && timeOfDay(visit.arrivesS) },
  { zh: '件数', en: 'Pieces', width: 8, value: ({ visit }) => visit?.pieces ?? null },
  { zh: '重量（公斤）', en: 'Weight (kg)', value: ({ visit }) => visit && visit.weightG / G_PER_KG },
  { zh: '本段里程（公里）', en: 'Leg (km)', width: 16, value: ({ visit }) => visit && kilometres(visit.legM) },
  { zh: '未排原因', en: 'Left out because', width: 40, value: ({ why }) => why },
  { zh: '编号', en: 'Id', width: 38, value: ({ id }) => id },
]

type SumRow = { zh: string; en: string; value: string | number }
const SUM_COLUMNS: Column<SumRow & { name: string }>[] = [
  { zh: '项目', en: 'Item', width: 28, value: ({ name }) => name },
  { zh: '数值', en: 'Value', width: 90, value: ({ value }) => value },
]

function sumRows({ totals, days, assumptions, hub }: RouteAnswer, language: Language) {
  const rows: SumRow[] = [
    { zh: '出车点', en: 'Hub', value: hub.name },
    { zh: '费用（元）', en: 'Cost (yuan)', value: totals.costFen / FEN_PER_YUAN },
    { zh: '里程（公里）', en: 'Distance (km)', value: kilometres(totals.distanceM) },
    { zh: '用时（小时）', en: 'Hours', value: Math.round(totals.durationS / 360) / 10 },
    { zh: '车辆', en: 'Vehicles', value: totals.vehicles },
    { zh: '车次', en: 'Trips', value: totals.trips },
    { zh: '送到的点', en: 'Stops served', value: totals.served },
    { zh: '没有送到的点', en: 'Stops left out', value: totals.left },
    ...days.map((day) => ({
      zh: vehicleName(day, 'zh'),
      en: vehicleName(day, 'en'),
      value: `${timeOfDay(day.leavesS)}–${timeOfDay(day.endsS)} · ${kilometres(day.distanceM)} km · ¥${day.costFen / FEN_PER_YUAN}`,
    })),
    ...assumptions.map((value) => ({ zh: '说明', en: 'Note', value })),
  ]
  return rows.map((row) => ({ ...row, name: language === 'en' ? row.en : row.zh }))
}

type DriverRow = {
  trip: number
  order: number | null
  name: string
  townName: string
  at: number
  until: number | null
  visit: Visit | null
  load: { pieces: number; weightG: number } | null
}

/** Each trip begins with what is loaded at the hub and ends there; the rest stands where it falls. */
function driverRows({ trips, rest }: PlannedDay, { hub }: RouteAnswer, language: Language): DriverRow[] {
  const word = (zh: string, en: string) => (language === 'en' ? en : zh)
  const aside = { order: null, townName: '', until: null, visit: null, load: null }
  const rows = trips.flatMap(({ leavesS, backS, pieces, weightG, visits }, t): DriverRow[] => [
    {
      ...{ ...aside, trip: t + 1, at: leavesS, load: { pieces, weightG } },
      name: word(`${hub.name}（装车出发）`, `${hub.name} (loads and leaves)`),
    },
    ...visits.map((visit, i) => ({
      ...{ trip: t + 1, order: i + 1, name: visit.name, townName: visit.townName, at: visit.arrivesS, visit },
      ...{ until: visit.leavesS, load: visit },
    })),
    { ...aside, trip: t + 1, at: backS, name: word(`${hub.name}（返回）`, `${hub.name} (back)`) },
  ])
  if (!rest) return rows
  const next = rows.findIndex(({ at }) => at >= rest.toS)
  const where = next < 0 ? rows.length : next
  const name = word('司机休息', 'Driver’s rest')
  const pause = { ...aside, trip: rows[where - 1]?.trip ?? 1, at: rest.fromS, until: rest.toS, name }
  return rows.toSpliced(where, 0, pause)
}

const DRIVER_COLUMNS: Column<DriverRow>[] = [
  { zh: '车次', en: 'Trip', width: 8, value: ({ trip }) => trip },
  { zh: '顺序', en: 'Order', width: 8, value: ({ order }) => order },
  { zh: '停靠点', en: 'Stop', width: 26, value: ({ name }) => name },
  { zh: '乡镇', en: 'Town', value: ({ townName }) => townName },
  { zh: '预计到达/出发', en: 'Arrives / leaves the hub', width: 16, value: ({ at }) => timeOfDay(at) },
  { zh: '预计离开', en: 'Leaves at', value: ({ until }) => until && timeOfDay(until) },
  { zh: '件数', en: 'Pieces', width: 8, value: ({ load }) => load?.pieces ?? null },
  { zh: '重量（公斤）', en: 'Weight (kg)', value: ({ load }) => load && load.weightG / G_PER_KG },
  { zh: '冷链', en: 'Cold', width: 8, value: ({ visit }) => (visit?.isCold ? '❄' : null) },
  { zh: '联系人', en: 'Contact', width: 22, value: ({ visit }) => visit?.contact ?? null },
  { zh: '本段里程（公里）', en: 'Leg (km)', width: 16, value: ({ visit }) => visit && kilometres(visit.legM) },
  { zh: '签收', en: 'Signed', width: 18, value: () => null },
]
