import { expect, test } from 'vitest'
import { aFlat } from './flat.test-data.ts'
import type { Flat } from './flat.ts'
import { FlatPlan } from './flat-plan.ts'
import { Random } from './random.ts'
import { Ruin } from './ruin.ts'

const PARAMS = { averageRemoved: 6, longestString: 5, splitRate: 0.5, spareMore: 0.3 }

/** Every tour's nodes from its depot to its depot, with when each is left at the earliest and must be reached at the latest. */
function* tours(plan: FlatPlan): Generator<{ node: number; leaves: number; latest: number }[]> {
  const { flat } = plan
  const go = (u: number, v: number): number => flat.duration[flat.at[u]! * flat.size + flat.at[v]!]!
  for (let r = 0; r < plan.tours; r++) {
    const depot = plan.depot(r)
    const tour = [{ node: depot, leaves: flat.opens, latest: 0 }]
    for (let v = plan.next[depot]!; v !== depot; v = plan.next[v]!) {
      const { node, leaves } = tour.at(-1)!
      tour.push({ node: v, leaves: Math.max(leaves + go(node, v), flat.open[v]!) + flat.service[v]!, latest: 0 })
    }
    let behind = { node: depot, latest: flat.closes }
    for (const one of tour.slice(1).reverse()) {
      one.latest = Math.min(flat.close[one.node]!, behind.latest - go(one.node, behind.node) - flat.service[one.node]!)
      behind = one
    }
    tour[0]!.latest = flat.closes
    yield tour
  }
}

/** What the plan says of its tours is what counting them anew says. */
function expectTrue(plan: FlatPlan, flat: Flat): void {
  let cost = 0
  const all = [...tours(plan)]
  for (const tour of all)
    tour.forEach(({ node }, i) => {
      cost += plan.between(node, tour[(i + 1) % tour.length]!.node)
    })
  expect(plan.least()).toBe(cost)
  if (!flat.isTimed) return
  const wrong = all.flat().filter((one) =>
    all.flat().some((other) => {
      const arrival = one.leaves + flat.duration[flat.at[one.node]! * flat.size + flat.at[other.node]!]!
      return plan.isInTime(one.node, other.node) !== arrival <= other.latest
    }),
  )
  expect(wrong).toEqual([])
}

const nodesOf = (plan: FlatPlan): number[][] => [...tours(plan)].map((tour) => tour.map(({ node }) => node))

/** Takes stops out and puts some or all back, for good or not; how many were out. */
function tryOnce(plan: FlatPlan, ruin: Ruin, random: Random): number {
  const before = nodesOf(plan)
  ruin.count = 0
  ruin.run()
  expectTrue(plan, plan.flat)
  const back = random.below(ruin.count + 1)
  for (let k = 0; k < back; k++) plan.place(ruin.taken[k]!)
  expectTrue(plan, plan.flat)
  if (plan.placed === plan.stops) plan.commit()
  else {
    plan.rollback()
    expect(nodesOf(plan)).toEqual(before)
  }
  expectTrue(plan, plan.flat)
  return ruin.count - back
}

test.each([false, true])(
  'what is known of tours stays true whatever is taken out, put in and undone; windows: %s',
  (isTimed) => {
    let undone = 0
    for (let seed = 1; seed <= 6; seed++) {
      const flat = aFlat(seed, 20, isTimed)
      const random = new Random(seed)
      const plan = new FlatPlan(flat, { random, blink: 0.1 })
      const ruin = new Ruin(plan, random, PARAMS)
      for (let v = 1; v <= flat.stops; v++) plan.place(v)
      plan.commit()
      for (let i = 0; i < 40; i++) {
        while (plan.join()) {
          expectTrue(plan, flat)
          plan.commit()
        }
        if (tryOnce(plan, ruin, random) > 0) undone++
      }
    }
    expect(undone).toBeGreaterThan(100)
  },
)
