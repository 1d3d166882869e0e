import { readSheet } from 'read-excel-file/node'
import { expect, test } from 'vitest'
import { createDivisionService } from '#modules/division'
import { type Caller, systemCaller } from '#platform/authz'
import { createComputationService } from '#platform/computation'
import { scoped } from '#platform/db'
import { aCaller, aCipher, testApp, testDb } from '#platform/testing'
import { createSitingService, createStationService, sitingKinds, sitingRoutes } from '../index.ts'
import { COUNTY, NOON, NOWHERE, OTHER_TOWN, TOWN, VILLAGE } from './county.ts'

const MAY = ['station.read', 'station.manage', 'station.site']

const place = (code: string, name: string, [lng, lat]: [number, number] | [null, null] = [null, null]) => ({
  code,
  name,
  level: code.length === 6 ? ('county' as const) : code.length === 9 ? ('town' as const) : ('village' as const),
  parent: code.slice(0, -3),
  isAdministrativeVillage: code.length === 12,
  lng,
  lat,
  coordSource: lng === null ? null : 'test',
})
const NEAR = `${TOWN}002`
const FAR = `${TOWN}003`
const DIVISIONS = [
  place(COUNTY, '甲县', [101.6, 26]),
  place(TOWN, '永定镇', [101.6, 26]),
  place(OTHER_TOWN, '宜就镇', [101.7, 26.1]),
  place(VILLAGE, '大坝村民委员会', [101.61, 26]),
  place(NEAR, '良田村民委员会', [101.62, 26]),
  place(FAR, '火把村民委员会'),
]
const apart = {
  ...{
    id: 'S04',
    kind: 'minDistance',
    name: null,
    text: '应超过2公里',
    scope: '村级',
    per: null,
    items: [],
    services: [],
  },
  ...{ units: [], operator: '>' as const, value: 2, unit: '公里', period: null, dueOn: null, hard: true, growth: null },
  ...{ examples: [], courses: [], consequence: null, ambiguity: null, note: null },
  source: { quote: '应超过2公里', line: 3 },
}

async function aWorld() {
  const { db } = await testDb()
  const now = () => NOON
  const divisions = createDivisionService({ db: scoped<'division'>(db), now })
  await divisions.load(systemCaller(COUNTY), DIVISIONS)
  const stations = createStationService({
    db: scoped<'station'>(db),
    divisions,
    fields: aCipher(),
    isKeeper: async () => true,
    now,
  })
  const faults: unknown[] = []
  const onFault = (fault: unknown) => void faults.push(fault)
  const computations = createComputationService({ db, kinds: sitingKinds, now, onFault })
  const plan = async () => ({ sitingRules: [apart], targets: [] })
  const sitings = createSitingService({ stations, divisions, computations, plan, now })
  const callers: Record<string, Caller> = {
    clerk: aCaller({ account: 'clerk', can: MAY }),
    colleague: aCaller({ account: 'colleague', can: MAY }),
    reader: aCaller({ account: 'reader', can: ['station.read'] }),
    nobody: aCaller(),
  }
  const app = await testApp(sitingRoutes(sitings), callers, MAY)
  const ask = async (
    method: 'GET' | 'POST',
    url: string,
    { as = 'clerk', body }: { as?: string; body?: object } = {},
  ) => {
    const headers = { 'x-test-caller': as, 'accept-language': 'en' }
    const answer = await app.inject({ method, url, headers, ...(body ? { payload: body } : {}) })
    const isJson = String(answer.headers['content-type']).includes('json')
    // biome-ignore lint/suspicious/noExplicitAny: what came over the wire, looked at by each test
    const json: any = isJson ? answer.json() : null
    return { status: answer.statusCode, body: json, bytes: answer.rawPayload }
  }
  const solve = async (wishes: object = {}) => {
    const { body } = await ask('POST', '/api/sitings', { body: wishes })
    await computations.run([COUNTY])
    expect(faults).toEqual([])
    return (await ask('GET', `/api/sitings/${body.id}`)).body
  }
  return { ask, solve, stations }
}

const codes = (sites: { code: string }[]) => sites.map(({ code }) => code)

test('every route refuses a stranger, a colleague without the permission, and a bad field by its name', async () => {
  const { ask } = await aWorld()
  const id = `/api/sitings/${NOWHERE}`
  const routes: ['GET' | 'POST', string, object | undefined, string | undefined][] = [
    ['GET', '/api/sitings/basis', undefined, undefined],
    ['POST', '/api/sitings', { forceIn: ['12'] }, '/forceIn/0'],
    ['POST', '/api/sitings', { budgetFen: 100 }, '/villageCostFen'],
    ['GET', '/api/sitings/1', undefined, '/id'],
    ['GET', '/api/sitings/1/sheet.xlsx', undefined, '/id'],
    ['POST', `${id}/register`, { codes: [] }, '/codes'],
  ]
  for (const [method, url, body, field] of routes) {
    expect((await ask(method, url, { as: 'stranger', ...(body ? { body } : {}) })).status, url).toBe(401)
    expect((await ask(method, url, { as: 'nobody', ...(body ? { body } : {}) })).status, url).toBe(403)
    if (!field) continue
    const refused = await ask(method, url, body ? { body } : {})
    expect([refused.status, refused.body.problems[0].path], url).toEqual([400, field])
  }
  expect((await ask('GET', id)).status).toBe(404)
  const elsewhere = await ask('POST', '/api/sitings', { body: { forceOut: ['999999999'] } })
  expect(elsewhere.body).toMatchObject({ code: 'station.noCandidate', field: 'forceOut' })
})

test('whoever reads stations sees the rules with their sentences, and what there is', async () => {
  const { ask, stations } = await aWorld()
  const common = { address: '', reusedOutlet: '', keeperName: '', keeperPhone: '', lng: null, lat: null }
  const clerk = aCaller({ can: MAY })
  await stations.register(clerk, { ...common, name: '甲', level: 'village', place: NEAR, openOn: '2026-01-01' })
  await stations.register(clerk, { ...common, name: '乙', level: 'village', place: FAR, openOn: '2026-05-01' })
  const { body } = await ask('GET', '/api/sitings/basis', { as: 'reader' })
  expect(body).toMatchObject({ towns: 2, villages: 3, villagesSurveyed: 2 })
  expect(body.rules).toMatchObject([{ id: 'S04', effect: 'apart', source: { line: 3 } }])
  expect(body.existing).toEqual([
    { code: NEAR, isGood: false },
    { code: FAR, isGood: true },
  ])
})

test('an answer has its proof and its reasons; a wish changes it; it is its asker’s own', async () => {
  const { ask, solve } = await aWorld()
  const first = await solve()
  expect(first).toMatchObject({ state: 'done', answer: { status: 'optimal', objective: 2, bound: 2, certain: 1 } })
  expect(first.answer.stations).toHaveLength(4)
  expect(first.answer.leftOut[0].reason).toContain('1.00 km from')
  expect(first.answer.assumptions.join()).toContain('no surveyed coordinates')
  const [left] = codes(first.answer.leftOut)
  const second = await solve({ forceIn: [left], villageNumber: 1 })
  expect(codes(second.answer.stations)).toContain(left)
  expect(second.answer.objective).toBe(1)
  const clash = await solve({ forceIn: [VILLAGE, NEAR] })
  expect(clash.answer).toMatchObject({ status: 'infeasible', stations: [], objective: null })
  expect(clash.answer.clashes[0]).toContain('too near')
  expect((await ask('GET', `/api/sitings/${first.id}`, { as: 'colleague' })).status).toBe(404)
  const sheet = await ask('GET', `/api/sitings/${first.id}/sheet.xlsx`)
  const [head = [], ...rows] = await readSheet(sheet.bytes)
  expect([head[0], head[4], head[7]]).toEqual(['Code', 'Outcome', 'To the nearest station (m)'])
  expect(new Set(rows.map((row) => row[4]))).toEqual(new Set(['Chosen', 'Left out']))
})

test('chosen places come into the register as planned, once', async () => {
  const { ask, solve } = await aWorld()
  const { id, answer } = await solve()
  const body = { codes: codes(answer.stations) }
  expect((await ask('POST', `/api/sitings/${id}/register`, { body })).body).toEqual({ registered: 4, known: 0 })
  expect((await ask('POST', `/api/sitings/${id}/register`, { body })).body).toEqual({ registered: 0, known: 4 })
  const refused = await ask('POST', `/api/sitings/${id}/register`, { body: { codes: codes(answer.leftOut) } })
  expect(refused.body.code).toBe('station.notChosen')
  const again = await solve()
  expect(again.answer.stations.every(({ isExisting }: { isExisting: boolean }) => isExisting)).toBe(true)
})
