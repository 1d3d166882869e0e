import writeExcelFile from 'write-excel-file/node'
import { createDivisionService, type DivisionRow } from '#modules/division'
import { createStatisticsService } from '#modules/statistics'
import { type Caller, systemCaller } from '#platform/authz'
import { scoped } from '#platform/db'
import { aCaller, aCipher, anId, testApp, testDb } from '#platform/testing'
import {
  createSheetService,
  createStationService,
  type EnterCommand,
  stationIndicators,
  stationRoutes,
} from '../index.ts'

export const COUNTY = '000001'
export const TOWN = '000001001'
export const VILLAGE = '000001001001'
export const NEXT_VILLAGE = '000001001002'
export const OTHER_TOWN = '000001002'
export const TODAY = '2026-05-10'
/** Noon of today in Shanghai. */
export const NOON = new Date('2026-05-10T04:00:00Z')
export const NOWHERE = '0190c000-0000-7000-8000-00000000000f'

const ALL = ['read', 'manage', 'enter', 'enterOnBehalf', 'voidEntry', 'confirmReport', 'readReports', 'reveal'].map(
  (v) => `station.${v}`,
)

const row = (code: string, name: string, isAdministrativeVillage = false): DivisionRow => ({
  code,
  name,
  level: code.length === 6 ? 'county' : code.length === 9 ? 'town' : 'village',
  parent: code.slice(0, -3),
  isAdministrativeVillage,
  lng: null,
  lat: null,
  coordSource: null,
})
const divisionsOf = (county: string) => [
  row(county, '甲县'),
  row(`${county}001`, '永定镇'),
  row(`${county}002`, '宜就镇'),
  row(`${county}001001`, '大坝村民委员会', true),
  row(`${county}001002`, '良田村民委员会', true),
  row(`${county}001003`, '城东社区居民委员会'),
  row(`${county}002001`, '火把村民委员会', true),
]

export const anEntry = (entry: Partial<EnterCommand> = {}): EnterCommand => ({
  id: anId(),
  service: 'sent',
  at: NOON.toISOString(),
  quantity: 1,
  amountFen: 0,
  goods: '',
  unit: '',
  waybill: null,
  note: '',
  ...entry,
})

export type Ask = { as?: string; body?: object; file?: Buffer; headers?: Record<string, string> }

/** A county with its routes; `now` can be moved. */
export async function aCounty() {
  const { db, owner } = await testDb()
  const clock = { now: NOON }
  const now = () => clock.now
  const divisions = createDivisionService({ db: scoped<'division'>(db), now })
  for (const county of [COUNTY, '000002']) await divisions.load(systemCaller(county), divisionsOf(county))
  const stations = createStationService({
    ...{ db: scoped<'station'>(db), divisions, fields: aCipher(), now },
    isKeeper: async (_, account) => account.startsWith('a-') || account === 'supervisor',
  })
  const statistics = createStatisticsService({
    db: scoped<'statistics'>(db),
    divisions,
    indicators: stationIndicators,
    names: { accounts: async () => new Map(), stations: stations.names },
    now,
  })
  const callers: Record<string, Caller> = {
    centre: aCaller({ account: 'centre', can: ALL }),
    supervisor: aCaller({ account: 'supervisor', place: TOWN, can: ALL }),
    otherTown: aCaller({ account: 'other-town', place: OTHER_TOWN, can: ALL }),
    otherCounty: aCaller({ account: 'foreign', county: '000002', can: ALL }),
    simulator: aCaller({ account: 'machine', origin: 'simulated', can: ALL }),
    nobody: aCaller(),
  }
  const app = await testApp(stationRoutes(stations, createSheetService({ stations, divisions })), callers, ALL)
  const ask = async (
    method: 'GET' | 'POST' | 'PATCH',
    url: string,
    { as = 'centre', body, file, headers }: Ask = {},
  ) => {
    const sent = file ? multipart(file) : undefined
    const answer = await app.inject({
      method,
      url,
      headers: { 'x-test-caller': as, ...sent?.headers, ...headers },
      ...(sent ? { payload: sent.payload } : body ? { payload: body } : {}),
    })
    const isJson = String(answer.headers['content-type']).includes('json')
    // biome-ignore lint/suspicious/noExplicitAny: what came over the wire, looked at by each test
    const json: any = isJson ? answer.json() : null
    return { status: answer.statusCode, code: json?.code as string | undefined, body: json, bytes: answer.rawPayload }
  }
  let counter = 0
  const station = (more: object = {}) =>
    stations.register(systemCaller(COUNTY), {
      ...{ name: `站点${++counter}`, level: 'village', place: VILLAGE, address: '', reusedOutlet: '', keeperName: '' },
      ...{ keeperPhone: '', lng: null, lat: null, openOn: '2026-01-01' },
      ...more,
    })
  return {
    owner,
    clock,
    callers,
    stations,
    divisions,
    ask,
    station,
    /** The keeper of a station, from now on among the callers. */
    keeper: (id: string, as = 'keeper', place = VILLAGE): string => {
      callers[as] = aCaller({ account: as, place, station: id, can: ALL })
      return as
    },
    events: async () =>
      (await owner.selectFrom('platform.event').selectAll().orderBy('recorded_at').orderBy('id').execute()).map(
        ({ id, kind, at, origin, actor, data, station: at_, place }) => ({
          ...{ id, kind, at, origin, actor, data, place },
          station: at_,
        }),
      ),
    figure: async (indicator: string, query: object = {}) => {
      await statistics.catchUp(COUNTY)
      return (await statistics.figures(systemCaller(COUNTY), [indicator], query)).get(indicator)?.value
    },
  }
}

export const multipart = (bytes: Buffer, name = 'sheet.xlsx') => ({
  headers: { 'content-type': 'multipart/form-data; boundary=XX' },
  payload: Buffer.concat([
    Buffer.from(
      `--XX\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
    ),
    bytes,
    Buffer.from('\r\n--XX--\r\n'),
  ]),
})

type Cell = string | number | Date | null
/** A real sheet, its head first. */
export const aSheet = (rows: readonly (readonly Cell[])[]): Promise<Buffer> =>
  writeExcelFile(
    rows.map((cells) =>
      cells.map((value) => {
        if (value === null) return null
        if (value instanceof Date) return { value, type: Date, format: 'yyyy-mm-dd' }
        return typeof value === 'number' ? { value, type: Number } : { value, type: String }
      }),
    ),
  ).toBuffer()
