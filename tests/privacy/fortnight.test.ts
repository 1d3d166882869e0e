import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { systemCaller } from '#platform/authz'
import { addDays, civilDay } from '#platform/clock'
import { openRing } from '#platform/fields/keyring'
import { aCaller, anId, testDb } from '#platform/testing'
import { createApp } from '../../apps/server/app.ts'
import { COUNTIES, readCounty } from '../../apps/server/county.ts'
import { simulate } from '../../apps/server/simulate.ts'

const today = civilDay(new Date())
const MOBILE = /(?<![\da-f])1[3-9]\d{9}(?![\da-f])/
const [PHONE, OTHER_PHONE] = ['13812341234', '13987659876']

/** A real county behind the whole server, with a ring of keys in a file. */
async function aCounty() {
  const { url, owner } = await testDb()
  const folder = mkdtempSync(path.join(tmpdir(), 'xiangji-fortnight-'))
  const read = await readCounty(path.join(COUNTIES, 'yongren'))
  if (!('county' in read)) throw new Error('the county cannot be read')
  const { pack, planText, divisions, boundary } = read.county
  const { code } = pack.county
  const file = path.join(folder, 'field-keys.json')
  const ring = openRing({ file, suite: 'aes', now: () => new Date() })
  const app = await createApp({ url, filesFolder: folder, secret: 's'.repeat(40), ring, log: false, county: code })
  onTestFinished(async () => {
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const system = systemCaller(code)
  await app.services.divisions.load(system, divisions, boundary)
  await app.services.plans.put(system, { pack, planText, isDemo: true })
  const village = divisions.find((d) => d.isAdministrativeVillage)?.code ?? ''
  return { app, owner, ring, file, code, system, village }
}

test('after a fortnight of work, complaints and requests no event holds a telephone or the name of a person', async () => {
  const { app, owner, code, system, village } = await aCounty()
  const { identity, stations, disclosure, privacy } = app.services
  await app.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.app.server.address() as AddressInfo // a TCP server listens on a port
  const { cookie } = await identity.createSimulator(code)
  await simulate({ address: `http://127.0.0.1:${port}`, cookie, until: today, days: 14, seed: 7, scale: 0.05 })

  const officer = aCaller({ county: code, account: 'officer', name: '欧阳经办' })
  const made = { username: 'ouyang', name: '欧阳经办', place: code, phone: PHONE }
  const { account } = await identity.createAccount(system, made)
  const station = await stations.register(officer, {
    ...{ name: '某村站', level: 'village', place: village, address: '', reusedOutlet: '', lng: null, lat: null },
    ...{ keeperName: '司马站长', keeperPhone: PHONE, openOn: addDays(today, -3) },
  })
  await stations.reveal(officer, station.id, { field: 'keeperPhone', why: 'reachPerson', note: '核对日报' })
  await disclosure.publish(officer, {
    ...{ id: anId(), kind: 'notice', title: '公告', body: '', datedOn: today, fileId: null, reviewedBy: '诸葛审查' },
  })
  await disclosure.complain(code, {
    kind: 'complaint',
    about: '',
    body: '夏侯投诉说没开门',
    contact: `${OTHER_PHONE}夏侯投诉`,
  })
  const [complaint] = (await disclosure.complaints(officer, { limit: 1, offset: 0 })).rows
  await disclosure.answer(officer, complaint?.id ?? '', '已转告夏侯投诉')
  const request = { id: anId(), name: '夏侯投诉', phone: OTHER_PHONE, account: null, askedOn: today }
  await privacy.ask(officer, { ...request, kind: 'erase' })
  await privacy.check(officer, request.id, 'callBack')
  await privacy.export(officer, request.id, { format: 'json', language: 'zh-CN' })
  expect((await privacy.erase(officer, request.id)).erased).toBe(1)
  await privacy.close(officer, request.id, { result: 'done', outcome: '已告知夏侯投诉' })
  await identity.reveal(officer, account.id, { field: 'phone', why: 'compare', note: '' })
  const leaver = { id: anId(), name: '欧阳经办', phone: '', account: account.id, askedOn: today }
  await privacy.ask(officer, { ...leaver, kind: 'erase' })
  await privacy.check(officer, leaver.id, 'idCard')
  const sheet = (await privacy.export(officer, leaver.id, { format: 'json', language: 'zh-CN' })).toString()
  expect([sheet.includes(PHONE), sheet.includes('欧阳经办')]).toEqual([true, true])
  expect(await privacy.erase(officer, leaver.id)).toMatchObject({ erased: 0, kept: [{}, {}] })
  await identity.disable(system, account.id)
  expect(await privacy.erase(officer, leaver.id)).toMatchObject({ erased: 1, kept: [{ what: { zh: '账号 ouyang' } }] })
  const [shown] = (await privacy.requests(officer, { limit: 1, offset: 0 })).rows
  expect([shown?.phone, shown?.accountName]).toEqual(['', '欧***'])
  await privacy.giveConsent(officer, {
    ...{ id: anId(), name: '夏侯投诉', phone: OTHER_PHONE, account: null, purpose: '宣传照片', basis: 'consent' },
    ...{ textVersion: '1', givenOn: today, fileId: null },
  })

  const { rows: names } = await sql<{ name: string }>`
    select distinct keeper_name as name from station.station where length(keeper_name) >= 2
    union select name from identity.profile where not is_simulator`.execute(owner)
  const all = [...names.map(({ name }) => name), '诸葛审查', '夏侯投诉']
  expect(all.length).toBeGreaterThan(10)
  const { rows: events } = await sql<{ kind: string; text: string }>`
    select kind, subject || ' ' || actor || ' ' || data::text as text from platform.event`.execute(owner)
  expect(events.length).toBeGreaterThan(200)
  const plain = events.map(({ kind, text }) => ({
    kind,
    text: text.replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, ''),
  }))
  expect(plain.filter(({ text }) => MOBILE.test(text) || all.some((name) => text.includes(name)))).toEqual([])
}, 240_000)

test('contacts of a release before encryption are sealed by the next start, sums stay, and a lost ring is told before anything else', async () => {
  const { app, owner, ring, file, code, system, village } = await aCounty()
  await sql`alter table station.station drop constraint keeper_phone_sealed`.execute(owner)
  await sql`insert into station.station (county, id, name, level, place, state, keeper_phone)
    select ${code}, gen_random_uuid(), 'n' || i, 'village', ${village}, 'planned', '139' || (10000000 + i) from generate_series(1, 700) i`.execute(
    owner,
  )
  await sql`alter table disclosure.complaint drop constraint contact_sealed`.execute(owner)
  await sql`insert into disclosure.complaint (county, id, receipt, kind, body, contact, received_at, state, origin)
    values (${code}, gen_random_uuid(), '260510-ABCDEF', 'complaint', '没有开门', ${PHONE}, now(), 'received', 'live')`.execute(
    owner,
  )
  const listed = async () => (await app.services.stations.list(system, search(''))).rows.map((row) => row.keeperPhone)
  const search = (words: string) => ({ search: words, sort: 'name' as const, descending: false, limit: 500, offset: 0 })
  const before = await listed()
  expect(before[0]).toMatch(/^139\*{4}\d{4}$/)
  expect(await app.keeper.uses()).toEqual(new Map([['', 701]]))

  await app.keeper.prepare()
  expect(await app.keeper.uses()).toEqual(new Map([[ring.current().id, 701]]))
  expect(await listed()).toEqual(before)
  expect((await app.services.stations.list(system, search('13910000042'))).total).toBe(1)
  const { rows } = await sql<{ text: string }>`
    select row_to_json(s)::text as text from station.station s union all select row_to_json(c)::text from disclosure.complaint c`.execute(
    owner,
  )
  expect(rows.filter(({ text }) => MOBILE.test(text))).toEqual([])

  const first = ring.current().id
  ring.rotate('sm4')
  const steps: number[] = []
  expect(await app.keeper.resealAll((done) => steps.push(done))).toEqual({ resealed: 701, unreadable: 0 })
  expect(steps).toEqual([...steps].sort((a, b) => a - b))
  expect([...(await app.keeper.uses()).keys()]).toEqual([ring.current().id])
  expect(await listed()).toEqual(before)
  expect(readFileSync(file, 'utf8')).toContain(first)

  ring.remove(ring.current().id)
  await expect(app.keeper.prepare()).rejects.toMatchObject({ code: 'server.fieldKeysMissing' })
}, 120_000)
