import { expectedOf } from './ground.ts'
import { metresBetween, type SitingProblem } from './problem.ts'

export type Best = { designated: number; served: number; distance: number }

/** Every choice there is, tried: what the best one serves. Nothing of the solver but the estimate of distances is used. */
export function bestOf(problem: SitingProblem): Best | undefined {
  const { towns, villages, rules, existing, costFen, budgetFen, forceIn, forceOut, areaM2 } = problem
  const n = villages.length
  const built = new Set(existing.map(({ code }) => code))
  const good = new Set(existing.filter(({ isGood }) => isGood).map(({ code }) => code))
  const known = villages.flatMap(({ residents }) => (residents === null ? [] : [residents])).sort((a, b) => a - b)
  const isByPeople = known.length > 0 && known.length * 2 >= n
  const weights = villages.map(({ residents }) =>
    isByPeople ? (residents ?? known[Math.floor((known.length - 1) / 2)] ?? 0) : 1,
  )
  const allowed = villages.map(({ code, residents }) => {
    const steps =
      rules.growth && residents !== null ? Math.floor((residents - rules.growth.above) / rules.growth.step) : 0
    return Math.max(rules.perVillage + Math.max(0, steps), good.has(code) ? 1 : 0)
  })
  const servedBy = (i: number, count: number) => {
    if (count === 0) return 0
    if (!isByPeople) return 1
    if (!rules.growth) return weights[i] ?? 0
    const more = Math.max(0, count - rules.perVillage)
    return Math.min(weights[i] ?? 0, rules.growth.above + (more + 1) * rules.growth.step)
  }
  const points = [...villages, ...towns].flatMap(({ point }) => (point ? [point] : []))
  const farM = Math.max(
    0,
    ...villages.flatMap(({ point }) => (point ? points.map((other) => Math.round(metresBetween(point, other))) : [])),
  )
  const size = (i: number) => (isByPeople ? Math.max(1, Math.round((weights[i] ?? 0) / 100)) : 1)
  const within = (count: number, { atLeast, atMost }: { atLeast: number | null; atMost: number | null }) =>
    count >= (atLeast ?? 0) && count <= (atMost ?? Number.POSITIVE_INFINITY)

  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: an oracle is read from top to bottom
  function isFeasible(counts: readonly number[], has: readonly boolean[]): boolean {
    const inVillages = counts.reduce((sum, count) => sum + count, 0)
    const inTowns = has.filter(Boolean).length
    const chosen = new Set([
      ...villages.filter((_, i) => (counts[i] ?? 0) > 0).map(({ code }) => code),
      ...towns.filter((_, i) => has[i]).map(({ code }) => code),
    ])
    if (forceIn.some((code) => !chosen.has(code)) || forceOut.some((code) => chosen.has(code))) return false
    if ([...good].some((code) => !chosen.has(code) && !forceOut.includes(code))) return false
    if (!within(inTowns, rules.townStations) || !within(inVillages, rules.villageStations)) return false
    if (!within(inTowns + inVillages, rules.allStations)) return false
    if (!within(counts.filter((count) => count > 0).length, rules.villagesServed)) return false
    for (let i = 0; i < n; i++)
      for (let j = 0; j < i; j++) {
        const [a, b] = [villages[i], villages[j]]
        if (!counts[i] || !counts[j] || !a?.point || !b?.point || !rules.apart) continue
        const metres = metresBetween(a.point, b.point)
        const isTooNear = rules.apart.isStrict ? metres <= rules.apart.metres : metres < rules.apart.metres
        if (isTooNear && !(good.has(a.code) && good.has(b.code))) return false
      }
    if (budgetFen === null) return true
    let spent = 0
    for (const [i, count] of counts.entries())
      spent += Math.max(0, count - (built.has(villages[i]?.code ?? '') ? 1 : 0)) * (costFen?.village ?? 0)
    for (const [i, is] of has.entries()) if (is && !built.has(towns[i]?.code ?? '')) spent += costFen?.town ?? 0
    return spent <= budgetFen
  }

  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: an oracle is read from top to bottom
  function distance(counts: readonly number[], has: readonly boolean[]): number {
    const stations = [...villages.filter((_, i) => counts[i]), ...towns.filter((_, i) => has[i])]
    let sum = 0
    for (const [i, { point }] of villages.entries()) {
      if (!point || counts[i]) continue
      const metres = stations.flatMap((s) => (s.point ? [Math.round(metresBetween(point, s.point))] : []))
      sum += (metres.length > 0 ? Math.min(...metres) : farM) * size(i)
    }
    for (const { code } of towns) {
      const of = villages.flatMap((village, i) => (village.town === code && !village.point ? [i] : []))
      const weight = of.reduce((all, i) => all + size(i), 0) / of.length
      if (of.length > 0)
        sum += expectedOf(of.length, { landM2: (areaM2 ?? 0) / n, weight })[of.filter((i) => counts[i]).length] ?? 0
    }
    return sum
  }

  let best: Best | undefined
  const isBetter = (a: Best) =>
    !best ||
    a.designated > best.designated ||
    (a.designated === best.designated &&
      (a.served > best.served || (a.served === best.served && a.distance < best.distance)))
  const counts = villages.map(() => 0)
  const has = towns.map(() => false)
  function tryTowns(i: number): void {
    if (i < towns.length) {
      for (const is of [false, true]) {
        has[i] = is
        tryTowns(i + 1)
      }
      return
    }
    if (!isFeasible(counts, has)) return
    const found = {
      designated: villages.filter((village, v) => village.isDesignated && counts[v]).length,
      served: counts.reduce((sum, count, v) => sum + servedBy(v, count), 0),
      distance: distance(counts, has),
    }
    if (isBetter(found)) best = found
  }
  function tryVillages(i: number): void {
    if (i === n) {
      tryTowns(0)
      return
    }
    for (let count = 0; count <= (allowed[i] ?? 0); count++) {
      counts[i] = count
      tryVillages(i + 1)
    }
  }
  tryVillages(0)
  return best
}
