import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { systemCaller } from '../authz.ts'
import { inTransaction } from '../db.ts'
import { record } from '../journal.ts'
import { eventBytes } from '../seal/bytes.ts'
import { readEvents } from '../seal/read.ts'
import { readPublicKeys } from '../seal.ts'
import { anId } from '../testing.ts'
import { ago, aJournal, COUNTY, type Journal, type Recorded, someDays, TODAY } from './world.ts'

const verify = ({ seals }: Pick<Journal, 'seals'>, more: object = {}) => seals.verify({ county: COUNTY, ...more })
const said = async (journal: Journal, more: object = {}) =>
  (await verify(journal, more)).findings.map(({ day, kind, event }) => [day, kind, event?.id])

test('every day that has ended is sealed once, the empty ones too, each bound to the one before', async () => {
  const journal = await aJournal()
  await journal.write([...someDays(1, 3), { day: ago(4), second: 5 }, { day: TODAY, second: 1 }])
  const made = await journal.seals.sealDue(COUNTY)
  expect(made.map(({ day, count }) => [day, count])).toEqual([
    [ago(4), 1],
    [ago(3), 0],
    [ago(2), 0],
    [ago(1), 3],
  ])
  expect(made[0]?.previous).toEqual(Buffer.alloc(32))
  expect(made.slice(1).map(({ previous }) => previous)).toEqual(made.slice(0, -1).map(({ hash }) => hash))
  expect(await journal.seals.sealDue(COUNTY)).toEqual([])
  expect(await verify(journal)).toMatchObject({ days: 4, events: 4, findings: [] })
})

test('a county without events has no seals, and nothing is wrong with it', async () => {
  const journal = await aJournal()
  expect(await journal.seals.sealDue(COUNTY)).toEqual([])
  expect(await verify(journal)).toMatchObject({ days: 0, findings: [] })
})

test('what is recorded through the product today is sealed with today, not with the day it happened', async () => {
  const journal = await aJournal()
  await journal.write([{ day: ago(1), second: 1 }])
  const event = {
    id: anId(),
    kind: 'test.done',
    at: new Date('2025-01-01T00:00:00Z'),
    place: COUNTY,
    subject: 'thing:1',
    data: {},
  }
  const system = systemCaller(COUNTY)
  await inTransaction(journal.db, system, (tx) => record(tx, system, [event]))
  expect((await journal.seals.sealDue(COUNTY)).map(({ day, count }) => [day, count])).toEqual([[ago(1), 1]])
  expect((await verify(journal)).findings).toEqual([])
})

/** One blow at a sealed history, and what has to be said of it. */
type Blow = { name: string; statement: string; finding: [day: string, kind: string, id: string] }

function blowsOf(county: string, events: readonly (Recorded & { id: string })[], pick: number, other: number): Blow[] {
  const at = (n: number) => events[n % events.length] as Recorded & { id: string }
  const hit = at(pick)
  const where = `where county = '${county}' and id = '${hit.id}'`
  const blows: Blow[] = [
    ['data', `data = data || '{"amount": -1}'`],
    ['kind', `kind = 'test.forged'`],
    ['actor', `actor = '李四'`],
    ['at', `at = at - interval '1 microsecond'`],
    ['origin', `origin = 'import'`],
    ['station', `station = '0190c000-0000-7000-8000-000000000009'`],
  ].map(([field, set]) => ({
    name: `change of ${field}`,
    statement: `update platform.event set ${set} ${where}`,
    finding: [hit.day, 'changed', hit.id],
  }))
  blows.push({
    name: 'deletion',
    statement: `delete from platform.event ${where}`,
    finding: [hit.day, 'missing', hit.id],
  })
  const forged = anId()
  blows.push({
    name: 'insertion',
    statement: `insert into platform.event (county, id, kind, at, recorded_at, place, subject, actor, data, origin)
      select county, '${forged}', kind, at, recorded_at + interval '1 second', place, subject, actor, data, origin from platform.event ${where}`,
    finding: [hit.day, 'inserted', forged],
  })
  const sameDay = events.filter(({ day, id }) => day === hit.day && id !== hit.id)
  const partner = sameDay[other % sameDay.length]
  if (partner) {
    const [first, second] = [hit, partner].sort((a, b) => a.second - b.second) as [
      Recorded & { id: string },
      Recorded & { id: string },
    ]
    blows.push({
      name: 'swap of two times of record',
      statement: `update platform.event e set recorded_at = o.recorded_at from platform.event o where e.county = '${county}' and o.county = e.county
        and ((e.id = '${first.id}' and o.id = '${second.id}') or (e.id = '${second.id}' and o.id = '${first.id}'))`,
      finding: [hit.day, 'reordered', second.id],
    })
    blows.push({
      name: 'swap of what two say',
      statement: `update platform.event e set data = o.data from platform.event o where e.county = '${county}' and o.county = e.county
        and ((e.id = '${first.id}' and o.id = '${second.id}') or (e.id = '${second.id}' and o.id = '${first.id}'))`,
      finding: [hit.day, 'changed', first.id],
    })
  }
  return blows
}

test('any single change, deletion, insertion or swap in any history is found, and its event is named', {
  timeout: 120_000,
}, async () => {
  const journal = await aJournal()
  let runs = 0
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        events: fc.uniqueArray(
          fc.record({ back: fc.integer({ min: 1, max: 4 }), second: fc.integer({ min: 0, max: 80_000 }) }),
          {
            minLength: 2,
            maxLength: 40,
            selector: ({ back, second }) => `${back}/${second}`,
          },
        ),
        pick: fc.nat(1000),
        other: fc.nat(1000),
        blow: fc.nat(1000),
      }),
      async ({ events, pick, other, blow }) => {
        runs += 1
        const county = String(100_000 + runs)
        const recorded = events.map(({ back, second }, amount) => ({ day: ago(back), second, amount, county }))
        const ids = await journal.write(recorded)
        await journal.seals.sealDue(county)
        const blows = blowsOf(
          county,
          recorded.map((event, i) => ({ ...event, id: ids[i] as string })),
          pick,
          other,
        )
        const { name, statement, finding } = blows[blow % blows.length] as Blow
        await journal.run(statement)
        expect([name, (await said(journal, { county }))[0]]).toEqual([name, finding])
      },
    ),
    { numRuns: 40 },
  )
})

test('of many blows each day names its first, also far behind a thousand others', async () => {
  const journal = await aJournal()
  const recorded = [
    ...someDays(2, 1430),
    ...someDays(2, 1430).map((event) => ({ ...event, second: event.second + 10 })),
  ]
  const ids = (await journal.write(recorded)).map((id, i) => ({ ...(recorded[i] as Recorded), id }))
  ids.sort((a, b) => (a.day === b.day ? a.second - b.second : a.day < b.day ? -1 : 1))
  await journal.seals.sealDue(COUNTY)
  const [late, later, second] = [ids[2700], ids[2750], ids[2860 + 1500]].map((event) => event?.id)
  await journal.run(`update platform.event set subject = 'thing:2' where id in ('${late}', '${later}', '${second}')`)
  expect(await said(journal)).toEqual([
    [ago(2), 'changed', late],
    [ago(1), 'changed', second],
  ])
  expect(await said(journal, { from: ago(1) })).toEqual([[ago(1), 'changed', second]])
})

test('an event moved into another day is named in both', async () => {
  const journal = await aJournal()
  const ids = await journal.write(someDays(3, 5))
  await journal.seals.sealDue(COUNTY)
  await journal.run(`update platform.event set recorded_at = recorded_at + interval '1 day' where id = '${ids[1]}'`)
  expect(await said(journal)).toEqual([
    [ago(3), 'reordered', ids[1]],
    [ago(2), 'inserted', ids[1]],
  ])
})

test('an event from before the first seal is found, however old it says it is', async () => {
  const journal = await aJournal()
  await journal.write(someDays(2, 2))
  await journal.seals.sealDue(COUNTY)
  const [early] = await journal.write([{ day: ago(9), second: 1 }])
  expect(await said(journal)).toEqual([[ago(2), 'inserted', early]])
  await journal.run(`update platform.event set recorded_at = '-infinity' where id = '${early}'`)
  expect(await said(journal)).toEqual([[ago(2), 'inserted', early]])
})

test('a changed, missing or foreign seal is found', async () => {
  const change = async (statement: string) => {
    const journal = await aJournal()
    await journal.write(someDays(4, 2))
    await journal.seals.sealDue(COUNTY)
    await journal.behindTheFence(statement)
    return (await verify(journal)).findings.map(({ day, kind }) => [day, kind])
  }
  expect(await change(`update platform.seal set count = 7 where day = '${ago(3)}'`)).toEqual([
    [ago(3), 'sealChanged'],
    [ago(3), 'signatureBad'],
  ])
  expect(await change(`update platform.seal set signature = '\\x00' where day = '${ago(2)}'`)).toEqual([
    [ago(2), 'signatureBad'],
  ])
  expect(await change(`delete from platform.seal where day = '${ago(3)}'`)).toEqual([[ago(3), 'sealMissing']])
  expect(await change(`delete from platform.seal where day = '${ago(4)}'`)).toEqual([
    [ago(3), 'sealMissing'],
    [ago(3), 'inserted'],
  ])
  expect(await change(`delete from platform.seal where day > '${ago(4)}'`)).toEqual([[ago(3), 'overdue']])
  expect(await change('delete from platform.seal')).toEqual([[ago(4), 'overdue']])
})

test('who changes the names with the events is found by the day, and who changes only the names hides nothing', async () => {
  const journal = await aJournal()
  const ids = await journal.write(someDays(1, 4))
  await journal.seals.sealDue(COUNTY)
  await journal.behindTheFence(`update platform.seal_block set kinds = '{test.forged,test.other}'`)
  expect(await said(journal)).toEqual([])
  await journal.run(`delete from platform.event where id = '${ids[2]}'`)
  expect(await said(journal)).toEqual([[ago(1), 'unnamed', undefined]])
})

test('the fence refuses a slip of the hand, and the role of the product has no right at all', async () => {
  const journal = await aJournal()
  await journal.write(someDays(1, 1))
  await journal.seals.sealDue(COUNTY)
  for (const table of ['seal', 'seal_block', 'seal_key'])
    for (const statement of [
      `delete from platform.${table}`,
      `truncate platform.${table} cascade`,
      `update platform.${table} set signature = null`,
    ]) {
      if (table === 'seal_block' && statement.startsWith('update')) continue
      await expect(journal.run(statement), statement).rejects.toThrow(/append only/)
      await expect(
        inTransaction(journal.db, systemCaller(COUNTY), (tx) => sql.raw(statement).execute(tx)),
        statement,
      ).rejects.toThrow(/permission denied/)
    }
})

test('keys of both suites in one history, each signed by the one before, and old private keys are forgotten', async () => {
  const journal = await aJournal()
  await journal.write(someDays(4, 3))
  const turns = ['sha256-ed25519', 'sm3-sm2', 'sha256-ed25519'] as const
  const made: string[] = []
  for (const suite of turns) {
    const service = journal.serviceOf(suite)
    // One day at a time: the others are put off as if they had not been recorded yet.
    const left = 3 - made.length
    await journal.run(
      `update platform.event set recorded_at = recorded_at + interval '10 days' where recorded_at >= '${ago(left)}'::timestamp at time zone 'Asia/Shanghai'`,
    )
    const [seal] = await sealUntil(journal, service, ago(left + 1))
    made.push(seal?.suite ?? '')
    await journal.run(
      `update platform.event set recorded_at = recorded_at - interval '10 days' where recorded_at > now() + interval '1 day'`,
    )
  }
  expect(made).toEqual(turns)
  // The last day waits for its seal; in the half hour after midnight that is late already.
  const heard = async (how: Parameters<typeof said>[1] = {}) =>
    (await said(journal, how)).map(([, kind]) => kind).filter((kind) => kind !== 'overdue')
  expect(await verify(journal)).toMatchObject({ days: 3, events: 9 })
  expect(await heard()).toEqual([])
  const keys = await journal.seals.keys(COUNTY)
  expect(keys.map(({ suite, signedBy }) => [suite, signedBy])).toEqual([
    ['sha256-ed25519', null],
    ['sm3-sm2', keys[0]?.id],
    ['sha256-ed25519', keys[1]?.id],
  ])
  expect(await journal.keysOf('sha256-ed25519').all()).toHaveLength(1)
  const [first, second, third] = keys.map(({ publicKey }) => readPublicKeys(publicKey))
  // The first key vouches for what follows; the last one's seal binds what went before.
  for (const trusted of [first, second, third]) expect(await heard({ trusted })).toEqual([])
  const stranger = readPublicKeys((await journal.keysOf('sm3-sm2').rotate()).publicKey)
  expect(new Set(await heard({ trusted: stranger }))).toEqual(new Set(['keyUnknown']))
})

/** Seals no day later than `until`: what has been sealed too far is taken away again. */
async function sealUntil(journal: Journal, service: Journal['seals'], until: string) {
  const made = await service.sealDue(COUNTY)
  await journal.behindTheFence(`delete from platform.seal where day > '${until}'`)
  return made.filter(({ day }) => day <= until)
}

test('the bytes of an event are those that PostgreSQL sends, and never change', async () => {
  const journal = await aJournal()
  const station = '0190c000-0000-7000-8000-000000000009'
  const [id] = await journal.write([{ day: '2026-03-04', second: 1, station }])
  const event = {
    recordedAtUs: Date.parse('2026-03-03T16:00:01Z') * 1000,
    id: id as string,
    kind: 'test.done',
    atUs: Date.parse('2026-03-03T16:00:01Z') * 1000,
    place: '000001001001',
    station,
    subject: 'thing:1',
    actor: '张三',
    data: '{"说": "一\\"\\\\", "amount": 1}',
    origin: 'live',
  }
  for await (const { bytes, starts } of readEvents(journal.pool, { county: COUNTY, untilUs: Date.now() * 1000 }))
    expect(bytes.subarray(starts[0], starts[1]).toString('hex')).toBe(eventBytes(event).toString('hex'))
  expect(
    eventBytes({ ...event, id: '01900000-0000-7000-8000-000000000001', station: null }).toString('hex'),
  ).toMatchInlineSnapshot(
    `"000a000000080002ef1f9083c240000000100190000000007000800000000000000100000009746573742e646f6e65000000080002ef1f9083c2400000000c303030303031303031303031ffffffff000000077468696e673a3100000006e5bca0e4b8890000001f7b22e8afb4223a2022e4b8805c225c5c222c2022616d6f756e74223a20317d000000046c697665"`,
  )
})
