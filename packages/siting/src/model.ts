import type { Facility, Ground, Sites } from './ground.ts'
import { MipBuilder, type Term } from './mip.ts'
import type { Limit, SitingProblem } from './problem.ts'
import type { Fate, Fates } from './wish.ts'

/** One column: a station in a town, the first in a village, a further one there, or the number chosen among villages that nothing distinguishes. */
type Choice =
  | { kind: 'town'; town: number; column: number }
  | { kind: 'village'; village: number; column: number }
  | { kind: 'further'; village: number; count: number; column: number }
  | { kind: 'alike'; villages: readonly number[]; column: number }

export type Model = {
  builder: MipBuilder
  choices: readonly Choice[]
  columnOf: ReadonlyMap<string, number>
  fixedTowns: readonly boolean[]
}

/** Limits that the model keeps: a floor can be left out to find how far the rules let one go. */
export type Kept = { hasFloors: boolean }

const key = (kind: 'town' | 'village', index: number) => `${kind} ${index}`

/** Nothing bounds the number of town stations: every town that may have one has one. */
function areTownsFree({ rules, towns, budgetFen }: SitingProblem): boolean {
  const atMost = rules.townStations.atMost ?? towns.length
  return rules.allStations.atMost === null && budgetFen === null && atMost >= towns.length
}

/**
 * Villages of one town and one weight that nobody surveyed, that are on no list, exist nowhere and that nobody spoke of, are
 * one whole-number column: of equals it does not matter which, and a solver need not try them all.
 */
function alikeOf({ villages, existing }: SitingProblem, { weights, allowed }: Ground, fates: Fates): number[][] {
  const built = new Set(existing.map(({ code }) => code))
  const groups = new Map<string, number[]>()
  for (const [i, { code, point, town, isDesignated }] of villages.entries()) {
    if (point || isDesignated || built.has(code) || allowed[i] !== 1 || fates.villages[i] !== 'open') continue
    const name = `${town} ${weights[i]}`
    groups.set(name, [...(groups.get(name) ?? []), i])
  }
  return [...groups.values()].filter((group) => group.length > 1)
}

function boundsOf(fate: Fates['villages'][number] | undefined): [lower: number, upper: number] {
  if (fate === 'kept' || fate === 'forcedIn') return [1, 1]
  return fate === 'open' ? [0, 1] : [0, 0]
}

function choicesOf(builder: MipBuilder, problem: SitingProblem, ground: Ground, fates: Fates) {
  const choices: Choice[] = []
  const columnOf = new Map<string, number>()
  const isFree = areTownsFree(problem)
  const fixedTowns = fates.towns.map((fate) => fate === 'kept' || fate === 'forcedIn' || (isFree && fate === 'open'))
  for (const [town, fate] of fates.towns.entries()) {
    const [lower, upper] = fixedTowns[town] ? [1, 1] : boundsOf(fate)
    const column = builder.column(lower, upper, true)
    columnOf.set(key('town', town), column)
    choices.push({ kind: 'town', town, column })
  }
  const groups = alikeOf(problem, ground, fates)
  for (const villages of groups)
    choices.push({ kind: 'alike', villages, column: builder.column(0, villages.length, true) })
  const grouped = new Set(groups.flat())
  for (const [village, fate] of fates.villages.entries()) {
    if (grouped.has(village)) continue
    const [lower, upper] = boundsOf(fate)
    let column = builder.column(lower, upper, true)
    columnOf.set(key('village', village), column)
    choices.push({ kind: 'village', village, column })
    if (upper === 0) continue
    for (let count = 2; count <= (ground.allowed[village] ?? 0); count++) {
      const further = builder.column(0, 1, true)
      builder.row(
        [
          [column, 1],
          [further, -1],
        ],
        { lower: 0 },
      )
      choices.push({ kind: 'further', village, count, column: further })
      column = further
    }
  }
  return { choices, columnOf, fixedTowns }
}

function limitRows(
  builder: MipBuilder,
  choices: readonly Choice[],
  { problem, kept }: { problem: SitingProblem; kept: Kept },
) {
  const { rules, costFen, budgetFen } = problem
  const one = (of: readonly Choice[]): Term[] => of.map(({ column }) => [column, 1])
  const towns = choices.filter(({ kind }) => kind === 'town')
  const firsts = choices.filter(({ kind }) => kind === 'village' || kind === 'alike')
  const villages = choices.filter(({ kind }) => kind !== 'town')
  const limit = (of: readonly Choice[], { atLeast, atMost }: Limit) => {
    const lower = kept.hasFloors ? atLeast : null
    if (lower !== null || atMost !== null) builder.row(one(of), { lower, upper: atMost })
  }
  limit(towns, rules.townStations)
  limit(firsts, rules.villagesServed)
  limit(villages, rules.villageStations)
  limit(choices, rules.allStations)
  if (budgetFen === null || !costFen) return
  const built = new Set(problem.existing.map(({ code }) => code))
  const costOf = (choice: Choice): number => {
    if (choice.kind === 'town') return built.has(problem.towns[choice.town]?.code ?? '') ? 0 : costFen.town
    if (choice.kind === 'village' && built.has(problem.villages[choice.village]?.code ?? '')) return 0
    return costFen.village
  }
  builder.row(
    choices.map((choice): Term => [choice.column, costOf(choice) / 100]), // yuan: smaller numbers are kinder to a solver
    { upper: budgetFen / 100 },
  )
}

/** Towns, villages, rules and wishes; no objective yet. */
export function buildModel(
  problem: SitingProblem,
  ground: Ground,
  { fates, kept }: { fates: Fates; kept: Kept },
): Model {
  const builder = new MipBuilder()
  const { choices, columnOf, fixedTowns } = choicesOf(builder, problem, ground, fates)
  for (const clique of ground.cliques) {
    const open = clique.filter((i) => fates.villages[i] === 'open')
    if (open.length > 1)
      builder.row(
        open.map((i): Term => [columnOf.get(key('village', i)) ?? 0, 1]),
        { upper: 1 },
      )
  }
  limitRows(builder, choices, { problem, kept })
  return { builder, choices, columnOf, fixedTowns }
}

/** People or villages served. */
export const servedTerms = ({ choices }: Model, { served }: Ground): Term[] =>
  choices.flatMap((choice): Term[] => {
    if (choice.kind === 'town') return []
    if (choice.kind === 'alike') return [[choice.column, served[choice.villages[0] ?? 0]?.[1] ?? 0]]
    const count = choice.kind === 'further' ? choice.count : 1
    const of = served[choice.village] ?? []
    return [[choice.column, (of[count] ?? 0) - (of[count - 1] ?? 0)]]
  })

/** Villages with a station. */
export const villageTerms = ({ choices }: Model): Term[] =>
  choices.flatMap((choice): Term[] =>
    choice.kind === 'village' || choice.kind === 'alike' ? [[choice.column, 1]] : [],
  )

/** All stations in villages, further ones too; with `hasTowns` those of towns besides. */
export const stationTerms = ({ choices }: Model, hasTowns: boolean): Term[] =>
  choices.filter(({ kind }) => hasTowns || kind !== 'town').map(({ column }) => [column, 1])

export const designatedTerms = ({ choices }: Model, { villages }: SitingProblem): Term[] =>
  choices.flatMap((choice): Term[] =>
    choice.kind === 'village' && villages[choice.village]?.isDesignated ? [[choice.column, 1]] : [],
  )

export type Distances = { terms: Term[]; constant: number }

/** The places that may be nearest, in order, and how far it is (`lastM`) where none of them has a station. */
type Steps = { before: readonly Facility[]; lastM: number }

function stepsOf(
  list: readonly Facility[],
  { model, ground, fates }: { model: Model; ground: Ground; fates: Fates },
): Steps {
  const fateOf = ({ kind, index }: Facility) => (kind === 'town' ? fates.towns : fates.villages)[index] ?? 'forcedOut'
  const isBuilt = (fate: Fate) => fate === 'kept' || fate === 'forcedIn'
  const possible = list.filter((place) => fateOf(place) === 'open' || isBuilt(fateOf(place)))
  const end = possible.findIndex((place) =>
    place.kind === 'town' ? model.fixedTowns[place.index] : isBuilt(fateOf(place)),
  )
  if (end !== -1) return { before: possible.slice(0, end), lastM: possible[end]?.metres ?? ground.farM }
  // A list that is cut short says no more than its last place does: the sum stays a bound.
  const beyondM = list.length === ground.places.length ? ground.farM : (list.at(-1)?.metres ?? ground.farM)
  return { before: possible, lastM: beyondM }
}

/** Adds the columns of one village; answers with what it costs in any case. */
function nearestTerms(
  terms: Term[],
  { model, steps: { before, lastM }, weight }: { model: Model; steps: Steps; weight: number },
): number {
  const { builder, columnOf } = model
  let previous: number | undefined
  for (const [k, { kind, index, metres }] of before.entries()) {
    const none = builder.column(0, 1, false)
    const station: Term = [columnOf.get(key(kind, index)) ?? 0, 1]
    if (previous === undefined) builder.row([[none, 1], station], { lower: 1 })
    else builder.row([[none, 1], station, [previous, -1]], { lower: 0 })
    terms.push([none, ((before[k + 1]?.metres ?? lastM) - metres) * weight])
    previous = none
  }
  return (before[0]?.metres ?? lastM) * weight
}

/** The same for a town's villages that nobody surveyed: each one more that is chosen takes the next step off. */
function expectedTerms(terms: Term[], { builder, choices }: Model, town: Ground['unsurveyed'][number]): number {
  const { villages, expected } = town
  const of = new Set(villages)
  const chosen = choices.flatMap((choice): Term[] => {
    if (choice.kind === 'village') return of.has(choice.village) ? [[choice.column, -1]] : []
    return choice.kind === 'alike' && of.has(choice.villages[0] ?? -1) ? [[choice.column, -1]] : []
  })
  const steps = villages.map((_, k): Term => {
    const step = builder.column(0, 1, false)
    terms.push([step, (expected[k + 1] ?? 0) - (expected[k] ?? 0)])
    return [step, 1]
  })
  builder.row([...steps, ...chosen], { lower: 0, upper: 0 })
  return expected[0] ?? 0
}

/**
 * The sum of distances, on top of a model. For a village whose nearest possible stations are j1, j2, … the column k says that
 * none of the first k has one, and costs the step from the k-th to the next (Elloumi 2010, "A tighter formulation of the
 * p-median problem"): few, short rows, and a tight bound. The list ends at the first place that certainly has a station.
 */
export function distanceTerms(model: Model, ground: Ground, fates: Fates): Distances {
  const all: Distances = { terms: [], constant: 0 }
  for (const [i, list] of ground.near.entries()) {
    if (list.length === 0) continue
    const weight = ground.distanceWeights[i] ?? 0
    all.constant += nearestTerms(all.terms, { model, steps: stepsOf(list, { model, ground, fates }), weight })
  }
  for (const town of ground.unsurveyed) all.constant += expectedTerms(all.terms, model, town)
  return all
}

/** What a solver's values mean; of villages that nothing distinguishes, the first by code. */
export function sitesOf({ choices }: Model, values: Float64Array, { towns, villages }: SitingProblem): Sites {
  const counts = villages.map(() => 0)
  const hasTown = towns.map(() => false)
  for (const choice of choices) {
    const value = Math.round(values[choice.column] ?? 0)
    if (choice.kind === 'town') hasTown[choice.town] = value === 1
    else if (choice.kind === 'alike') for (const i of choice.villages.slice(0, value)) counts[i] = 1
    else if (value === 1)
      counts[choice.village] = choice.kind === 'further' ? choice.count : Math.max(1, counts[choice.village] ?? 0)
  }
  return { villages: counts, towns: hasTown }
}
