import type { Ground, Sites } from './ground.ts'
import type { SitingProblem } from './problem.ts'

/** What the answer stands on that nobody has confirmed. */
export type Assumption =
  /** The rule of distance is not checked for `villages` of `of`; `onEstimates`: stations that hang on it. */
  | { kind: 'villagesUnsurveyed'; villages: number; of: number; onEstimates: readonly string[]; hasRule: boolean }
  | { kind: 'townsUnsurveyed'; codes: readonly string[] }
  /** Two places at one point: one of them is wrong. */
  | { kind: 'samePoint'; codes: readonly string[] }
  | { kind: 'residentsUnknown'; known: number; of: number; hasGrowth: boolean }
  | { kind: 'residentsAssumed'; unknown: number; of: number; residents: number }
  | { kind: 'designatedUnknown'; rules: readonly string[] }
  | { kind: 'straightLine'; rule: string }
  | { kind: 'softAsHard'; rules: readonly string[] }
  | { kind: 'ambiguous'; rule: string; text: string }
  | { kind: 'noNumber' }
  | { kind: 'notComputed'; rules: readonly string[] }
  /** The plan's numbers that a person's own number replaces. */
  | { kind: 'setAside'; rules: readonly string[] }
  | { kind: 'expectedDistance'; villages: number; isAreaKnown: boolean }
  | { kind: 'furtherApart'; codes: readonly string[] }

type Place = { code: string; point: { lng: number; lat: number } | null }

function samePoints(places: readonly Place[]): string[][] {
  const at = new Map<string, string[]>()
  for (const { code, point } of places) {
    if (!point) continue
    const name = `${point.lng} ${point.lat}`
    at.set(name, [...(at.get(name) ?? []), code])
  }
  return [...at.values()].filter((codes) => codes.length > 1)
}

function ofPlaces({ towns, villages, rules, areaM2 }: SitingProblem, sites: Sites | undefined): Assumption[] {
  const unsurveyed = villages.filter(({ point }) => !point)
  const onEstimates = villages.flatMap(({ code, point }, i) => (!point && sites?.villages[i] ? [code] : []))
  const townsWithout = towns.filter(({ point }) => !point).map(({ code }) => code)
  const further = villages.flatMap(({ code }, i) => ((sites?.villages[i] ?? 0) > 1 ? [code] : []))
  return [
    ...(unsurveyed.length > 0
      ? [
          {
            kind: 'villagesUnsurveyed' as const,
            villages: unsurveyed.length,
            of: villages.length,
            onEstimates,
            hasRule: rules.apart !== null,
          },
          { kind: 'expectedDistance' as const, villages: unsurveyed.length, isAreaKnown: areaM2 !== null },
        ]
      : []),
    ...(townsWithout.length > 0 ? [{ kind: 'townsUnsurveyed' as const, codes: townsWithout }] : []),
    ...samePoints(villages).map((codes) => ({ kind: 'samePoint' as const, codes })),
    ...(further.length > 0 && rules.apart ? [{ kind: 'furtherApart' as const, codes: further }] : []),
  ]
}

function ofResidents(
  { villages, rules }: SitingProblem,
  { unit, residentsKnown, residentsAssumed }: Ground,
): Assumption[] {
  const of = villages.length
  if (unit === 'villages')
    return [{ kind: 'residentsUnknown', known: residentsKnown, of, hasGrowth: rules.growth !== null }]
  if (residentsAssumed === null) return []
  return [{ kind: 'residentsAssumed', unknown: of - residentsKnown, of, residents: residentsAssumed }]
}

function ofRules({ rules, villages, budgetFen }: SitingProblem): Assumption[] {
  const ids = (wanted: (rule: SitingProblem['rules']['cited'][number]) => boolean) =>
    rules.cited.filter(wanted).map(({ id }) => id)
  const soft = ids(({ isHard, effect }) => !isHard && !['notComputed', 'priority', 'setAside'].includes(effect))
  const priority = ids(({ effect }) => effect === 'priority')
  const left = ids(({ effect }) => effect === 'notComputed')
  const setAside = ids(({ effect }) => effect === 'setAside')
  const apart = rules.cited.find(({ effect }) => effect === 'apart')
  const { villageStations, allStations } = rules
  const isOpen = villageStations.atMost === null && allStations.atMost === null && budgetFen === null
  return [
    ...(apart ? [{ kind: 'straightLine' as const, rule: apart.id }] : []),
    ...(soft.length > 0 ? [{ kind: 'softAsHard' as const, rules: soft }] : []),
    ...rules.cited.flatMap(({ id, ambiguity }) =>
      ambiguity ? [{ kind: 'ambiguous' as const, rule: id, text: ambiguity }] : [],
    ),
    ...(villages.some(({ isDesignated }) => isDesignated)
      ? []
      : [{ kind: 'designatedUnknown' as const, rules: priority }]),
    ...(isOpen ? [{ kind: 'noNumber' as const }] : []),
    ...(setAside.length > 0 ? [{ kind: 'setAside' as const, rules: setAside }] : []),
    ...(left.length > 0 ? [{ kind: 'notComputed' as const, rules: left }] : []),
  ]
}

export function assumptionsOf(problem: SitingProblem, ground: Ground, sites?: Sites): Assumption[] {
  return [...ofPlaces(problem, sites), ...ofResidents(problem, ground), ...ofRules(problem)]
}
