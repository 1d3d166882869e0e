import { readdirSync } from 'node:fs'
import path from 'node:path'
import { type Caller, systemCaller } from '#platform/authz'
import { addDays, civilDay } from '#platform/clock'
import { uuidv7 } from '#platform/ids'
import { type App, createApp } from '../../apps/server/app.ts'
import { COUNTIES, type CountyFolder, readCounty } from '../../apps/server/county.ts'

export const PASSWORD = 'a-long-word-7'
export const SECRET = 's'.repeat(40)

/** The first county that there is a pack of. */
export async function aPack(): Promise<CountyFolder> {
  const [id = ''] = readdirSync(COUNTIES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
  const read = await readCounty(path.join(COUNTIES, id))
  if (!('county' in read)) throw new Error(`${id} is not in order`)
  return read.county
}

export type Seeded = { code: string; stations: string[]; username: string; keeper: Caller }

/** A county with two open stations, and an account of its service centre that enters for them. */
export async function seed({ services }: Pick<App, 'services'>, county: CountyFolder): Promise<Seeded> {
  const { code } = county.pack.county
  const system = systemCaller(code)
  if ((await services.divisions.all(system)).size === 0)
    await services.divisions.load(system, county.divisions, county.boundary)
  await services.plans.put(system, { pack: county.pack, planText: county.planText, isDemo: true })
  const stations: string[] = []
  for (const [n, village] of county.divisions
    .filter((d) => d.isAdministrativeVillage)
    .slice(0, 2)
    .entries()) {
    const station = await services.stations.register(system, {
      ...{ name: `第${n + 1}站`, level: 'village', place: village.code, address: '', reusedOutlet: '' },
      ...{ keeperName: '张三', keeperPhone: '', lng: null, lat: null, openOn: addDays(civilDay(new Date()), -30) },
    })
    stations.push(station.id)
  }
  const username = 'centre'
  await services.identity.createAccount(system, {
    // A demonstration's account works without a second factor; the real server is what these tests run.
    ...{ username, name: '服务中心', roles: ['serviceCentreOperator'], place: code, password: PASSWORD, isDemo: true },
  })
  return { code, stations, username, keeper: { ...system, account: 'keeper' } }
}

export const anEntry = (at: number = Date.now()) => ({
  id: uuidv7(at),
  service: 'produceSale' as const,
  at: new Date(at).toISOString(),
  quantity: 1,
  amountFen: 100 + (at % 900),
  goods: '苹果\t"红\\富士"\n',
  unit: '',
  waybill: null,
  note: '',
})

export const openApp = (url: string, filesFolder: string, county: string): Promise<App> =>
  createApp({ url, filesFolder, secret: SECRET, log: false, county, secondFactor: 'offered' })
