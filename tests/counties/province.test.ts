import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seatRow } from '#modules/division'
import { systemCaller } from '#platform/authz'
import { DomainError } from '#platform/errors'
import { makeTestDatabase } from '#platform/testing'
import { type App, createApp } from '../../apps/server/app.ts'
import { loadCounty, realCounty, syntheticCodes, syntheticCounty, work } from '../../bench/synthetic.ts'

const PASSWORD = 'a-long-word-7'
const KEEPER = { keeperName: '赵金花', keeperPhone: '13987654321' }
let app: App
let end: () => Promise<void>

/** Yunnan has Yongren, three counties of prefecture 5399 and one without a plan; another province has one of its own. */
beforeAll(async () => {
  const { url, drop } = await makeTestDatabase()
  const filesFolder = await mkdtemp(path.join(tmpdir(), 'xj-province-'))
  app = await createApp({
    url,
    filesFolder,
    secret: 's'.repeat(40),
    log: false,
    secondFactor: 'offered',
    county: '000000',
  })
  end = async () => {
    await app.close()
    await drop()
    await rm(filesFolder, { recursive: true, force: true })
  }
  const model = await realCounty('yongren')
  const codes = [...syntheticCodes(3), ...syntheticCodes(1, '44')]
  for (const county of [model, ...codes.map((code) => syntheticCounty(model, code))]) await loadCounty(app, county)
  for (const [i, code] of ['532327', ...codes].entries()) {
    const station = await work(app, code, i + 1)
    await app.services.stations.assignKeeper(systemCaller(code), station, { keeperAccount: null, ...KEEPER })
    await app.services.statistics.catchUp(code)
  }
  await app.services.divisions.load(systemCaller('539955'), [seatRow('539955', '无方案县')])
  for (const [seat, name] of [
    ['530000', '云南省'],
    ['539900', '合成州'],
    ['440000', '广东省'],
  ] as const)
    await app.services.divisions.load(systemCaller(seat), [seatRow(seat, name)])
}, 120_000)
afterAll(() => end())

async function signedIn(county: string, role: 'provinceOfficer' | 'bureauClerk' | 'countyLeader') {
  const username = `${role}-${county}`.toLowerCase()
  const made = { username, name: '某某', roles: [role], place: county, password: PASSWORD }
  await app.services.identity.createAccount(systemCaller(county), made).catch((error: unknown) => {
    if (!(error instanceof DomainError && error.code === 'identity.usernameTaken')) throw error
  })
  const signed = await app.app.inject({
    method: 'POST',
    url: '/api/session',
    payload: { username, password: PASSWORD },
  })
  const cookie = String(signed.headers['set-cookie']).split(';')[0] ?? ''
  return async (url: string) => {
    const { statusCode, body } = await app.app.inject({ url, headers: { cookie } })
    return { status: statusCode, body, json: () => JSON.parse(body) }
  }
}

const counties = (answer: { json: () => { county: string }[] }) => answer.json().map(({ county }) => county)

test('a province sees the sums of every county below it that has a plan, a prefecture of its own', async () => {
  const province = await signedIn('530000', 'provinceOfficer')
  const list = await province('/api/counties')
  expect(counties(list)).toEqual(['532327', '539901', '539902', '539903'])
  expect(list.json()[3]).toMatchObject({
    name: '合成539903县',
    stations: { open: 1 },
    money: { centralPaidFen: 0 },
    ledgers: expect.arrayContaining([expect.objectContaining({ indicator: 'station.saleFen', total: 400 })]),
  })
  const { met, onTrack, behind, red, unknown, all } = list.json()[0].targets
  expect(met + onTrack + behind + red + unknown).toBe(all)
  expect(counties(await (await signedIn('539900', 'provinceOfficer'))('/api/counties'))).toEqual([
    '539901',
    '539902',
    '539903',
  ])
})

test('the figures are those of the county’s own page, also after they have moved on', async () => {
  const province = await signedIn('530000', 'provinceOfficer')
  const own = await signedIn('539901', 'countyLeader')
  const sale = async () => {
    const [, county] = (await province('/api/counties')).json()
    const overview = (await own('/api/overview')).json()
    expect(county.money).toEqual(overview.money)
    expect(county.stations).toEqual(overview.stations)
    const of = (ledgers: { indicator: string; total: number }[]) =>
      ledgers.find(({ indicator }) => indicator === 'station.saleFen')?.total
    expect(of(county.ledgers)).toBe(of(overview.ledgers))
    return of(county.ledgers)
  }
  const before = await sale()
  const { rows } = (await own('/api/stations')).json()
  const { enter } = await import('../../bench/synthetic.ts')
  await enter(app, { code: '539901', station: rows[0].id, count: 7 })
  await app.services.statistics.catchUp('539901')
  expect(await sale()).toBe((before ?? 0) + 700)
})

test('another province’s counties, one’s own seat and what has no plan answer as if they did not exist', async () => {
  const province = await signedIn('530000', 'provinceOfficer')
  expect((await province('/api/counties/539902')).status).toBe(200)
  const answers = await Promise.all(
    ['449901', '440000', '530000', '539955', '999999'].map((code) => province(`/api/counties/${code}`)),
  )
  for (const { status, json } of answers) expect([status, json().code]).toEqual([404, 'county.unknown'])
  expect(counties(await (await signedIn('440000', 'provinceOfficer'))('/api/counties'))).toEqual(['449901'])
})

test('no name of a person, no station, no event and no number of a telephone reaches a province', async () => {
  const province = await signedIn('530000', 'provinceOfficer')
  const seen = [await province('/api/counties'), await province('/api/counties/532327')].map(({ body }) => body).join()
  for (const word of [KEEPER.keeperName, KEEPER.keeperPhone, '一站', '139****', 'keeper', 'actor', 'owner'])
    expect([word, seen.includes(word)]).toEqual([word, false])
  for (const url of ['/api/overview', '/api/stations', '/api/reports?on=2026-01-01', '/api/accounts', '/api/divisions'])
    expect([url, (await province(url)).status]).toEqual([url, 403])
})

test('nobody of a county sees another county by it, and the role is given at a seat only, alone', async () => {
  const clerk = await signedIn('532327', 'bureauClerk')
  expect((await clerk('/api/counties')).status).toBe(403)
  const give = (county: string, roles: ('provinceOfficer' | 'bureauClerk')[]) =>
    app.services.identity.createAccount(systemCaller(county), { username: 'x1', name: '某', roles, place: county })
  await expect(give('532327', ['provinceOfficer'])).rejects.toMatchObject({ code: 'identity.placeOfOtherLevel' })
  await expect(give('530000', ['provinceOfficer', 'bureauClerk'])).rejects.toMatchObject({
    code: 'identity.rolesApart',
  })
})

test('a bad code is refused, and nobody sees counties without signing in', async () => {
  const province = await signedIn('530000', 'provinceOfficer')
  expect((await province('/api/counties/53x')).status).toBe(400)
  expect((await province('/api/counties?asOf=yesterday')).status).toBe(400)
  expect((await app.app.inject({ url: '/api/counties' })).statusCode).toBe(401)
})
