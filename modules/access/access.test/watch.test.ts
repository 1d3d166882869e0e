import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { systemCaller } from '#platform/authz'
import { inTransaction } from '#platform/db'
import { record } from '#platform/journal'
import { recordLook } from '#platform/look'
import { anId, journalSettled } from '#platform/testing'
import { aWorld, callers, HOME, OTHER } from './world.ts'

type World = Awaited<ReturnType<typeof aWorld>>

/** A round of the watch that sees all that was committed before. */
async function round({ access, owner }: World, county = HOME) {
  for (;;) {
    const { rows } = await sql<{ isSettled: boolean }>`
      select coalesce(max(tx) < pg_snapshot_xmin(pg_current_snapshot()), true) as "isSettled" from access.request`.execute(
      owner,
    )
    if (rows[0]?.isSettled) break
  }
  await journalSettled(owner)
  await access.watch(county)
}
const alarmsOf = async ({ ask }: World, query = '') =>
  (await ask('GET', `/api/access/alarms${query}`, { as: 'auditor' })).json()
const openOf = async ({ ask }: World) => (await ask('GET', '/api/access/alarms/open', { as: 'auditor' })).json().open
const kindsOf = async ({ owner }: World) =>
  (await owner.selectFrom('platform.event').select(['kind', 'actor', 'data']).orderBy('recorded_at').execute()).filter(
    ({ kind }) => kind.startsWith('access.'),
  )
const roleEvent = (account: string, roles: string[]) => ({
  ...{ id: anId(), kind: 'identity.accountChanged', at: new Date(), place: HOME, subject: `account:${account}` },
  data: { changed: ['roles'], roles },
})

test('many refusals become one alarm that is counted on, is in the journal, and is acknowledged once with a note', async () => {
  const world = await aWorld()
  const { ask, settled } = world
  const knock = async (times: number) => {
    for (let i = 0; i < times; i += 1) await ask('POST', '/api/access/alarms/x/acknowledge', { as: 'clerk', body: {} })
  }
  await knock(19)
  await settled(19)
  await round(world)
  expect(await openOf(world)).toBe(0)
  await knock(1)
  await settled(20)
  await round(world)
  expect((await alarmsOf(world)).rows).toMatchObject([
    {
      rule: 'refusals',
      subject: 'account:li',
      name: '名-li',
      times: 1,
      acknowledgedAt: null,
      facts: { count: 20, windowMinutes: 10 },
    },
  ])
  await knock(20)
  await settled(40)
  await round(world)
  const [alarm] = (await alarmsOf(world, '?state=open')).rows
  expect([await openOf(world), alarm.times]).toEqual([1, 2])
  expect(await kindsOf(world)).toMatchObject([
    { kind: 'access.alarmRaised', actor: 'system', data: { rule: 'refusals', about: 'account:li' } },
  ])

  const path = `/api/access/alarms/${alarm.id}/acknowledge`
  const note = '已电话核实，本人忘记权限'
  expect((await ask('POST', path, { as: 'clerk', body: { note } })).statusCode).toBe(403)
  expect((await ask('POST', path, { body: { note } })).statusCode).toBe(401)
  expect((await ask('POST', path, { as: 'auditor', body: { note: '' } })).statusCode).toBe(400)
  expect((await ask('POST', path.replace(alarm.id, anId()), { as: 'auditor', body: { note } })).json().code).toBe(
    'alarm.unknown',
  )
  expect((await ask('POST', path, { as: 'auditor', body: { note } })).json()).toMatchObject({
    acknowledgedBy: 'auditor',
    acknowledgedName: '名-auditor',
    note,
  })
  expect((await ask('POST', path, { as: 'auditor', body: { note } })).json().code).toBe('access.alreadyAcknowledged')
  expect([await openOf(world), (await alarmsOf(world, '?state=open')).total, (await alarmsOf(world)).total]).toEqual([
    0, 0, 1,
  ])
  expect((await kindsOf(world)).at(-1)).toMatchObject({ kind: 'access.alarmAcknowledged', actor: 'auditor' })
})

test('a role given, a key made and a policy set are found in the journal once; what was given before the first round, or by the simulator, is not', async () => {
  const world = await aWorld()
  const { db } = world
  const give = (caller: Parameters<typeof record>[1], account: string, roles: string[]) =>
    inTransaction(db as never, systemCaller(HOME), (tx) => record(tx, caller, [roleEvent(account, roles)]))
  const root = { county: HOME, account: 'root', origin: 'live' } as const
  await give(root, 'before', ['auditAdministrator'])
  await round(world)
  await give(root, 'li', ['systemAdministrator'])
  await give(root, 'wang', [])
  await give({ ...root, origin: 'simulated' }, 'robot', ['stationKeeper'])
  const county = (kind: string, subject: string, data: object) =>
    inTransaction(db as never, systemCaller(HOME), (tx) =>
      record(tx, root, [{ ...roleEvent('li', []), id: anId(), kind: `identity.${kind}`, subject, data }]),
    )
  await county('keyMade', 'key:7', { scopes: ['station.read'], place: HOME, validUntil: '2027-01-01' })
  await county('policySet', 'policy:identity', { passwordDays: 365 })
  await round(world)
  await round(world)
  const alarms = (await alarmsOf(world)).rows.map(({ rule, facts }: { rule: string; facts: object }) => [rule, facts])
  expect(Object.fromEntries(alarms)).toEqual({
    roleGiven: { account: 'li', by: 'root', roles: ['systemAdministrator'] },
    keyMade: { account: 'root', scopes: ['station.read'] },
    policySet: { account: 'root' },
  })
})

test('rows that are taken out of the table behind the product are noticed, and an untouched log raises nothing', async () => {
  const world = await aWorld()
  const { ask, owner, settled } = world
  for (let i = 0; i < 6; i += 1) await ask('POST', '/api/things', { as: 'clerk', body: {} })
  await settled(6)
  await round(world)
  expect(await openOf(world)).toBe(0)
  for (let i = 0; i < 6; i += 1) await ask('POST', '/api/things', { as: 'clerk', body: {} })
  await sql`delete from access.request where seq in (9, 10)`.execute(owner)
  await round(world)
  expect((await alarmsOf(world)).rows).toMatchObject([{ rule: 'logGap', facts: { from: 9, to: 10, count: 2 } }])
})

test('an administrator at a new address is told to his own county only', async () => {
  const world = await aWorld()
  const { ask, settled } = world
  await ask('GET', '/api/things', { as: 'admin' })
  await ask('GET', '/api/things', { as: 'elsewhere' })
  // Of two requests of one millisecond either may come first.
  await settled(2)
  await ask('GET', '/api/things', { as: 'elsewhere', from: '10.9.9.9' })
  await settled(3)
  await round(world)
  await round(world, OTHER)
  expect(await openOf(world)).toBe(0)
  const theirs = (await ask('GET', '/api/access/alarms', { as: 'elsewhere' })).json()
  expect(theirs.rows).toMatchObject([{ rule: 'newAddress', facts: { account: 'far', address: '10.9.9.9' } }])
})

test('two processes that watch at once raise an alarm once', async () => {
  const world = await aWorld()
  const { ask, settled, access } = world
  for (let i = 0; i < 20; i += 1) await ask('POST', '/api/access/alarms/x/acknowledge', { as: 'clerk', body: {} })
  await settled(20)
  await round(world)
  await Promise.all([access.watch(HOME), access.watch(HOME), access.watch(HOME)])
  expect((await alarmsOf(world)).rows).toMatchObject([{ times: 1 }])
})

/** A web address that takes JSON; it is out of order the first time. */
async function aWebhook() {
  const taken: Record<string, unknown>[] = []
  let calls = 0
  const server = createHttpServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      calls += 1
      if (calls > 1) taken.push(JSON.parse(body))
      response.writeHead(calls > 1 ? 204 : 500).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { taken, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` } // a TCP server listens on a port
}

/** A mail server that speaks as much SMTP (RFC 5321) as a letter needs. */
async function aMailbox() {
  const letters: string[] = []
  const server = createServer((socket) => {
    const say = (line: string) => socket.write(`${line}\r\n`)
    const replies: Record<string, () => void> = {
      DATA: () => say('354 go on'),
      QUIT: () => void socket.end('221 bye\r\n'),
    }
    let said = ''
    const hear = (chunk: Buffer) => {
      said += chunk
      const letter = /^DATA\r\n(.*)\r\n\.\r\n/is.exec(said)
      if (letter) {
        letters.push(letter[1] ?? '')
        said = ''
        say('250 taken')
      } else if (/^[A-Z]+[^\n]*\r\n$/i.test(said)) {
        const verb = said.slice(0, 4).toUpperCase()
        const reply = replies[verb] ?? (() => say('250 ok'))
        if (verb !== 'DATA') said = ''
        reply()
      }
    }
    say('220 test')
    socket.on('error', () => {})
    socket.on('data', hear)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { letters, smtp: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}` } // a TCP server listens on a port
}

test('an alarm goes to the webhook and the mailbox, again after a failure, and never twice; it names nobody', async () => {
  const hook = await aWebhook()
  const box = await aMailbox()
  const mail = { smtp: box.smtp, from: 'xiangji@example.org', to: 'audit@example.org' }
  const world = await aWorld({ alarms: { webhook: hook.url, mail } })
  const { ask, settled } = world
  for (let i = 0; i < 20; i += 1) await ask('POST', '/api/access/alarms/x/acknowledge', { as: 'clerk', body: {} })
  await settled(20)
  await round(world)
  expect([hook.taken.length, world.errors.length]).toEqual([0, 1])
  await round(world)
  await round(world)
  expect(hook.taken).toEqual([
    expect.objectContaining({
      county: HOME,
      rule: 'refusals',
      text: '短时间内多次被拒绝',
      facts: expect.objectContaining({ count: 20 }),
    }),
  ])
  expect(box.letters.length).toBeGreaterThan(0)
  expect(box.letters.at(-1)).toMatch(/To: audit@example.org/)
  expect(JSON.stringify([hook.taken, box.letters])).not.toContain('名-')
}, 20_000)

test('a special look is kept with its reason in the transaction that shows it, or nothing is shown', async () => {
  const { db, ask } = await aWorld()
  const look = { subject: 'account:li', field: 'phone', reason: '核实站长身份，电话通知' }
  const show = (reason: string, then: () => void = () => {}) =>
    inTransaction(db as never, callers.admin, async (tx) => {
      await recordLook(tx, callers.admin, { ...look, reason })
      then()
    })
  await show(look.reason)
  await expect(show(' ok ')).rejects.toMatchObject({ code: 'access.reasonMissing', status: 422 })
  await expect(
    show(look.reason, () => {
      throw new Error('what was to be shown is not there')
    }),
  ).rejects.toThrow()
  const { rows } = (await ask('GET', '/api/access/looks', { as: 'auditor' })).json()
  expect(rows).toMatchObject([{ account: 'root', name: '名-root', roles: ['systemAdministrator'], ...look }])
  expect((await ask('GET', '/api/access/looks', { as: 'elsewhere' })).json().rows).toEqual([])
})
