/** WGS84 degrees. */
export type Point = { lng: number; lat: number }

/** `point` null: nobody has surveyed it. */
export type Town = { code: string; name: string; point: Point | null }

/** 行政村. `residents` null: unknown. `isDesignated`: on the list of poor villages (建档立卡贫困村), which comes before all others. */
export type Village = Town & { town: string; residents: number | null; isDesignated: boolean }

/** At least and at most so many; null is no such limit. */
export type Limit = { atLeast: number | null; atMost: number | null }

/** What a rule of the plan does to the answer. */
export type Effect =
  | 'perTown'
  | 'perVillage'
  | 'growth'
  | 'apart'
  | 'townNumber'
  | 'villageNumber'
  | 'allNumber'
  | 'townCoverage'
  | 'villageCoverage'
  | 'priority'
  | 'notComputed'
  /** A number that a person gives stands in its place. */
  | 'setAside'

/** A rule as the plan says it; `isHard` false is 原则上. `share` (0 to 1) belongs to the two coverages. */
export type CitedRule = {
  id: string
  effect: Effect
  text: string
  isHard: boolean
  ambiguity: string | null
  source: { quote: string; line: number } | null
}

/** The plan's rules in numbers. */
export type SitingRules = {
  townStations: Limit
  villageStations: Limit
  allStations: Limit
  /** Distinct villages that have a station. */
  villagesServed: Limit
  /** Stations that a town and a village may have; a village's grows by `growth` where its residents are known. */
  perTown: number
  perVillage: number
  /** `extra` more for each full `step` residents above `above`. */
  growth: { above: number; step: number; extra: number } | null
  /** Village stations lie farther apart than `metres` (`isStrict`), or at least so far; as the crow flies. */
  apart: { metres: number; isStrict: boolean } | null
  cited: readonly CitedRule[]
}

/** A station that is there. A good one is kept, if nobody says otherwise. */
export type Existing = { code: string; isGood: boolean }

export type SitingProblem = {
  towns: readonly Town[]
  villages: readonly Village[]
  rules: SitingRules
  existing: readonly Existing[]
  /** What a new station costs, fen; an existing one costs nothing. */
  costFen: { town: number; village: number } | null
  budgetFen: number | null
  /** Codes of towns and villages. */
  forceIn: readonly string[]
  forceOut: readonly string[]
  /** Of the county; it says how far villages lie apart where nobody surveyed them. Null: not known. */
  areaM2: number | null
}

export type SitingParameters = Readonly<{
  /** Residents count if they are known in this share of the villages, otherwise each village counts one. */
  leastKnownShare: number
  /** Candidates that may be a village's nearest station; beyond them the last one's distance is counted. */
  nearest: number
  /** Seconds for each of the two proofs. */
  serveS: number
  distanceS: number
}>

export const DEFAULTS: SitingParameters = Object.freeze({
  leastKnownShare: 0.5,
  nearest: 40,
  serveS: 24,
  distanceS: 12,
})

const M_PER_RADIAN = 6_371_008.8 // mean radius of the earth (IUGG)
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Metres as the crow flies (haversine). */
export function metresBetween(a: Point, b: Point): number {
  const [north, east] = [radians(b.lat - a.lat), radians(b.lng - a.lng)]
  const h = Math.sin(north / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(east / 2) ** 2
  return 2 * M_PER_RADIAN * Math.asin(Math.sqrt(h))
}

/** Whether the rule forbids stations in both; where a place was not surveyed nobody can say, and it does not. */
export function areTooNear(a: Point | null, b: Point | null, apart: SitingRules['apart']): boolean {
  if (!a || !b || !apart) return false
  const metres = metresBetween(a, b)
  return apart.isStrict ? metres <= apart.metres : metres < apart.metres
}

/** Stations that the rules allow a village. */
export function allowedIn({ residents }: Pick<Village, 'residents'>, { perVillage, growth }: SitingRules): number {
  if (!growth || residents === null || residents <= growth.above) return perVillage
  return perVillage + Math.floor((residents - growth.above) / growth.step) * growth.extra
}

/**
 * Residents that so many stations of a village serve. The rule of growth says when one more is due; up to then those that
 * are there are enough, so `count` of them serve `above + count·step` at most, and all that are allowed serve everybody.
 */
export function servedBy(
  count: number,
  { residents, perVillage, growth }: { residents: number } & Pick<SitingRules, 'perVillage' | 'growth'>,
): number {
  if (count === 0) return 0
  if (!growth) return residents
  const steps = Math.floor(Math.max(0, count - perVillage) / growth.extra) + 1
  return Math.min(residents, growth.above + steps * growth.step)
}
