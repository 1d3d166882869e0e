import { sql } from 'kysely'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { citusRefusals, clusterFromEnv, tenantTables } from '#platform/citus'
import { inTransaction, scoped } from '#platform/db'
import { createHorizon } from '#platform/horizon'
import { follow, record, START } from '#platform/journal'
import { SHARED } from '#platform/tables'
import { aCaller, anId, journalSettled, testDb } from '#platform/testing'

async function aSchema() {
  const { url, owner } = await testDb()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  onTestFinished(() => client.end())
  return { client, owner }
}

test('every table of the schema is a tenant’s or named as shared, and Citus would refuse none', async () => {
  const { client } = await aSchema()
  const tenants = await tenantTables(client)
  expect(tenants).toEqual(expect.arrayContaining(['platform.event', 'station.entry', 'statistics.rollup']))
  expect(tenants.filter((name) => name in SHARED || name.includes('event_2'))).toEqual([])
  expect(await citusRefusals(client)).toEqual([])
})

const PLANTED: Record<string, [sql: string, says: RegExp]> = {
  'a table that nobody has classified': [
    'create table station.loose (id int primary key)',
    /station\.loose has no column county/,
  ],
  'a primary key without county': [
    'create table station.loose (county text, id int primary key)',
    /loose_pkey.*without county/,
  ],
  'a unique index without county': ['create unique index loose on station.station (name)', /loose is a unique index/],
  'an exclusion without county': [
    'create table station.loose (county text primary key, a int4range, exclude using gist (a with &&))',
    /exclude|excl.*without county/,
  ],
  'a foreign key without county': [
    'create table station.loose (county text primary key, e text references statistics.cursor (county))',
    /loose_e_fkey.*neither a reference table nor held/,
  ],
  'a foreign key to a table of the coordinator': [
    'create table station.loose (county text primary key, u text references identity."user" (id))',
    /neither a reference table nor held/,
  ],
  'a foreign key from a shared table': [
    `alter table division.boundary add column p text references programme.programme (county)`,
    /from a shared table/,
  ],
  'a trigger': [
    `create function station.nothing() returns trigger language plpgsql as 'begin return new; end';
     create trigger loose before insert on station.entry for each row execute function station.nothing()`,
    /loose of station\.entry is a trigger/,
  ],
  'an identity column of four bytes': [
    'create table station.loose (county text primary key, n int generated always as identity)',
    /n of station\.loose counts/,
  ],
}

test.each(Object.entries(PLANTED))('it is said before Citus says it: %s', async (_, [planted, says]) => {
  const { client } = await aSchema()
  await client.query(planted)
  expect((await citusRefusals(client)).join('\n')).toMatch(says)
})

test('a foreign key that begins with county, or goes to a reference table, is welcome', async () => {
  const { client } = await aSchema()
  await client.query(`create table station.visit (county text, id uuid, station uuid, place text references division.division (code),
    primary key (county, id), foreign key (county, station) references station.station (county, id))`)
  expect(await citusRefusals(client)).toEqual([])
})

test('where a test’s database lies is read from the environment', () => {
  expect(clusterFromEnv({})).toBeUndefined()
  expect(clusterFromEnv({ CITUS: '1', CITUS_WORKERS: 'a:5433,b', CITUS_SHARDS: '4' })).toEqual({
    workers: [
      { host: 'a', port: 5433 },
      { host: 'b', port: 5432 },
    ],
    shards: 4,
  })
})

const anEvent = () => ({ id: anId(), kind: 'test.done', at: new Date(), place: '000001', subject: 'test:1', data: {} })
const COUNTY = '000001'

async function aFollower(holdBackMs: number) {
  const { db, owner } = await testDb()
  const work = scoped<'platform'>(db)
  let atMs = 0
  const horizon = createHorizon(holdBackMs, () => atMs)
  const put = async (event = anEvent()) => {
    await inTransaction(work, aCaller(), (tx) => record(tx, aCaller(), [event]))
    await journalSettled(owner)
    return event.id
  }
  let after = START
  const read = async () => {
    const { events, cursor } = await inTransaction(work, aCaller(), (tx) =>
      follow(tx, { county: COUNTY, after, limit: 100, horizon }),
    )
    after = cursor
    return events.map(({ id }) => id)
  }
  return { put, read, work, owner, pass: (ms: number) => (atMs += ms) }
}

test('a follower that holds back sees an event only after the time, once, and in order', async () => {
  const { put, read, pass } = await aFollower(1000)
  const first = await put()
  expect(await read()).toEqual([])
  pass(600)
  const second = await put()
  expect(await read()).toEqual([])
  pass(399)
  expect(await read()).toEqual([])
  pass(1)
  expect(await read()).toEqual([first])
  pass(600)
  expect(await read()).toEqual([second])
  pass(5000)
  expect(await read()).toEqual([])
})

test('holding back does not make up for an open transaction: what commits late is still not skipped', async () => {
  const { put, read, pass, work, owner } = await aFollower(1000)
  const late = anEvent()
  let commit = () => {}
  let isRecorded = () => {}
  const committed = new Promise<void>((resolve) => {
    commit = resolve
  })
  const recorded = new Promise<void>((resolve) => {
    isRecorded = resolve
  })
  const slow = inTransaction(work, aCaller(), async (tx) => {
    await record(tx, aCaller(), [late])
    isRecorded()
    await committed
  })
  await recorded
  const early = anEvent()
  await inTransaction(work, aCaller(), (tx) => record(tx, aCaller(), [early]))
  await read()
  pass(10_000)
  expect(await read()).toEqual([])
  commit()
  await slow
  await journalSettled(owner)
  await read()
  pass(1000)
  expect(await read()).toEqual([late.id, early.id])
  expect(await put()).not.toBe('')
})

test('an account’s county is known by its id without asking every county, and is still found when it was never noted', async () => {
  const { db, owner } = await testDb()
  const find = async () => {
    const { rows } = await sql<{ county: string }>`select county from identity.find_profile('a')`.execute(db)
    return rows.map(({ county }) => county)
  }
  await sql`insert into identity."user" (id, name, email, username) values ('a', 'a', 'a@a', 'a')`.execute(owner)
  await sql`insert into identity.profile (county, id, username, name, roles, place, created_by)
    values ('000001', 'a', 'a', '张三', array['bureauClerk'], '000001', 'system')`.execute(owner)
  expect(await find()).toEqual(['000001'])
  await sql`update identity."user" set county = '000001'`.execute(owner)
  expect(await find()).toEqual(['000001'])
  await sql`update identity."user" set county = '000002'`.execute(owner)
  expect(await find()).toEqual([])
})
