import type { CountyPack } from '@xiangji/county-pack'
import {
  assumptionText,
  clashText,
  leftOutText,
  problemOf,
  type Siting,
  type SitingProblem,
  stationText,
  withNumber,
} from '@xiangji/siting'
import type { DivisionService } from '#modules/division'
import type { Caller } from '#platform/authz'
import { addDays, civilDay } from '#platform/clock'
import type { ComputationService, Kind } from '#platform/computation'
import { DomainError } from '#platform/errors'
import { type Column, type Language, namedSheet, writeWorkbook } from '#platform/excel'
import type { RegisteredSites, SitingBasis, SitingView, SitingWishes, Station } from '../schema.ts'
import type { StationService } from './stations.ts'

export type SitingService = ReturnType<typeof createSitingService>

/** What the computation service runs for this module. */
export const sitingKinds: Readonly<Record<string, Kind>> = {
  'station.siting': { module: new URL('./siting-compute.ts', import.meta.url), limitS: 90 },
}
const KIND = 'station.siting'

/** An open station without an entry for so long is not kept as a matter of course. */
const SILENT_DAYS = 60
const MANY = 5000

type Asked = { wishes: SitingWishes; problem: SitingProblem }

function isGood({ state, openedOn, lastEntryOn }: Station, today: string): boolean {
  if (state === 'planned') return true
  const last = [openedOn, lastEntryOn]
    .filter((on) => on !== null)
    .sort()
    .at(-1)
  return last !== undefined && last >= addDays(today, -SILENT_DAYS)
}

/** 选址: where the plan's rules want stations; computed in a thread, and taken into the register by a person. */
export function createSitingService(deps: {
  stations: Pick<StationService, 'list' | 'register'>
  divisions: DivisionService
  computations: ComputationService
  /** The plan of the caller's county. */
  plan: (caller: Caller) => Promise<Pick<CountyPack, 'sitingRules' | 'targets'>>
  now: () => Date
}) {
  const { stations, divisions, computations, plan, now } = deps

  const standing = async (caller: Caller): Promise<Station[]> => {
    const { rows } = await stations.list(caller, { limit: MANY, offset: 0, sort: 'place', descending: false })
    return rows.filter(({ state }) => state !== 'closed')
  }

  async function existing(caller: Caller) {
    const today = civilDay(now())
    const good = new Map<string, boolean>()
    for (const station of await standing(caller))
      good.set(station.place, isGood(station, today) || good.get(station.place) === true)
    return [...good].map(([code, is]) => ({ code, isGood: is }))
  }

  async function county(caller: Caller, facts: SitingWishes['facts']): Promise<SitingProblem> {
    const [all, pack, boundary] = await Promise.all([
      divisions.current(caller),
      plan(caller),
      divisions.boundary(caller).catch(() => undefined), // without an outline the area is not known
    ])
    const rows = [...all.values()].map(({ lng, lat, isEstimated, ...row }) => ({
      ...row,
      lng: isEstimated ? null : lng,
      lat: isEstimated ? null : lat,
    }))
    return problemOf({ divisions: rows, boundary: boundary?.geojson, pack, facts })
  }

  async function problemFor(caller: Caller, wishes: SitingWishes): Promise<SitingProblem> {
    const problem = await county(caller, wishes.facts)
    const places = new Set([...problem.towns, ...problem.villages].map(({ code }) => code))
    for (const field of ['forceIn', 'forceOut'] as const)
      for (const code of wishes[field])
        if (!places.has(code)) throw new DomainError('station.noCandidate', { field, place: code }, 422)
    const there = await existing(caller)
    const { villageNumber, budgetFen, townCostFen: town, villageCostFen: village } = wishes
    return {
      ...problem,
      rules: villageNumber === null ? problem.rules : withNumber(problem.rules, villageNumber),
      existing: wishes.keepsExisting ? there : there.map(({ code }) => ({ code, isGood: false })),
      costFen: budgetFen === null ? null : { town, village },
      budgetFen,
      forceIn: wishes.forceIn,
      forceOut: wishes.forceOut,
    }
  }

  async function load(caller: Caller, id: string, language: Language): Promise<SitingView> {
    const { askedAt, state, input, result } = await computations.load(caller, id, KIND)
    const { wishes, problem } = input as Asked // as `ask` kept it
    const siting = result as Siting | null // what the kind's own module answered
    return { id, askedAt: askedAt.toISOString(), state, wishes, answer: siting && answerOf(siting, problem, language) }
  }

  return {
    basis: async (caller: Caller): Promise<SitingBasis> => {
      const { rules, towns, villages } = await county(caller, [])
      const { townStations, villageStations, allStations, villagesServed } = rules
      return {
        rules: [...rules.cited],
        towns: towns.length,
        villages: villages.length,
        villagesSurveyed: villages.filter(({ point }) => point !== null).length,
        ...{ townStations, villageStations, allStations, villagesServed },
        existing: await existing(caller),
      }
    },

    /** Keeps the wish; answers with the id of the computation. */
    ask: async (caller: Caller, wishes: SitingWishes): Promise<string> => {
      const asked: Asked = { wishes, problem: await problemFor(caller, wishes) }
      return computations.ask(caller, KIND, asked)
    },

    load,

    sheet: async (caller: Caller, id: string, language: Language): Promise<Buffer> => {
      const { answer } = await load(caller, id, language)
      if (!answer) throw new DomainError('station.sitingUnfinished', {})
      const rows = [
        ...answer.stations.map((site) => ({ ...site, outcome: site.isExisting ? EXISTING : CHOSEN, nearestM: null })),
        ...answer.leftOut.map((site) => ({ ...site, outcome: LEFT_OUT })),
      ]
      const sheet = { columns: columns(language), rows }
      return writeWorkbook([namedSheet(language === 'en' ? 'Siting' : '选址结果', sheet, language)])
    },

    /** Takes chosen places into the register as planned stations; one that has a station already is left as it is. */
    register: async (caller: Caller, id: string, codes: readonly string[]): Promise<RegisteredSites> => {
      const { answer } = await load(caller, id, 'zh-CN')
      const chosen = new Map((answer?.stations ?? []).map((site) => [site.code, site]))
      const sites = [...new Set(codes)].map((code) => {
        const site = chosen.get(code)
        if (!site) throw new DomainError('station.notChosen', { field: 'codes', place: code }, 422)
        return site
      })
      const taken = new Set((await standing(caller)).map(({ place }) => place))
      const fresh = sites.filter(({ code }) => !taken.has(code))
      for (const { code, name, townName, level } of fresh)
        await stations.register(caller, { ...PLANNED, level, place: code, name: nameOf({ name, townName, level }) })
      return { registered: fresh.length, known: sites.length - fresh.length }
    },
  }
}

const PLANNED = { address: '', reusedOutlet: '', keeperName: '', keeperPhone: '', lng: null, lat: null, openOn: null }

/** The names that registers use; the town goes before a village, for two towns may have villages of one name. */
const nameOf = ({ name, townName, level }: { name: string; townName: string; level: 'town' | 'village' }) =>
  level === 'town' ? `${name}电子商务服务站` : `${townName}${name.replace(/(村民委员会|村委会)$/, '村')}电子商务服务点`

function answerOf(siting: Siting, problem: SitingProblem, language: Language): SitingView['answer'] {
  const locale = language === 'en' ? 'en' : 'zh'
  const names = new Map(problem.towns.map(({ code, name }) => [code, name]))
  const townName = (code: string) => names.get(code.slice(0, 9)) ?? ''
  const { status, unit, objective, bound, certain, designated, distance } = siting
  return {
    ...{ status, unit, objective, bound, certain, designated },
    distance: distance && { isProven: distance.isProven, meanM: distance.meanM, farthestM: distance.farthestM },
    stations: siting.stations.map(({ reason, ...site }) => ({
      ...site,
      townName: townName(site.code),
      reason: stationText(reason, { named: problem, counted: unit, locale }),
    })),
    leftOut: siting.leftOut.map(({ reason, ...site }) => ({
      ...site,
      townName: townName(site.code),
      reason: leftOutText(reason, { named: problem, locale }),
    })),
    clashes: siting.clashes.map((clash) => clashText(clash, { named: problem, locale })),
    assumptions: siting.assumptions.map((assumption) => assumptionText(assumption, { named: problem, locale })),
  }
}

type Words = { zh: string; en: string }
const CHOSEN: Words = { zh: '入选', en: 'Chosen' }
const EXISTING: Words = { zh: '现有', en: 'Exists' }
const LEFT_OUT: Words = { zh: '未入选', en: 'Left out' }

type SheetSite = Omit<NonNullable<SitingView['answer']>['leftOut'][number], 'nearestM'> & {
  nearestM: number | null
  outcome: Words
}

const columns = (language: Language): Column<SheetSite>[] => {
  const word = (zh: string, en: string) => (language === 'en' ? en : zh)
  return [
    { zh: '代码', en: 'Code', width: 16, value: ({ code }) => code },
    { zh: '乡镇', en: 'Town', width: 16, value: ({ townName }) => townName },
    { zh: '名称', en: 'Place', width: 24, value: ({ name }) => name },
    {
      zh: '级别',
      en: 'Level',
      value: ({ level }) => (level === 'town' ? word('乡镇级', 'Town') : word('村级', 'Village')),
    },
    {
      zh: '结果',
      en: 'Outcome',
      value: ({ outcome }) => word(outcome.zh, outcome.en),
    },
    { zh: '理由', en: 'Reason', width: 60, value: ({ reason }) => reason },
    {
      zh: '坐标',
      en: 'Coordinates',
      value: ({ isEstimated }) => (isEstimated ? word('未测量', 'Not surveyed') : word('已测量', 'Surveyed')),
    },
    { zh: '距最近站点（米）', en: 'To the nearest station (m)', value: ({ nearestM }) => nearestM },
  ]
}
