import { stat } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { createSealService, sealKeys } from '../seal.ts'
import { ago, aJournal, COUNTY, someDays } from './world.ts'

test('two sealers at once make one chain, also with the suite that signs the same twice differently', async () => {
  for (const suite of ['sha256-ed25519', 'sm3-sm2'] as const) {
    const journal = await aJournal({ suite })
    await journal.write(someDays(6, 40))
    await journal.keysOf(suite).all()
    const made = await Promise.all([1, 2, 3].map(() => journal.serviceOf(suite).sealDue(COUNTY)))
    const chain = await journal.seals.list(COUNTY, { limit: 100 })
    expect(chain.map(({ count }) => count)).toEqual([40, 40, 40, 40, 40, 40])
    for (const seals of made) expect(seals.length).toBeGreaterThan(0)
    expect((await journal.seals.verify({ county: COUNTY })).findings).toEqual([])
  }
})

test('a sealer that dies in the middle of a day leaves nothing that the next cannot go on from', async () => {
  const journal = await aJournal()
  const many = Array.from({ length: 70_000 }, (_, i) => ({ day: ago(1), second: i }))
  await journal.write([{ day: ago(2), second: 1 }, ...many])
  const killed = new Error('killed')
  // It dies after the first day; then again with the second day's first blocks written.
  await expect(
    journal.seals.sealDue(COUNTY, {
      onDay: () => {
        throw killed
      },
    }),
  ).rejects.toThrow(killed)
  await journal.run(`create function stop() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$;
    create trigger stop before insert on platform.seal for each row execute function stop()`)
  await expect(journal.seals.sealDue(COUNTY)).rejects.toThrow('killed')
  await journal.run('drop trigger stop on platform.seal')
  expect((await journal.seals.sealDue(COUNTY)).map(({ day, count }) => [day, count])).toEqual([[ago(1), 70_000]])
  expect((await journal.seals.verify({ county: COUNTY })).findings).toEqual([])
})

test('names that somebody put there before the sealer came are refused', async () => {
  const journal = await aJournal()
  await journal.write(someDays(1, 2))
  await journal.run(`insert into platform.seal_block (county, day, no, count, kinds, roll)
    values ('${COUNTY}', '${ago(1)}', 0, 1, '{test.forged}', decode(repeat('00', 50), 'hex'))`)
  await expect(journal.seals.sealDue(COUNTY)).rejects.toMatchObject({ code: 'seal.blockDiffers' })
})

test('a day is not sealed while a transaction that began to write in it is still open; then with what it wrote', async () => {
  const journal = await aJournal()
  await journal.write(someDays(2, 2))
  const slow = new pg.Client({ connectionString: journal.url })
  await slow.connect()
  try {
    await slow.query('begin')
    await slow.query(`insert into platform.event (county, id, kind, at, recorded_at, place, subject, actor, data, origin)
      select county, gen_random_uuid(), kind, at, recorded_at, place, subject, actor, data, origin from platform.event limit 0`)
    await slow.query('select pg_current_xact_id()')
    expect(await journal.seals.sealDue(COUNTY, { waitMs: 200 })).toEqual([])
    await slow.query(`insert into platform.event (county, id, kind, at, recorded_at, place, subject, actor, data, origin)
      select county, '${'0190c000-0000-7000-8000-00000000000a'.replace('0190c000', idHead())}', kind, at, recorded_at + interval '1 s', place, subject, actor, data, origin
      from platform.event order by recorded_at desc limit 1`)
    await slow.query('commit')
  } finally {
    await slow.end()
  }
  expect((await journal.seals.sealDue(COUNTY)).map(({ count }) => count)).toEqual([2, 3])
  expect((await journal.seals.verify({ county: COUNTY })).findings).toEqual([])
})

/** The first digits of an id of today. */
const idHead = () => Date.now().toString(16).padStart(12, '0').slice(0, 8)

test('the private key lies in a file for nobody else, and not in the database', async () => {
  const journal = await aJournal()
  await journal.write(someDays(1, 1))
  await journal.seals.sealDue(COUNTY)
  const file = path.join(journal.folder, 'seal-keys.json')
  expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600')
  const [key] = await journal.keysOf().all()
  const { rows } = await journal.pool.query('select * from platform.seal_key')
  expect(JSON.stringify(rows)).not.toContain(key?.privateKey.split('\n')[1])
})

test('a key from the environment seals, signed by the key that was there', async () => {
  const journal = await aJournal()
  await journal.write(someDays(2, 1))
  const other = await aJournal({ suite: 'sm3-sm2' })
  const given = (await other.keysOf('sm3-sm2').all())[0]
  await journal.seals.sealDue(COUNTY)
  await journal.behindTheFence(
    `delete from platform.seal where day = '${ago(1)}'; delete from platform.seal_block where day = '${ago(1)}'`,
  )
  const keys = sealKeys({ folder: journal.folder, suite: 'sha256-ed25519', given: given?.privateKey })
  const [seal] = await createSealService({ db: journal.db, pool: journal.pool, keys }).sealDue(COUNTY)
  expect(seal).toMatchObject({ suite: 'sm3-sm2', keyId: given?.id })
  expect((await journal.seals.verify({ county: COUNTY })).findings).toEqual([])
})
