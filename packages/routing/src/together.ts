import { MEETINGS } from './solve.ts'

/** A search that runs somewhere else (a thread, another machine): `run` answers when so much is done, with what it found. */
export type Mate = {
  run: (until: number) => Promise<{ cost: number; tours: number[][] }>
  adopt: (tours: number[][]) => void
}

/**
 * Searches of the same problem with seeds of their own run beside each other; at each meeting all go on from the best. With a criterion that
 * counts iterations the answer is that of `solve` with as many threads. Returns the place of the best in the row.
 */
export async function together(mates: readonly Mate[]): Promise<number> {
  let best = 0
  for (const until of MEETINGS) {
    const found = await Promise.all(mates.map((mate) => mate.run(until)))
    best = found.reduce((a, { cost }, i) => (cost < (found[a]?.cost ?? Number.POSITIVE_INFINITY) ? i : a), 0)
    const tours = found[best]?.tours ?? []
    mates.forEach((mate, i) => {
      if (i !== best) mate.adopt(tours)
    })
  }
  return best
}
