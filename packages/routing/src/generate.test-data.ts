import type { Problem, Stop, Vehicle } from './problem.ts'
import { Random } from './search/random.ts'

export type Feature =
  | 'windows'
  | 'kinds'
  | 'dimensions'
  | 'collect'
  | 'shipments'
  | 'trips'
  | 'optional'
  | 'skills'
  | 'apart'
  | 'rest'
  | 'distance'
  | 'time'
export const FEATURES: readonly Feature[] = [
  'windows',
  'kinds',
  'dimensions',
  'collect',
  'shipments',
  'trips',
  'optional',
  'skills',
  'apart',
  'rest',
  'distance',
  'time',
]

/** A small problem with these features, by chance. Distances are of the plane and whole, so that detours never pay. */
export function aProblem(seed: number, stops: number, features: readonly Feature[]): Problem {
  const random = new Random(seed)
  const has = (feature: Feature): boolean => features.includes(feature)
  const xy = Array.from({ length: stops + 1 }, () => [random.below(100), random.below(100)] as const)
  // Rounded up, so that the triangle inequality survives.
  const distanceM = xy.flatMap(([x, y]) => xy.map(([u, v]) => Math.ceil(Math.hypot(x - u, y - v))))
  const dimensions = has('dimensions') ? 2 : 1
  const amount = (): number[] => Array.from({ length: dimensions }, () => 1 + random.below(4))
  const stop = (i: number): Stop => {
    const fromS = random.below(200)
    return {
      id: `s${i}`,
      place: i,
      serviceS: random.below(8),
      ...(has('collect') && random.below(2) === 0 ? { collect: amount() } : { deliver: amount() }),
      ...(has('windows') && {
        windows: [
          { fromS, toS: fromS + 60 + random.below(100) },
          ...(random.below(3) === 0 ? [{ fromS: 400, toS: 420 }] : []),
        ],
      }),
      ...(has('optional') && random.below(2) === 0 && { skipCost: 20 + random.below(150) }),
      ...(has('skills') && random.below(3) === 0 && { skills: ['cold'] }),
    }
  }
  const all = Array.from({ length: stops }, (_, i) => stop(i + 1))
  const isPair = has('shipments') && stops >= 2
  if (isPair) for (const i of [0, 1]) all[i] = { id: `s${i + 1}`, place: i + 1, serviceS: 2 }
  const van = (id: string, capacity: number, fixed: number): Vehicle => ({
    id,
    count: 2,
    depot: 'hub',
    capacity: Array.from({ length: dimensions }, () => capacity),
    cost: { perM: 2, ...(fixed > 0 && { fixed }), ...(has('time') && { perS: 1 }) },
    shift: { fromS: 0, toS: 600 },
    ...(has('trips') && { trips: 2, reloadS: 10 }),
    ...(has('distance') && { maxDistanceM: 260 }),
    ...(has('rest') && { rest: { fromS: 100, toS: 220, lastsS: 30 } }),
    ...(has('skills') && id === 'b' && { skills: ['cold'] }),
  })
  const isMixed = has('kinds') || has('skills')
  return {
    places: stops + 1,
    distanceM,
    durationS: distanceM,
    depots: [{ id: 'hub', place: 0 }],
    vehicles: isMixed ? [van('a', 9, 10), van('b', 6, 0)] : [van('a', 8, 0)],
    stops: all,
    ...(isPair && { shipments: [{ from: 's1', to: 's2', amount: amount() }] }),
    ...(has('apart') && stops >= 4 && { apart: [['s3', 's4'] as const] }),
  }
}
