import { type Assumption, assumptionsOf } from './assumptions.ts'
import { distanceOf, type Ground, metresToStation, prepareGround, type Sites, servedOf } from './ground.ts'
import type { MipAnswer, SolveMip, Term } from './mip.ts'
import {
  buildModel,
  designatedTerms,
  distanceTerms,
  type Model,
  servedTerms,
  sitesOf,
  stationTerms,
  villageTerms,
} from './model.ts'
import { DEFAULTS, type SitingParameters, type SitingProblem } from './problem.ts'
import { type LeftOut, leftOutOf, type Station, stationsOf } from './reasons.ts'
import { type Clash, clashesOf, type Fates, fatesOf } from './wish.ts'

/** `bestM` in metres times weight (hundreds of residents, or villages); `boundM`: no answer that serves as many has less. */
export type Distance = {
  isProven: boolean
  bestM: number
  boundM: number
  /** Of villages without a station that somebody surveyed, to the nearest station. */
  meanM: number | null
  farthestM: number | null
}

/**
 * `optimal`: `objective` is proven to be the most (`bound` equals it). `limited`: time ran out or it was stopped; no answer
 * serves more than `bound`. `infeasible`: `clashes` says why. `unsolved`: time ran out before any answer.
 * `gap` is (bound − objective) ÷ objective.
 */
export type Siting = {
  status: 'optimal' | 'limited' | 'infeasible' | 'unsolved'
  unit: 'people' | 'villages'
  objective: number | null
  bound: number | null
  gap: number | null
  /** Designated villages: how many there are, and have a station. */
  designated: { of: number; served: number }
  distance: Distance | null
  stations: Station[]
  leftOut: LeftOut[]
  clashes: Clash[]
  assumptions: Assumption[]
  /** Whatever surveys will find: so much of the objective stands, in places that are surveyed. */
  certain: number | null
}

export type Progress = { stage: 'designated' | 'serve' | 'distance'; best?: number; bound?: number }

export type SitingOptions = {
  solveMip: SolveMip
  parameters?: Partial<SitingParameters>
  onProgress?: (progress: Progress) => void
  isStopped?: () => boolean
}

type Found = Extract<MipAnswer, { status: 'optimal' | 'limited' }>
const isFound = (answer: MipAnswer): answer is Found => answer.status === 'optimal' || answer.status === 'limited'

const negated = (terms: readonly Term[]): Term[] => terms.map(([column, value]) => [column, -value])

/** Objectives are whole numbers: an answer nearer than this to the bound is the best. */
const WHOLE_GAP = 0.5

type Work = {
  problem: SitingProblem
  ground: Ground
  fates: Fates
  parameters: SitingParameters
  options: SitingOptions
}

function maximise(
  model: Model,
  terms: readonly Term[],
  { work, stage }: { work: Work; stage: Progress['stage'] },
): MipAnswer {
  const { options, parameters } = work
  model.builder.cost(negated(terms))
  return options.solveMip(model.builder.build(), {
    timeLimitS: parameters.serveS,
    absoluteGap: WHOLE_GAP,
    ...(options.isStopped ? { isStopped: options.isStopped } : {}),
    onProgress: ({ cost, bound }) => options.onProgress?.({ stage, best: -cost, bound: -bound }),
  })
}

/** All designated villages where that can be, otherwise the most of them; and then the most people. */
function serve(work: Work): { answer: MipAnswer; model: Model; isProven: boolean } {
  const { problem, ground, fates } = work
  const make = (atLeast: number | undefined) => {
    const model = buildModel(problem, ground, { fates, kept: { hasFloors: true } })
    const designated = designatedTerms(model, problem)
    if (atLeast !== undefined && designated.length > 0) model.builder.row(designated, { lower: atLeast })
    return { model, designated }
  }
  const isPossible = (fate: string | undefined) => fate === 'open' || fate === 'kept' || fate === 'forcedIn'
  const possible = problem.villages.filter(
    ({ isDesignated }, i) => isDesignated && isPossible(fates.villages[i]),
  ).length
  const { model } = make(possible)
  const answer = maximise(model, servedTerms(model, ground), { work, stage: 'serve' })
  if (answer.status !== 'infeasible' || possible === 0) return { answer, model, isProven: true }
  const first = make(undefined)
  const most = maximise(first.model, first.designated, { work, stage: 'designated' })
  if (!isFound(most)) return { answer: most, model: first.model, isProven: true }
  const second = make(Math.round(-most.cost))
  const served = maximise(second.model, servedTerms(second.model, ground), { work, stage: 'serve' })
  return { answer: served, model: second.model, isProven: most.status === 'optimal' }
}

/** How far the rules let one go where a floor cannot be reached. */
function floorClashes(work: Work): Clash[] {
  const { problem, ground, fates } = work
  const { rules } = problem
  const floors = [
    { wanted: 'villagesServed' as const, limit: rules.villagesServed, terms: villageTerms },
    {
      wanted: 'villageStations' as const,
      limit: rules.villageStations,
      terms: (model: Model) => stationTerms(model, false),
    },
    { wanted: 'allStations' as const, limit: rules.allStations, terms: (model: Model) => stationTerms(model, true) },
  ]
  const clashes = floors.flatMap(({ wanted, limit, terms }): Clash[] => {
    if (limit.atLeast === null) return []
    const model = buildModel(problem, ground, { fates, kept: { hasFloors: false } })
    const answer = maximise(model, terms(model), { work, stage: 'serve' })
    const possible = isFound(answer) ? Math.round(-answer.cost) : 0
    return possible < limit.atLeast ? [{ kind: 'floor', wanted, atLeast: limit.atLeast, possible }] : []
  })
  return clashes.length > 0 ? clashes : [{ kind: 'rules' }]
}

function nearestFigures({ ground, problem }: Work, sites: Sites): Pick<Distance, 'meanM' | 'farthestM'> {
  const metres = problem.villages.flatMap(({ point }, i) => {
    const to = point && !sites.villages[i] ? metresToStation(i, ground, sites) : undefined
    return to === undefined ? [] : [to]
  })
  if (metres.length === 0) return { meanM: null, farthestM: null }
  return { meanM: Math.round(metres.reduce((sum, m) => sum + m, 0) / metres.length), farthestM: Math.max(...metres) }
}

/** Among the answers that serve as many, one with the least distance; the first answer when there is no time for it. */
function shorten(
  work: Work,
  { model, sites, served }: { model: Model; sites: Sites; served: number },
): { sites: Sites; distance: Distance } {
  const { problem, ground, fates, options, parameters } = work
  model.builder.row(servedTerms(model, ground), { lower: served })
  const { terms, constant } = distanceTerms(model, ground, fates)
  const withFirst = (boundM: number) => ({
    sites,
    distance: {
      isProven: distanceOf(ground, sites) <= boundM,
      bestM: distanceOf(ground, sites),
      boundM,
      ...nearestFigures(work, sites),
    },
  })
  model.builder.cost(terms)
  const answer = options.solveMip(model.builder.build(), {
    timeLimitS: parameters.distanceS,
    absoluteGap: WHOLE_GAP,
    ...(options.isStopped ? { isStopped: options.isStopped } : {}),
    onProgress: ({ cost, bound }) =>
      options.onProgress?.({ stage: 'distance', best: cost + constant, bound: bound + constant }),
  })
  if (answer.status === 'infeasible') return withFirst(0)
  const boundM = Math.max(0, Math.ceil(answer.bound + constant - WHOLE_GAP))
  if (!isFound(answer)) return withFirst(boundM)
  const found = sitesOf(model, answer.values, problem)
  const bestM = distanceOf(ground, found)
  if (bestM > distanceOf(ground, sites)) return withFirst(boundM)
  return { sites: found, distance: { isProven: bestM <= boundM, bestM, boundM, ...nearestFigures(work, found) } }
}

const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0)
const inAll = ({ villages, towns }: Sites) => total(villages) + towns.filter(Boolean).length

/** What the new stations cost, fen. */
function costOf({ villages, towns, existing, costFen }: SitingProblem, sites: Sites): number {
  const built = new Set(existing.map(({ code }) => code))
  const fresh = (code: string | undefined, count: number) => Math.max(0, count - Number(built.has(code ?? '')))
  const inVillages = total(sites.villages.map((count, i) => fresh(villages[i]?.code, count)))
  const inTowns = total(sites.towns.map((has, i) => fresh(towns[i]?.code, Number(has))))
  return inVillages * (costFen?.village ?? 0) + inTowns * (costFen?.town ?? 0)
}

/** Without further stations that serve nobody more, as far as no floor asks for them. */
function withoutSpare({ problem, ground }: Work, sites: Sites): Sites {
  const { villageStations, allStations } = problem.rules
  const villages = [...sites.villages]
  let mayGo = Math.min(total(villages) - (villageStations.atLeast ?? 0), inAll(sites) - (allStations.atLeast ?? 0))
  for (const [i, served] of ground.served.entries()) {
    let count = villages[i] ?? 0
    while (count > 1 && mayGo > 0 && served[count - 1] === served[count]) {
      count--
      mayGo--
    }
    villages[i] = count
  }
  return { ...sites, villages }
}

/** With a station in each town that may still have one. */
function withTowns({ problem, fates }: Work, sites: Sites): Sites {
  const { rules, budgetFen } = problem
  const fits = (tried: Sites) =>
    tried.towns.filter(Boolean).length <= (rules.townStations.atMost ?? Number.POSITIVE_INFINITY) &&
    inAll(tried) <= (rules.allStations.atMost ?? Number.POSITIVE_INFINITY) &&
    costOf(problem, tried) <= (budgetFen ?? Number.POSITIVE_INFINITY)
  let best = sites
  for (const [i, fate] of fates.towns.entries()) {
    if (best.towns[i] || fate !== 'open') continue
    const tried = { ...best, towns: best.towns.with(i, true) }
    if (fits(tried)) best = tried
  }
  return best
}

function withoutAnswer(
  work: Work,
  { status, clashes, bound }: { status: 'infeasible' | 'unsolved'; clashes: Clash[]; bound: number | null },
): Siting {
  const { problem, ground } = work
  return {
    status,
    unit: ground.unit,
    objective: null,
    bound,
    gap: null,
    designated: { of: problem.villages.filter(({ isDesignated }) => isDesignated).length, served: 0 },
    distance: null,
    stations: [],
    leftOut: [],
    clashes,
    assumptions: assumptionsOf(problem, ground),
    certain: null,
  }
}

const isDesignatedServed = (problem: SitingProblem, sites: Sites) =>
  problem.villages.filter(({ isDesignated }, i) => isDesignated && (sites.villages[i] ?? 0) > 0).length

/**
 * Chooses sites: first all designated villages (or, where the rules do not let one, the most of them), then the most people
 * (villages where residents are unknown), then the shortest way to the nearest station; each step keeps what the one before
 * has reached. The same problem and solver give the same answer, unless time runs out.
 * Throws a RangeError for a budget without costs.
 *
 *     const { status, stations } = solveSiting(problem, { solveMip: mipBy(await loadHighs()) })
 */
export function solveSiting(problem: SitingProblem, options: SitingOptions): Siting {
  if (problem.budgetFen !== null && !problem.costFen) throw new RangeError('a budget needs the cost of a station')
  const parameters = { ...DEFAULTS, ...options.parameters }
  const ground = prepareGround(problem, parameters)
  const fates = fatesOf(problem, ground)
  const work: Work = { problem, ground, fates, parameters, options }
  const clashes = clashesOf(problem, ground, fates)
  if (clashes.length > 0) return withoutAnswer(work, { status: 'infeasible', clashes, bound: null })
  const { answer, model, isProven } = serve(work)
  if (answer.status === 'infeasible')
    return withoutAnswer(work, { status: 'infeasible', clashes: floorClashes(work), bound: null })
  if (answer.status === 'unsolved')
    return withoutAnswer(work, { status: 'unsolved', clashes: [], bound: Math.floor(-answer.bound + 1e-6) })
  const first = sitesOf(model, answer.values, problem)
  const objective = servedOf(ground, first)
  const bound = Math.max(objective, Math.floor(-answer.bound + 1e-6))
  const shortened = shorten(work, { model, sites: first, served: objective })
  const sites = withTowns(work, withoutSpare(work, shortened.sites))
  const { distance } = shortened
  return {
    status: isProven && bound === objective ? 'optimal' : 'limited',
    unit: ground.unit,
    objective,
    bound,
    gap: objective === 0 ? 0 : (bound - objective) / objective,
    designated: {
      of: problem.villages.filter(({ isDesignated }) => isDesignated).length,
      served: isDesignatedServed(problem, sites),
    },
    distance: { ...distance, bestM: distanceOf(ground, sites), ...nearestFigures(work, sites) },
    stations: stationsOf({ problem, ground, fates, sites }),
    leftOut: leftOutOf({ problem, ground, fates, sites }),
    clashes: [],
    assumptions: assumptionsOf(problem, ground, sites),
    certain: problem.villages.reduce(
      (sum, { point }, i) => sum + (point ? (ground.served[i]?.[sites.villages[i] ?? 0] ?? 0) : 0),
      0,
    ),
  }
}
