import { sql } from 'kysely'
import pg from 'pg'
import { readSheet } from 'read-excel-file/node'
import { expect, test } from 'vitest'
import { scoped } from '#platform/db'
import { createAccessLog } from '../index.ts'
import { aWorld, callers, HOME } from './world.ts'

test('one row says who did what, from where, and how it ended, without a body, a query or a name', async () => {
  const { ask, settled } = await aWorld()
  const headers = { 'user-agent': 'Mozilla/5.0 (test)' }
  const answer = await ask('GET', '/api/things/0190c000-0000-7000-8000-000000000001?search=13800001234', {
    as: 'clerk',
    headers,
  })
  const [row] = await settled(1)
  expect(row).toEqual({
    county: HOME,
    account: 'li',
    roles: ['bureauClerk'],
    place: HOME,
    act: 'read',
    method: 'GET',
    route: '/api/things/:id',
    subject: '0190c000-0000-7000-8000-000000000001',
    status: 200,
    refusal: '',
    address: '10.1.1.1',
    agent: 'Mozilla/5.0 (test)',
    bytes: answer.rawPayload.length,
    times: 1,
    seq: 2, // the first says that the log began
    request_id: answer.headers['x-request-id'],
  })
})

test('a change, a file, data of persons and a sign-in are in the database before the answer; a plain page within a second', async () => {
  const { ask, rows, settled } = await aWorld()
  const acts = async () => (await rows()).map(({ act }) => act)
  await ask('POST', '/api/things', { as: 'clerk', body: {} })
  expect(await acts()).toEqual(['change'])
  await ask('GET', '/api/things.xlsx', { as: 'clerk' })
  expect((await acts()).at(-1)).toBe('export')
  await ask('GET', '/api/people', { as: 'clerk' })
  expect((await acts()).at(-1)).toBe('personal')
  await ask('POST', '/api/session', { body: { password: 'right' } })
  expect((await acts()).at(-1)).toBe('signIn')
  await ask('GET', '/api/things', { as: 'clerk' })
  expect(await acts()).toHaveLength(4)
  expect((await settled(5)).at(-1)).toMatchObject({ act: 'read', account: 'li' })
})

test('refusals are kept with their code: nobody, somebody without the permission, a rule of the business, a wrong password', async () => {
  const { ask, settled } = await aWorld()
  await ask('GET', '/api/things')
  await ask('POST', '/api/things', { as: 'auditor', body: {} })
  await ask('POST', '/api/things/7/refuse', { as: 'clerk', body: {} })
  await ask('POST', '/api/session', { body: { password: 'wrong' } })
  const found = await settled(4)
  expect(found.map(({ account, act, status, refusal, subject }) => [account, act, status, refusal, subject])).toEqual(
    expect.arrayContaining([
      ['', 'read', 401, 'http.notSignedIn', ''],
      ['auditor', 'change', 403, 'http.notAllowed', ''],
      ['li', 'change', 409, 'thing.busy', '7'],
      ['li', 'signIn', 401, 'identity.wrongPassword', ''],
    ]),
  )
})

test('what the public does leaves no trace: pages, complaints, addresses that lead nowhere', async () => {
  const { ask, log, stop, rows } = await aWorld()
  await ask('GET', '/')
  await ask('POST', '/complaint', { body: { words: 'x' } })
  await ask('GET', '/nowhere')
  expect(log.counts().queued).toBeLessThanOrEqual(1)
  await stop()
  expect(await rows()).toEqual([])
})

test('a thousand knocks of nobody in a moment are a few rows that say how many', async () => {
  const { ask, stop, rows } = await aWorld()
  await Promise.all(Array.from({ length: 1000 }, () => ask('GET', '/api/things', { from: '10.6.6.6' })))
  await stop()
  const found = await rows()
  expect(found.length).toBeLessThan(50)
  expect(found.reduce((sum, { times }) => sum + Number(times), 0)).toBe(1000)
})

test('a stop loses nothing, and the numbers of a writer have no hole', async () => {
  const { ask, stop, owner } = await aWorld()
  await Promise.all(
    Array.from({ length: 60 }, (_, i) =>
      i % 3 === 0
        ? ask('POST', '/api/things', { as: 'clerk', body: {} })
        : ask('GET', '/api/things', { as: 'elsewhere' }),
    ),
  )
  await stop()
  const { rows } = await sql<{ county: string; seqs: number[] }>`
    select county, array_agg(seq::int order by tx, id) as seqs from access.request group by county order by county`.execute(
    owner,
  )
  expect(rows.map(({ county, seqs }) => [county, seqs])).toEqual([
    ['000001', Array.from({ length: 22 }, (_, i) => i + 1)], // 20 changes, the beginning, the end
    ['000002', Array.from({ length: 41 }, (_, i) => i + 1)],
  ])
})

test('the role of the product adds and reads, and can neither change nor remove a row, nor empty or drop the table', async () => {
  const { ask, db } = await aWorld()
  await ask('POST', '/api/things', { as: 'clerk', body: {} })
  for (const statement of [
    "update access.request set account = 'other'",
    'delete from access.request',
    'truncate access.request',
    'drop table access.request',
    'alter table access.request disable row level security',
    "update platform.look set reason = 'other'",
    'delete from platform.look',
    'delete from access.alarm',
    "update access.alarm set rule = 'other'",
    'delete from access.watch',
  ])
    await expect(sql.raw(statement).execute(db), statement).rejects.toThrow(/permission denied|must be owner/)
})

test('hostile text in a path or a header is kept as plain text of bounded length, and a number of a person is not kept', async () => {
  const { ask, settled, errors } = await aWorld()
  const headers = { 'user-agent': `a\tb${'x'.repeat(900)}` }
  await ask('GET', `/api/things/${encodeURIComponent('a\u0000b')}`, { as: 'clerk', headers })
  await ask('GET', `/api/things/${'y'.repeat(150)}`, { as: 'auditor' })
  await ask('GET', '/api/things/13800001234', { as: 'auditor' })
  const found = await settled(3)
  expect(errors).toEqual([])
  expect(found.map(({ subject }) => subject).sort()).toEqual(['***', 'ab', 'y'.repeat(150)])
  expect(found.every(({ agent }) => String(agent).length <= 200)).toBe(true)
})

test('a page that streams is logged without its length', async () => {
  const { ask, settled } = await aWorld()
  expect((await ask('GET', '/api/stream', { as: 'clerk' })).body).toBe('abc')
  expect(await settled(1)).toMatchObject([{ route: '/api/stream', bytes: null, status: 200 }])
})

test('behind a proxy of this machine the address is the client’s; a stranger’s word for it is not believed', async () => {
  const { ask, settled } = await aWorld()
  const headers = { 'x-forwarded-for': '203.0.113.9' }
  await ask('GET', '/api/things', { as: 'clerk', headers, from: '127.0.0.1' })
  await ask('GET', '/api/things', { as: 'clerk', headers, from: '10.1.1.1' })
  expect((await settled(2)).map(({ address }) => address).sort()).toEqual(['10.1.1.1', '203.0.113.9'])
})

test('without the database no file and no person is shown; a change that is done is answered and its row waits', async () => {
  const { ask, url, rows, log } = await aWorld()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('begin; lock table access.request in access exclusive mode')
  const [sheet, people, change] = await Promise.all([
    ask('GET', '/api/things.xlsx', { as: 'clerk' }),
    ask('GET', '/api/people', { as: 'clerk' }),
    ask('POST', '/api/things', { as: 'clerk', body: {} }),
  ])
  expect([sheet.statusCode, sheet.json().code, sheet.headers['content-disposition']]).toEqual([
    503,
    'access.notKept',
    undefined,
  ])
  expect([people.statusCode, people.body.includes('138')]).toEqual([503, false])
  expect(change.statusCode).toBe(200)
  await client.query('commit')
  await client.end()
  for (let i = 0; i < 200 && (await rows()).length < 3; i += 1) await new Promise((resolve) => setTimeout(resolve, 20))
  expect((await rows()).map(({ route }) => route).sort()).toEqual(['/api/people', '/api/things', '/api/things.xlsx'])
  expect(log.counts().lost).toBe(0)
}, 20_000)

test('a row that the database will never take does not hold up the others, and leaves a hole that is seen', async () => {
  const { own, rows, errors } = await aWorld()
  const log = createAccessLog({ db: scoped<'access'>(own), home: HOME, onError: (error) => void errors.push(error) })
  const visit = {
    ...{
      visitor: callers.clerk,
      act: 'change' as const,
      method: 'POST',
      route: '/api/x',
      subject: '',
      status: 200,
      refusal: '',
    },
    ...{ address: '', agent: '', durationMs: 0, bytes: 0, requestId: '' },
  }
  const bad = log.keep({ ...visit, at: new Date('1999-01-01') })
  const good = log.keep({ ...visit, at: new Date() })
  await Promise.all([good, expect(bad).rejects.toThrow(/no partition/)])
  expect([log.counts().lost, errors.length]).toEqual([1, 1])
  expect(await rows()).toHaveLength(1)
  await log.stop()
})

test('months that are old enough go as a whole and the journal says so; nothing younger than 180 days goes, whatever is asked', async () => {
  const { access, owner } = await aWorld()
  await sql`select access.ensure_partitions((now() - interval '14 months')::date, now()::date)`.execute(owner)
  const months = async () =>
    (
      await sql<{ name: string }>`select inhrelid::regclass::text as name from pg_inherits
        where inhparent = 'access.request'::regclass order by 1`.execute(owner)
    ).rows.map(({ name }) => name.slice(-6))
  const before = await months()
  const gone = await access.expire([HOME], 1)
  const border = new Date(Date.now() - 180 * 86_400_000).toISOString().slice(0, 7).replace('-', '')
  expect(gone.length).toBeGreaterThan(6)
  expect(gone.every((month) => month < border)).toBe(true)
  expect(await months()).toEqual(before.filter((month) => !gone.includes(month)))
  expect((await months())[0]).toBe(border)
  const events = await owner.selectFrom('platform.event').select(['kind', 'data']).execute()
  expect(events.map(({ kind, data }) => [kind, data])).toEqual(
    gone.map((month) => ['access.logExpired', { month, keepDays: 180 }]),
  )
  expect(await access.expire([HOME], 1)).toEqual([])
})

test('the auditor pages by cursor, filters, and takes a sheet, which is itself in the log', async () => {
  const { ask, settled } = await aWorld()
  for (let i = 0; i < 5; i += 1)
    await ask('POST', '/api/things', { as: i < 3 ? 'clerk' : 'admin', body: {}, from: `10.0.0.${i}` })
  await ask('POST', '/api/things/7/refuse', { as: 'clerk', body: {} })
  await settled(6)
  const page = async (query: string) => (await ask('GET', `/api/access/requests?${query}`, { as: 'auditor' })).json()
  const first = await page('limit=4&act=change')
  const second = await page(`limit=4&act=change&before=${first.next}`)
  expect([first.rows.length, second.rows.length, second.next]).toEqual([4, 2, null])
  expect(first.rows[0]).toMatchObject({ route: '/api/things/:id/refuse', name: '名-li', refusal: 'thing.busy' })
  expect((await page('account=root')).rows).toHaveLength(2)
  expect((await page('refused=true&route=refuse')).rows).toHaveLength(1)
  expect((await page('address=10.0.0.1')).rows).toHaveLength(1)
  const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  expect((await page(`from=${day}&to=${day}&account=li`)).rows).toHaveLength(4)
  expect((await page('to=2020-01-01')).rows).toEqual([])

  const sheet = await ask('GET', '/api/access/requests.xlsx?account=root', { as: 'auditor' })
  const [head, ...body] = await readSheet(sheet.rawPayload)
  expect([head?.[0], body.length]).toEqual(['时间（UTC）', 2])
  expect((await page('act=export')).rows).toMatchObject([{ account: 'auditor', route: '/api/access/requests.xlsx' }])

  const trail = (await ask('GET', '/api/access/trails/li', { as: 'auditor' })).json()
  expect(trail).toMatchObject({ account: 'li', name: '名-li' })
  expect(trail.addresses).toHaveLength(4)
  expect(trail.addresses[0]).toMatchObject({ address: '10.1.1.1', requests: 1, refused: 1, changes: 0 })
})

test('nobody else reads the log, and an auditor reads his own county', async () => {
  const { ask, settled } = await aWorld()
  await ask('POST', '/api/things', { as: 'clerk', body: {} })
  await settled(1)
  const paths = ['requests', 'requests.xlsx', 'trails/li', 'looks', 'alarms', 'alarms/open']
  for (const path of paths) {
    const answers = [await ask('GET', `/api/access/${path}`), await ask('GET', `/api/access/${path}`, { as: 'admin' })]
    expect([path, ...answers.map(({ statusCode }) => statusCode)]).toEqual([path, 401, 403])
  }
  expect((await ask('GET', '/api/access/requests?limit=0', { as: 'auditor' })).statusCode).toBe(400)
  const { rows } = (await ask('GET', '/api/access/requests', { as: 'elsewhere' })).json()
  expect(rows.filter(({ account }: { account: string }) => account !== 'far')).toEqual([])
})
