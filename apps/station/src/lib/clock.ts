import { createStore } from './store.ts'

type Reading = { aheadMs: number; serverMs: number }

const KEPT = 'xiangji.clock'
/** Below this a phone's clock is good enough. */
const TOLERATED_MS = 2 * 60_000
const PLAUSIBLE_MS = 400 * 86_400_000

function read(): Reading {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? 'null')
    if (kept && typeof kept === 'object' && 'aheadMs' in kept && 'serverMs' in kept)
      return { aheadMs: Number(kept.aheadMs), serverMs: Number(kept.serverMs) }
  } catch {
    // Without storage the next answer of the server tells again.
  }
  return { aheadMs: 0, serverMs: 0 }
}

const reading = createStore<Reading>(read())

/** How much the phone's clock differs from the server's, 0 while it is good enough. */
export const useClockError = (): number => reading.use().aheadMs

/** Takes the server's time from an answer: a phone whose battery was empty believes it is 1970. */
export function noteServerTime(serverMs: number): void {
  if (!Number.isFinite(serverMs) || serverMs <= 0) return
  const difference = Date.now() - serverMs
  const aheadMs = Math.abs(difference) > TOLERATED_MS ? difference : 0
  reading.set({ aheadMs, serverMs })
  try {
    localStorage.setItem(KEPT, JSON.stringify(reading.get()))
  } catch {
    // See read().
  }
}

/** The present by the server's clock, as far as it is known. */
export function now(): number {
  const { aheadMs, serverMs } = reading.get()
  const raw = Date.now()
  const corrected = raw - aheadMs
  const fits = (at: number) => serverMs === 0 || (at >= serverMs - TOLERATED_MS && at <= serverMs + PLAUSIBLE_MS)
  // The phone may have been set right since the server was last heard.
  return aheadMs !== 0 && fits(raw) && !fits(corrected) ? raw : corrected
}
