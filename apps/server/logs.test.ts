import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemCaller } from '#platform/authz'
import { createLogger } from '#platform/log'
import { scrubbed } from '#platform/scrub'
import { testDb } from '#platform/testing'
import { createApp } from './app.ts'

const PHONE = '13812345678'
const CARD = '110101199003078515'
const BANK = '6222021234567890123'
const PASSWORD = 'Correct-Horse-7'
const NAME = '欧阳测试'

/** The whole server with a log at its most talkative. */
async function aServer() {
  const { url, owner } = await testDb()
  const folder = mkdtempSync(path.join(tmpdir(), 'xj-logs-'))
  const lines: string[] = []
  const log = createLogger('trace', { write: (line: string) => void lines.push(line) })
  const built = await createApp({
    url,
    filesFolder: folder,
    secret: 's'.repeat(40),
    log,
    county: '000001',
    secondFactor: 'offered',
  })
  onTestFinished(async () => {
    await built.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { ...built, owner, log, lines }
}

test('numbers of persons, passwords and names that go through routes, refusals and errors are in no line of the log', async () => {
  const { app, services, owner, log, lines } = await aServer()
  const { rows } = await owner.executeQuery<{ ok: number }>({
    sql: "insert into division.division (code, county, name, level, parent) values ('000001', '000001', '甲县', 'county', null) returning 1 as ok",
    parameters: [],
    query: { kind: 'RawNode', sqlFragments: [], parameters: [] },
    queryId: { queryId: 'a' },
  } as never)
  expect(rows).toHaveLength(1)
  const system = systemCaller('000001')
  const roles = ['systemAdministrator'] as const
  await services.identity.createAccount(system, {
    ...{ username: 'root', name: NAME, place: '000001', phone: PHONE, password: PASSWORD, roles: [...roles] },
  })
  const send = (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, cookie = '') =>
    app.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) })
  const signed = await send('POST', '/api/session', { username: 'root', password: PASSWORD })
  const cookie = String(signed.headers['set-cookie']).split(';')[0] ?? ''
  const body = { username: 'li', name: NAME, place: '000001', phone: PHONE }
  expect((await send('POST', '/api/accounts', body, cookie)).statusCode).toBe(201)
  const taken = await send('POST', '/api/accounts', body, cookie)
  expect(taken.statusCode).toBe(409)
  await send('POST', '/api/session', { username: PHONE, password: `${PASSWORD}x` })
  await send('POST', '/api/accounts', { ...body, place: CARD, name: '' }, cookie)
  await send('GET', `/api/accounts?search=${PHONE}`, undefined, cookie)
  await send('GET', `/api/accounts/${CARD}`, undefined, cookie)
  await send('GET', `/api/stations?search=${encodeURIComponent(NAME)}&from=${BANK}`, undefined, cookie)

  // What a database and a library say of a value, and a careless line of our own.
  const broken = Object.assign(new Error(`invalid input syntax for type integer: "${NAME} ${PHONE}"`), {
    ...{ severity: 'ERROR', code: '22P02', detail: `Key (phone)=(${PHONE})`, where: NAME, constraint: 'profile_phone' },
    cause: new Error(`connect postgres://xiangji:${PASSWORD}@db:5432/x failed`),
  })
  log.error({ err: broken }, 'unexpected error')
  log.info(
    { body: { phone: PHONE, idNumber: CARD }, password: PASSWORD, user: { password: PASSWORD, token: 'abc' } },
    `called ${PHONE}`,
  )

  const text = lines.join('')
  expect(lines.length).toBeGreaterThan(1)
  for (const secret of [PHONE, CARD, BANK, PASSWORD, NAME])
    expect([secret, text.includes(secret)]).toEqual([secret, false])
  expect(text).toContain('"code":"22P02"')
  expect(text).toContain('"constraint":"profile_phone"')
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow()
})

test('an unexpected error is logged with the request id that the person is told, and the route, never the address', async () => {
  const { app, owner, lines } = await aServer()
  await owner.schema.alterTable('identity.user').renameTo('gone').execute()
  const answer = await app.inject({
    method: 'POST',
    url: `/api/session?phone=${PHONE}`,
    payload: { username: NAME, password: PASSWORD },
  })
  expect(answer.statusCode).toBe(500)
  const line = lines.map((text) => JSON.parse(text)).find(({ msg }) => msg === 'unexpected error')
  expect(line).toMatchObject({
    reqId: answer.json().requestId,
    route: '/api/session',
    err: { stack: expect.stringMatching(/at /) },
  })
  expect(lines.join('')).not.toMatch(new RegExp(`${PHONE}|${PASSWORD}|${NAME}`))
})

test('what is no number of a person stays: ids, times, codes, amounts', () => {
  const kept = [
    '0190c000-0000-7000-8000-138000012345',
    '13800001-3800-7138-8138-138000012345',
    '{"time":1764000000000,"pid":12345}',
    '532327101200',
    '987654321',
    'xiangji_access_log_written_total 13',
  ]
  expect(kept.map(scrubbed)).toEqual(kept)
  const gone = ['138 1234 5678', '+86-13812345678', '11010119900307851X', BANK, 'a.b@example.com']
  expect(gone.map(scrubbed)).toEqual(gone.map((text) => (text.startsWith('+86') ? '+***' : '***')))
})
