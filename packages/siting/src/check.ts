import { allowedIn, type Limit, metresBetween, type SitingProblem } from './problem.ts'
import type { Siting } from './solve.ts'

function outside(count: number, { atLeast, atMost }: Limit, what: string): string[] {
  if (atLeast !== null && count < atLeast) return [`${what}: ${count} < ${atLeast}`]
  return atMost !== null && count > atMost ? [`${what}: ${count} > ${atMost}`] : []
}

function spentOn(problem: SitingProblem, codes: readonly string[]): number {
  const built = new Map(problem.existing.map(({ code }) => [code, 1]))
  let spent = 0
  for (const code of codes) {
    const left = built.get(code) ?? 0
    if (left > 0) built.set(code, left - 1)
    else
      spent +=
        (problem.towns.some((town) => town.code === code) ? problem.costFen?.town : problem.costFen?.village) ?? 0
  }
  return spent
}

function pairsTooNear({ villages, rules, existing }: SitingProblem, chosen: ReadonlySet<string>): string[] {
  const good = new Set(existing.filter(({ isGood }) => isGood).map(({ code }) => code))
  const of = villages.filter(({ code }) => chosen.has(code))
  const problems: string[] = []
  for (const [i, a] of of.entries())
    for (const b of of.slice(i + 1)) {
      if (!rules.apart || !a.point || !b.point || (good.has(a.code) && good.has(b.code))) continue
      const metres = metresBetween(a.point, b.point)
      if (rules.apart.isStrict ? metres <= rules.apart.metres : metres < rules.apart.metres)
        problems.push(`${a.code} and ${b.code} are ${Math.round(metres)} m apart`)
    }
  return problems
}

/**
 * Judges an answer by the rules alone, without anything of the solver: what is wrong with it, nothing when it is good.
 * An answer without stations is good when it says so.
 */
export function checkSiting(problem: SitingProblem, { status, stations, leftOut }: Siting): string[] {
  if (status === 'infeasible' || status === 'unsolved') return stations.length > 0 ? ['stations without an answer'] : []
  const { towns, villages, rules } = problem
  const codes = stations.map(({ code }) => code)
  const chosen = new Set(codes)
  const allowed = new Map(villages.map((village) => [village.code, allowedIn(village, rules)]))
  for (const { code } of towns) allowed.set(code, Math.min(1, rules.perTown))
  const good = new Set(problem.existing.filter(({ isGood }) => isGood).map(({ code }) => code))
  const ofTowns = codes.filter((code) => towns.some((town) => town.code === code)).length
  const all = [...towns, ...villages].map(({ code }) => code)
  const told = new Set([...codes, ...leftOut.map(({ code }) => code)])
  return [
    ...codes.filter((code) => !allowed.has(code)).map((code) => `${code} is no place of the county`),
    ...[...chosen]
      .filter(
        (code) =>
          codes.filter((other) => other === code).length >
          (good.has(code) ? Math.max(1, allowed.get(code) ?? 0) : (allowed.get(code) ?? 0)),
      )
      .map((code) => `${code} has more stations than it may`),
    ...outside(ofTowns, rules.townStations, 'town stations'),
    ...outside(codes.length - ofTowns, rules.villageStations, 'village stations'),
    ...outside(codes.length, rules.allStations, 'stations'),
    ...outside(villages.filter(({ code }) => chosen.has(code)).length, rules.villagesServed, 'villages served'),
    ...pairsTooNear(problem, chosen),
    ...problem.forceIn.filter((code) => !chosen.has(code)).map((code) => `${code} was to be in`),
    ...problem.forceOut.filter((code) => chosen.has(code)).map((code) => `${code} was to be out`),
    ...[...good]
      .filter((code) => all.includes(code) && !problem.forceOut.includes(code) && !chosen.has(code))
      .map((code) => `${code} was to be kept`),
    ...(problem.budgetFen !== null && spentOn(problem, codes) > problem.budgetFen ? ['over the budget'] : []),
    ...all.filter((code) => !told.has(code)).map((code) => `${code} is neither chosen nor left out`),
    ...leftOut.filter(({ code }) => chosen.has(code)).map(({ code }) => `${code} is both chosen and left out`),
  ]
}
