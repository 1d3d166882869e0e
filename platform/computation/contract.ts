import type { Progress } from './store.ts'

/**
 * What a kind's module exports as `compute`. It runs in a thread of its own, so it may take the processor; it asks `isStopped`
 * often (it costs a memory read) and then answers with the best that it has; `report` may be called as often as it likes.
 * Input and result are plain JSON. `now`: milliseconds of a clock that only moves forward.
 */
export type Compute<Input, Result> = (
  input: Input,
  around: { now: () => number; isStopped: () => boolean; report: (progress: Progress) => void },
) => Result | Promise<Result>

/** `module`: the file that exports `compute`. `limitS`: after so many seconds it is asked to stop. */
export type Kind = { module: URL; limitS: number }

/** What the thread is handed: the module that computes, what of, and the cell in which the wish to stop arrives. */
export type Handed = { module: string; input: unknown; stop: SharedArrayBuffer }
export type Said = { progress: Progress } | { result: unknown } | { fault: string }
