import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { systemCaller } from '#platform/authz'
import { createFields } from '#platform/fields'
import { openRing } from '#platform/fields/keyring'
import { testDb } from '#platform/testing'
import { createApp } from './app.ts'

const COUNTY = '000001'
const PEOPLE = 3000
const phoneOf = (n: number) => `139${10_000_000 + n}`

/** The commands as the office runs them, on data of a release that kept accounts' telephones in clear. */
async function anInstance() {
  const { url, owner } = await testDb()
  const data = mkdtempSync(path.join(tmpdir(), 'xiangji-keys-'))
  onTestFinished(() => rmSync(data, { recursive: true, force: true }))
  await sql`insert into division.division (code, county, name, level, parent) values (${COUNTY}, ${COUNTY}, '甲县', 'county', null)`.execute(
    owner,
  )
  await sql`alter table identity.profile drop constraint phone_sealed`.execute(owner)
  await sql`insert into identity.profile (county, id, username, name, roles, place, phone, created_by)
    select ${COUNTY}, gen_random_uuid(), 'u' || i, '某' || i, '{trainer}', ${COUNTY}, '139' || (10000000 + i), 'system'
    from generate_series(1, ${PEOPLE}) i`.execute(owner)
  await sql`alter table identity.profile add constraint phone_sealed check (phone = '' or phone like 'xj1.%') not valid`.execute(
    owner,
  )
  const start = (...args: string[]): ChildProcess =>
    spawn(process.execPath, ['apps/server/cli.ts', 'keys', ...args], {
      env: { ...process.env, DATABASE_URL: url, XIANGJI_DATA: data },
    })
  const run = (...args: string[]): Promise<{ code: number | null; out: string }> =>
    new Promise((resolve) => {
      let out = ''
      const child = start(...args)
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (out += chunk))
      child.on('close', (code) => resolve({ code, out }))
    })
  const list = async () => JSON.parse((await run('list', '--json')).out)
  const inClear = async () => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from identity.profile where phone not like 'xj1.%'`.execute(owner)
    return rows[0]?.n ?? 0
  }
  return { url, owner, data, start, run, list, inClear }
}

test('keys: list, a rotation that is killed halfway and goes on, and an old key that goes only when nothing needs it', {
  timeout: 120_000,
}, async () => {
  const { url, owner, data, start, run, list, inClear } = await anInstance()
  expect(await list()).toMatchObject({ keys: [{ suite: 'aes', values: 0 }], clear: PEOPLE, missing: [] })

  // kill -9 as soon as the first batch is there.
  const child = start('rotate')
  const ended = new Promise((resolve) => child.on('close', resolve))
  while ((await inClear()) === PEOPLE && child.exitCode === null);
  child.kill('SIGKILL')
  await ended
  const left = await inClear()
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThan(PEOPLE)
  const half = await list()
  expect([half.keys.length, half.keys[1].values + half.clear]).toEqual([2, PEOPLE])

  const resumed = await run('rotate', '--resume', '--json')
  expect(resumed.code).toBe(0)
  expect(resumed.out).toContain(`"resealed":${left},"unreadable":0`)
  expect(await list()).toMatchObject({ keys: [{ values: 0 }, { values: PEOPLE }], clear: 0 })
  expect((await run('list')).out).toMatch(/^[a-z0-9]{8} {2}aes {2}\S+ {2}3000 {2}现用 current$/m)

  const [old, current] = (await list()).keys.map(({ id }: { id: string }) => id)
  expect(await run('remove', 'nokey123')).toMatchObject({ code: 2, out: expect.stringContaining('No such key') })
  expect(await run('remove', current)).toMatchObject({ code: 2, out: expect.stringContaining('key in use') })
  expect((await run('rotate')).out).toContain(`resealed ${PEOPLE}`)
  expect(await run('remove', old)).toMatchObject({ code: 0, out: expect.stringContaining(`removed ${old}`) })

  // Every number is still the one of its row, masked in the list and found whole.
  const ring = openRing({ file: path.join(data, 'secrets', 'field-keys.json'), suite: 'aes', now: () => new Date() })
  const app = await createApp({ url, filesFolder: data, secret: 's'.repeat(40), ring, log: false, county: COUNTY })
  onTestFinished(() => app.close())
  const system = systemCaller(COUNTY)
  for (const n of [1, 500, 501, PEOPLE]) {
    const found = await app.services.identity.allAccounts(system, { search: phoneOf(n) })
    expect(found.map(({ username, phone }) => [username, phone])).toEqual([[`u${n}`, `139****${phoneOf(n).slice(-4)}`]])
  }
  const fields = createFields({ ring })
  const column = { schema: 'identity', table: 'profile', column: 'phone', index: 'phone_index', id: 'text' } as const
  const { rows } = await sql<{ id: string; username: string; phone: never }>`
    select id, username, phone from identity.profile`.execute(owner)
  expect(
    rows.filter(
      ({ id, username, phone }) =>
        fields.open({ county: COUNTY, column, id }, phone) !== phoneOf(Number(username.slice(1))),
    ),
  ).toEqual([])

  // A ring that has lost a key: what it sealed is told, and counted.
  ring.remove(ring.current().id)
  const lost = await run('list')
  expect(lost).toMatchObject({ code: 1, out: expect.stringMatching(/missing {2}3000/) })
})
