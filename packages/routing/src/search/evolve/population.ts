import type { Random } from '../random.ts'

/** A solution as rows: stops in a row, where each tour ends in it, and what follows and comes before each stop. */
export type Individual = {
  row: Int32Array
  ends: Int32Array
  next: Int32Array
  prev: Int32Array
  distance: number
  /** Load above capacity and lateness, over all tours. */
  over: number
  late: number
  /** Distance with penalties as they were when it was last looked at. */
  cost: number
  fitness: number
  /** The other members of its population, nearest first, with the part of stops whose neighbours differ. */
  others: { one: Individual; apart: number }[]
}

export type PopulationParams = {
  /** How many are kept at least, how many may come until the worst must go. */
  least: number
  more: number
  /** Of these the best keep their place whatever they resemble. */
  elite: number
  /** To how many of its nearest a solution's distance is measured. */
  close: number
}

/**
 * Solutions of one kind, feasible or not, ranked by cost and by how much they add to diversity (Vidal et al. 2012): the worst go, twins
 * first.
 */
export class Population {
  readonly members: Individual[] = []
  private readonly params: PopulationParams

  constructor(params: PopulationParams) {
    this.params = params
  }

  add(one: Individual): void {
    const { members } = this
    for (const other of members) {
      const apart = brokenPairs(one, other)
      insert(one.others, { one: other, apart })
      insert(other.others, { one, apart })
    }
    let i = members.length
    while (i > 0 && members[i - 1]!.cost > one.cost) i--
    members.splice(i, 0, one)
    if (members.length > this.params.least + this.params.more) while (members.length > this.params.least) this.remove()
    this.rank()
  }

  /** Puts the cheapest first, after costs or penalties have changed. */
  sort(): void {
    this.members.sort((a, b) => a.cost - b.cost)
    this.rank()
  }

  private remove(): void {
    this.rank()
    const { members } = this
    let worst = members.length - 1
    let isTwin = false
    for (let i = 1; i < members.length; i++) {
      const one = members[i]!
      const twin = closeness(one, 1) < 1e-9
      if ((twin && !isTwin) || (twin === isTwin && one.fitness > members[worst]!.fitness)) {
        worst = i
        isTwin = twin
      }
    }
    const [gone] = members.splice(worst, 1)
    for (const { others } of members)
      others.splice(
        others.findIndex(({ one }) => one === gone),
        1,
      )
  }

  private rank(): void {
    const { members, params } = this
    const last = Math.max(1, members.length - 1)
    const byDistance = members
      .map((one, i) => ({ one, i, closeness: closeness(one, params.close) }))
      .sort((a, b) => b.closeness - a.closeness)
    const weight = members.length <= params.elite ? 0 : 1 - params.elite / members.length
    byDistance.forEach(({ one, i }, rank) => {
      one.fitness = i / last + (weight * rank) / last
    })
  }
}

/** Mean distance to the nearest `count`. */
function closeness({ others }: Individual, count: number): number {
  let sum = 0
  const seen = Math.min(count, others.length)
  for (let i = 0; i < seen; i++) sum += others[i]!.apart
  return sum / Math.max(1, seen)
}

function insert(row: Individual['others'], entry: Individual['others'][number]): void {
  let i = row.length
  while (i > 0 && row[i - 1]!.apart > entry.apart) i--
  row.splice(i, 0, entry)
}

/** The better of two drawn by chance from both populations. */
export function tournament(random: Random, feasible: Population, infeasible: Population): Individual {
  const draw = (): Individual => {
    const i = random.below(feasible.members.length + infeasible.members.length)
    return feasible.members[i] ?? infeasible.members[i - feasible.members.length]!
  }
  const a = draw()
  const b = draw()
  return a.fitness < b.fitness ? a : b
}

/** The part of stops whose neighbours differ (Prins 2009). */
function brokenPairs(a: Individual, b: Individual): number {
  const stops = a.next.length - 1
  let broken = 0
  for (let v = 1; v <= stops; v++) {
    const next = a.next[v]!
    const prev = a.prev[v]!
    if (next !== b.next[v] && next !== b.prev[v]) broken++
    if (prev === 0 && b.prev[v] !== 0 && b.next[v] !== 0) broken++
  }
  return broken / stops
}
