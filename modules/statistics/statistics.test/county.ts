import { sql } from 'kysely'
import { createDivisionService, type DivisionRow } from '#modules/division'
import { stationIndicators } from '#modules/station'
import type { Caller, Origin } from '#platform/authz'
import { systemCaller } from '#platform/authz'
import { inTransaction, scoped } from '#platform/db'
import { type Event, listEvents, record } from '#platform/journal'
import { aCaller, anId, journalSettled, testDb } from '#platform/testing'
import { createStatisticsService, type Names } from '../index.ts'

export const TODAY = '2026-05-10'
export const NOW = new Date('2026-05-10T04:00:00Z')

/** Outlets by number: two in one village, one in a community, a town's, one in the other town's village. */
export const OUTLETS = [
  { id: '0190c000-0000-7000-8000-000000000001', below: '001001', level: 'village', isAdministrativeVillage: true },
  { id: '0190c000-0000-7000-8000-000000000002', below: '001001', level: 'village', isAdministrativeVillage: true },
  { id: '0190c000-0000-7000-8000-000000000003', below: '001003', level: 'village', isAdministrativeVillage: false },
  { id: '0190c000-0000-7000-8000-000000000004', below: '002', level: 'town', isAdministrativeVillage: false },
  { id: '0190c000-0000-7000-8000-000000000005', below: '002001', level: 'village', isAdministrativeVillage: true },
] as const

const row = (code: string, name: string, isAdministrativeVillage = false): DivisionRow => ({
  code,
  name,
  level: code.length === 6 ? 'county' : code.length === 9 ? 'town' : 'village',
  parent: code.slice(0, -3),
  isAdministrativeVillage,
  lng: null,
  lat: null,
  coordSource: null,
})

export const divisionsOf = (county: string): DivisionRow[] => [
  row(county, '甲县'),
  row(`${county}001`, '乙镇'),
  row(`${county}002`, '丁镇'),
  row(`${county}001001`, '大坝村', true),
  row(`${county}001002`, '良田村', true),
  row(`${county}001003`, '城东社区'),
  row(`${county}002001`, '火把村', true),
]

/** One act at an outlet. */
export type Act = {
  kind: string
  outlet: number
  day: string
  minute?: number
  data?: object
  origin?: Origin
}

export function eventOf(county: string, { kind, outlet, day, minute = 600, data = {} }: Act): Event {
  const { id: station, below, level, isAdministrativeVillage } = OUTLETS[outlet] ?? OUTLETS[0]
  return {
    id: anId(),
    kind,
    at: new Date(Date.parse(`${day}T00:00:00+08:00`) + minute * 60_000),
    place: `${county}${below}`,
    station,
    subject: `station:${station}`,
    data: { level, isAdministrativeVillage, ...data },
  }
}

const callerOf = (county: string, origin: Origin): Caller =>
  aCaller({ county, account: `account-${origin}`, origin: origin === 'simulated' ? 'simulated' : 'live' })

/** Counties of one database, their journal, and the statistics over it. */
export async function aStatistics(counties: readonly string[] = ['000001']) {
  const { db, owner } = await testDb()
  const divisions = createDivisionService({ db: scoped<'division'>(db) })
  for (const county of counties) await divisions.load(systemCaller(county), divisionsOf(county))
  const names: Names = {
    accounts: async (_county, ids) => new Map(ids.map((id) => [id, `名 ${id}`])),
    stations: async () => OUTLETS.map(({ id }, i) => ({ id, name: `站点${i}` })),
  }
  const create = () =>
    createStatisticsService({
      db: scoped<'statistics'>(db),
      divisions,
      indicators: stationIndicators,
      names,
      now: () => NOW,
    })
  const statistics = create()
  const tell = (county: string, events: readonly Event[], origin: Origin = 'live') =>
    inTransaction(db, systemCaller(county), (tx) =>
      record(tx, callerOf(county, origin), events, origin === 'import' ? 'import' : 'live'),
    )
  return {
    db,
    owner,
    divisions,
    statistics,
    /** A second server's view of the same database. */
    another: create,
    tell,
    /** Tells acts one by one, each from where it comes. */
    act: async (county: string, acts: readonly Act[]) => {
      for (const one of acts) await tell(county, [eventOf(county, one)], one.origin)
    },
    settled: () => journalSettled(owner),
    /** Begins a transaction that writes, before which no later event is followed. @returns what ends it */
    hide: async () => {
      const other = await owner.startTransaction().execute()
      await sql`select pg_current_xact_id()`.execute(other)
      return () => other.commit().execute()
    },
    /** Follows until nothing is left. @returns how many events were taken in */
    catchUp: (county = '000001') => statistics.catchUp(county),
    journal: (county: string) =>
      inTransaction(db, systemCaller(county), (tx) => listEvents(tx, { county, limit: 5000 })),
  }
}
