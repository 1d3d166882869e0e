import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { readRows } from '#platform/excel'
import { metresBetween, pointRefused } from '../domain.ts'
import { toWgs84 } from '../service/survey.ts'
import { aCounty, OUTLINE } from './county.ts'

const HEAD = 'code,lng,lat,datum'
const EAST = '000001101202'

test('points in three systems are kept as WGS84: rehearsed, taken in, shown on the map, and told in the journal', async () => {
  const { send, get, owner } = await aCounty()
  const csv = [
    HEAD,
    `${EAST},101.21,26.21,WGS84`,
    '000001101203,101.22,26.22,GCJ-02',
    '000001102,101.03,26.03,bd-09',
  ].join('\n')
  const checked = await send(csv, 'check')
  expect(checked.json()).toEqual({ rows: 3, good: 3, known: 0, bad: [], imported: 0 })
  const at = async (code: string) =>
    (await get('/api/divisions')).body.find((division: { code: string }) => division.code === code)
  expect(await at(EAST)).toMatchObject({ isEstimated: true })
  expect((await send(csv, 'commit')).json()).toMatchObject({ good: 3, imported: 3 })
  expect(await at(EAST)).toMatchObject({ isEstimated: false, lng: 101.21, lat: 26.21, coordSource: 'survey WGS84' })
  const west = await at('000001101203')
  expect(metresBetween(west, { lng: 101.22, lat: 26.22 })).toBeGreaterThan(100)
  expect(metresBetween(west, { lng: 101.22, lat: 26.22 })).toBeLessThan(1000)
  const { rows } = await sql<{ kind: string; place: string; data: object; origin: string }>`
    select kind, place, data, origin from platform.event where kind = 'division.surveyed' order by place`.execute(owner)
  expect(rows).toHaveLength(3)
  expect(rows[0]).toEqual({
    kind: 'division.surveyed',
    place: EAST,
    data: { lng: 101.21, lat: 26.21, datum: 'WGS84' },
    origin: 'import',
  })
})

test('what cannot be right is refused row by row, the rest goes in, and the bad rows come back as a sheet', async () => {
  const { send, get } = await aCounty()
  const csv = [
    HEAD,
    `${EAST},101.21,26.21,WGS84`,
    `${EAST},101.22,26.22,WGS84`,
    '000001101203,26.21,101.21,WGS84',
    '000001101203,101.9,26.2,WGS84',
    '000001102200,101.38,26.38,WGS84',
    '000001101203,101.21,26.21,北京54',
    '000001101200,101.21,26.21,WGS84',
    '000001999,101.21,26.21,WGS84',
    ',101.21,26.21,WGS84',
  ].join('\n')
  const { bad, good, imported } = (await send(csv, 'commit')).json()
  expect([good, imported]).toEqual([1, 1])
  expect(bad.map(({ row, code }: { row: number; code: string }) => [row, code])).toEqual([
    [3, 'division.codeTwice'],
    [4, 'division.cellInvalid'],
    [5, 'division.outsideCounty'],
    [6, 'division.farFromTown'],
    [7, 'division.cellInvalid'],
    [8, 'division.succeeded'],
    [9, 'division.unknown'],
    [10, 'division.cellInvalid'],
  ])
  expect(bad[5].mend).toContain('000001101202 东新村、000001101203 西新村')
  for (const { mend } of bad) expect(mend).not.toBe('')
  expect((await get('/api/divisions')).body).toContainEqual(
    expect.objectContaining({ code: '000001101203', isEstimated: true }),
  )
  const rejects = await readRows((await send(csv, 'rejects')).raw, [
    { key: 'code', zh: '区划代码', en: 'code' },
    { key: 'problem', zh: '问题', en: 'Problem' },
  ])
  expect(rejects).toHaveLength(8)
  expect(rejects[2]?.cells.problem).toContain('县界之外')
})

test('the sheet for the field has what is not surveyed, and filled in it is taken as it is', async () => {
  const { app, send } = await aCounty()
  const template = await app.inject({
    url: '/api/divisions/survey/template.xlsx',
    headers: { 'x-test-caller': 'surveyor' },
  })
  const rows = await readRows(template.rawPayload, [
    { key: 'code', zh: '区划代码', en: 'code' },
    { key: 'datum', zh: '坐标系', en: 'datum' },
  ])
  expect(rows.map(({ cells }) => cells.code)).toEqual(['000001101202', '000001101203', '000001102200'])
  const chinese = Buffer.concat([
    Buffer.from([0xc7, 0xf8, 0xbb, 0xae, 0xb4, 0xfa, 0xc2, 0xeb]),
    Buffer.from(','),
    Buffer.from([0xbe, 0xad, 0xb6, 0xc8]),
    Buffer.from(','),
    Buffer.from([0xce, 0xb3, 0xb6, 0xc8]),
    Buffer.from(','),
    Buffer.from([0xd7, 0xf8, 0xb1, 0xea, 0xcf, 0xb5]),
    Buffer.from(`\r\n${EAST},101.21,26.21,WGS84\r\n`),
  ])
  expect((await send(chinese)).json()).toMatchObject({ good: 1, bad: [] })
})

test('who may survey is asked, and outside one’s reach a code is unknown', async () => {
  const { send, get, app } = await aCounty()
  const csv = `${HEAD}\n${EAST},101.21,26.21,WGS84`
  expect((await send(csv, 'commit', 'reader')).status).toBe(403)
  expect((await send(csv, 'commit', 'nobody')).status).toBe(401)
  for (const as of ['inTown', 'other'])
    expect((await send(csv, 'commit', as)).json()).toMatchObject({ imported: 0, bad: [{ code: 'division.unknown' }] })
  expect((await send(csv, 'maybe')).status).toBe(400)
  expect((await send(Buffer.from([0, 1, 2, 3]))).json()).toMatchObject({ status: 422, code: 'excel.unreadable' })
  expect((await send('a,b\n1,2')).json()).toMatchObject({ status: 422, code: 'excel.columnsMissing' })
  expect(
    (await app.inject({ url: '/api/divisions/survey/template.xlsx', headers: { 'x-test-caller': 'reader' } }))
      .statusCode,
  ).toBe(403)
  expect(
    (await get('/api/divisions')).body.filter((one: { coordSource: string }) => one.coordSource?.startsWith('survey')),
  ).toEqual([])
})

test('a point of another system lies at most a kilometre off, and its own system brings it back to a metre', () => {
  const inside = fc.record({
    lng: fc.double({ min: 80, max: 120, noNaN: true }),
    lat: fc.double({ min: 20, max: 45, noNaN: true }),
  })
  fc.assert(
    fc.property(inside, (point) => {
      expect(metresBetween(toWgs84({ ...point, datum: 'WGS84' }), point)).toBeLessThan(0.2)
      expect(metresBetween(toWgs84({ ...point, datum: 'GCJ-02' }), point)).toBeLessThan(1200)
      expect(metresBetween(toWgs84({ ...point, datum: 'BD-09' }), point)).toBeLessThan(2500)
    }),
  )
  // 天安门: WGS84 116.391244, 39.907344 as Gaode and Baidu have it.
  const square = { lng: 116.391244, lat: 39.907344 }
  expect(metresBetween(toWgs84({ lng: 116.397486, lat: 39.908748, datum: 'GCJ-02' }), square)).toBeLessThan(10)
  expect(metresBetween(toWgs84({ lng: 116.403855, lat: 39.915087, datum: 'BD-09' }), square)).toBeLessThan(20)
})

test('inside the outline is inside, half a kilometre beyond it still is, and without an outline nothing is outside', () => {
  const where = { geojson: OUTLINE, town: undefined }
  const within = fc.record({
    lng: fc.double({ min: 101, max: 101.4, noNaN: true }),
    lat: fc.double({ min: 26, max: 26.4, noNaN: true }),
  })
  fc.assert(fc.property(within, (point) => pointRefused(point, where) === undefined))
  expect(pointRefused({ lng: 101.404, lat: 26.2 }, where)).toBeUndefined()
  expect(pointRefused({ lng: 101.41, lat: 26.2 }, where)).toBe('division.outsideCounty')
  expect(pointRefused({ lng: 90, lat: 30 }, { geojson: undefined, town: undefined })).toBeUndefined()
  const hole = [
    [101.1, 26.1],
    [101.3, 26.1],
    [101.3, 26.3],
    [101.1, 26.3],
    [101.1, 26.1],
  ]
  const ringed = { type: 'MultiPolygon', coordinates: [[OUTLINE.features[0]?.geometry.coordinates[0], hole]] }
  expect(pointRefused({ lng: 101.2, lat: 26.2 }, { geojson: ringed, town: undefined })).toBe('division.outsideCounty')
})
