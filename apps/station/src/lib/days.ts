import { useEffect } from 'react'
import { api, type Problem, reached, settle, toProblem } from './api.ts'
import { type ShownDay, shownDay } from './ledger.ts'
import { outbox } from './outbox.ts'
import { expire, noteStation, session } from './session.ts'
import { createStore } from './store.ts'
import { vault } from './vault.ts'
import type { StationDay } from './wire.ts'

type KeptDay = { snapshot: StationDay; readAtMs: number }
type Known = { snapshot: StationDay | null; readAtMs: number; isLoading: boolean; problem: Problem | null }

const UNKNOWN: Known = { snapshot: null, readAtMs: 0, isLoading: true, problem: null }
const days = createStore<ReadonlyMap<string, Known>>(new Map())
const keyOf = (station: string, on: string) => `day:${station}:${on}`

const note = (key: string, news: Partial<Known>): void =>
  days.set(new Map(days.get()).set(key, { ...(days.get().get(key) ?? UNKNOWN), ...news }))

const reading = new Map<string, Promise<void>>()

/** What the phone kept of a day, then the server's word on it; asked for twice at once it is read once. */
export function readDay(station: string, on: string): Promise<void> {
  const key = keyOf(station, on)
  const before = reading.get(key)
  if (before) return before
  const work = read(station, on).finally(() => reading.delete(key))
  reading.set(key, work)
  return work
}

async function read(station: string, on: string): Promise<void> {
  const key = keyOf(station, on)
  if (!days.get().has(key)) {
    note(key, {})
    const kept = await vault.get<KeptDay>(key)
    if (kept) note(key, kept)
  }
  try {
    const snapshot = await settle(
      api.GET('/api/stations/{id}/day', { params: { path: { id: station }, query: { on } } }),
    )
    const kept: KeptDay = { snapshot, readAtMs: Date.now() }
    note(key, { ...kept, isLoading: false, problem: null })
    noteStation(snapshot.station)
    await vault.put(key, kept)
  } catch (error) {
    const problem = toProblem(error)
    if (problem.status === 401) expire(problem.code)
    note(key, { isLoading: false, problem })
  }
}

/** Reads again the days that are on the screen or just changed. */
export async function readAgain(station: string, ons: Iterable<string>): Promise<void> {
  const afresh = async (on: string) => {
    // What is being read was asked for before the change.
    await reading.get(keyOf(station, on))
    await readDay(station, on)
  }
  await Promise.all([...new Set(ons)].map(afresh))
}

/** Days of a station that the phone has kept, for the history without a network. */
export async function loadKeptDays(station: string): Promise<void> {
  for (const key of await vault.keys(`day:${station}:`)) {
    if (days.get().has(key)) continue
    const kept = await vault.get<KeptDay>(key)
    if (kept) note(key, { ...kept, isLoading: false })
  }
}

// Another account sees nothing of this one's days.
let account = session.get().me?.account
session.subscribe(() => {
  const present = session.get().me?.account
  if (present !== account) days.set(new Map())
  account = present
})

export type DayView = {
  day: ShownDay
  isLoading: boolean
  isKnown: boolean
  problem: Problem | null
  readAtMs: number
  reload: () => void
}

/** A day of the station that is worked for; read when the page opens and when the session comes back. */
export function useDay(on: string): DayView {
  const { work, isExpired } = session.use()
  const station = work?.station.id ?? ''
  const known = days.use().get(keyOf(station, on)) ?? UNKNOWN
  const log = outbox.use()
  const isReached = reached.use()
  useEffect(() => {
    if (isExpired || !station) return
    // Also without a network: what the phone kept is shown then.
    void readDay(station, on)
    if (!isReached) return
    const onReturn = () => {
      if (document.visibilityState === 'visible') void readDay(station, on)
    }
    document.addEventListener('visibilitychange', onReturn)
    return () => document.removeEventListener('visibilitychange', onReturn)
  }, [station, on, isExpired, isReached])
  const { snapshot, isLoading, problem, readAtMs } = known
  return {
    day: shownDay(snapshot, log, { station, on }),
    isLoading,
    isKnown: snapshot !== null,
    problem,
    readAtMs,
    reload: () => void readDay(station, on),
  }
}

/** What is already known of several days, without asking for them. */
export function useKnownDays(ons: readonly string[]): ReadonlyMap<string, ShownDay> {
  const { work } = session.use()
  const station = work?.station.id ?? ''
  const known = days.use()
  const log = outbox.use()
  return new Map(
    ons.flatMap((on): [string, ShownDay][] => {
      const snapshot = known.get(keyOf(station, on))?.snapshot ?? null
      const day = shownDay(snapshot, log, { station, on })
      return snapshot || day.entries.length > 0 || day.report.state !== 'none' ? [[on, day]] : []
    }),
  )
}
