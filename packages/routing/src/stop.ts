/** What a search tells its stopping criterion. */
export type Seen = { iterations: number; sinceBetter: number; cost: number }

/**
 * Says how much of the search is done: it ends at 1, and until then the temperature falls by it. Criteria compose by `any` and `all`.
 */
export type Stop = (seen: Seen) => number

/** Ends after so many iterations. The only criterion under which the same seed gives the same answer byte for byte. */
export const afterIterations =
  (limit: number): Stop =>
  ({ iterations }) =>
    iterations / limit

/** Ends so many milliseconds after `from`; the clock is the caller's. */
export const afterTime =
  ({ now, ms, from = now() }: { now: () => number; ms: number; from?: number }): Stop =>
  () =>
    (now() - from) / ms

/** Ends when nothing better was found for so many iterations. */
export const withoutProgress =
  (limit: number): Stop =>
  ({ sinceBetter }) =>
    sinceBetter / limit

/** Ends at a cost that is good enough. */
export const atCost =
  (cost: number): Stop =>
  (seen) =>
    seen.cost <= cost ? 1 : 0

/** Ends when the caller says so. */
export const whenAborted =
  (signal: { readonly aborted: boolean }): Stop =>
  () =>
    signal.aborted ? 1 : 0

/** Ends with the first of them. */
export const any =
  (...stops: Stop[]): Stop =>
  (seen) =>
    Math.max(0, ...stops.map((stop) => stop(seen)))

/** Ends with the last of them. */
export const all =
  (...stops: Stop[]): Stop =>
  (seen) =>
    Math.min(...stops.map((stop) => stop(seen)))
