import {
  allowedIn,
  checkSiting,
  metresBetween,
  mipBy,
  problemOf,
  type Siting,
  type SitingProblem,
  type SolveMip,
  servedBy,
  solveSiting,
  withNumber,
} from '@xiangji/siting'
import { loadHighs } from '#platform/highs'
import { createRandom } from '../apps/server/simulate.ts'
import { realCounty } from './synthetic.ts'

async function county(id: string): Promise<SitingProblem> {
  const read = await realCounty(id)
  return problemOf({ ...read, boundary: read.boundary?.geojson })
}

function timed(problem: SitingProblem, solveMip: SolveMip): { siting: Siting; s: number } {
  const startedAt = performance.now()
  const siting = solveSiting(problem, { solveMip })
  const s = (performance.now() - startedAt) / 1000
  const wrong = checkSiting(problem, siting)
  if (wrong.length > 0) throw new Error(wrong.join('; '))
  return { siting, s }
}

/** The county as if every village were surveyed and counted: places strewn around its town, by a seed; most of them crowd. */
function surveyed(problem: SitingProblem): SitingProblem {
  const random = createRandom(20_260_422)
  const towns = new Map(problem.towns.map(({ code, point }) => [code, point]))
  const middle = { lng: 116.16, lat: 23.3 }
  const near = (degrees: number) => (random() + random() + random() - 1.5) * degrees
  const villages = problem.villages.map((village) => {
    const seat = towns.get(village.town) ?? middle
    const point = village.point ?? { lng: seat.lng + near(0.09), lat: seat.lat + near(0.09) }
    return { ...village, point, residents: 400 + Math.floor(random() ** 3 * 14_000), isDesignated: random() < 0.04 }
  })
  return { ...problem, villages }
}

/** What a clerk does with a list: designated villages first, then the largest that keeps its distance, until the number is used. */
function greedy({ villages, rules }: SitingProblem): number {
  const chosen: (typeof villages)[number][] = []
  const atMost = rules.villageStations.atMost ?? villages.length
  const order = [...villages].sort(
    (a, b) => Number(b.isDesignated) - Number(a.isDesignated) || (b.residents ?? 1) - (a.residents ?? 1),
  )
  for (const village of order) {
    const isTooNear = chosen.some(
      ({ point }) => point && village.point && metresBetween(point, village.point) <= (rules.apart?.metres ?? 0),
    )
    if (!isTooNear && chosen.length < atMost && allowedIn(village, rules) > 0) chosen.push(village)
  }
  return chosen.reduce((sum, { residents }) => sum + (residents === null ? 1 : servedBy(1, { residents, ...rules })), 0)
}

/** Seconds of a proof; what a what-if costs from there; and how many more are served than by the list. */
export async function benchSiting(): Promise<Record<string, number>> {
  const solveMip = mipBy(await loadHighs())
  const [puning, yongren] = [await county('puning'), await county('yongren')]
  const all = timed(puning, solveMip)
  const few = timed(yongren, solveMip)
  const dense = surveyed(puning)
  const open = timed({ ...dense, rules: { ...dense.rules, villagesServed: { atLeast: null, atMost: null } } }, solveMip)
  const limited = { ...dense, rules: withNumber(dense.rules, 120) }
  const first = timed(limited, solveMip)
  const chosen = first.siting.stations.filter(({ reason }) => reason.kind === 'serves').map(({ code }) => code)
  const left = first.siting.leftOut.filter(({ level }) => level === 'village').map(({ code }) => code)
  const cost = { costFen: { town: 5_000_000, village: 2_500_000 } }
  const whatIfs: SitingProblem[] = [
    { ...limited, forceOut: chosen.slice(0, 3) },
    { ...limited, forceIn: left.slice(0, 1) },
    { ...limited, rules: withNumber(dense.rules, 100) },
    { ...limited, ...cost, budgetFen: 33 * cost.costFen.town + 90 * cost.costFen.village },
    { ...puning, forceOut: puning.villages.slice(0, 3).map(({ code }) => code) },
    { ...puning, rules: withNumber(puning.rules, 262) },
  ]
  const answers = whatIfs.map((problem) => timed(problem, solveMip))
  const proven = [all, few, open, first, ...answers].filter(({ siting }) => siting.status === 'optimal').length
  const distances = [all, few, open, first, ...answers].filter(({ siting }) => siting.distance?.isProven).length
  const round = (value: number) => Math.round(value * 1000) / 1000
  return {
    puningS: round(all.s),
    yongrenS: round(few.s),
    surveyedS: round(open.s),
    limitedS: round(first.s),
    whatIfWorstS: round(Math.max(...answers.map(({ s }) => s))),
    problems: answers.length + 4,
    proven,
    distancesProven: distances,
    servedAgainstList: round((first.siting.objective ?? 0) / greedy(limited)),
    openAgainstList: round((open.siting.objective ?? 0) / greedy(dense)),
  }
}
