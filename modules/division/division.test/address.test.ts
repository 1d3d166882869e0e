import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { scoped } from '#platform/db'
import { readRows, XLSX } from '#platform/excel'
import { aCaller, testApp, testDb } from '#platform/testing'
import {
  createAddressService,
  createDivisionService,
  createSurveyService,
  divisionRoutes,
  parseDivisions,
} from '../index.ts'

const COUNTY = '532327'
const ROWS = parseDivisions(readFileSync(new URL('../../../counties/yongren/divisions.csv', import.meta.url), 'utf8'))
const LIANGTIAN = '532327101202'

async function anOffice() {
  const { db, owner } = await testDb()
  const now = () => new Date('2026-05-01T04:00:00Z')
  const own = scoped<'division'>(db)
  const divisions = createDivisionService({ db: own, now })
  const surveys = createSurveyService({ db: own, divisions, now })
  const addresses = createAddressService({ db: own, divisions, now })
  const can = ['division.read', 'division.learnAlias']
  const callers = {
    clerk: aCaller({ county: COUNTY, place: COUNTY, can }),
    inTown: aCaller({ county: COUNTY, place: '532327102', can }),
    reader: aCaller({ county: COUNTY, place: COUNTY, can: ['division.read'] }),
    other: aCaller({ county: '445281', place: '445281', can }),
  }
  await divisions.load(callers.clerk, ROWS)
  const app = await testApp(divisionRoutes({ divisions, surveys, addresses }), callers, [...can, 'division.survey'])
  const post = async (url: string, payload: object, as = 'clerk') => {
    const answer = await app.inject({
      method: 'POST',
      url: `/api/divisions${url}`,
      payload,
      headers: { 'x-test-caller': as },
    })
    return { status: answer.statusCode, body: answer.json() }
  }
  const resolve = async (...lines: string[]) => (await post('/addresses/resolve', { lines })).body
  return { app, post, resolve, owner }
}

test('a batch of lines is answered in its order, and what elsewhere is says where', async () => {
  const { resolve } = await anOffice()
  expect(await resolve('永仁县永定镇良田村3组', '云南省楚雄州元谋县黄瓜园镇', '')).toMatchObject([
    {
      code: LIANGTIAN,
      reason: 'village',
      pieces: [{ text: '永仁县' }, { text: '永定镇' }, { text: '良田村', start: 6, end: 9 }],
    },
    { code: null, reason: 'elsewhere', elsewhere: [{ code: '532328' }] },
    { code: null, reason: 'unknown' },
  ])
})

test('a name that was taught leads to its place from then on, is told in the journal without any address, and can be forgotten', async () => {
  const { post, resolve, owner, app } = await anOffice()
  const line = '永仁县永定镇老街子5号 张三 13888888888'
  expect(await resolve(line)).toMatchObject([{ code: '532327101' }])
  expect((await post('/aliases', { name: '老街子', code: LIANGTIAN })).body).toMatchObject([
    { name: '老街子', code: LIANGTIAN, place: '良田村民委员会' },
  ])
  expect(await resolve(line)).toMatchObject([{ code: LIANGTIAN, notes: ['alias'] }])
  expect((await post('/aliases', { name: '老街子', code: '532327101201' })).body.code).toBe('division.aliasTaken')
  const { rows } = await sql`select kind, place, data from platform.event where kind like 'division.alias%'`.execute(
    owner,
  )
  expect(rows).toEqual([{ kind: 'division.aliasLearnt', place: LIANGTIAN, data: { name: '老街子' } }])
  expect((await post('/aliases/forget', { name: '老街子' })).body).toEqual([])
  expect(await resolve(line)).toMatchObject([{ code: '532327101' }])
  const listed = await app.inject({ url: '/api/divisions/aliases', headers: { 'x-test-caller': 'reader' } })
  expect(listed.json()).toEqual([])
})

test('what may be taught: no division’s own name, no telephone number, nothing outside one’s reach', async () => {
  const { post } = await anOffice()
  expect((await post('/aliases', { name: '大坝', code: LIANGTIAN })).body).toMatchObject({
    status: 409,
    code: 'division.aliasIsName',
    place: '大坝村民委员会',
  })
  for (const name of ['一', '13888888888', '永定镇 大坝', 'a'.repeat(30)])
    expect((await post('/aliases', { name, code: LIANGTIAN })).status, name).toBe(400)
  expect((await post('/aliases', { name: '老街子', code: LIANGTIAN }, 'inTown')).status).toBe(404)
  expect((await post('/aliases', { name: '老街子', code: '445281001201' })).status).toBe(404)
  expect((await post('/aliases', { name: '老街子', code: LIANGTIAN }, 'reader')).status).toBe(403)
  expect((await post('/aliases', { name: '老街子', code: LIANGTIAN }, 'nobody')).status).toBe(401)
  expect((await post('/aliases/forget', { name: '老街子' })).status).toBe(404)
})

test('who may ask, and how much at once', async () => {
  const { post } = await anOffice()
  expect((await post('/addresses/resolve', { lines: [] })).status).toBe(400)
  expect((await post('/addresses/resolve', { lines: Array(501).fill('永仁县') })).status).toBe(400)
  expect((await post('/addresses/resolve', { lines: ['永仁县'] }, 'nobody')).status).toBe(401)
  expect((await post('/addresses/resolve', { lines: ['永仁县永定镇'] }, 'reader')).body).toMatchObject([
    { code: '532327101' },
  ])
})

test('a sheet comes back with each row answered, ten thousand in seconds', async () => {
  const { app } = await anOffice()
  const csv = ['编号,地址', ...Array.from({ length: 10_000 }, (_, i) => `${i + 1},永仁县永定镇良田村${i}号`)].join('\n')
  const form = new FormData()
  form.append('file', new Blob([csv], { type: XLSX }), 'addresses.csv')
  const request = new Request('http://x', { method: 'POST', body: form })
  const answer = await app.inject({
    method: 'POST',
    url: '/api/divisions/addresses/sheet',
    headers: { 'x-test-caller': 'reader', 'content-type': request.headers.get('content-type') ?? '' },
    payload: Buffer.from(await request.arrayBuffer()),
  })
  const rows = await readRows(
    answer.rawPayload,
    [
      { key: 'id', zh: '编号', en: 'id' },
      { key: 'code', zh: '区划代码', en: 'code' },
      { key: 'reason', zh: '说明', en: 'reason' },
    ],
    { limit: 20_000 },
  )
  expect(rows).toHaveLength(10_000)
  expect(rows.at(-1)?.cells).toEqual({
    id: '10000',
    code: LIANGTIAN,
    reason: '认定为永仁县永定镇良田村民委员会（532327101202）。',
  })
}, 60_000)
