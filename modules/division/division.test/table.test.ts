import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scoped } from '#platform/db'
import { aCaller, testApp, testDb } from '#platform/testing'
import { placeOnMap } from '../domain.ts'
import {
  createAddressService,
  createDivisionService,
  createSurveyService,
  divisionRoutes,
  levelOf,
  parseDivisions,
} from '../index.ts'
import type { DivisionRow } from '../schema.ts'

const COUNTIES = new URL('../../../counties/', import.meta.url)
const csvOf = (county: string) => readFileSync(new URL(`${county}/divisions.csv`, COUNTIES), 'utf8')

const aRow = (row: Partial<DivisionRow> & { code: string }): DivisionRow => ({
  name: row.code,
  level: levelOf(row.code),
  parent: row.code.slice(0, -3),
  isAdministrativeVillage: false,
  lng: null,
  lat: null,
  coordSource: null,
  ...row,
})
const stored = (row: DivisionRow) => ({ ...row, validFrom: '2023-06-30', validTo: null })
const COUNTY = aRow({ code: '000001', name: '甲县', lng: 101.66, lat: 26.05 })

test('the tables of the five counties hold their towns, villages and administrative villages', () => {
  const counts = readdirSync(COUNTIES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const rows = parseDivisions(csvOf(name))
      const of = (level: string) => rows.filter((row) => row.level === level).length
      return [name, of('county'), of('town'), of('village'), rows.filter((r) => r.isAdministrativeVillage).length]
    })
  expect(counts.sort()).toEqual([
    ['puning', 1, 33, 580, 523],
    ['ruyuan', 1, 11, 118, 103],
    ['shicheng', 1, 11, 155, 131],
    ['tianchang', 1, 16, 175, 116],
    ['yongren', 1, 7, 63, 60],
  ])
})

test('every division of the five counties has a code of its own, a name, and a parent that is there', () => {
  for (const county of ['puning', 'ruyuan', 'shicheng', 'tianchang', 'yongren']) {
    const rows = parseDivisions(csvOf(county))
    const codes = new Set(rows.map(({ code }) => code))
    expect(codes.size).toBe(rows.length)
    for (const row of rows) {
      expect(row.name).not.toBe('')
      if (row.level !== 'county') expect([row.code, codes.has(row.parent)]).toEqual([row.code, true])
      if (row.level !== 'county') expect(row.parent).toBe(row.code.slice(0, -3))
      expect((row.lng === null) === (row.lat === null)).toBe(true)
    }
  }
})

test('a table saved by a spreadsheet, with its mark of order and its line ends, reads the same', () => {
  const csv = csvOf('yongren')
  expect(parseDivisions(`\uFEFF${csv.replaceAll('\n', '\r\n')}`)).toEqual(parseDivisions(csv))
})

test('a surveyed place is kept, and what is not surveyed lies near its parent and says so', () => {
  const town = aRow({ code: '000001001', lng: 101.7, lat: 26.1 })
  const village = aRow({ code: '000001001001', lng: 101.71, lat: 26.12 })
  const unknown = aRow({ code: '000001001002' })
  const unknownTown = aRow({ code: '000001002' })
  const below = aRow({ code: '000001002001' })
  const placed = new Map(
    placeOnMap([below, unknown, village, unknownTown, town, COUNTY].map(stored)).map((d) => [d.code, d]),
  )
  expect(placed.get(village.code)).toMatchObject({ lng: 101.71, lat: 26.12, isEstimated: false })
  expect(placed.get(town.code)).toMatchObject({ lng: 101.7, lat: 26.1, isEstimated: false })
  for (const { code, parent } of [unknown, unknownTown, below]) {
    const here = placed.get(code)
    const centre = placed.get(parent)
    expect(here?.isEstimated).toBe(true)
    const far = Math.hypot((here?.lng ?? 0) - (centre?.lng ?? 0), (here?.lat ?? 0) - (centre?.lat ?? 0))
    expect(far).toBeGreaterThan(0)
    expect(far).toBeLessThan(0.1)
  }
})

test('estimated places do not depend on the order of rows, and no two are the same', () => {
  const codes = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(codes, fc.integer(), (numbers, seed) => {
      const villages = numbers.map((n) => aRow({ code: `000001001${String(n).padStart(3, '0')}` }))
      const rows = [COUNTY, aRow({ code: '000001001' }), ...villages].map(stored)
      const shuffled = fc.sample(fc.shuffledSubarray(rows, { minLength: rows.length }), { numRuns: 1, seed })[0] ?? []
      const placed = placeOnMap(rows)
      expect(placeOnMap(shuffled)).toEqual(placed)
      expect(new Set(placed.map(({ lng, lat }) => `${lng.toFixed(6)},${lat.toFixed(6)}`)).size).toBe(rows.length)
    }),
    { numRuns: 50 },
  )
})

async function aService() {
  const { db } = await testDb()
  const now = () => new Date()
  const service = createDivisionService({ db: scoped<'division'>(db), now })
  const surveys = createSurveyService({ db: scoped<'division'>(db), divisions: service, now })
  const addresses = createAddressService({ db: scoped<'division'>(db), divisions: service, now })
  const caller = aCaller({ can: ['division.read'] })
  const callers = { clerk: caller, nobody: aCaller(), other: aCaller({ county: '000002', can: ['division.read'] }) }
  const app = await testApp(divisionRoutes({ divisions: service, surveys, addresses }), callers, [
    'division.read',
    'division.survey',
    'division.learnAlias',
  ])
  const get = async (url: string, as = '') => {
    const answer = await app.inject({ url, headers: { 'x-test-caller': as } })
    return { status: answer.statusCode, body: answer.json() }
  }
  return { service, caller, get }
}

test('divisions are loaded, loaded again with what is new, and never lose a surveyed place', async () => {
  const { service, caller, get } = await aService()
  const village = aRow({ code: '000001001001', name: '丙村', isAdministrativeVillage: true, lng: 101.71, lat: 26.12 })
  const rows = [village, aRow({ code: '000001001', name: '乙镇' }), COUNTY]
  await service.load(caller, rows)
  await service.load(caller, [
    ...rows.filter(({ code }) => code !== village.code),
    { ...village, name: '丙新村', lng: null, lat: null },
    aRow({ code: '000001001002', name: '丁村' }),
  ])
  const { status, body } = await get('/api/divisions', 'clerk')
  expect(status).toBe(200)
  expect(body).toHaveLength(4)
  expect(body).toContainEqual(
    expect.objectContaining({ code: village.code, name: '丙新村', lng: 101.71, lat: 26.12, isEstimated: false }),
  )
  expect(await service.find(caller, '000001001002')).toMatchObject({ name: '丁村', isEstimated: true })
  expect((await get('/api/divisions')).status).toBe(401)
  expect((await get('/api/divisions', 'nobody')).status).toBe(403)
  expect(await get('/api/divisions', 'other')).toEqual({ status: 200, body: [] })
})

test("a county's outline is given with its source, and 404 while there is none", async () => {
  const { service, caller, get } = await aService()
  expect(await get('/api/divisions/boundary', 'clerk')).toMatchObject({
    status: 404,
    body: { code: 'boundary.unknown' },
  })
  const boundary = { geojson: { type: 'FeatureCollection', features: [] }, attribution: 'CC BY 4.0' }
  await service.load(caller, [COUNTY], boundary)
  expect(await get('/api/divisions/boundary', 'clerk')).toEqual({ status: 200, body: boundary })
  expect((await get('/api/divisions/boundary')).status).toBe(401)
  expect((await get('/api/divisions/boundary', 'nobody')).status).toBe(403)
  expect((await get('/api/divisions/boundary', 'other')).status).toBe(404)
})
