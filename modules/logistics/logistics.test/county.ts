import { createDivisionService, type DivisionRow } from '#modules/division'
import { createStationService } from '#modules/station'
import { type Caller, systemCaller } from '#platform/authz'
import { createComputationService } from '#platform/computation'
import { scoped } from '#platform/db'
import { aCaller, aCipher, testApp, testDb } from '#platform/testing'
import {
  createRoutePlanService,
  createRouteSheetService,
  createRoutingService,
  routePlanRoutes,
  routingKinds,
  routingRoutes,
} from '../index.ts'

export const COUNTY = '000001'
export const TOWN = '000001001'
export const FAR_TOWN = '000001002'
/** Nobody has surveyed it. */
export const LOST_TOWN = '000001003'
export const VILLAGE = `${TOWN}001`
export const NEAR = `${TOWN}002`
export const FAR = `${FAR_TOWN}001`
export const LOST = `${LOST_TOWN}001`
export const NOWHERE = '0190c000-0000-7000-8000-00000000000f'
const NOON = new Date('2026-05-10T04:00:00Z')

const PLAN = ['logistics.read', 'logistics.plan', 'logistics.adopt']

const place = (code: string, name: string, point: [number, number] | null = null): DivisionRow => ({
  code,
  name,
  level: code.length === 6 ? 'county' : code.length === 9 ? 'town' : 'village',
  parent: code.slice(0, -3),
  isAdministrativeVillage: code.length === 12,
  lng: point?.[0] ?? null,
  lat: point?.[1] ?? null,
  coordSource: point ? 'test' : null,
})

const divisionsOf = (county: string): DivisionRow[] => [
  place(county, '甲县', [101.6, 26]),
  place(`${county}001`, '永定镇', [101.62, 26]),
  place(`${county}002`, '宜就镇', [101.7, 26.1]),
  place(`${county}003`, '中和镇'),
  place(`${county}001001`, '大坝村民委员会', [101.63, 26]),
  place(`${county}001002`, '良田村民委员会'),
  place(`${county}002001`, '火把村民委员会', [101.71, 26.1]),
  place(`${county}003001`, '直苴村民委员会'),
]

export const aVehicle = (more: object = {}) => ({
  ...{ id: '面包车', count: 2, pieces: 200, weightG: 800_000, fixedFen: 8000, perKmFen: 80, perHourFen: 3200 },
  ...{ fromS: 25_200, toS: 68_400, maxDistanceM: null, trips: 3, reloadS: 1200, rest: null, isCold: false },
  ...more,
})

export type Ask = { as?: string; body?: object; file?: Buffer; language?: string }

/** A county with two surveyed towns and one that is not, and the routes of this module. */
export async function aCounty() {
  const { db, owner } = await testDb()
  const now = () => NOON
  const divisions = createDivisionService({ db: scoped<'division'>(db), now })
  for (const county of [COUNTY, '000002']) await divisions.load(systemCaller(county), divisionsOf(county))
  const stations = createStationService({
    ...{ db: scoped<'station'>(db), divisions, fields: aCipher(), now },
    isKeeper: async () => true,
  })
  const faults: unknown[] = []
  const onFault = (fault: unknown) => void faults.push(fault)
  const computations = createComputationService({ db, kinds: routingKinds, now, onFault })
  const routings = createRoutingService({
    ...{ stations, divisions, computations },
    keptPlan: (caller, id) => plans.routesOf(caller, id),
  })
  const plans = createRoutePlanService({
    ...{ db: scoped<'logistics'>(db), routings, now },
    names: async (_, accounts) => new Map(accounts.map((account) => [account, `人${account}`])),
  })
  const sheets = createRouteSheetService({ routings })
  const callers: Record<string, Caller> = {
    centre: aCaller({ account: 'centre', can: [...PLAN, 'station.read'] }),
    colleague: aCaller({ account: 'colleague', can: PLAN }),
    bureau: aCaller({ account: 'bureau', can: ['logistics.read'] }),
    town: aCaller({ account: 'town', place: TOWN, can: ['logistics.read'] }),
    lostTown: aCaller({ account: 'lost', place: `${COUNTY}009`, can: ['logistics.read'] }),
    otherCounty: aCaller({ account: 'foreign', county: '000002', can: PLAN }),
    nobody: aCaller(),
  }
  const app = await testApp(
    async (server) => {
      await server.register(routingRoutes(routings, sheets))
      await server.register(routePlanRoutes(plans))
    },
    callers,
    PLAN,
  )
  const ask = async (
    method: 'GET' | 'POST',
    url: string,
    { as = 'centre', body, file, language = 'zh-CN' }: Ask = {},
  ) => {
    const sent = file ? multipart(file) : undefined
    const answer = await app.inject({
      ...{ method, url },
      headers: { 'x-test-caller': as, 'accept-language': language, ...sent?.headers },
      ...(sent ? { payload: sent.payload } : body ? { payload: body } : {}),
    })
    const isJson = String(answer.headers['content-type']).includes('json')
    // biome-ignore lint/suspicious/noExplicitAny: what came over the wire, looked at by each test
    const json: any = isJson ? answer.json() : null
    return { status: answer.statusCode, body: json, bytes: answer.rawPayload }
  }
  const begin = async (wishes: object = {}) =>
    (await ask('POST', '/api/routings', { body: { seconds: 1, ...wishes } })).body
  const look = async (id: string, options: Ask = {}) => (await ask('GET', `/api/routings/${id}`, options)).body
  return {
    ...{ ask, begin, look, computations, callers, faults, stations },
    /** Asks, lets it run, and answers with what came out. */
    solve: async (wishes: object = {}) => {
      const asked = await begin(wishes)
      await computations.run([COUNTY])
      return look(asked.id)
    },
    events: () => owner.selectFrom('platform.event').select(['kind', 'actor', 'data', 'place', 'subject']).execute(),
  }
}

const multipart = (bytes: Buffer) => ({
  headers: { 'content-type': 'multipart/form-data; boundary=XX' },
  payload: Buffer.concat([
    Buffer.from('--XX\r\ncontent-disposition: form-data; name="file"; filename="sheet.xlsx"\r\n\r\n'),
    bytes,
    Buffer.from('\r\n--XX--\r\n'),
  ]),
})
