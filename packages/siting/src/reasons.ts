import { type Ground, metresToStation, type Sites } from './ground.ts'
import { metresBetween, type SitingProblem } from './problem.ts'
import type { Fates } from './wish.ts'

export type StationReason =
  | { kind: 'kept' }
  | { kind: 'forcedIn' }
  | { kind: 'perTown' }
  | { kind: 'designated' }
  /** `insteadOf`: villages too near to this one, which therefore have none. */
  | { kind: 'serves'; served: number; insteadOf: readonly string[]; spacing: 'kept' | 'unsurveyed' | 'free' }
  /** One of `of` villages of the town that nothing known distinguishes, `chosen` of which have a station. */
  | { kind: 'alike'; served: number; chosen: number; of: number }
  | { kind: 'further'; nth: number; residents: number; served: number }

export type Station = {
  code: string
  name: string
  level: 'town' | 'village'
  reason: StationReason
  isExisting: boolean
  isDesignated: boolean
  /** Nobody surveyed the place: how near it lies to others is not known. */
  isEstimated: boolean
}

export type LeftOutReason =
  | { kind: 'forcedOut' }
  | { kind: 'notAllowed' }
  | { kind: 'tooNear'; to: string; metres: number }
  | { kind: 'number'; of: 'towns' | 'villages' | 'all'; atMost: number; alike: { chosen: number; of: number } | null }
  | { kind: 'budget' }
  | { kind: 'nobody' }
  /** The proof was not finished: it might have fitted. */
  | { kind: 'notProven' }

export type LeftOut = {
  code: string
  name: string
  level: 'town' | 'village'
  reason: LeftOutReason
  isDesignated: boolean
  isEstimated: boolean
  /** To the nearest station; null where that is not known. */
  nearestM: number | null
}

type Answer = { problem: SitingProblem; ground: Ground; fates: Fates; sites: Sites }

/** Villages of the town that nothing known distinguishes from this one, itself among them. */
function alikeTo(i: number, { problem, ground, fates }: Answer): number[] {
  const of = problem.villages[i]
  if (!of || of.point || of.isDesignated || fates.villages[i] !== 'open') return []
  return problem.villages.flatMap(({ town, point, isDesignated }, j) => {
    const isAlike = town === of.town && !point && !isDesignated && fates.villages[j] === 'open'
    return isAlike && ground.weights[j] === ground.weights[i] ? [j] : []
  })
}

const chosenOf = (of: readonly number[], { sites }: Answer) => of.filter((j) => (sites.villages[j] ?? 0) > 0).length

function villageReason(i: number, answer: Answer): StationReason {
  const { problem, ground, fates, sites } = answer
  if (fates.villages[i] === 'kept') return { kind: 'kept' }
  if (fates.villages[i] === 'forcedIn') return { kind: 'forcedIn' }
  if (problem.villages[i]?.isDesignated) return { kind: 'designated' }
  const served = ground.served[i]?.[1] ?? 0
  const alike = alikeTo(i, answer)
  const chosen = chosenOf(alike, answer)
  if (chosen < alike.length) return { kind: 'alike', served, chosen, of: alike.length }
  const without = (ground.rivals[i] ?? []).filter((j) => !sites.villages[j])
  const isSurveyed = problem.villages[i]?.point !== null
  return {
    kind: 'serves',
    served,
    insteadOf: without.map((j) => problem.villages[j]?.code ?? ''),
    spacing: problem.rules.apart === null ? 'free' : isSurveyed ? 'kept' : 'unsurveyed',
  }
}

function townReason(fate: Fates['towns'][number] | undefined): StationReason {
  return fate === 'kept' || fate === 'forcedIn' ? { kind: fate } : { kind: 'perTown' }
}

/** One entry for each station; a village with two has two. */
export function stationsOf(answer: Answer): Station[] {
  const { problem, ground, fates, sites } = answer
  const built = new Set(problem.existing.map(({ code }) => code))
  const inTowns = problem.towns.flatMap(({ code, name, point }, i): Station[] => {
    if (!sites.towns[i]) return []
    const reason = townReason(fates.towns[i])
    return [
      { code, name, level: 'town', reason, isExisting: built.has(code), isDesignated: false, isEstimated: !point },
    ]
  })
  const inVillages = problem.villages.flatMap(({ code, name, point, residents, isDesignated }, i): Station[] =>
    Array.from({ length: sites.villages[i] ?? 0 }, (_, k) => {
      const served = ground.served[i] ?? []
      const reason: StationReason =
        k === 0
          ? villageReason(i, answer)
          : { kind: 'further', nth: k + 1, residents: residents ?? 0, served: (served[k + 1] ?? 0) - (served[k] ?? 0) }
      return {
        code,
        name,
        level: 'village',
        reason,
        isExisting: k === 0 && built.has(code),
        isDesignated,
        isEstimated: !point,
      }
    }),
  )
  return [...inTowns, ...inVillages]
}

/** The nearest station that the rule keeps it away from. */
function tooNear(i: number, { problem, ground, sites }: Answer): LeftOutReason | undefined {
  const from = problem.villages[i]?.point
  const near = (ground.rivals[i] ?? []).flatMap((j) => {
    const other = problem.villages[j]
    if (!from || !other?.point || !sites.villages[j]) return []
    return [{ to: other.code, metres: Math.round(metresBetween(from, other.point)) }]
  })
  const [nearest] = near.sort((a, b) => a.metres - b.metres)
  return nearest ? { kind: 'tooNear', ...nearest } : undefined
}

function counts({ sites }: Answer) {
  const towns = sites.towns.filter(Boolean).length
  const villages = sites.villages.reduce((sum, count) => sum + count, 0)
  const served = sites.villages.filter((count) => count > 0).length
  return { towns, villages, served, all: towns + villages }
}

function numberReason(
  level: 'town' | 'village',
  answer: Answer,
): Omit<Extract<LeftOutReason, { kind: 'number' }>, 'alike'> | undefined {
  const { rules } = answer.problem
  const { towns, villages, served, all } = counts(answer)
  const reached = [
    { of: 'towns' as const, count: towns, atMost: level === 'town' ? rules.townStations.atMost : null },
    { of: 'villages' as const, count: villages, atMost: level === 'village' ? rules.villageStations.atMost : null },
    { of: 'villages' as const, count: served, atMost: level === 'village' ? rules.villagesServed.atMost : null },
    { of: 'all' as const, count: all, atMost: rules.allStations.atMost },
  ].find(({ count, atMost }) => atMost !== null && count >= atMost)
  return reached ? { kind: 'number', of: reached.of, atMost: reached.atMost ?? 0 } : undefined
}

function leftVillage(i: number, answer: Answer): LeftOutReason {
  const { ground, fates, problem } = answer
  if (fates.villages[i] === 'forcedOut' || fates.villages[i] === 'notAllowed') return { kind: fates.villages[i] }
  const near = tooNear(i, answer)
  if (near) return near
  const number = numberReason('village', answer)
  const alike = alikeTo(i, answer)
  if (number)
    return { ...number, alike: alike.length > 1 ? { chosen: chosenOf(alike, answer), of: alike.length } : null }
  if (problem.budgetFen !== null) return { kind: 'budget' }
  return { kind: ground.weights[i] === 0 ? 'nobody' : 'notProven' }
}

function leftTown(i: number, answer: Answer): LeftOutReason {
  const fate = answer.fates.towns[i]
  if (fate === 'forcedOut' || fate === 'notAllowed') return { kind: fate }
  const number = numberReason('town', answer)
  if (number) return { ...number, alike: null }
  return { kind: answer.problem.budgetFen === null ? 'notProven' : 'budget' }
}

export function leftOutOf(answer: Answer): LeftOut[] {
  const { problem, ground, sites } = answer
  const towns = problem.towns.flatMap(({ code, name, point }, i): LeftOut[] =>
    sites.towns[i]
      ? []
      : [
          {
            code,
            name,
            level: 'town',
            reason: leftTown(i, answer),
            isDesignated: false,
            isEstimated: !point,
            nearestM: null,
          },
        ],
  )
  const villages = problem.villages.flatMap(({ code, name, point, isDesignated }, i): LeftOut[] => {
    if (sites.villages[i]) return []
    const nearestM = point ? (metresToStation(i, ground, sites) ?? null) : null
    return [
      { code, name, level: 'village', reason: leftVillage(i, answer), isDesignated, isEstimated: !point, nearestM },
    ]
  })
  return [...towns, ...villages]
}
