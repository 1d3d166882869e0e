import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHttp } from '#platform/http'
import { type Operation, operationsOf, type Schema, smallest, takesText, textsOf } from './document.ts'
import { nameOf, ownPath, type Request, requestOf } from './requests.ts'
import { aWorld, today, type Who, type World } from './world.ts'

let world: World
let operations: Operation[]

beforeAll(async () => {
  world = await aWorld()
  operations = operationsOf((await world.ask({ method: 'GET', url: '/api/openapi.json' })).json())
}, 300_000)
afterAll(() => world.close())

const options = { log: false, permissions: new Set(['station.read']), authenticate: async () => undefined } as const

describe('a route', () => {
  test('that names no permission stops the start', async () => {
    const app = await createHttp(options)
    expect(() => app.get('/api/open', async () => 'x')).toThrow(/GET \/api\/open names no permission/)
    expect(() => app.get('/api/blank', { config: { can: '' } }, async () => 'x')).toThrow(/names no permission/)
    await app.close()
  })

  test('whose permission no role has stops the start', async () => {
    const app = await createHttp(options)
    expect(() => app.get('/api/typo', { config: { can: 'station.raed' } }, async () => 'x')).toThrow(/'station.raed'/)
    app.get('/api/good', { config: { can: 'station.read' } }, async () => 'x')
    await app.close()
  })
})

describe('a request that changes something', () => {
  const send = (headers: Record<string, string>, method: 'POST' | 'GET' | 'DELETE' = 'POST') =>
    world.ask({
      method,
      url: '/api/session',
      headers: { host: 'xiangji.example', ...headers },
      ...(method === 'POST' ? { payload: { username: 'nobody', password: 'x' } } : {}),
    })

  test('is refused when a browser says that it comes from another site', async () => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'https://evil.example/xiangji.example' },
      { origin: 'https://xiangji.example.evil.example' },
      { origin: 'https://xiangji.example:8443' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site', origin: 'https://xiangji.example' },
    ]) {
      expect([headers, (await send(headers)).json().code]).toEqual([headers, 'http.foreignSite'])
      expect((await send(headers, 'DELETE')).statusCode).toBe(403)
    }
  })

  test('is taken from our own site, from a typed address and from a program', async () => {
    for (const headers of [
      {},
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://xiangji.example' },
    ])
      expect([headers, (await send(headers)).json().code]).toEqual([headers, 'identity.wrongPassword'])
  })
})

test('every kind of answer has the security headers and its request id', async () => {
  const { ask, ours } = world
  const answers = await Promise.all([
    ask({ method: 'GET', url: '/' }),
    ask({ method: 'GET', url: '/readyz' }),
    ask({ method: 'GET', url: '/api/reference' }),
    ask({ method: 'GET', url: '/nowhere' }),
    ask({ method: 'GET', url: '/api/stations' }),
    ask({ method: 'GET', url: '/api/stations' }, ours.who.bureauClerk),
    ask({ method: 'GET', url: `/api/files/${ours.files.kept}` }, ours.who.bureauClerk),
  ])
  for (const { headers, statusCode } of answers) {
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect([statusCode, headers['content-security-policy']]).toEqual([
      statusCode,
      expect.stringMatching(/default-src 'self'.*frame-ancestors 'none'/),
    ])
    expect(headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/)
    expect(headers['x-powered-by']).toBeUndefined()
  }
  expect(answers.at(-1)?.headers['content-disposition']).toMatch(/^attachment/)
})

test('the cookie of a session is out of reach of scripts and of other sites', async () => {
  const { body } = await world.ask({ method: 'POST', url: '/api/session', payload: { username: 'x', password: 'x' } })
  expect(body).toContain('identity.wrongPassword')
  const payload = { username: world.ours.who.trainer?.username, password: 'a-long-word-7' }
  const plain = await world.ask({ method: 'POST', url: '/api/session', payload })
  expect(plain.headers['set-cookie']).toMatch(/; HttpOnly/)
  expect(plain.headers['set-cookie']).toMatch(/; SameSite=(Lax|Strict)/)
  const headers = { 'x-forwarded-proto': 'https' }
  const secure = await world.ask({ method: 'POST', url: '/api/session', payload, headers })
  expect(secure.headers['set-cookie']).toMatch(/; Secure/)
})

describe('an error', () => {
  const clerk = () => world.ours.who.bureauClerk as Who // every role was enrolled
  const json = { 'content-type': 'application/json' }

  test('is problem+json with a code and the request id, whatever went wrong', async () => {
    const { ask } = world
    const url = '/api/stations'
    const answers = {
      400: await ask({ method: 'POST', url, payload: {} }, clerk()),
      401: await ask({ method: 'GET', url }),
      403: await ask({ method: 'GET', url: '/api/journal' }, clerk()),
      404: await ask({ method: 'GET', url: `${url}/0190c000-0000-7000-8000-0000000000ff` }, clerk()),
      413: await ask({ method: 'POST', url, headers: json, payload: `{"name":"${'x'.repeat(3 << 20)}"}` }, clerk()),
      415: await ask({ method: 'POST', url, headers: { 'content-type': 'text/csv' }, payload: 'a,b' }, clerk()),
    }
    for (const [status, answer] of Object.entries(answers)) {
      expect([status, answer.statusCode, answer.headers['content-type']]).toEqual([
        status,
        Number(status),
        expect.stringMatching(/^application\/problem\+json/),
      ])
      const problem = answer.json()
      expect(problem).toMatchObject({ status: Number(status), code: expect.stringMatching(/^\w+\.\w+$/) })
      expect(problem.requestId).toBe(answer.headers['x-request-id'])
      expect(problem.type).toBe(`urn:xiangji:${problem.code}`)
    }
  })

  test.each([
    ['{', 'malformed'],
    ['', 'empty'],
    ['[1,', 'cut off'],
    ['{"__proto__":{"name":"x"}}', 'of a prototype'],
    ['{"constructor":{"prototype":{}}}', 'of a constructor'],
    ['"text"', 'of another type'],
    ['null', 'of nothing'],
  ])('of JSON %j (%s) is 400, not 500', async (payload) => {
    for (const { method, path, body, can } of operations) {
      if (!body || path.includes('{') || !clerk().caller.permissions.has(can)) continue
      const answer = await world.ask({ method, url: path, headers: json, payload }, clerk())
      expect([path, answer.statusCode]).toEqual([path, 400])
    }
  })
})

/** Texts and days that look well and that PostgreSQL or a clock cannot hold. */
const HOSTILE = [
  'a\u0000b',
  '\u0000',
  'ab\ud800cd',
  '\udc00',
  'a\u202eb',
  "'; drop table station.station; --",
  '%',
  '\\',
  '100%_\\',
  '99999999999999999999_0190c000-0000-7000-8000-000000000000',
  '8640000000000001_0190c000-0000-7000-8000-000000000000',
  '1_------------------------------------',
  '0000000000000000000',
]
const DAYS = ['0000-01-01', '0001-01-01', '9999-12-31', '1582-10-10']

type Sent = { text: string; request: Request }

/** Every hostile text and day in every place of a request where the schema takes it. */
function hostileRequests(operation: Operation): Sent[] {
  const path = ownPath(operation, world.ours)
  const textsFor = (schema: Schema): string[] => {
    if (schema.format === 'date') return DAYS
    if (schema.format === 'date-time') return DAYS.map((day) => `${day}T00:00:00Z`)
    return HOSTILE.filter((text) => takesText(schema, text))
  }
  const inUrl = operation.parameters.flatMap(({ name, schema, in: place }) =>
    textsFor(schema)
      .filter((text) => !/\p{Surrogate}/u.test(text))
      .map((text) => ({
        text: `${name} ${text}`,
        request: place === 'path' ? { path: { ...path, [name]: text } } : { path, query: { [name]: text } },
      })),
  )
  const { body } = operation
  if (!body) return inUrl
  const inBody = textsOf(body).flatMap((leaf) =>
    textsFor(leaf.schema).map((text) => ({
      text: `${leaf.name} ${text}`,
      request: { path, body: leaf.put(smallest(body, today), text) },
    })),
  )
  return [...inUrl, ...inBody]
}

test('no text and no day that a schema takes ends in an unexpected error', { timeout: 120_000 }, async () => {
  const everybody = Object.values(world.ours.who)
  const wrong: string[] = []
  let count = 0
  for (const operation of operations) {
    if (operation.method === 'DELETE' || ['public', 'signedIn'].includes(operation.can)) continue
    const who = everybody.find(({ caller }) => caller.permissions.has(operation.can))
    for (const { text, request } of hostileRequests(operation)) {
      const answer = await world.ask(requestOf(operation, request), who)
      count++
      if (answer.statusCode >= 500 || answer.statusCode === 401)
        wrong.push(`${nameOf(operation)} ${JSON.stringify(text)}: ${answer.body.slice(0, 120)}`)
    }
  }
  expect(wrong).toEqual([])
  expect(count).toBeGreaterThan(300)
})

test('a text with NUL or half a character is refused in one place, by name', async () => {
  const who = world.ours.who.bureauClerk as Who // every role was enrolled
  const base = { name: 'ab', level: 'village', place: world.ours.villages[0] }
  for (const name of ['a\u0000b', 'a\ud800b']) {
    const answer = await world.ask({ method: 'POST', url: '/api/stations', payload: { ...base, name } }, who)
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'http.badInput'])
    expect(answer.json().problems).toEqual([{ path: '/name', message: expect.any(String) }])
  }
  const search = await world.ask({ method: 'GET', url: '/api/stations?search=a%00b' }, who)
  expect([search.statusCode, search.json().code]).toEqual([400, 'http.badInput'])
  const path = await world.ask({ method: 'GET', url: '/api/programme/targets/a%00b/reports' }, who)
  expect([path.statusCode, path.json().code]).toEqual([400, 'http.badInput'])
})
