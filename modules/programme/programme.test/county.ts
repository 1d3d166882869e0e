import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { disclosureIndicators } from '#modules/disclosure'
import { createDivisionService, parseDivisions } from '#modules/division'
import { createStationService, stationIndicators } from '#modules/station'
import { createStatisticsService } from '#modules/statistics'
import { type Caller, systemCaller } from '#platform/authz'
import { scoped } from '#platform/db'
import { createFiles } from '#platform/files'
import { folderStore } from '#platform/files/stores'
import { aCaller, aCipher, anId, testApp, testDb } from '#platform/testing'
import {
  createCountyService,
  createEntryService,
  createFindingService,
  createOverviewService,
  createPlanService,
  programmeIndicators,
  programmeRoutes,
} from '../index.ts'
import { packOf, textOf } from './packs.ts'

export const COUNTY = '532327'
export const TODAY = '2020-09-15'
export const NOWHERE = '0190c000-0000-7000-8000-00000000000f'
const VERBS = ['read', 'readCounties', 'enterMoney', 'reportTarget', 'reportTask', 'enterExternal', 'decideFinding']
const ALL = VERBS.map((verb) => `programme.${verb}`)

/** Yongren with its real plan in the middle of its work, over the real stations and statistics. */
export async function aProgramme() {
  const { db, owner } = await testDb()
  const folder = await mkdtemp(path.join(tmpdir(), 'xiangji-programme-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const now = () => new Date(`${TODAY}T04:00:00Z`)
  const office = aCaller({ county: COUNTY, account: 'office', can: ALL })
  const callers: Record<string, Caller> = {
    office,
    townClerk: aCaller({ county: COUNTY, place: `${COUNTY}101`, can: ['programme.read'] }),
    otherCounty: aCaller({ county: '441882', can: ALL }),
    nobody: aCaller({ county: COUNTY }),
  }
  const divisions = createDivisionService({ db: scoped<'division'>(db) })
  await divisions.load(office, parseDivisions(textOf('yongren', 'divisions.csv')))
  const files = createFiles({ db, store: folderStore(folder), now })
  const stations = createStationService({
    ...{ db: scoped<'station'>(db), divisions, fields: aCipher(), now },
    isKeeper: async (_, account) => account.startsWith('a-'),
  })
  const statistics = createStatisticsService({
    db: scoped<'statistics'>(db),
    divisions,
    indicators: [...stationIndicators, ...programmeIndicators, ...disclosureIndicators],
    names: { accounts: async () => new Map(), stations: stations.names },
    now,
  })
  const plans = createPlanService({ db: scoped<'programme'>(db), now })
  const entries = createEntryService({ db: scoped<'programme'>(db), plans, files, names: async () => new Map(), now })
  const findings = createFindingService({
    db: scoped<'programme'>(db),
    plans,
    files,
    names: async () => new Map(),
    now,
  })
  const overviews = createOverviewService({ db: scoped<'programme'>(db), plans, statistics })
  const counties = createCountyService({ overviews, counties: async () => [COUNTY] })
  const planText = textOf('yongren', 'plan.txt')
  await plans.put(systemCaller(COUNTY), { pack: packOf('yongren'), planText, isDemo: false })
  const app = await testApp(programmeRoutes({ plans, entries, findings, overviews, counties, now }), callers, ALL)
  const ask = async (
    method: 'GET' | 'POST',
    url: string,
    { as = 'office', body }: { as?: string; body?: object } = {},
  ) => {
    const answer = await app.inject({
      method,
      url: `/api${url}`,
      headers: { 'x-test-caller': as },
      ...(body ? { payload: body } : {}),
    })
    // biome-ignore lint/suspicious/noExplicitAny: what came over the wire, looked at by each test
    const json: any = answer.json()
    return { status: answer.statusCode, code: json.code as string | undefined, body: json }
  }
  return {
    ask,
    plans,
    stations,
    office,
    paper: async (name = '证明.pdf', caller = office) =>
      (await files.put(caller, { name, bytes: Buffer.from(`%PDF-1.7 ${name}`) })).id,
    pay: (more: object = {}) =>
      ask('POST', '/programme/money', {
        body: {
          ...{ id: anId(), kind: 'paid', fund: 'central', budgetLine: 'YR-B1', amountFen: 50_000_000 },
          ...{ movedOn: '2020-08-01', paper: '凭证1号', ...more },
        },
      }),
    catchUp: () => statistics.catchUp(COUNTY),
    events: async () =>
      (await owner.selectFrom('platform.event').selectAll().orderBy('recorded_at').execute()).map(
        ({ kind, data, at, subject }) => ({ kind, data, at, subject }),
      ),
  }
}
