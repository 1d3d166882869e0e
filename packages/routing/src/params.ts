import { ProblemFault } from './problem.ts'

/** What the search can be tuned by. Defaults (`defaultsFor`) were set by trials on generated instances of Uchoa's families; what they reach on public ones is in bench/routing.ts. */
export type Params = {
  /** How many stops an iteration takes out in the mean, and how long a string of them is at most. */
  averageRemoved: number
  longestString: number
  /** Of strings, the part that spares some stops in its middle, and the chance of each further one to be spared. */
  splitRate: number
  spareMore: number
  /** The chance that a place is overlooked. */
  blink: number
  /** Temperatures at the begin and at the end, in parts of the mean arc between neighbours. */
  warm: number
  cold: number
  /** Beside how many neighbours a stop is put, and how many lie around the seed of a ruin. */
  nearCount: number
  aroundCount: number
  /** Which part of a search goes by strings before solutions are crossed; 1 is all of it. Only for one depot with equal vehicles. */
  evolveFrom: number
  /** How many solutions that strings went through are the first of a population, and until which part of the search more are made by chance. */
  fromStrings: number
  crossFrom: number
  /** Crossing pays only in a search that has time for so many iterations a stop. */
  crossWorth: number
  /** Solutions in a population: at least so many, up to so many more, of which the best keep their place; likeness to the closest counts. */
  least: number
  more: number
  elite: number
  close: number
  /** How many solutions there are before the first crossing, and beside how many neighbours local search tries a stop. */
  first: number
  crossNear: number
  /** After so many iterations a stop without anything better another population is begun. */
  patience: number
  /** The part of solutions that penalties are set to make feasible. */
  feasible: number
}

export const DEFAULTS: Readonly<Params> = Object.freeze({
  averageRemoved: 10,
  longestString: 6,
  splitRate: 0.5,
  spareMore: 0.01,
  blink: 0.01,
  warm: 1.5,
  cold: 0.03,
  nearCount: 40,
  aroundCount: 150,
  evolveFrom: 1,
  fromStrings: 24,
  crossFrom: 1,
  crossWorth: 0,
  least: 12,
  more: 20,
  elite: 4,
  close: 3,
  first: 24,
  crossNear: 20,
  patience: 300,
  feasible: 0.3,
})

/** From so many stops on strings are short, and a few seconds too short for anything else. */
const MANY = 500
/** Up to so many stops crossing finds nearly all by itself, from unlike solutions best. */
const FEW = 250
/** No string is longer by default. */
const LONGEST = 15

/** What suits a problem of so many stops, of which tours hold so many: with long tours strings must be long to change them. */
export function defaultsFor(stops: number, tourSize: number): Readonly<Params> {
  if (stops >= MANY) return { ...DEFAULTS, nearCount: 16, evolveFrom: 0.5, crossWorth: 12_000 }
  const longestString = Math.round(Math.min(LONGEST, Math.max(DEFAULTS.longestString, 0.65 * tourSize)))
  const averageRemoved = Math.max(DEFAULTS.averageRemoved, longestString)
  const some = { ...DEFAULTS, longestString, averageRemoved, cold: 0.06, evolveFrom: 0.5 }
  return stops > FEW ? some : { ...some, evolveFrom: 0.1, fromStrings: 8, first: 32, crossFrom: 0.2, patience: 100 }
}

/** The defaults with what the caller says otherwise, checked. Throws `ProblemFault`. */
export function paramsOf(defaults: Readonly<Params>, said: Partial<Params> = {}): Readonly<Params> {
  const params = { ...defaults, ...said }
  for (const [name, value] of Object.entries(params))
    if (!Number.isFinite(value) || value < 0)
      throw new ProblemFault(`params.${name}`, `takes a number from 0: ${value}`)
  if (params.warm < params.cold || params.cold === 0)
    throw new ProblemFault('params.cold', 'lies above 0 and not above params.warm')
  return Object.freeze(params)
}
