import type { Ground } from './ground.ts'
import type { Limit, SitingProblem } from './problem.ts'

export type Clash =
  | { kind: 'forcedBothWays'; code: string }
  | { kind: 'unknownCode'; code: string }
  | { kind: 'forcedTooNear'; code: string; other: string }
  | { kind: 'notAllowed'; code: string }
  | { kind: 'tooMany'; of: 'towns' | 'villages' | 'all'; forced: number; atMost: number }
  | { kind: 'tooFewTowns'; atLeast: number; possible: number }
  | { kind: 'floor'; wanted: 'villageStations' | 'villagesServed' | 'allStations'; atLeast: number; possible: number }
  | { kind: 'rules' }

/** Why a place must or must not have a station before anything is computed. */
export type Fate = 'kept' | 'forcedIn' | 'forcedOut' | 'besideKept' | 'notAllowed' | 'open'

export type Fates = { towns: Fate[]; villages: Fate[] }

const isIn = (fate: Fate | undefined) => fate === 'kept' || fate === 'forcedIn'

/** What persons and existing stations have decided. A person's word goes before what exists. */
export function fatesOf(problem: SitingProblem, ground: Ground): Fates {
  const [into, out] = [new Set(problem.forceIn), new Set(problem.forceOut)]
  const good = new Set(problem.existing.filter(({ isGood }) => isGood).map(({ code }) => code))
  const fateOf = (code: string, allowed: number): Fate => {
    if (out.has(code)) return 'forcedOut'
    if (good.has(code)) return 'kept'
    if (into.has(code)) return 'forcedIn'
    return allowed > 0 ? 'open' : 'notAllowed'
  }
  const towns = problem.towns.map(({ code }) => fateOf(code, problem.rules.perTown))
  const villages = problem.villages.map(({ code }, i) => fateOf(code, ground.allowed[i] ?? 0))
  for (const [i, fate] of villages.entries())
    if (fate === 'open' && ground.rivals[i]?.some((j) => isIn(villages[j]))) villages[i] = 'besideKept'
  return { towns, villages }
}

const above = (count: number, { atMost }: Limit) => atMost !== null && count > atMost

function pairsTooNear({ villages }: SitingProblem, { rivals }: Ground, fates: Fates): Clash[] {
  return rivals.flatMap((list, i) =>
    list
      .filter((j) => isIn(fates.villages[i]) && isIn(fates.villages[j]))
      // Two that exist may stay: the rule speaks of new ones.
      .filter((j) => fates.villages[i] === 'forcedIn' && (fates.villages[j] === 'kept' || j > i))
      .map((j): Clash => ({ kind: 'forcedTooNear', code: villages[i]?.code ?? '', other: villages[j]?.code ?? '' })),
  )
}

function tooMany({ rules }: SitingProblem, fates: Fates): Clash[] {
  const towns = fates.towns.filter(isIn).length
  const villages = fates.villages.filter(isIn).length
  const counts = [
    { of: 'towns' as const, forced: towns, limit: rules.townStations },
    { of: 'villages' as const, forced: villages, limit: rules.villageStations },
    { of: 'all' as const, forced: towns + villages, limit: rules.allStations },
  ]
  return counts
    .filter(({ forced, limit }) => above(forced, limit))
    .map(({ of, forced, limit }) => ({ kind: 'tooMany', of, forced, atMost: limit.atMost ?? 0 }))
}

/** Wishes that contradict each other or a rule, before anything is computed. */
export function clashesOf(problem: SitingProblem, ground: Ground, fates: Fates): Clash[] {
  const known = new Set([...problem.towns, ...problem.villages].map(({ code }) => code))
  const out = new Set(problem.forceOut)
  const forced = [...problem.forceIn, ...problem.forceOut]
  const allowed = new Map(problem.villages.map(({ code }, i) => [code, ground.allowed[i] ?? 0]))
  for (const { code } of problem.towns) allowed.set(code, problem.rules.perTown)
  const townsPossible = fates.towns.filter((fate) => fate !== 'forcedOut' && fate !== 'notAllowed').length
  const townsWanted = problem.rules.townStations.atLeast ?? 0
  return [
    ...forced.filter((code) => !known.has(code)).map((code): Clash => ({ kind: 'unknownCode', code })),
    ...problem.forceIn.filter((code) => out.has(code)).map((code): Clash => ({ kind: 'forcedBothWays', code })),
    ...problem.forceIn.filter((code) => allowed.get(code) === 0).map((code): Clash => ({ kind: 'notAllowed', code })),
    ...pairsTooNear(problem, ground, fates),
    ...tooMany(problem, fates),
    ...(townsWanted > townsPossible
      ? [{ kind: 'tooFewTowns' as const, atLeast: townsWanted, possible: townsPossible }]
      : []),
  ]
}
