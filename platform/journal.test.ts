import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Caller } from './authz.ts'
import { inTransaction } from './db.ts'
import { uuidv7 } from './ids.ts'
import { countEvents, type Event, follow, listEvents, record, START } from './journal.ts'
import { aCaller, anId, journalSettled, testDb } from './testing.ts'

const COUNTY = '000001'
const TOWN = '000001001'
const VILLAGE = '000001001001'
const STATION = '0190c000-0000-7000-8000-000000000001'
const OTHER_STATION = '0190c000-0000-7000-8000-000000000002'
const DAY_MS = 86_400_000

const anEvent = (event: Partial<Event> = {}): Event => ({
  id: anId(),
  kind: 'test.done',
  at: new Date('2026-05-01T02:00:00Z'),
  place: VILLAGE,
  station: STATION,
  subject: 'thing:1',
  data: { amount: 1 },
  ...event,
})

type Database = Awaited<ReturnType<typeof testDb>>
const append = ({ db }: Database, caller: Caller, events: readonly Event[], via?: 'live' | 'import') =>
  inTransaction(db, caller, (tx) => record(tx, caller, events, via))
const seenBy = ({ db }: Database, caller: Caller) =>
  inTransaction(db, caller, async (tx) =>
    (await listEvents(tx, { county: caller.county, limit: 100 })).map(({ id }) => id),
  )

test('an event sent twice is stored once', async () => {
  const database = await testDb()
  const caller = aCaller()
  const event = anEvent()
  expect(await append(database, caller, [event])).toBe(1)
  expect(await append(database, aCaller({ account: 'account-2' }), [event])).toBe(0)
  expect(await append(database, caller, [event, anEvent(), event])).toBe(1)
  expect(await inTransaction(database.db, caller, (tx) => countEvents(tx, COUNTY))).toBe(2)
})

test('the same id with other content is a conflict, and nothing of its batch is stored', async () => {
  const database = await testDb()
  const event = anEvent()
  await append(database, aCaller(), [event])
  const changes: Partial<Event>[] = [
    { kind: 'test.undone' },
    { at: new Date('2026-05-01T02:00:00.001Z') },
    { place: TOWN },
    { station: null },
    { subject: 'thing:2' },
    { data: { amount: 2 } },
  ]
  for (const change of changes)
    await expect(append(database, aCaller(), [anEvent(), { ...event, ...change }])).rejects.toMatchObject({
      code: 'journal.idTaken',
      status: 409,
      facts: { id: event.id },
    })
  const twice = anEvent()
  await expect(append(database, aCaller(), [twice, { ...twice, subject: 'thing:9' }])).rejects.toMatchObject({
    code: 'journal.idTaken',
  })
  expect(await seenBy(database, aCaller())).toEqual([event.id])
})

test('an id of another time is refused with the clock of the server', async () => {
  const database = await testDb()
  const now = Date.now()
  const live = aCaller()
  const simulated = aCaller({ origin: 'simulated' })
  const refusal = { code: 'journal.idOutOfRange', status: 422, facts: { serverTime: expect.stringMatching(/Z$/) } }
  for (const id of [
    uuidv7(0),
    uuidv7(now - 91 * DAY_MS),
    uuidv7(now + 20 * 60_000),
    '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  ])
    await expect(append(database, live, [anEvent(), anEvent({ id })])).rejects.toMatchObject(refusal)
  await expect(append(database, simulated, [anEvent({ id: uuidv7(now - 701 * DAY_MS) })])).rejects.toMatchObject(
    refusal,
  )
  expect(await append(database, live, [anEvent({ id: uuidv7(now - 89 * DAY_MS) })])).toBe(1)
  expect(await append(database, live, [anEvent({ id: uuidv7(now + 10 * 60_000) })])).toBe(1)
  expect(await append(database, simulated, [anEvent({ id: uuidv7(now - 699 * DAY_MS) })])).toBe(1)
})

test('where figures come from is said by the account and the way in, never by the event', async () => {
  const database = await testDb()
  const forged = () => ({ ...anEvent(), origin: 'simulated', actor: 'somebody else', county: '000002' }) as Event
  await append(database, aCaller(), [forged()])
  await append(database, aCaller(), [anEvent()], 'import')
  await append(database, aCaller({ origin: 'simulated', account: 'machine' }), [anEvent()], 'import')
  const events = await inTransaction(database.db, aCaller(), (tx) => listEvents(tx, { county: COUNTY, limit: 10 }))
  expect(events.map(({ origin, actor, county }) => [origin, actor, county]).reverse()).toEqual([
    ['live', 'account-1', COUNTY],
    ['import', 'account-1', COUNTY],
    ['simulated', 'machine', COUNTY],
  ])
})

test('who reaches one county, place or station sees no other', async () => {
  const database = await testDb()
  const here = anEvent()
  const nextVillage = anEvent({ place: '000001001002', station: OTHER_STATION })
  const nextTown = anEvent({ place: '000001002001', station: null })
  await append(database, aCaller(), [here, nextVillage, nextTown])
  expect((await seenBy(database, aCaller())).length).toBe(3)
  expect(await seenBy(database, aCaller({ county: '000002' }))).toEqual([])
  expect(await seenBy(database, aCaller({ place: TOWN }))).toEqual([nextVillage.id, here.id])
  expect(await seenBy(database, aCaller({ place: '000001002' }))).toEqual([nextTown.id])
  expect(await seenBy(database, aCaller({ place: TOWN, station: STATION }))).toEqual([here.id])
  // A county in the query that is not the county of the transaction finds nothing either.
  const foreign = await inTransaction(database.db, aCaller({ county: '000002' }), (tx) =>
    listEvents(tx, { county: COUNTY, limit: 10 }),
  )
  expect(foreign).toEqual([])
})

test('who reaches one county, place or station writes to no other', async () => {
  const database = await testDb()
  const refused = /row-level security/
  await expect(append(database, aCaller({ county: '000002' }), [anEvent()])).rejects.toThrow(
    /check constraint|security/,
  )
  await expect(append(database, aCaller({ place: '000001002' }), [anEvent()])).rejects.toThrow(refused)
  await expect(append(database, aCaller({ place: VILLAGE }), [anEvent({ place: TOWN })])).rejects.toThrow(refused)
  const keeper = aCaller({ place: TOWN, station: STATION })
  await expect(append(database, keeper, [anEvent({ station: OTHER_STATION })])).rejects.toThrow(refused)
  await expect(append(database, keeper, [anEvent({ station: null })])).rejects.toThrow(refused)
  await expect(
    inTransaction(database.db, aCaller({ county: '000002' }), (tx) => record(tx, aCaller(), [anEvent()])),
  ).rejects.toThrow(refused)
  expect(await append(database, keeper, [anEvent()])).toBe(1)
})

test('an id that somebody else took out of sight is a conflict, and tells nothing more', async () => {
  const database = await testDb()
  const theirs = anEvent({ station: OTHER_STATION })
  await append(database, aCaller(), [theirs])
  const keeper = aCaller({ place: TOWN, station: STATION })
  await expect(append(database, keeper, [anEvent({ id: theirs.id })])).rejects.toMatchObject({
    code: 'journal.idTaken',
    facts: { id: theirs.id },
  })
})

test('the role of the product can neither change nor remove an event, nor go round the policies', async () => {
  const database = await testDb()
  await append(database, aCaller(), [anEvent()])
  const month = new Date().toISOString().slice(0, 7).replace('-', '')
  for (const statement of [
    `update platform.event set data = '{}'`,
    'delete from platform.event',
    'truncate platform.event',
    `select * from platform.event_${month}`,
    `delete from platform.event_${month}`,
    `drop table platform.event_${month}`,
    'alter table platform.event disable row level security',
  ])
    await expect(
      inTransaction(database.db, aCaller(), (tx) => sql.raw(statement).execute(tx)),
      statement,
    ).rejects.toThrow(/permission denied|must be owner/)
})

test('without a county the journal answers nothing', async () => {
  const database = await testDb()
  await append(database, aCaller(), [anEvent()])
  const { rows } = await sql`select * from platform.event`.execute(database.db)
  expect(rows).toEqual([])
})

test('a follower reads in the order of transaction numbers, also from nine to ten and from ninety-nine to a hundred', async () => {
  const database = await testDb()
  const ids = ['9', '10', '99', '100', '101'].map((tx) => ({ tx, id: anId() }))
  for (const { tx, id } of [...ids].reverse())
    await sql`insert into platform.event (county, id, kind, at, place, subject, actor, data, origin, tx)
      values (${COUNTY}, ${id}, 'test.done', now(), ${VILLAGE}, 'thing:1', 'a', '{}', 'live', ${tx}::xid8)`.execute(
      database.owner,
    )
  await journalSettled(database.owner)
  const read = (limit: number) =>
    inTransaction(database.db, aCaller(), async (tx) => {
      const seen: string[] = []
      for (let after = START; ; ) {
        const { events, cursor } = await follow(tx, { county: COUNTY, after, limit })
        if (events.length === 0) return seen
        seen.push(...events.map(({ id }) => id))
        after = cursor
      }
    })
  for (const limit of [1, 2, 4, 100]) expect(await read(limit)).toEqual(ids.map(({ id }) => id))
})

test('a follower never passes over an event that is committed late', async () => {
  const database = await testDb()
  const early = anEvent()
  const late = anEvent()
  const follows = (after = START) =>
    inTransaction(database.db, aCaller(), (tx) => follow(tx, { county: COUNTY, after, limit: 10 }))
  const first = await inTransaction(database.db, aCaller(), async (slow) => {
    await record(slow, aCaller(), [early])
    await append(database, aCaller(), [late])
    expect((await seenBy(database, aCaller())).length).toBe(1)
    return follows()
  })
  expect(first).toEqual({ events: [], cursor: START })
  await journalSettled(database.owner)
  const { events, cursor } = await follows(first.cursor)
  expect(events.map(({ id }) => id)).toEqual([early.id, late.id])
  expect((await follows(cursor)).events).toEqual([])
})

test('what is rolled back is followed by nobody', async () => {
  const database = await testDb()
  const gone = inTransaction(database.db, aCaller(), async (tx) => {
    await record(tx, aCaller(), [anEvent()])
    throw new Error('changed my mind')
  })
  await expect(gone).rejects.toThrow('changed my mind')
  await journalSettled(database.owner)
  const { events } = await inTransaction(database.db, aCaller(), (tx) =>
    follow(tx, { county: COUNTY, after: START, limit: 10 }),
  )
  expect(events).toEqual([])
})

test('partitions exist ahead of need, and making them again makes none', async () => {
  const { db } = await testDb()
  const made = async (since: string, until: string) => {
    const { rows } = await sql<{
      n: number
    }>`select platform.ensure_partitions((${since})::date, (${until})::date) as n`.execute(db)
    return rows[0]?.n
  }
  const now = new Date()
  const ahead = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 2, 1)).toISOString().slice(0, 10)
  const behind = new Date(now.getTime() - 701 * DAY_MS).toISOString().slice(0, 10)
  expect(await made(behind, ahead)).toBe(0)
  expect(await made('2090-11-15', '2091-01-02')).toBe(3)
  expect(await made('2090-11-15', '2091-01-02')).toBe(0)
})

test('a month begins at the first id that can be made in it', async () => {
  const { db } = await testDb()
  const months = fc.sample(fc.tuple(fc.integer({ min: 1990, max: 2190 }), fc.integer({ min: 0, max: 11 })), {
    numRuns: 50,
    seed: 7,
  })
  const starts = months.map(([year, month]) => new Date(Date.UTC(year, month, 1)))
  const { rows } = await sql<{ bound: string }>`
    select platform.month_bound(day::date) as bound
    from unnest(${starts.map((start) => start.toISOString().slice(0, 10))}::text[]) with ordinality as m (day, n) order by n`.execute(
    db,
  )
  rows.forEach(({ bound }, i) => {
    const ms = starts[i]?.getTime() ?? 0
    expect(bound <= uuidv7(ms, new Uint8Array(10)), bound).toBe(true)
    expect(bound > uuidv7(ms - 1, new Uint8Array(10).fill(255)), bound).toBe(true)
  })
})

test('the events behind a figure come newest first, by kind, place, station, actor and time', async () => {
  const database = await testDb()
  const at = (hour: number) => new Date(Date.UTC(2026, 4, 1, hour))
  const events = [
    anEvent({ at: at(1) }),
    anEvent({ at: at(2), kind: 'test.undone' }),
    anEvent({ at: at(3), place: '000001002001', station: OTHER_STATION }),
    anEvent({ at: at(3), station: null }),
  ]
  await append(database, aCaller(), events)
  const listed = (filter: object) =>
    inTransaction(database.db, aCaller(), async (tx) =>
      (await listEvents(tx, { county: COUNTY, limit: 10, ...filter })).map(({ id }) =>
        events.findIndex((event) => event.id === id),
      ),
    )
  expect(await listed({})).toEqual([3, 2, 1, 0])
  expect(await listed({ limit: 2 })).toEqual([3, 2])
  expect(await listed({ kinds: ['test.undone'] })).toEqual([1])
  expect(await listed({ kinds: [] })).toEqual([])
  expect(await listed({ place: TOWN })).toEqual([3, 1, 0])
  expect(await listed({ station: OTHER_STATION })).toEqual([2])
  expect(await listed({ actor: 'nobody' })).toEqual([])
  expect(await listed({ from: at(2), to: at(3) })).toEqual([1])
  expect(await listed({ before: { at: at(3), id: events[3]?.id } })).toEqual([2, 1, 0])
})
