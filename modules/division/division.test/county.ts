import { scoped } from '#platform/db'
import { XLSX } from '#platform/excel'
import { aCaller, testApp, testDb } from '#platform/testing'
import { createAddressService, createDivisionService, createSurveyService, divisionRoutes, levelOf } from '../index.ts'
import type { DivisionRow, Succession } from '../schema.ts'

const point = (lng: number, lat: number) => ({ lng, lat, coordSource: 'test' })
const aRow = (code: string, name: string, more: Partial<DivisionRow> = {}): DivisionRow => ({
  code,
  name,
  level: levelOf(code),
  parent: code.slice(0, -3),
  isAdministrativeVillage: code.length === 12,
  lng: null,
  lat: null,
  coordSource: null,
  ...more,
})

/** A square county of 0.4° with a town in its middle. */
export const ROWS = [
  aRow('000001', '甲县', point(101.2, 26.2)),
  aRow('000001101', '乙镇', point(101.2, 26.2)),
  aRow('000001101200', '老村'),
  aRow('000001101201', '旧村'),
  aRow('000001101202', '东新村'),
  aRow('000001101203', '西新村'),
  aRow('000001102', '丙镇', point(101.02, 26.02)),
  aRow('000001102200', '远村'),
]
const SQUARE = [
  [101, 26],
  [101.4, 26],
  [101.4, 26.4],
  [101, 26.4],
  [101, 26],
]
export const OUTLINE = {
  type: 'FeatureCollection',
  features: [{ type: 'Feature', geometry: { type: 'Polygon', coordinates: [SQUARE] } }],
}

const step = (code: string, successor: string, kind: Succession['kind'], since: string): Succession => ({
  code,
  successor,
  kind,
  since,
  source: '合成数据，不是真实变更 · synthetic',
})

/** Synthetic, and says so: no table of real changes is on this machine. */
export const CHANGES = [
  // 老村 was renumbered, and what it became was split in two.
  step('000001101200', '000001101201', 'rename', '2024-03-01'),
  step('000001101201', '000001101202', 'split', '2025-06-01'),
  step('000001101201', '000001101203', 'split', '2025-06-01'),
  // A village of another county came over; one of ours will go next century.
  step('000002301200', '000001101202', 'move', '2024-01-01'),
  step('000001102200', '000002301201', 'move', '2120-01-01'),
  // Between two other counties.
  step('000003101200', '000003101201', 'merge', '2024-01-01'),
]

export async function aCounty() {
  const { db, owner } = await testDb()
  const now = () => new Date('2026-05-01T04:00:00Z')
  const divisions = createDivisionService({ db: scoped<'division'>(db), now })
  const surveys = createSurveyService({ db: scoped<'division'>(db), divisions, now })
  const addresses = createAddressService({ db: scoped<'division'>(db), divisions, now })
  const can = ['division.read', 'division.survey', 'division.learnAlias']
  const callers = {
    surveyor: aCaller({ can }),
    inTown: aCaller({ can, place: '000001102' }),
    reader: aCaller({ can: ['division.read'] }),
    other: aCaller({ county: '000002', can }),
  }
  await divisions.load(callers.surveyor, ROWS, { geojson: OUTLINE, attribution: 'synthetic' })
  await divisions.loadSuccession(callers.surveyor, CHANGES)
  const app = await testApp(divisionRoutes({ divisions, surveys, addresses }), callers, can)
  const get = async (url: string, as = 'reader') => {
    const answer = await app.inject({ url, headers: { 'x-test-caller': as } })
    return { status: answer.statusCode, body: answer.json() }
  }
  const send = async (bytes: Buffer | string, mode = 'check', as = 'surveyor') => {
    const form = new FormData()
    form.append('file', new Blob([bytes as BlobPart], { type: XLSX }), 'points.csv')
    const request = new Request('http://x', { method: 'POST', body: form })
    const answer = await app.inject({
      method: 'POST',
      url: `/api/divisions/survey/import?mode=${mode}`,
      headers: { 'x-test-caller': as, 'content-type': request.headers.get('content-type') ?? '' },
      payload: Buffer.from(await request.arrayBuffer()),
    })
    return { status: answer.statusCode, raw: answer.rawPayload, json: () => answer.json() }
  }
  return { divisions, callers, app, get, send, owner, db }
}
