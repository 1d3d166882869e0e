import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemCaller } from '../authz.ts'
import { folderPort, mailPort, readDeposits, readPublicKeys, tsaPort } from '../seal.ts'
import { aMailServer, aStampAuthority, sheetOf } from './stand-ins.ts'
import { ago, aJournal, COUNTY, type Journal, someDays } from './world.ts'

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'xj-deposit-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const PROBLEMS = { before: undefined, limit: 100 }
const problemsOf = async ({ seals }: Journal) => (await seals.page(systemCaller(COUNTY), PROBLEMS)).problems

/** The worst: the owner changes an event, takes all seals away, and seals anew with the true key. */
async function rewritePast(journal: Journal, statement: string): Promise<void> {
  await journal.run(statement)
  await journal.behindTheFence('delete from platform.seal; delete from platform.seal_block')
  await journal.seals.sealDue(COUNTY)
}

test('an owner who rewrites the past and seals it anew with the true key is found by what lies in the folder, event by name', async () => {
  const folder = await aFolder()
  const journal = await aJournal({ ports: [folderPort(folder)] })
  const ids = await journal.write(someDays(4, 5))
  await journal.seals.sealDue(COUNTY)
  expect(await journal.seals.deposit(COUNTY)).toEqual({ deposited: 4, problems: [] })
  const keys = (await journal.seals.keys(COUNTY)).map(({ publicKey }) => publicKey).join('\n')
  await rewritePast(journal, `delete from platform.event where id = '${ids[7]}'`)
  const trusted = readPublicKeys(keys)
  // By the database and even by the true key nothing is wrong.
  expect((await journal.seals.verify({ county: COUNTY, trusted })).findings).toEqual([])
  const { findings, deposits } = await journal.seals.verify({
    county: COUNTY,
    trusted,
    deposited: await readDeposits(folder),
  })
  expect(findings.map(({ day, kind, event }) => [day, kind, event?.id])).toEqual([
    [ago(4), 'depositDiffers', undefined],
    [ago(3), 'missing', ids[7]],
  ])
  expect(deposits).toBe(4)
})

test('the folder keeps the first seal of a day and says that another was brought', async () => {
  const folder = await aFolder()
  const journal = await aJournal({ ports: [folderPort(folder)] })
  const ids = await journal.write(someDays(2, 3))
  await journal.seals.sealDue(COUNTY)
  await journal.seals.deposit(COUNTY)
  const before = await readFile(path.join(folder, COUNTY, 'seals.jsonl'), 'utf8')
  await rewritePast(journal, `update platform.event set subject = 'thing:9' where id = '${ids[0]}'`)
  await journal.run('delete from platform.seal_deposit')
  const { deposited, problems } = await journal.seals.deposit(COUNTY)
  expect([deposited, problems[0]]).toEqual([0, expect.stringContaining('holds another seal of that day')])
  expect(await readFile(path.join(folder, COUNTY, 'seals.jsonl'), 'utf8')).toBe(before)
})

test('what is deposited twice is there once, and a torn line or a changed deposit is told apart from a good one', async () => {
  const folder = await aFolder()
  const journal = await aJournal({ ports: [folderPort(folder)] })
  await journal.write(someDays(2, 3))
  await journal.seals.sealDue(COUNTY)
  await journal.seals.deposit(COUNTY)
  // As after a kill between the file and the row that says so.
  await journal.run('delete from platform.seal_deposit')
  expect(await journal.seals.deposit(COUNTY)).toEqual({ deposited: 2, problems: [] })
  const list = path.join(folder, COUNTY, 'seals.jsonl')
  expect((await readFile(list, 'utf8')).trim().split('\n')).toHaveLength(2)
  expect((await readdir(path.join(folder, COUNTY))).sort()).toEqual(
    [`${ago(2)}.jsonl`, `${ago(1)}.jsonl`, 'seals.jsonl'].sort(),
  )
  const verify = async () =>
    (await journal.seals.verify({ county: COUNTY, deposited: await readDeposits(folder) })).findings.map(
      ({ day, kind }) => [day, kind],
    )
  await appendFile(list, '{"seal":{"county":"0000')
  expect(await verify()).toEqual([])
  await writeFile(list, (await readFile(list, 'utf8')).replace('"count":3', '"count":4'))
  expect(await verify()).toEqual([[ago(2), 'depositBroken']])
})

test('a letter goes out with the seals; while the mail server refuses, the screen says so and nothing is lost', async () => {
  const server = await aMailServer()
  const journal = await aJournal({
    ports: [mailPort({ smtp: server.url, from: 'xj@county.example', to: 'audit@city.example' })],
  })
  const ids = await journal.write(someDays(2, 3))
  await journal.seals.sealDue(COUNTY)
  server.state.isBroken = true
  await journal.seals.deposit(COUNTY)
  await journal.seals.deposit(COUNTY)
  expect(await problemsOf(journal)).toMatchObject([
    { port: 'mail', failures: 2, problem: expect.stringContaining('451') },
  ])
  expect(server.letters).toEqual([])
  server.state.isBroken = false
  expect((await journal.seals.deposit(COUNTY)).deposited).toBe(2)
  expect(await problemsOf(journal)).toEqual([])
  expect((await journal.seals.deposit(COUNTY)).deposited).toBe(0)
  expect(server.letters).toHaveLength(1)
  expect(server.letters[0]).toContain('audit@city.example')
  // The sheet of the letter is a deposit like any other.
  const folder = await aFolder()
  await mkdir(path.join(folder, 'letters'))
  await writeFile(path.join(folder, 'letters', 'may.jsonl'), sheetOf(server.letters[0] ?? ''))
  await rewritePast(journal, `update platform.event set data = '{}' where id = '${ids[4]}'`)
  const { findings } = await journal.seals.verify({ county: COUNTY, deposited: await readDeposits(folder) })
  // A letter has no list of names: the day is known.
  expect(findings.map(({ day, kind }) => [day, kind])).toEqual([
    [ago(2), 'depositDiffers'],
    [ago(1), 'unnamed'],
  ])
})

test('a time stamp is taken only if every part of it answers what was asked', async () => {
  const authority = await aStampAuthority()
  const journal = await aJournal({ ports: [tsaPort({ url: authority.url, authorities: [authority.pem] })] })
  await journal.write(someDays(3, 2))
  await journal.seals.sealDue(COUNTY)
  for (const [lie, why] of [
    ['fails', /503/],
    ['refuses', /status 2/],
    ['otherNonce', /nonce/],
    ['otherImprint', /something else/],
    ['brokenSignature', /signature|Signature/],
    ['noPurpose', /authority|certificate/],
  ] as const) {
    authority.state.lie = lie
    const { deposited, problems } = await journal.seals.deposit(COUNTY)
    expect([lie, deposited, problems[0]]).toEqual([lie, 0, expect.stringMatching(why)])
  }
  const stranger = await aStampAuthority()
  const suspicious = journal.serviceOf(undefined, [tsaPort({ url: stranger.url, authorities: [authority.pem] })])
  expect((await suspicious.deposit(COUNTY)).deposited).toBe(0)
  authority.state.lie = 'none'
  // One stamp, on the newest: it binds those before.
  expect(await journal.seals.deposit(COUNTY)).toEqual({ deposited: 1, problems: [] })
  const verify = async (stampAuthorities: string[]) =>
    (await journal.seals.verify({ county: COUNTY, stampAuthorities })).findings.map(({ day, kind }) => [day, kind])
  expect(await verify([authority.pem])).toEqual([])
  expect(await verify([stranger.pem])).toEqual([[ago(1), 'stampDiffers']])
  await rewritePast(journal, `update platform.event set actor = '李四'`)
  expect(await verify([])).toEqual([[ago(1), 'stampDiffers']])
})
