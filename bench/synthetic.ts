import path from 'node:path'
import { systemCaller } from '#platform/authz'
import { uuidv7 } from '#platform/ids'
import type { App } from '../apps/server/app.ts'
import { COUNTIES, type CountyFolder, readCounty } from '../apps/server/county.ts'

export const REAL = ['puning', 'ruyuan', 'shicheng', 'tianchang', 'yongren'] as const

export async function realCounty(id: string): Promise<CountyFolder> {
  const read = await readCounty(path.join(COUNTIES, id))
  if (!('county' in read)) throw new Error(`${id} cannot be read`)
  return read.county
}

/** A county that is nowhere: Yongren's plan and divisions under another code and name, made when it is asked for. */
export function syntheticCounty(model: CountyFolder, code: string): CountyFolder {
  const moved = (old: string) => old.replace(/^532327/, code)
  const name = `合成${code}县`
  return {
    ...model,
    pack: {
      ...model.pack,
      county: { ...model.pack.county, id: `synthetic-${code}`, code, name, nameEn: `Synthetic ${code}` },
    },
    divisions: model.divisions.map((row) => ({
      ...row,
      code: moved(row.code),
      parent: row.level === 'county' ? code.slice(0, 4) : moved(row.parent),
      name: row.level === 'county' ? name : row.name,
    })),
  }
}

/** Codes of no real county: prefecture 99 of a province. */
export const syntheticCodes = (count: number, province = '53'): string[] =>
  Array.from({ length: count }, (_, i) => `${province}99${String(i + 1).padStart(2, '0')}`)

export async function loadCounty({ services }: Pick<App, 'services'>, county: CountyFolder): Promise<string> {
  const { pack, planText, divisions, boundary } = county
  const { code } = pack.county
  await services.divisions.load(systemCaller(code), divisions, boundary)
  await services.plans.put(systemCaller(code), { pack, planText, isDemo: false })
  return code
}

/** An open village station with `entries` sales of one yuan each, entered in batches as a phone does. @returns its id */
export async function work({ services }: Pick<App, 'services'>, code: string, entries: number): Promise<string> {
  const caller = systemCaller(code)
  const village = [...(await services.divisions.all(caller)).values()].find((d) => d.isAdministrativeVillage)
  if (!village) throw new Error(`${code} has no village`)
  const bare = { address: '', reusedOutlet: '', keeperName: '', keeperPhone: '', lng: null, lat: null }
  const openOn = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10)
  const { id } = await services.stations.register(caller, {
    ...bare,
    name: `${code}一站`,
    level: 'village',
    place: village.code,
    openOn,
  })
  for (let done = 0; done < entries; done += 500)
    await enter({ services }, { code, station: id, count: Math.min(500, entries - done) })
  return id
}

export async function enter(
  { services }: Pick<App, 'services'>,
  { code, station, count }: { code: string; station: string; count: number },
): Promise<void> {
  const at = new Date(Date.now() - 60_000)
  const entries = Array.from({ length: count }, () => ({
    id: uuidv7(),
    service: 'produceSale' as const,
    at: at.toISOString(),
    quantity: 1,
    amountFen: 100,
    goods: '核桃',
    unit: '件',
    waybill: null,
    note: '',
  }))
  await services.stations.enter(systemCaller(code), station, entries, 'phone')
}
