import {
  allowedIn,
  areTooNear,
  metresBetween,
  type Point,
  type SitingParameters,
  type SitingProblem,
  servedBy,
} from './problem.ts'

/** A place where a station may be that has a surveyed point: `index` in `villages` or in `towns`. */
export type Facility = { kind: 'village' | 'town'; index: number; metres: number }

type SurveyedPlace = { kind: 'village' | 'town'; index: number; point: Point }

/** What the answer is made of and no wish of a person changes: conflicts, distances, weights. */
export type Ground = {
  unit: 'people' | 'villages'
  /** Residents that a village counts (known or estimated), or 1. */
  weights: readonly number[]
  /** Weight in the sum of distances: hundreds of residents, or 1. */
  distanceWeights: readonly number[]
  allowed: readonly number[]
  /** Served by so many stations, from 0 to `allowed`. */
  served: readonly (readonly number[])[]
  /** Villages too near to each, by index. */
  rivals: readonly (readonly number[])[]
  cliques: readonly (readonly number[])[]
  /** Of each village with a surveyed point: the places where its nearest station may be, nearest first; of another, nothing. */
  near: readonly (readonly Facility[])[]
  /** All places with a surveyed point; `near` holds all of them or the nearest. */
  places: readonly SurveyedPlace[]
  /** Counted where no station has a surveyed point: nothing in the county is farther apart. */
  farM: number
  /** Villages without a surveyed point, by index, of each town; and what they add to the sum of distances with 0, 1, 2 … of them chosen. */
  unsurveyed: readonly { town: number; villages: readonly number[]; expected: readonly number[] }[]
  residentsKnown: number
  residentsAssumed: number | null
}

/** An even spread is assumed of this much land a village where the county's area is unknown. */
const LAND_M2 = 4_000_000

const median = (sorted: readonly number[]): number => sorted[Math.floor((sorted.length - 1) / 2)] ?? 0

/** Pairs closer than the rule, found through a grid of cells as wide as the rule. */
export function rivalsOf({ villages, rules }: SitingProblem): number[][] {
  const rivals: number[][] = villages.map(() => [])
  const placed = villages
    .flatMap(({ point }, index) => (point ? [{ point, index }] : []))
    .sort((a, b) => a.point.lat - b.point.lat)
  const stripDeg = (rules.apart?.metres ?? 0) / 111_000
  for (const [i, a] of placed.entries()) {
    for (let j = i + 1; j < placed.length; j++) {
      const b = placed[j]
      if (!b || b.point.lat - a.point.lat > stripDeg) break
      if (!areTooNear(a.point, b.point, rules.apart)) continue
      rivals[a.index]?.push(b.index)
      rivals[b.index]?.push(a.index)
    }
  }
  return rivals.map((list) => list.sort((a, b) => a - b))
}

/**
 * Sets of villages of which only one may be chosen, so that every forbidden pair lies in one of them: a row for each says
 * more to a solver than a row for each pair.
 */
export function cliquesOf(rivals: readonly (readonly number[])[]): number[][] {
  const sets = rivals.map((list) => new Set(list))
  const isCovered = new Set<string>()
  const grown = (a: number, b: number): number[] => {
    const clique = [a, b]
    for (const c of rivals[a] ?? []) if (clique.every((member) => sets[c]?.has(member))) clique.push(c)
    return clique.sort((x, y) => x - y)
  }
  const cliques: number[][] = []
  for (const [a, list] of rivals.entries()) {
    for (const b of list) {
      if (b < a || isCovered.has(`${a} ${b}`)) continue
      const clique = grown(a, b)
      for (const x of clique) for (const y of clique) isCovered.add(`${x} ${y}`)
      cliques.push(clique)
    }
  }
  return cliques
}

function weigh({ villages, rules }: SitingProblem, { leastKnownShare }: SitingParameters) {
  const known = villages.flatMap(({ residents }) => (residents === null ? [] : [residents])).sort((a, b) => a - b)
  const isByPeople = known.length > 0 && known.length >= leastKnownShare * villages.length
  const assumed = isByPeople && known.length < villages.length ? median(known) : null
  const weights = villages.map(({ residents }) => (isByPeople ? (residents ?? assumed ?? 0) : 1))
  const allowed = villages.map((village) => allowedIn(village, rules))
  const served = weights.map((residents, i) =>
    Array.from({ length: (allowed[i] ?? 0) + 1 }, (_, count) =>
      isByPeople ? servedBy(count, { residents, ...rules }) : Math.min(count, 1),
    ),
  )
  return {
    unit: isByPeople ? ('people' as const) : ('villages' as const),
    weights,
    distanceWeights: weights.map((weight) => (isByPeople ? Math.max(1, Math.round(weight / 100)) : 1)),
    allowed,
    served,
    residentsKnown: known.length,
    residentsAssumed: assumed,
  }
}

/**
 * What the villages of a town that nobody surveyed add to the sum of distances with k of them chosen. With k + 1 points spread
 * evenly over A the nearest is on average ½·√(A ÷ (k + 1)) away (Clark and Evans 1954); the town's seat is one of the points.
 * Whole metres, each step no larger than the one before, so that a linear model follows it exactly.
 */
export function expectedOf(count: number, { landM2, weight }: { landM2: number; weight: number }): number[] {
  const areaM2 = (count + 1) * landM2
  const at = (k: number) => (count - k) * weight * 0.5 * Math.sqrt(areaM2 / (k + 1))
  const steps = Array.from({ length: count }, (_, k) => Math.round(at(k) - at(k + 1)))
  for (let k = 1; k < steps.length; k++) steps[k] = Math.min(steps[k] ?? 0, steps[k - 1] ?? 0)
  const values = [steps.reduce((sum, step) => sum + step, 0)]
  for (const step of steps) values.push((values.at(-1) ?? 0) - step)
  return values
}

function unsurveyedOf({ towns, villages, areaM2 }: SitingProblem, distanceWeights: readonly number[]) {
  const landM2 = areaM2 === null ? LAND_M2 : areaM2 / Math.max(1, villages.length)
  return towns.flatMap(({ code }, town) => {
    const of = villages.flatMap((village, i) => (village.town === code && !village.point ? [i] : []))
    if (of.length === 0) return []
    const weight = of.reduce((sum, i) => sum + (distanceWeights[i] ?? 0), 0) / of.length
    return [{ town, villages: of, expected: expectedOf(of.length, { landM2, weight }) }]
  })
}

function nearOf({ towns, villages }: SitingProblem, nearest: number) {
  const places: SurveyedPlace[] = [
    ...villages.map(({ point }, index) => ({ kind: 'village' as const, index, point })),
    ...towns.map(({ point }, index) => ({ kind: 'town' as const, index, point })),
  ].flatMap(({ point, ...of }) => (point ? [{ ...of, point }] : []))
  let farM = 0
  const from = (point: Point): Facility[] => {
    const all = places.map(({ point: there, ...of }) => ({ ...of, metres: Math.round(metresBetween(point, there)) }))
    for (const { metres } of all) farM = Math.max(farM, metres)
    return all.sort((a, b) => a.metres - b.metres).slice(0, nearest)
  }
  const near = villages.map(({ point }) => (point ? from(point) : []))
  return { near, farM, places }
}

export function prepareGround(problem: SitingProblem, parameters: SitingParameters): Ground {
  const weighed = weigh(problem, parameters)
  const rivals = rivalsOf(problem)
  return {
    ...weighed,
    ...nearOf(problem, parameters.nearest),
    rivals,
    cliques: cliquesOf(rivals),
    unsurveyed: unsurveyedOf(problem, weighed.distanceWeights),
  }
}

/** Stations of a solution: how many in each village, and whether in each town, by index. */
export type Sites = { villages: readonly number[]; towns: readonly boolean[] }

export const servedOf = ({ served }: Ground, sites: Sites): number =>
  sites.villages.reduce((sum, count, i) => sum + (served[i]?.[count] ?? 0), 0)

/** From a village with a surveyed point to the nearest station that has one; undefined where there is none. */
export function metresToStation(village: number, { near, places }: Ground, sites: Sites): number | undefined {
  const isSite = ({ kind, index }: Pick<Facility, 'kind' | 'index'>) =>
    kind === 'town' ? sites.towns[index] : (sites.villages[index] ?? 0) > 0
  const list = near[village] ?? []
  const found = list.find(isSite)
  if (found || list.length === places.length) return found?.metres
  const from = places.find(({ kind, index }) => kind === 'village' && index === village)?.point
  const all = places.filter(isSite).map(({ point }) => (from ? Math.round(metresBetween(from, point)) : 0))
  return all.length > 0 ? Math.min(...all) : undefined
}

/** The second objective: surveyed villages by their nearest station, the others as their town's even spread has it. */
export function distanceOf(ground: Ground, sites: Sites): number {
  const { near, distanceWeights, farM, unsurveyed } = ground
  let sum = 0
  for (const [i, list] of near.entries())
    if (list.length > 0 && !sites.villages[i])
      sum += (metresToStation(i, ground, sites) ?? farM) * (distanceWeights[i] ?? 0)
  for (const { villages, expected } of unsurveyed)
    sum += expected[villages.filter((i) => (sites.villages[i] ?? 0) > 0).length] ?? 0
  return sum
}
