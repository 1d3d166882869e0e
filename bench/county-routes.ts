import { readFile } from 'node:fs/promises'
import type { Customer, Problem, Route, Vehicle } from '@xiangji/routing'
import { afterIterations, check, evaluate, solve } from '@xiangji/routing'
import { type Division, parseDivisions, placeOnMap } from '#modules/division'
import { nearestNeighbour, roadMatrix } from '#modules/logistics'
import { round } from './server.ts'

/** Roads in hills are so much longer than the great circle (an assumption; no road network is at hand), and driven at so many metres a second. */
const DETOUR = 1.4
const SPEED = { toTown: 11, toVillage: 7 }
const HOUR = 3600

/**
 * A county's day: the hub serves every town (before noon, for the afternoon's pick-up) and every administrative village (until six), three kinds
 * of vehicles, up to three trips each. Amounts are parcels and kilograms, made from the place in the list; nothing of the county is in the code.
 */
export function countyProblem(rows: readonly Division[]): Problem {
  const hub = rows.find(({ level }) => level === 'county')
  const served = rows.filter(({ level, isAdministrativeVillage }) => level === 'town' || isAdministrativeVillage)
  if (!hub) throw new Error('the table names no county')
  const places = [hub, ...served]
  const roads = roadMatrix(places, { detour: DETOUR, townMps: SPEED.toTown, villageMps: SPEED.toVillage })
  const stop = (division: Division, i: number): Customer => {
    const parcels = division.level === 'town' ? 60 + ((i * 37) % 40) : 8 + ((i * 23) % 25)
    return {
      id: division.code,
      place: i + 1,
      deliver: [parcels, parcels * 3],
      serviceS: division.level === 'town' ? 900 : 300,
      windows: [{ fromS: 8 * HOUR, toS: (division.level === 'town' ? 12 : 18) * HOUR }],
    }
  }
  const shift = { fromS: 7 * HOUR, toS: 19 * HOUR }
  const kind = (id: string, count: number, capacity: [number, number], cost: Vehicle['cost']): Vehicle => ({
    id,
    count,
    depot: hub.code,
    capacity,
    cost,
    shift,
    trips: 3,
    reloadS: 1200,
    rest: { fromS: 11 * HOUR, toS: 14 * HOUR, lastsS: 1800 },
  })
  return {
    places: places.length,
    ...roads,
    depots: [{ id: hub.code, place: 0 }],
    // Fen: by the metre fuel and wear, by the second the driver.
    vehicles: [
      kind('tricycle', 4, [80, 300], { fixed: 3_000, perM: 0.05, perS: 0.8 }),
      kind('van', 5, [200, 800], { fixed: 8_000, perM: 0.08, perS: 0.9 }),
      kind('truck', 2, [500, 2500], { fixed: 16_000, perM: 0.15, perS: 1 }),
    ],
    stops: served.map(stop),
  }
}

/** The county's day by nearest neighbour and by the solver, in yuan; the margin is what the solver saves. */
export async function benchCountyRoutes(county: string): Promise<Record<string, number>> {
  const csv = await readFile(`counties/${county}/divisions.csv`, 'utf8')
  const rows = placeOnMap(parseDivisions(csv).map((row) => ({ ...row, validFrom: '1949-10-01', validTo: null })))
  const problem = countyProblem(rows)
  const greedy = nearestNeighbour(problem)
  const before = evaluate(problem, greedy)
  const began = performance.now()
  const after = solve(problem, { stop: afterIterations(20_000), seed: 1 })
  const seconds = (performance.now() - began) / 1000
  const km = (routes: readonly Route[]): number =>
    evaluate(problem, routes).days.reduce((sum, day) => sum + day.distanceM, 0) / 1000
  return {
    countyStops: problem.stops.length,
    countyFaults: check(problem, after).length,
    countyLeft: after.left.length,
    countyLeftGreedy: before.faults.filter(({ kind }) => kind === 'missing').length,
    countyYuan: round(after.cost / 100),
    countyYuanGreedy: round(before.cost / 100),
    countyKm: round(km(after.routes)),
    countyKmGreedy: round(km(greedy)),
    countyVehicles: after.routes.length,
    countyVehiclesGreedy: greedy.length,
    countySavedPercent: round((1 - after.cost / before.cost) * 100),
    countySeconds: round(seconds),
  }
}
