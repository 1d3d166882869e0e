import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { InjectOptions, LightMyRequestResponse as Response } from 'fastify'
import { sql } from 'kysely'
import { readSheet } from 'read-excel-file/node'
import { inject } from 'vitest'
import { Role } from '../../modules/identity/schema.ts'
import { type Caller, systemCaller } from '#platform/authz'
import { civilDay } from '#platform/clock'
import { createDb, createPool } from '#platform/db'
import { anId } from '#platform/testing'
import { createApp } from '../../apps/server/app.ts'
import { COUNTIES, type CountyFolder, readCounty } from '../../apps/server/county.ts'

const PASSWORD = 'a-long-word-7'
export const today = civilDay(new Date())

export type Who = { role: string; username: string; cookie: string; caller: Caller }
export type World = Awaited<ReturnType<typeof aWorld>>
export type Content = Awaited<ReturnType<typeof fill>>

type App = Awaited<ReturnType<typeof createApp>>

async function aDatabase() {
  const admin = createDb(createPool(inject('databaseUrl'), { role: '', max: 1 }))
  const name = `t_${randomUUID().replaceAll('-', '')}`
  const url = new URL(inject('databaseUrl'))
  url.pathname = `/${name}`
  await sql.raw(`create database ${name} template xiangji_template`).execute(admin)
  const owner = createDb(createPool(url.href, { role: '', max: 2 }))
  const close = async () => {
    await owner.destroy()
    await sql.raw(`drop database ${name} with (force)`).execute(admin)
    await admin.destroy()
  }
  return { url: url.href, owner, close }
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
  })
  const ask = (options: InjectOptions, who?: Pick<Who, 'cookie'>): Promise<Response> =>
    app.app.inject({ ...options, headers: { ...options.headers, ...(who ? { cookie: who.cookie } : {}) } })
  const tools = { app, ask }
  const ours = await fill(tools, a, 'Qx')
  const theirs = await fill(tools, b, 'Zk')
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

async function fill(tools: Tools, { pack, planText, divisions, boundary }: CountyFolder, tag: string) {
  const { services } = tools.app
  const { code, name } = pack.county
  const system = systemCaller(code)
  // Only a county without accounts has one.
  const setupToken = await services.identity.createSetupLink(code)
  await services.divisions.load(system, divisions, boundary)
  await services.plans.put(system, { pack, planText, isDemo: true })
  const [townOne, townTwo] = divisions.filter(({ level }) => level === 'town')
  const villageIn = (town: string | undefined) =>
    divisions.find((d) => d.isAdministrativeVillage && d.parent === town)?.code ?? ''
  const towns = [townOne?.code ?? '', townTwo?.code ?? '']
  const villages = towns.map(villageIn)
  const phones = Array.from({ length: 30 }, (_, n) => phoneOf(tag, n))
  let people = 0

  async function enrol(role: string, username: string, place: string, station: string | null = null): Promise<Who> {
    const roles = role === 'none' ? [] : [Role.parse(role)]
    await services.identity.createAccount(system, {
      username: `${tag}-${username}`,
      name: `${tag}人名${username}`,
      roles,
      place,
      station,
      phone: phones[people++ % phones.length] ?? '',
      validUntil: role === 'evaluator' ? '2099-12-31' : null,
      password: PASSWORD,
    })
    return signIn(tools, role, `${tag.toLowerCase()}-${username.toLowerCase()}`)
  }

  const word = (n: number) => `${tag}镇${n}密`
  const stations: string[] = []
  for (const [n, place] of villages.entries()) {
    const station = await services.stations.register(system, {
      name: `${word(n + 1)}站`,
      level: 'village',
      place,
      address: `${word(n + 1)}路`,
      reusedOutlet: '',
      keeperName: `${word(n + 1)}长`,
      keeperPhone: phones[20 + n] ?? '',
      lng: null,
      lat: null,
      openOn: today,
    })
    stations.push(station.id)
  }

  const who: Record<string, Who> = {}
  const atTown = new Set(['townClerk'])
  for (const role of Role.options) {
    const place = atTown.has(role) ? towns[0] : role === 'stationKeeper' ? villages[0] : code
    who[role] = await enrol(role, role, place ?? code, role === 'stationKeeper' ? (stations[0] ?? null) : null)
  }
  who.simulator = await simulatorOf(tools, code)
  who.none = await enrol('none', 'none', code)
  const townSupervisor = await enrol('stationSupervisor', 'townSupervisor', towns[0] ?? code)
  const otherKeeper = await enrol('stationKeeper', 'otherKeeper', villages[1] ?? code, stations[1] ?? null)
  const spare = await enrol('none', 'spare', code)
  const leaving = await enrol('none', 'leaving', code)
  await services.identity.disable(system, leaving.caller.account)
  const as = (role: string): Caller => (who[role] as Who).caller // every role was just enrolled

  const entries: string[] = []
  const waybills: string[] = []
  for (const [n, station] of stations.entries()) {
    await services.stations.assignKeeper(system, station, {
      keeperAccount: [as('stationKeeper'), otherKeeper.caller][n]?.account ?? null,
      keeperName: `${word(n + 1)}长`,
      keeperPhone: phones[20 + n] ?? '',
    })
    const [id, parcel] = [anId(), anId()]
    const waybill = `${tag.toUpperCase()}${n}778899`
    const common = { at: new Date().toISOString(), quantity: 1, unit: '', note: `${word(n + 1)}备注` }
    await services.stations.enter(
      n === 0 ? as('stationKeeper') : otherKeeper.caller,
      station,
      [
        { ...common, id, service: 'produceSale', amountFen: 7_654_321 + n, goods: `${word(n + 1)}瓜`, waybill: null },
        { ...common, id: parcel, service: 'sent', amountFen: 0, goods: '', waybill },
      ],
      'phone',
    )
    entries.push(id)
    waybills.push(waybill)
    await services.stations.confirmReport(n === 0 ? as('stationKeeper') : otherKeeper.caller, station, {
      id: anId(),
      on: today,
      note: `${word(n + 1)}报`,
    })
  }

  const put = async (n: number) =>
    (
      await services.files.put(as('bureauClerk'), {
        name: `${tag}文件${n}.txt`,
        bytes: Buffer.from(`${tag}文件内容${n}`),
      })
    ).id
  const [published, kept, withdrawn] = [await put(1), await put(2), await put(3)]
  const money = [anId(), anId()]
  for (const id of money)
    await services.entries.enterMoney(as('financeClerk'), {
      id,
      kind: 'arrived',
      fund: 'central',
      budgetLine: null,
      amountFen: 9_876_543,
      movedOn: today,
      counterparty: `${tag}对方`,
      paper: `${tag}凭证`,
      fileId: kept,
    })
  const byHand = pack.targets.find(({ measure }) => !('indicator' in measure))?.id ?? ''
  await services.entries.reportTarget(as('bureauClerk'), byHand, {
    id: anId(),
    value: 3,
    reportedOn: today,
    signedBy: `${tag}签字`,
    fileId: kept,
    note: `${tag}说明`,
  })
  const external = anId()
  await services.entries.enterExternal(as('bureauClerk'), {
    id: external,
    name: `${tag}外部数`,
    target: null,
    period: '2026Q1',
    value: 5,
    unit: '万',
    publisher: `${tag}发布处`,
    publishedOn: today,
    fileId: kept,
  })
  const task = pack.tasks[0]?.id ?? ''
  await services.entries.reportTask(as('bureauClerk'), task, {
    id: anId(),
    state: 'doing',
    note: `${tag}任务`,
    fileId: kept,
  })
  const publications = [anId(), anId()]
  for (const [n, id] of publications.entries())
    await services.disclosure.publish(as('bureauClerk'), {
      id,
      kind: 'notice',
      title: `${tag}公告${n}`,
      body: `${tag}公告正文`,
      datedOn: today,
      fileId: n === 0 ? published : withdrawn,
      reviewedBy: `${tag}审查`,
    })
  await services.disclosure.withdraw(as('bureauClerk'), publications[1] ?? '', `${tag}撤回`)
  const receipt = await services.disclosure.complain(code, {
    kind: 'tipOff',
    about: `${tag}关于`,
    body: `${tag}举报正文`,
    contact: phones[25] ?? '',
  })
  const { rows: complaints } = await services.disclosure.complaints(system, { limit: 1, offset: 0 })
  while ((await services.statistics.followOnce(code)) > 0);

  return {
    tag,
    code,
    name,
    towns,
    villages,
    who,
    townSupervisor,
    otherKeeper,
    leaving,
    stations,
    entries,
    waybills,
    money,
    files: { published, kept, withdrawn },
    publications,
    receipt,
    complaint: complaints[0]?.id ?? '',
    spare: spare.caller.account,
    setupToken,
    byHand,
    task,
    external,
    phones,
    /** Ids, codes and names by which its things could be asked for. */
    things: [
      ...[stations[0], entries[0], waybills[0], money[0], publications[0], published, kept, complaints[0]?.id, external],
      ...[receipt, as('bureauClerk').account, code, towns[0], villages[0], `${tag}镇1密站`],
      `${Date.now() + 1e7}_${entries[0]}`,
    ].flatMap((thing) => thing ?? []),
    /** What only this county's answers may hold. */
    marks: [`${tag}镇`, `${tag}人名`, `${tag}文件`, `${tag}对方`, `${tag}公告`, `${tag}举报`, `${tag}签字`, name],
    /** What only the second town's stations may show. */
    marksOfTownTwo: [word(2)],
  }
}

/** What an answer says, also inside an Excel sheet. */
export async function textOf(answer: Response): Promise<string> {
  if (!String(answer.headers['content-type']).includes('spreadsheetml')) return answer.body
  return JSON.stringify(await readSheet(answer.rawPayload))
}
