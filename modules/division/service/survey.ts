import imported from 'gcoord'
import type { Caller } from '#platform/authz'
import { civilDay } from '#platform/clock'
import { type Db, inTransaction } from '#platform/db'
import { type Heading, type Language, readRows, type SheetRow, writeSheet } from '#platform/excel'
import { uuidv7 } from '#platform/ids'
import { record } from '#platform/journal'
import { type BadRow, type ImportMode, type ImportReport, reportOf } from '#platform/sheet-import'
import { holdsOn, pointRefused } from '../domain.ts'
import { type Datum, type Division, SurveyedPoint, type SurveyFacts } from '../schema.ts'
import * as store from '../store.ts'
import type { DivisionService } from './divisions.ts'

/** Its types are those of an ES module; Node gives the CommonJS object itself. */
const gcoord = imported as unknown as typeof imported.default // as said above

export type SurveyService = ReturnType<typeof createSurveyService>

const HEADINGS = [
  { key: 'code', zh: '区划代码', en: 'code', required: true },
  { key: 'name', zh: '名称', en: 'name' },
  { key: 'lng', zh: '经度', en: 'lng', required: true },
  { key: 'lat', zh: '纬度', en: 'lat', required: true },
  { key: 'datum', zh: '坐标系', en: 'datum', required: true },
] as const satisfies readonly Heading<string>[]
type Key = (typeof HEADINGS)[number]['key']

const DATUMS: Readonly<Record<string, Datum>> = {
  WGS84: 'WGS84',
  'WGS-84': 'WGS84',
  CGCS2000: 'WGS84',
  天地图: 'WGS84',
  GCJ02: 'GCJ-02',
  'GCJ-02': 'GCJ-02',
  高德: 'GCJ-02',
  腾讯: 'GCJ-02',
  BD09: 'BD-09',
  'BD-09': 'BD-09',
  百度: 'BD-09',
}
const SYSTEMS = { WGS84: gcoord.WGS84, 'GCJ-02': gcoord.GCJ02, 'BD-09': gcoord.BD09 }
const DIGITS = 6

/** A point as our tables keep it: WGS84, to the decimetre. */
export function toWgs84({ lng, lat, datum }: Omit<SurveyedPoint, 'code'>): { lng: number; lat: number } {
  const [x, y] = gcoord.transform([lng, lat] as [number, number], SYSTEMS[datum], gcoord.WGS84)
  return { lng: Number(x.toFixed(DIGITS)), lat: Number(y.toFixed(DIGITS)) }
}

const MENDS: Readonly<Record<string, string>> = {
  code: '填 9 位乡级或 12 位村级统计用区划代码',
  lng: '经度填 73—136 的度数，如 101.664665',
  lat: '纬度填 3—54 的度数，如 26.052877',
  datum: '填 WGS84、GCJ-02 或 BD-09',
  'division.unknown': '本县统计区划中没有这个代码，或不在您的管辖范围内',
  'division.codeTwice': '同一代码在表中出现两次：留一行',
  'division.outsideCounty': '该点在县界之外：核对经纬度是否写反、坐标系是否填对',
  'division.farFromTown': '该点离所属乡镇驻地 40 公里以上：核对代码和经纬度',
}

type Good = { row: number; code: string; facts: SurveyFacts }
type Context = { all: Map<string, Division>; geojson: unknown; today: string }

export function createSurveyService({
  db,
  divisions,
  now,
}: {
  db: Db<'division'>
  divisions: DivisionService
  now: () => Date
}) {
  const bad = (
    { row, cells }: SheetRow<Key>,
    key: Key,
    code: string,
    mend = MENDS[code] ?? MENDS[key] ?? '',
  ): BadRow => ({
    row,
    field: HEADINGS.find((heading) => heading.key === key)?.zh ?? key,
    value: cells[key] ?? '',
    code,
    mend,
  })

  /** The division of a row, if it holds and lies within the caller's reach; otherwise why not. */
  async function divisionOf(caller: Caller, row: SheetRow<Key>, { code, context }: { code: string; context: Context }) {
    const division = context.all.get(code)
    if (division && holdsOn(division, context.today))
      return code.startsWith(caller.place) ? division : bad(row, 'code', 'division.unknown')
    const became = await divisions.successors(caller, code)
    if (became.length === 0) return bad(row, 'code', 'division.unknown')
    const text = became.map((next) => `${next.code} ${next.name}`).join('、')
    return bad(row, 'code', 'division.succeeded', `该代码已变更为 ${text}：改填新代码`)
  }

  async function parse(caller: Caller, row: SheetRow<Key>, context: Context): Promise<Good | BadRow> {
    const datum = DATUMS[(row.cells.datum ?? '').toUpperCase()]
    const parsed = SurveyedPoint.safeParse({ ...row.cells, datum })
    if (!parsed.success) return bad(row, (parsed.error.issues[0]?.path[0] ?? 'code') as Key, 'division.cellInvalid') // a key of the shape
    const { code, ...point } = parsed.data
    const division = await divisionOf(caller, row, { code, context })
    if ('mend' in division) return division
    const at = toWgs84(point)
    const town = division.level === 'village' ? context.all.get(division.parent) : undefined
    const refused = pointRefused(at, { geojson: context.geojson, town: town?.isEstimated ? undefined : town })
    return refused ? bad(row, 'lng', refused) : { row: row.row, code, facts: { ...at, datum: point.datum } }
  }

  async function save(caller: Caller, points: readonly Good[]): Promise<void> {
    await inTransaction(db, caller, async (tx) => {
      for (const { code, facts } of points)
        await store.saveSurvey(tx, caller.county, { code, ...facts, source: `survey ${facts.datum}` })
      await record(
        tx,
        caller,
        points.map(({ code, facts }) => ({
          id: uuidv7(),
          kind: 'division.surveyed',
          at: now(),
          place: code,
          subject: `division:${code}`,
          data: facts,
        })),
        'import',
      )
    })
    divisions.forget(caller.county)
  }

  const isBad = (one: Good | BadRow): one is BadRow => 'mend' in one

  return {
    /** The towns and villages without a surveyed point, to be filled in. */
    template: async (caller: Caller, language: Language) => {
      const missing = [...(await divisions.current(caller)).values()].filter(
        ({ isEstimated, code, level }) => isEstimated && level !== 'county' && code.startsWith(caller.place),
      )
      const values: Record<Key, (division: Division) => string | null> = {
        code: ({ code }) => code,
        name: ({ name }) => name,
        lng: () => null,
        lat: () => null,
        datum: () => 'GCJ-02',
      }
      return writeSheet(
        HEADINGS.map(({ key, zh, en }) => ({ zh, en, value: values[key], width: key === 'name' ? 24 : 14 })),
        missing,
        language,
      )
    },

    /** Points row by row; the good ones go in together, the bad ones come back with what to mend. */
    import: async (caller: Caller, bytes: Buffer, mode: ImportMode): Promise<ImportReport | Buffer> => {
      const rows = await readRows(bytes, HEADINGS, { isCsvToo: true })
      const boundary = await divisions.outline(caller)
      const all = await divisions.all(caller)
      const today = civilDay(now())
      const context = { all, geojson: boundary?.geojson, today }
      const seen = new Set<string>()
      const parsed: (Good | BadRow)[] = []
      for (const row of rows) {
        const one = await parse(caller, row, context)
        if (!isBad(one) && seen.has(one.code)) parsed.push(bad(row, 'code', 'division.codeTwice'))
        else parsed.push(one)
        if (!isBad(one)) seen.add(one.code)
      }
      const good = parsed.filter((one): one is Good => !isBad(one))
      if (mode === 'commit' && good.length > 0) await save(caller, good)
      return reportOf(HEADINGS, { rows, bad: parsed.filter(isBad), known: 0, mode })
    },
  }
}
