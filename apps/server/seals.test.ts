import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createSealService, folderPort, sealKeys } from '#platform/seal'
import { aCaller, testApp } from '#platform/testing'
import { ago, aJournal, COUNTY, someDays } from '../../platform/seal.test/world.ts'
import { sealRoutes } from './seals.ts'

const auditor = aCaller({ can: ['journal.readSeals', 'journal.verify'] })
const clerk = aCaller({ can: [] })
const elsewhere = aCaller({ county: '000002', can: ['journal.readSeals', 'journal.verify'] })

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'xj-seals-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('the auditor sees the seals of his county, asks for a verification and reads what it found; nobody else', async () => {
  const journal = await aJournal({ ports: [folderPort(await aFolder())] })
  const app = await testApp(sealRoutes(journal.seals), { auditor, clerk, elsewhere }, [
    'journal.readSeals',
    'journal.verify',
  ])
  const ask = (who: string, url: string, payload?: object) =>
    app.inject({
      method: payload ? 'POST' : 'GET',
      url,
      headers: { 'x-test-caller': who },
      ...(payload ? { payload } : {}),
    })
  const ids = await journal.write(someDays(3, 4))
  await journal.seals.sealDue(COUNTY)
  await journal.seals.deposit(COUNTY)
  expect((await ask('', '/api/seals')).statusCode).toBe(401)
  expect((await ask('clerk', '/api/seals')).statusCode).toBe(403)
  expect((await ask('clerk', '/api/seals/checks', { day: null })).statusCode).toBe(403)
  expect((await ask('auditor', '/api/seals/checks', { day: 'yesterday' })).statusCode).toBe(400)
  expect((await ask('elsewhere', '/api/seals')).json().rows).toEqual([])
  const page = (await ask('auditor', '/api/seals')).json()
  expect(page.rows.map((row: { day: string }) => row.day)).toEqual([ago(1), ago(2), ago(3)])
  expect(page.rows[0]).toMatchObject({ count: 4, signatureState: 'good', deposits: [{ port: 'folder' }] })
  expect(page).toMatchObject({ ports: ['folder'], problems: [], next: null })

  await journal.run(`update platform.event set actor = '李四' where id = '${ids[5]}'`)
  const checked = async (day: string | null) => {
    const { id } = (await ask('auditor', '/api/seals/checks', { day })).json()
    expect((await ask('auditor', '/api/seals/checks')).json()[0]).toMatchObject({ id, state: 'waiting' })
    await journal.seals.runCheck(COUNTY, id)
    return (await ask('auditor', '/api/seals/checks')).json()[0]
  }
  expect(await checked(ago(1))).toMatchObject({ state: 'done', checked: 4, findings: [] })
  expect(await checked(null)).toMatchObject({
    state: 'done',
    checked: 12,
    findings: [{ day: ago(2), kind: 'changed', event: { id: ids[5], kind: 'test.undone' } }],
  })
  expect((await ask('elsewhere', '/api/seals/checks')).json()).toEqual([])

  const open = await app.inject({ url: `/api/counties/${COUNTY}/seals` })
  expect(open.json().seals).toHaveLength(3)
  expect(open.json().keys[0].publicKey).toContain('BEGIN PUBLIC KEY')
  expect(open.body).not.toContain('张三')
})

test('a key that was put into the database is not believed on screen, whatever it signs', async () => {
  const journal = await aJournal()
  await journal.write(someDays(1, 1))
  await journal.seals.sealDue(COUNTY)
  const folder = await aFolder()
  await journal.behindTheFence(
    'delete from platform.seal; delete from platform.seal_block; delete from platform.seal_key',
  )
  const keys = sealKeys({ folder, suite: 'sha256-ed25519' })
  await createSealService({ db: journal.db, pool: journal.pool, keys }).sealDue(COUNTY)
  const { rows } = await journal.seals.page(auditor, { limit: 10 })
  expect(rows.map(({ signature }) => signature)).toEqual(['unknownKey'])
})

test('the command says sound, unsound or not done by its exit code, and names the event', {
  timeout: 120_000,
}, async () => {
  const journal = await aJournal()
  const data = await aFolder()
  const run = (...args: string[]): Promise<{ code: number; out: string }> =>
    new Promise((resolve) => {
      const env = { ...process.env, DATABASE_URL: journal.url, XIANGJI_DATA: data }
      execFile(process.execPath, ['apps/server/cli.ts', 'journal', ...args], { env }, (error, out, problem) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out: out + problem }),
      )
    })
  const ids = await journal.write(someDays(2, 3))
  expect(await run('seal', '--county', COUNTY, '--json')).toMatchObject({
    code: 0,
    out: expect.stringContaining('"days":2'),
  })
  await writeFile(path.join(data, 'keys.json'), JSON.stringify(await journal.seals.keys(COUNTY)))
  const verify = ['verify', '--county', COUNTY, '--public-key', path.join(data, 'keys.json')]
  expect(await run(...verify)).toMatchObject({ code: 0, out: expect.stringContaining('events 6') })
  await journal.run(`delete from platform.event where id = '${ids[4]}'`)
  const { code, out } = await run(...verify)
  expect(code).toBe(1)
  expect(out).toContain(`an event is missing: test.undone ${ids[4]}`)
  expect((await run('verify', '--from', 'yesterday')).code).toBe(2)
})
