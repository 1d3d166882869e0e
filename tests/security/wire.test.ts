import type { AddressInfo } from 'node:net'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aWorld, type Who, type World } from './world.ts'

/** What only a real connection can do: broken, slow, hidden and endless requests. */
let world: World
let port: number
let clerk: Who

beforeAll(async () => {
  world = await aWorld()
  await world.app.app.listen({ port: 0, host: '127.0.0.1' })
  port = (world.app.app.server.address() as AddressInfo).port // a TCP server listens on a port
  clerk = world.ours.who.bureauClerk as Who // every role was enrolled
}, 120_000)
afterAll(() => world.close())

function open(): { socket: Socket; answer: () => string; closed: Promise<void> } {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.on('data', (data: Buffer) => {
    text += data.toString('latin1')
  })
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => void socket.on('close', () => resolve()))
  return { socket, answer: () => text, closed }
}

/** Sends bytes as they are and gives back all that comes until the server closes or is silent for a while. */
async function raw(text: string, silenceMs = 700): Promise<string> {
  const { socket, answer, closed } = open()
  socket.write(text, 'latin1')
  for (let before = -1; before < answer().length || before === -1; ) {
    before = answer().length
    const isClosed = await Promise.race([
      closed.then(() => true),
      new Promise<false>((resolve) => setTimeout(() => resolve(false), silenceMs)),
    ])
    if (isClosed) break
  }
  socket.destroy()
  return answer()
}

const statuses = (answers: string): string[] => [...answers.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, s]) => s ?? '')
const head = (lines: readonly string[]): string => `${lines.join('\r\n')}\r\n\r\n`

describe('a request that two readers would read differently', () => {
  const hidden = head(['GET /api/accounts HTTP/1.1', 'Host: x'])
  test.each([
    ['with both lengths', ['Content-Length: 6', 'Transfer-Encoding: chunked'], `0\r\n\r\n${hidden}`],
    ['with two lengths', ['Content-Length: 0', `Content-Length: ${hidden.length}`], hidden],
    ['with a length that is none', ['Content-Length: +0'], hidden],
    ['with a coding in disguise', ['Transfer-Encoding: xchunked'], `0\r\n\r\n${hidden}`],
    ['with a coding after a space', ['Transfer-Encoding : chunked'], `0\r\n\r\n${hidden}`],
    ['with a folded line', ['X-A: b\r\n Content-Length: 5'], hidden],
    ['with a chunk of no size', ['Transfer-Encoding: chunked'], `zz\r\n${hidden}`],
  ])('%s is answered once, by a refusal', async (_name, lines, rest) => {
    const answers = await raw(
      head(['POST /api/session HTTP/1.1', 'Host: x', 'Content-Type: application/json', ...lines]) + rest,
    )
    expect(statuses(answers).filter((status) => status.startsWith('2') || status.startsWith('5'))).toEqual([])
    expect(answers).not.toContain('rows')
    expect(statuses(answers)[0]).toBe('400')
  })

  test.each([
    ['a line break in the address', 'GET /api/stations\r\nX: y HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['no host', 'GET /api/stations HTTP/1.1\r\n\r\n'],
    ['a method of its own', 'BREW /api/stations HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a hundred thousand bytes of headers', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`],
    ['rubbish', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
  ])('with %s is refused', async (_name, text) => {
    const answers = await raw(text)
    expect(statuses(answers).every((status) => status.startsWith('4'))).toBe(true)
    expect(answers.length === 0 || statuses(answers).length > 0).toBe(true)
  })
})

const url = () => `http://127.0.0.1:${port}`

describe('whoever is slow or endless', () => {
  test('is cut off, and keeps nobody else from an answer', { timeout: 60_000 }, async () => {
    const idle = Array.from({ length: 60 }, () => {
      const { socket, closed } = open()
      socket.write('POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n')
      const drip = setInterval(() => socket.write('X-Drip: 1\r\n'), 500)
      closed.then(() => clearInterval(drip))
      return { socket, closed }
    })
    const started = performance.now()
    const answer = await fetch(`${url()}/api/overview`, { headers: { cookie: clerk.cookie } })
    expect(answer.status).toBe(200)
    expect(performance.now() - started).toBeLessThan(5000)
    const { headersTimeout, requestTimeout } = world.app.app.server
    expect(headersTimeout).toBeLessThanOrEqual(60_000)
    expect(requestTimeout).toBeLessThanOrEqual(60_000)
    for (const { socket } of idle) socket.destroy()
    await Promise.all(idle.map(({ closed }) => closed))
  })

  test('with ten megabytes of JSON is told so before it has been read, and others are served meanwhile', async () => {
    const body = `{"name":"${'x'.repeat(10 << 20)}"}`
    const post = () =>
      fetch(`${url()}/api/stations`, {
        method: 'POST',
        headers: { cookie: clerk.cookie, 'content-type': 'application/json' },
        body,
      }).then(
        ({ status }) => status,
        () => 'cut off',
      )
    const big = Array.from({ length: 8 }, post)
    const others = await Promise.all(
      Array.from({ length: 20 }, () => fetch(`${url()}/api/overview`, { headers: { cookie: clerk.cookie } })),
    )
    expect(others.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
    for (const status of await Promise.all(big)) expect([413, 'cut off']).toContain(status)
  })

  test('with a body that never ends is cut off at the limit', async () => {
    const { socket, answer, closed } = open()
    socket.write(
      head([
        'POST /api/stations HTTP/1.1',
        'Host: x',
        `Cookie: ${clerk.cookie}`,
        'Content-Type: application/json',
        'Transfer-Encoding: chunked',
      ]),
    )
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    let sent = 0
    const timer = setInterval(() => {
      if (sent < 64 << 20 && socket.writable) sent += socket.write(chunk) ? chunk.length : 0
    }, 1)
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 10_000))])
    clearInterval(timer)
    socket.destroy()
    expect(statuses(answer())).toEqual(['413'])
    expect(sent).toBeLessThan(16 << 20)
  })
})

describe('a session', () => {
  test('is never the one that somebody brought along', async () => {
    const planted = 'xiangji.session_token=planted.signature'
    const payload = { username: world.ours.who.trainer?.username, password: 'a-long-word-7' }
    const signed = await world.ask({ method: 'POST', url: '/api/session', payload, headers: { cookie: planted } })
    const first = String(signed.headers['set-cookie']).split(';')[0] ?? ''
    expect(first).not.toContain('planted')
    expect((await world.ask({ method: 'GET', url: '/api/session' }, { cookie: planted })).statusCode).toBe(401)
    // Signing in again on the same device gives another one, and signing out ends it for good.
    const again = await world.ask({ method: 'POST', url: '/api/session', payload, headers: { cookie: first } })
    const second = String(again.headers['set-cookie']).split(';')[0] ?? ''
    expect(second).not.toBe(first)
    await world.ask({ method: 'DELETE', url: '/api/session' }, { cookie: second })
    expect((await world.ask({ method: 'GET', url: '/api/session' }, { cookie: second })).statusCode).toBe(401)
  })

  test('is not taken from the address, a header of another name or a body', async () => {
    const token = clerk.cookie.split('=')[1] ?? ''
    for (const options of [
      { url: `/api/stations?${clerk.cookie}` },
      { url: '/api/stations', headers: { authorization: `Bearer ${token}` } },
      { url: '/api/stations', headers: { 'x-session-token': token } },
      { url: '/api/stations', headers: { cookie: `other=${token}` } },
      { url: '/api/stations', headers: { cookie: `xiangji.session_token=${token.slice(0, -3)}AAA` } },
    ])
      expect([options, (await world.ask({ method: 'GET', ...options })).statusCode]).toEqual([options, 401])
  })
})

test('no answer sends anybody to another site', async () => {
  const wrong: string[] = []
  for (const address of [
    ...[
      '/console',
      '/station',
      '/console//evil.example',
      '/station//evil.example',
      '//evil.example',
      '/\\evil.example',
    ],
    ...[
      '/?next=https://evil.example',
      '/console?next=//evil.example',
      '/?lang=https://evil.example',
      '/%2f%2fevil.example',
    ],
    ...['/?lang=en%0d%0aset-cookie:%20a=b', '/console/%0d%0alocation:%20https://evil.example'],
  ]) {
    const answer = await world.ask({ method: 'GET', url: address, headers: { host: 'xiangji.example' } })
    const to = String(answer.headers.location ?? '')
    if (
      answer.statusCode >= 500 ||
      /evil|^\/\/|^\/\\|^https?:/.test(to) ||
      answer.headers['set-cookie']?.includes('a=b')
    )
      wrong.push(`${address}: ${answer.statusCode} ${to}`)
  }
  expect(wrong).toEqual([])
})
