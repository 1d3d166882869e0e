import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Operation, operationsOf, type Schema, smallest } from './document.ts'
import { nameOf, ownPath, type Request, requestOf } from './requests.ts'
import { aWorld, today, type Who, type World } from './world.ts'

let world: World
let operations: Operation[]

beforeAll(async () => {
  world = await aWorld()
  const all = operationsOf((await world.ask({ method: 'GET', url: '/api/openapi.json' })).json())
  operations = all.filter(({ method }) => method !== 'DELETE')
}, 120_000)
afterAll(() => world.close())

/** Whoever may enter by a route: what is wrong with a request shows only behind the door. */
const whoMay = ({ can }: Operation): Who | undefined => {
  const everybody = Object.values(world.ours.who)
  return can === 'signedIn' ? everybody[0] : everybody.find(({ caller }) => caller.permissions.has(can))
}

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

/** Values of every type, too large, too small and too long: whatever a field asks for, most of these are not it. */
const VALUES: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e308, -1e308, 2 ** 53],
  ...['', ' ', '0x10', '9'.repeat(400), 'x'.repeat(200_000), '\u{1F4A9}'.repeat(50_000)],
  ...[[], {}, [null], [[]], [{}], { length: 3 }, { toString: 1 }, { $ne: '' }, JSON.parse(deep(200))],
]

type Put = (body: unknown, value: unknown) => unknown

/** Every place of a body, also inside objects and lists. */
function placesOf({ properties = {} }: Schema): { name: string; put: Put }[] {
  return Object.entries(properties).flatMap(([name, inner]) => {
    const put: Put = (body, value) => ({ ...(body as object), [name]: value }) // a body with properties is an object
    const within = placesOf(inner.items ?? inner).map((place) => ({
      name: `${name}.${place.name}`,
      put: (body: unknown, value: unknown) => {
        const old = (body as Record<string, unknown>)[name] // as above
        const example = smallest(inner.items ?? inner, today)
        return put(body, inner.items ? [place.put(example, value)] : place.put(old ?? example, value))
      },
    }))
    return [{ name, put }, ...within]
  })
}

const QUERIES = ['', 'NaN', '-1', '1e309', '9'.repeat(400), 'x'.repeat(5000), '[]', '{}', 'true', '../..', '=1+1']

function requestsOf(operation: Operation): { text: string; request: Request }[] {
  const path = ownPath(operation, world.ours)
  const { body } = operation
  const inBody = body
    ? placesOf(body).flatMap(({ name, put }) =>
        VALUES.map((value) => ({
          text: `${name} = ${JSON.stringify(value).slice(0, 30)}`,
          request: { path, body: put(smallest(body, today), value) },
        })),
      )
    : []
  const inUrl = operation.parameters.flatMap(({ name, in: place }) =>
    QUERIES.map((value) => ({
      text: `${name} = ${value.slice(0, 30)}`,
      request: place === 'path' ? { path: { ...path, [name]: value || '%' } } : { path, query: { [name]: value } },
    })),
  )
  return [...inBody, ...inUrl]
}

type Seen = { wrong: string[]; count: number; refused: number }

async function send(seen: Seen, text: string, options: Parameters<World['ask']>[0], who: Who | undefined) {
  const answer = await world.ask(options, who)
  seen.count += 1
  if (answer.statusCode >= 400) seen.refused += 1
  const isProblem = String(answer.headers['content-type']).startsWith('application/problem+json')
  if (answer.statusCode >= 500 || answer.statusCode === 401 || (answer.statusCode >= 400 && !isProblem))
    seen.wrong.push(`${text}: ${answer.statusCode} ${answer.body.slice(0, 120)}`)
}

test('nothing that no schema takes ends in an unexpected error, and nothing of it is taken', {
  timeout: 300_000,
}, async () => {
  const seen: Seen = { wrong: [], count: 0, refused: 0 }
  for (const operation of operations) {
    if (operation.can === 'public' && operation.method !== 'GET') continue // these are limited by address: below
    const who = whoMay(operation)
    for (const { text, request } of requestsOf(operation))
      await send(seen, `${nameOf(operation)} ${text}`, requestOf(operation, request), who)
  }
  expect(seen.wrong).toEqual([])
  expect(seen.count).toBeGreaterThan(1500)
  expect(seen.refused / seen.count).toBeGreaterThan(0.7)
})

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le')

/** Bodies that are wrong as a whole, with the header that comes with them. */
const BODIES: readonly [name: string, payload: string | Buffer, headers?: Record<string, string>][] = [
  ['nested two hundred thousand deep', `{"name":${deep(200_000)}}`],
  ['nested beside what is asked', `{"x":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`],
  ['of a hundred thousand keys', `{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":1`).join(',')}}`],
  ['of one key a thousand times', `{${Array.from({ length: 1000 }, () => '"name":"x"').join(',')}}`],
  ['a list of two hundred thousand', `[${'0,'.repeat(200_000)}0]`],
  ['not UTF-8', Buffer.from('{"name":"\xff\xfe\xc0\x80"}', 'latin1')],
  ['UTF-16', utf16('{"name":"x"}'), { 'content-type': 'application/json; charset=utf-16' }],
  ['said to be gzip', '{"name":"x"}', { 'content-encoding': 'gzip' }],
  ['said to be a form', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }],
  [
    'said to be XML',
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    { 'content-type': 'text/xml' },
  ],
  ['with numbers beyond all', '{"name":1e999999,"quantity":-1e999999}'],
]

test.each(BODIES)(
  'a body that is %s ends in no unexpected error on any route, and is refused where anything is required',
  { timeout: 120_000 },
  async (name, payload, headers) => {
    const seen: Seen = { wrong: [], count: 0, refused: 0 }
    for (const operation of operations.filter(({ body, can }) => body?.required?.length && can !== 'public')) {
      const { url } = requestOf(operation, { path: ownPath(operation, world.ours) })
      const options = {
        method: operation.method,
        url,
        payload,
        headers: { 'content-type': 'application/json', ...headers },
      }
      await send(seen, `${nameOf(operation)} ${name}`, options, whoMay(operation))
    }
    expect(seen.wrong).toEqual([])
    expect(seen.count).toBeGreaterThan(15)
    expect(seen.refused).toBe(seen.count)
  },
)

test('addresses that decode to nothing good are refused', async () => {
  const who = world.ours.who.bureauClerk
  const wrong: string[] = []
  for (const url of [
    ...['/api/stations/%ff', '/api/stations/%', '/api/stations/%2e%2e%2fsessions', '/api/files/..%2f..%2fetc%2fpasswd'],
    ...[
      '/api/stations?search=%ff%fe',
      '/api/stations?limit=1&limit=2',
      '/api/stations?search[]=a',
      '/api/stations?__proto__=1',
    ],
    ...['//evil.example/api/stations', '/console/%2e%2e/%2e%2e/package.json', '/console/..%2f..%2fpackage.json'],
    ...['/station/%2e%2e%2f%2e%2e%2fpackage.json', '/console/....//....//package.json', '/console/\\..\\package.json'],
    `/api/stations/${'a'.repeat(3000)}`,
  ]) {
    const answer = await world.ask({ method: 'GET', url }, who)
    if (answer.statusCode >= 500 || answer.body.includes('"workspaces"') || answer.body.includes('root:'))
      wrong.push(`${url}: ${answer.statusCode} ${answer.body.slice(0, 100)}`)
  }
  expect(wrong).toEqual([])
})
