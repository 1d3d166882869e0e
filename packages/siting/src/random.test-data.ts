import type { SitingProblem, SitingRules } from './problem.ts'

/** A small generator with a seed (mulberry32). */
export function randomBy(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const NO_RULES: SitingRules = {
  townStations: { atLeast: null, atMost: null },
  villageStations: { atLeast: null, atMost: null },
  allStations: { atLeast: null, atMost: null },
  villagesServed: { atLeast: null, atMost: null },
  perTown: 1,
  perVillage: 1,
  growth: null,
  apart: null,
  cited: [],
}

export const NO_WISHES: Omit<SitingProblem, 'towns' | 'villages'> = {
  rules: NO_RULES,
  existing: [],
  costFen: null,
  budgetFen: null,
  forceIn: [],
  forceOut: [],
  areaM2: 40_000_000,
}

/** A problem of up to `most` villages in one or two towns, with every kind of rule, wish and gap in what is known. */
export function randomProblem(random: () => number, most: number): SitingProblem {
  const chance = (share: number) => random() < share
  const whole = (below: number) => Math.floor(random() * below)
  const some = <T>(share: number, value: () => T) => (chance(share) ? value() : null)
  const point = () => ({ lng: 110 + random() * 0.06, lat: 25 + random() * 0.06 })
  const towns = Array.from({ length: 1 + whole(2) }, (_, i) => ({
    code: `11000010${i}`,
    name: `town ${i}`,
    point: some(0.7, point),
  }))
  const isPopulated = chance(0.7)
  const villages = Array.from({ length: 2 + whole(most - 1) }, (_, i) => {
    const town = `11000010${whole(towns.length)}`
    return {
      code: `${town}${200 + i}`,
      name: `village ${i}`,
      town,
      point: some(0.75, point),
      residents: isPopulated ? some(0.85, () => (chance(0.3) ? whole(16) * 1000 : whole(9000))) : null,
      isDesignated: chance(0.2),
    }
  })
  const n = villages.length
  const limit = (share: number, size: number) => ({
    atLeast: some(share * 0.4, () => whole(size)),
    atMost: some(share, () => 1 + whole(size)),
  })
  const rules: SitingRules = {
    ...NO_RULES,
    townStations: limit(0.3, towns.length),
    villageStations: limit(0.6, n),
    allStations: limit(0.2, n + towns.length),
    villagesServed: { atLeast: some(0.2, () => whole(n)), atMost: null },
    perVillage: chance(0.1) ? 2 : 1,
    growth: some(0.5, () => ({ above: 5000, step: 5000, extra: 1 })),
    apart: some(0.8, () => ({ metres: 1000 + whole(2000), isStrict: chance(0.5) })),
  }
  const codes = [...towns, ...villages].map(({ code }) => code)
  const few = (share: number) => codes.filter(() => chance(share))
  const forceIn = few(0.05)
  return {
    ...NO_WISHES,
    towns,
    villages,
    rules,
    existing: few(0.12).map((code) => ({ code, isGood: chance(0.6) })),
    forceIn,
    forceOut: few(0.05).filter((code) => !forceIn.includes(code)),
    costFen: { town: 30_000, village: 10_000 },
    budgetFen: some(0.3, () => whole(n + 3) * 10_000),
  }
}
