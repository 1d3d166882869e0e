import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { InjectOptions, LightMyRequestResponse as Response } from 'fastify'
import { readSheet } from 'read-excel-file/node'
import { seatRow } from '#modules/division'
import { type Caller, systemCaller } from '#platform/authz'
import { civilDay } from '#platform/clock'
import { createDb, createPool } from '#platform/db'
import { anId, makeTestDatabase } from '#platform/testing'
import { createApp } from '../../apps/server/app.ts'
import { COUNTIES, type CountyFolder, readCounty } from '../../apps/server/county.ts'
import { Role } from '../../modules/identity/schema.ts'

const PASSWORD = 'a-long-word-7'
export const today = civilDay(new Date())

export type Who = { role: string; username: string; cookie: string; caller: Caller }
export type World = Awaited<ReturnType<typeof aWorld>>
export type Content = Awaited<ReturnType<typeof fill>>

type App = Awaited<ReturnType<typeof createApp>>

async function aDatabase() {
  const { url, drop } = await makeTestDatabase()
  const owner = createDb(createPool(url, { role: '', max: 2 }))
  const close = async () => {
    await owner.destroy()
    await drop()
  }
  return { url, owner, close }
}

/** The real app over two real counties that have the same life, each with words of its own that the other must never show. */
export async function aWorld() {
  const database = await aDatabase()
  const folder = mkdtempSync(path.join(tmpdir(), 'xj-reach-'))
  const packs = await Promise.all(firstTwoCounties().map((id) => readCounty(path.join(COUNTIES, id))))
  const [a, b] = packs.map((read) => ('county' in read ? read.county : undefined))
  if (!a || !b) throw new Error('two counties are needed')
  const app = await createApp({
    url: database.url,
    filesFolder: folder,
    secret: 's'.repeat(40),
    log: false,
    county: a.pack.county.code,
    secondFactor: 'offered',
  })
  const ask = (options: InjectOptions, who?: Pick<Who, 'cookie'>): Promise<Response> =>
    app.app.inject({ ...options, headers: { ...options.headers, ...(who ? { cookie: who.cookie } : {}) } })
  const tools = { app, ask }
  const ours = await fill(tools, a, 'Qx', Role.options)
  const theirs = await fill(tools, b, 'Zk', ['bureauClerk', 'financeClerk', 'serviceCentreOperator', 'stationKeeper'])
  const close = async () => {
    await app.close()
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { app, ask, ours, theirs, owner: database.owner, close }
}

const firstTwoCounties = (): string[] =>
  readdirSync(COUNTIES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .slice(0, 2)

type Tools = { app: App; ask: (options: InjectOptions, who?: Pick<Who, 'cookie'>) => Promise<Response> }

export async function signIn({ app, ask }: Tools, role: string, username: string, password = PASSWORD): Promise<Who> {
  const answer = await ask({ method: 'POST', url: '/api/session', payload: { username, password } })
  const cookie = String(answer.headers['set-cookie'] ?? '').split(';')[0] ?? ''
  const caller = await app.services.identity.authenticate({ headers: { cookie } })
  if (!caller) throw new Error(`${username} does not sign in: ${answer.body}`)
  return { role, username, cookie, caller }
}

export async function simulatorOf({ app }: Pick<Tools, 'app'>, county: string): Promise<Who> {
  const { cookie } = await app.services.identity.createSimulator(county)
  const caller = await app.services.identity.authenticate({ headers: { cookie } })
  if (!caller) throw new Error('the simulator does not sign in')
  return { role: 'simulator', username: '', cookie, caller }
}

/** Digits that stand in no list: telephone numbers of the planted people. */
const phoneOf = (tag: string, n: number) => `139${tag === 'Qx' ? '61' : '72'}${String(48_300 + n)}1`

type Roles = readonly Role[]

/** Divisions, plan, people, their work and their papers: the same life in each county. */
async function fill(tools: Tools, county: CountyFolder, tag: string, roles: Roles) {
  const { services } = tools.app
  const { pack, planText, divisions, boundary } = county
  const { code, name } = pack.county
  const system = systemCaller(code)
  // Only a county whose posts nobody holds has one.
  const setupToken = (await services.identity.createSetupLinks(code))[0]?.token ?? ''
  await services.divisions.load(system, divisions, boundary)
  await services.plans.put(system, { pack, planText, isDemo: true })
  const towns = divisions.flatMap((d) => (d.level === 'town' ? [d.code] : [])).slice(0, 2)
  const villages = towns.flatMap(
    (town) => divisions.find((d) => d.isAdministrativeVillage && d.parent === town)?.code ?? [],
  )
  const where: Where = { tag, code, towns, villages, phones: phonesOf(tag) }
  const stations = await openStations(tools, where)
  const people = await enrolPeople(tools, { ...where, stations, roles })
  const ledgers = await keepLedgers(tools, { ...where, stations, people })
  const papers = await filePapers(tools, { ...where, pack, people })
  const computation = await siteStations(tools, code, people)
  const { routing, routePlan } = await planRoutes(tools, { code, tag, people })
  await services.statistics.catchUp(code)
  return {
    ...where,
    computation,
    routing,
    routePlan,
    ...people,
    ...ledgers,
    ...papers,
    name,
    stations,
    setupToken,
    /** Ids, codes and names by which its things could be asked for. */
    things: [
      ...[stations[0], ledgers.entries[0], ledgers.waybills[0], papers.money[0], papers.publications[0]],
      ...[
        papers.files.published,
        papers.files.kept,
        papers.complaint,
        papers.privacyRequest,
        papers.consent,
        papers.external,
        papers.finding,
        papers.decision,
        papers.receipt,
        computation,
        routing,
        routePlan,
      ],
      ...[people.who.bureauClerk?.caller.account, code, towns[0], villages[0], `${tag}镇1密站`],
      `${Date.now() + 1e7}_${ledgers.entries[0]}`,
    ].flatMap((thing) => thing ?? []),
    /** What only this county's answers may hold. */
    marks: [
      `${tag}镇`,
      `${tag}人名`,
      `${tag}文件`,
      `${tag}对方`,
      `${tag}公告`,
      `${tag}举报`,
      `${tag}签字`,
      `${tag}决定`,
      name,
    ],
    /** What only the second town's stations may show. */
    marksOfTownTwo: [wordOf(tag, 2)],
  }
}

async function siteStations({ app, ask }: Tools, code: string, { who }: People): Promise<string> {
  const answer = await ask({ method: 'POST', url: '/api/sitings', payload: {} }, who.bureauClerk)
  await app.services.computations.run([code])
  return answer.json().id
}

/** The service centre plans the open stations, keeps the plan and puts it in force. */
async function planRoutes({ app, ask }: Tools, { code, tag, people }: { code: string; tag: string; people: People }) {
  const { serviceCentreOperator } = people.who
  const post = (url: string, payload: object) => ask({ method: 'POST', url, payload }, serviceCentreOperator)
  const routing: string = (await post('/api/routings', { serves: 'stations', seconds: 1 })).json().id
  await app.services.computations.run([code])
  const { wishes, answer } = (
    await ask({ method: 'GET', url: `/api/routings/${routing}` }, serviceCentreOperator)
  ).json()
  const routes = answer.days.map(({ vehicle, number, trips }: Drawn) => ({
    ...{ vehicle, number },
    trips: trips.map(({ visits }) => visits.map(({ id }) => id)),
  }))
  const routePlan = anId()
  await post('/api/route-plans', { id: routePlan, name: `${tag}公告线路`, wishes, routes })
  await post(`/api/route-plans/${routePlan}/adopt`, {})
  return { routing, routePlan }
}
type Drawn = { vehicle: string; number: number; trips: { visits: { id: string }[] }[] }

type Where = { tag: string; code: string; towns: string[]; villages: string[]; phones: string[] }
type People = Awaited<ReturnType<typeof enrolPeople>>

const wordOf = (tag: string, town: number) => `${tag}镇${town}密`
const phonesOf = (tag: string) => Array.from({ length: 40 }, (_, n) => phoneOf(tag, n))
const STATION_PHONES = 30

async function openStations({ app }: Tools, { tag, code, villages, phones }: Where): Promise<string[]> {
  const ids: string[] = []
  for (const [n, place] of villages.entries()) {
    const station = await app.services.stations.register(systemCaller(code), {
      name: `${wordOf(tag, n + 1)}站`,
      level: 'village',
      place,
      address: `${wordOf(tag, n + 1)}路`,
      reusedOutlet: '',
      keeperName: `${wordOf(tag, n + 1)}长`,
      keeperPhone: phones[STATION_PHONES + n] ?? '',
      lng: null,
      lat: null,
      openOn: today,
    })
    ids.push(station.id)
  }
  return ids
}

/** One account a role, and those whose reach is a part: a town's supervisor, the keeper next door, one who left. */
async function enrolPeople(tools: Tools, county: Where & { stations: string[]; roles: Roles }) {
  const { tag, code, towns, villages, stations, phones } = county
  const { identity } = tools.app.services
  const [town = code] = towns
  let count = 0
  async function enrol(role: string, username: string, { place = code, station = null }: Home = {}): Promise<Who> {
    await identity.createAccount(systemCaller(role === 'provinceOfficer' ? place : code), {
      username: `${tag}-${username}`,
      name: `${tag}人名${username}`,
      roles: role === 'none' ? [] : [Role.parse(role)],
      place,
      station,
      phone: phones[count++] ?? '',
      validUntil: role === 'evaluator' ? '2099-12-31' : null,
      password: PASSWORD,
    })
    return signIn(tools, role, `${tag}-${username}`.toLowerCase())
  }
  // The two counties may lie in one province, and never in one prefecture.
  const seat = `${code.slice(0, 4)}00`
  await tools.app.services.divisions.load(systemCaller(seat), [seatRow(seat, `${tag}市`)])
  const homes: Record<string, Home> = {
    provinceOfficer: { place: seat },
    townClerk: { place: town },
    stationKeeper: { place: villages[0], station: stations[0] },
  }
  const who: Record<string, Who> = {}
  for (const role of county.roles) who[role] = await enrol(role, role, homes[role])
  who.simulator = await simulatorOf(tools, code)
  who.none = await enrol('none', 'none')
  const leaving = await enrol('none', 'leaving')
  await identity.disable(systemCaller(code), leaving.caller.account)
  const otherKeeper = await enrol('stationKeeper', 'other', { place: villages[1], station: stations[1] })
  const townSupervisor = await enrol('stationSupervisor', 'inTown', { place: town })
  const spare = (await enrol('none', 'spare')).caller.account
  return { who, leaving, otherKeeper, townSupervisor, spare }
}

type Home = { place?: string | undefined; station?: string | null | undefined }

const as = ({ who }: People, role: string): Caller => (who[role] as Who).caller // asked for roles that were enrolled

async function keepLedgers({ app }: Tools, county: Where & { stations: string[]; people: People }) {
  const { tag, code, stations, people, phones } = county
  const { services } = app
  const entries: string[] = []
  const waybills: string[] = []
  const keepers = [as(people, 'stationKeeper'), people.otherKeeper.caller]
  for (const [n, station] of stations.entries()) {
    const word = wordOf(tag, n + 1)
    const keeper = keepers[n] as Caller // two stations, two keepers
    await services.stations.assignKeeper(systemCaller(code), station, {
      keeperAccount: keeper.account,
      keeperName: `${word}长`,
      keeperPhone: phones[STATION_PHONES + n] ?? '',
    })
    const id = anId()
    const waybill = `${tag.toUpperCase()}${n}778899`
    const line = { at: new Date().toISOString(), quantity: 1, unit: '', note: `${word}备注` }
    const sale = {
      ...line,
      id,
      service: 'produceSale' as const,
      amountFen: 7_654_321,
      goods: `${word}瓜`,
      waybill: null,
    }
    const parcel = { ...line, id: anId(), service: 'sent' as const, amountFen: 0, goods: '', waybill }
    await services.stations.enter(keeper, station, [sale, parcel], 'phone')
    await services.stations.confirmReport(keeper, station, { id: anId(), on: today, note: `${word}报` })
    entries.push(id)
    waybills.push(waybill)
  }
  return { entries, waybills }
}

async function filePapers({ app }: Tools, county: Where & { pack: CountyFolder['pack']; people: People }) {
  const { tag, code, pack, people, phones } = county
  const { entries, findings, disclosure, files } = app.services
  const [clerk, finance] = [as(people, 'bureauClerk'), as(people, 'financeClerk')]
  const put = async (n: number) => {
    const paper = { name: `${tag}文件${n}.txt`, bytes: Buffer.from(`${tag}文件内容${n}`) }
    return (await files.put(clerk, paper)).id
  }
  const [published, kept, withdrawn] = [await put(1), await put(2), await put(3)]
  const money = [anId(), anId()]
  for (const id of money)
    await entries.enterMoney(finance, {
      ...{ id, kind: 'arrived', fund: 'central', budgetLine: null, amountFen: 9_876_543, movedOn: today },
      ...{ counterparty: `${tag}对方`, paper: `${tag}凭证`, fileId: kept },
    })
  const byHand = pack.targets.find(({ measure }) => !('indicator' in measure))?.id ?? ''
  const signed = { reportedOn: today, signedBy: `${tag}签字`, fileId: kept, note: `${tag}说明` }
  await entries.reportTarget(clerk, byHand, { id: anId(), value: 3, ...signed })
  const external = anId()
  await entries.enterExternal(clerk, {
    ...{ id: external, name: `${tag}外部数`, target: null, period: '2026Q1', value: 5, unit: '万' },
    ...{ publisher: `${tag}发布处`, publishedOn: today, fileId: kept },
  })
  const task = pack.tasks[0]?.id ?? ''
  await entries.reportTask(clerk, task, { id: anId(), state: 'doing', note: `${tag}任务`, fileId: kept })
  const finding = (await findings.check(clerk, 'zh')).findings[0]?.id ?? ''
  const decision = anId()
  await findings.decide(clerk, finding, {
    ...{ id: decision, kind: 'settled', text: `${tag}决定`, paper: `${tag}文号`, fileId: kept, replaces: null },
  })
  const publications = [anId(), anId()]
  for (const [n, id] of publications.entries())
    await disclosure.publish(clerk, {
      ...{ id, kind: 'notice', title: `${tag}公告${n}`, body: `${tag}公告正文`, datedOn: today },
      ...{ fileId: n === 0 ? published : withdrawn, reviewedBy: `${tag}审查` },
    })
  await disclosure.withdraw(clerk, publications[1] ?? '', `${tag}撤回`)
  const contact = phones.at(-1) ?? ''
  const words = { about: `${tag}关于`, body: `${tag}举报正文`, contact }
  const receipt = await disclosure.complain(code, { kind: 'tipOff', ...words })
  const { rows } = await disclosure.complaints(systemCaller(code), { limit: 1, offset: 0 })
  const complaint = rows[0]?.id ?? ''
  const [privacyRequest, consent] = [anId(), anId()]
  const person = { name: `${tag}举报`, phone: contact, account: null }
  const { privacy } = app.services
  await privacy.ask(systemCaller(code), { ...person, id: privacyRequest, kind: 'copy', askedOn: today })
  await privacy.giveConsent(systemCaller(code), {
    ...{ ...person, id: consent, purpose: `${tag}说明用途`, basis: 'consent', textVersion: '1' },
    ...{ givenOn: today, fileId: null },
  })
  return {
    files: { published, kept, withdrawn },
    money,
    byHand,
    external,
    task,
    finding,
    decision,
    publications,
    receipt,
    complaint,
    privacyRequest,
    consent,
  }
}

/** What an answer says, also inside an Excel sheet. */
export async function textOf(answer: Response): Promise<string> {
  if (!String(answer.headers['content-type']).includes('spreadsheetml')) return answer.body
  return JSON.stringify(await readSheet(answer.rawPayload))
}
