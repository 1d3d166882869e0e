import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCsv } from '#platform/excel'
import { lastOf, readSuccession } from '../domain.ts'
import { aCounty } from './county.ts'

const codesOf = (body: { successors: { code: string }[] }) => body.successors.map(({ code }) => code)

test('an old code finds its successors through every step, as of a day', async () => {
  const { get } = await aCounty()
  const at = (code: string, asOf?: string) => get(`/api/divisions/${code}/successor${asOf ? `?asOf=${asOf}` : ''}`)
  const now = await at('000001101200')
  expect(now).toMatchObject({ status: 200, body: { isCurrent: false, asOf: '2026-05-01' } })
  expect(now.body.successors).toEqual([
    { code: '000001101202', name: '东新村' },
    { code: '000001101203', name: '西新村' },
  ])
  expect(now.body.steps.map(({ kind, since }: { kind: string; since: string }) => [kind, since])).toEqual([
    ['rename', '2024-03-01'],
    ['split', '2025-06-01'],
    ['split', '2025-06-01'],
  ])
  expect(codesOf((await at('000001101200', '2025-05-31')).body)).toEqual(['000001101201'])
  expect((await at('000001101200', '2024-02-29')).body).toMatchObject({ isCurrent: true, successors: [], steps: [] })
  expect((await at('000001101202')).body).toMatchObject({ isCurrent: true })
  expect((await at('000001102200')).body).toMatchObject({ isCurrent: true })
})

test('a code that came from another county is found by the county that has it, others answer as if there were none', async () => {
  const { get } = await aCounty()
  expect(codesOf((await get('/api/divisions/000002301200/successor')).body)).toEqual(['000001101202'])
  for (const code of ['000003101200', '000003101201', '000009', '000001999'])
    expect(await get(`/api/divisions/${code}/successor`)).toMatchObject({
      status: 404,
      body: { code: 'division.unknown' },
    })
  expect((await get('/api/divisions/000001101200/successor', 'other')).status).toBe(404)
  expect((await get('/api/divisions/12/successor')).status).toBe(400)
  expect((await get('/api/divisions/000001101200/successor?asOf=soon')).status).toBe(400)
  expect((await get('/api/divisions/000001101200/successor', 'nobody')).status).toBe(401)
})

test('an old division stays on the list with its end, and is not among those that hold', async () => {
  const { get, divisions, callers } = await aCounty()
  const { body } = await get('/api/divisions')
  const ends = Object.fromEntries(body.map(({ code, validTo }: { code: string; validTo: string }) => [code, validTo]))
  expect(ends).toMatchObject({
    '000001101200': '2024-03-01',
    '000001101201': '2025-06-01',
    '000001101202': null,
    '000001102200': '2120-01-01',
  })
  const current = [...(await divisions.current(callers.reader)).keys()]
  expect(current).toContain('000001102200')
  expect(current).not.toContain('000001101200')
})

test('codes at the end of a chain are followed by none, and a ring in bad data has no end', () => {
  expect(lastOf([])).toEqual([])
  const ring = [
    { code: 'a', successor: 'b' },
    { code: 'b', successor: 'a' },
  ]
  expect(lastOf(ring)).toEqual([])
  const steps = fc.array(fc.record({ code: fc.nat({ max: 9 }).map(String), successor: fc.nat({ max: 9 }).map(String) }))
  fc.assert(
    fc.property(steps, (some) => {
      for (const last of lastOf(some)) expect(some.some(({ code }) => code === last)).toBe(false)
    }),
  )
})

test('a ring in the table ends, and answers with no successor', async () => {
  const { divisions, callers, get } = await aCounty()
  const step = { kind: 'rename' as const, since: '2024-01-01', source: 'synthetic' }
  await divisions.loadSuccession(callers.reader, [
    { ...step, code: '000001101203', successor: '000001101202' },
    { ...step, code: '000001101202', successor: '000001101203' },
  ])
  expect((await get('/api/divisions/000001101203/successor')).body).toMatchObject({ isCurrent: false, successors: [] })
})

test('a table of changes is read row by row, and what is wrong has its number', () => {
  const csv = `\uFEFFcode,successor,kind,since,source\r\n000001101200,000001101201,rename,2024-03-01,"国统字〔2024〕1号，""附件"""\r\n,,,,\r\n000001101200,000001101200,rename,2024-03-01,x\r\n0001,000001101201,rename,2024-03-01,x\r\n000001101200,000001101201,gone,2024-03-01,x\r\n`
  const { steps, problems } = readSuccession(parseCsv(csv))
  expect(steps).toEqual([
    {
      code: '000001101200',
      successor: '000001101201',
      kind: 'rename',
      since: '2024-03-01',
      source: '国统字〔2024〕1号，"附件"',
    },
  ])
  expect(problems.map(({ row }) => row)).toEqual([4, 5, 6])
})
