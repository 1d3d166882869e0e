import { type Act, dueActs, type SyncEvent } from '@xiangji/sync-log'
import { api, type Problem, reached, settle, toProblem } from './api.ts'
import { noteServerTime } from './clock.ts'
import { readAgain } from './days.ts'
import { hear, mergeKept, outbox } from './outbox.ts'
import { checkSession, expire, session } from './session.ts'
import { createStore } from './store.ts'
import type { Command } from './vault.ts'

type Due = Act<Command> & { command: Command }
type Of<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>

export type Network = {
  /** `quiet`: nothing on the wire. `held`: the server answers but takes nothing now. Whether it answers at all: `reached`. */
  state: 'quiet' | 'sending' | 'held'
  /** Why it is held. */
  problem: Problem | null
}

const QUIET: Network = { state: 'quiet', problem: null }

export const network = createStore<Network>(QUIET)

const BATCH = 50
const FIRST_PAUSE_MS = 3000
const CHECK_MS = 30_000
const LONGEST_PAUSE_MS = 5 * 60_000

let failures = 0
let timer: ReturnType<typeof setTimeout> | undefined
let running = false
let isWantedAgain = false

const failed = (acts: readonly Due[]): SyncEvent<Command>[] =>
  acts.map(({ id, attempt }) => ({ kind: 'failed', id, attempt: attempt + 1 }))
const refused = ({ id, attempt }: Due, code: string): SyncEvent<Command> => ({
  kind: 'refused',
  id,
  attempt: attempt + 1,
  code,
})
const acknowledged = ({ id }: Due): SyncEvent<Command> => ({ kind: 'acknowledged', id })

/** What may go out now for the account that is signed in: entries of one station together, all else one by one. */
function nextBatch(limit: number): Due[] {
  const account = session.get().me?.account
  const due = dueActs(outbox.get()).filter((act): act is Due => act.command?.account === account)
  const first = due[0]
  if (first?.command.kind !== 'entry') return first ? [first] : []
  const { station, isOnBehalf } = first.command
  return due
    .filter(({ command: c }) => c.kind === 'entry' && c.station === station && c.isOnBehalf === isOnBehalf)
    .slice(0, limit)
}

async function sendEntries(acts: readonly Due[]): Promise<SyncEvent<Command>[]> {
  const commands = acts.map(({ command }) => command as Of<'entry'>) // nextBatch puts only entries together
  const { station = '', isOnBehalf = false } = commands[0] ?? {}
  const init = { params: { path: { id: station } }, body: { entries: commands.map(({ entry }) => entry) } }
  const { results } = await settle(
    isOnBehalf ? api.POST('/api/stations/{id}/entries/on-behalf', init) : api.POST('/api/stations/{id}/entries', init),
  )
  const byId = new Map(results.map((result) => [result.id, result]))
  return acts.map((act) => {
    const result = byId.get(act.id)
    if (!result) return { kind: 'failed', id: act.id, attempt: act.attempt + 1 }
    return result.state === 'refused' ? refused(act, result.code ?? 'http.badInput') : acknowledged(act)
  })
}

async function sendOne(act: Due): Promise<SyncEvent<Command>[]> {
  const { command } = act
  if (command.kind === 'void') {
    const body = { eventId: act.id, reason: command.reason }
    await settle(api.POST('/api/entries/{id}/void', { params: { path: { id: command.entryId } }, body }))
  }
  if (command.kind === 'report') {
    const body = { id: act.id, on: command.on, note: command.note }
    await settle(api.POST('/api/stations/{id}/reports', { params: { path: { id: command.station } }, body }))
  }
  return [acknowledged(act)]
}

/** A pause of some seconds, then twice as long each time, never in step with the other phones of the county. */
const pauseMs = () => Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)) * (0.75 + Math.random() / 2)

type Verdict = { events: SyncEvent<Command>[]; goOn: boolean; singly?: boolean }

/** What a refusal of the whole request means for the acts in it. */
function judge(problem: Problem, acts: readonly Due[]): Verdict {
  const { status, code, facts } = problem
  if (typeof facts.serverTime === 'string') noteServerTime(Date.parse(facts.serverTime))
  const wait = { events: failed(acts), goOn: false }
  if (status === 401) {
    expire(code)
    return wait
  }
  if (status === 0 || status === 429 || status >= 500) {
    network.set(status === 0 ? QUIET : { state: 'held', problem })
    return wait
  }
  if (status === 403 && acts[0]?.command.kind === 'entry') {
    network.set({ state: 'held', problem })
    return wait
  }
  const only = acts[0]
  if (code === 'station.alreadyVoided' && only) return { events: [acknowledged(only)], goOn: true }
  // One bad entry refuses the whole request: it is named, or it is found by sending them one by one.
  const named = acts.find(({ id }) => id === facts.id)
  if (named) return { events: acts.flatMap((act) => (act === named ? refused(act, code) : failed([act]))), goOn: true }
  if (acts.length === 1 && only) return { events: [refused(only, code)], goOn: true }
  return { events: failed(acts), goOn: true, singly: true }
}

async function sendBatch(acts: Due[]): Promise<Verdict> {
  await hear(...acts.map(({ id, attempt }): SyncEvent<Command> => ({ kind: 'sent', id, attempt: attempt + 1 })))
  try {
    const first = acts[0]
    const events = first && first.command.kind !== 'entry' ? await sendOne(first) : await sendEntries(acts)
    return { events, goOn: true }
  } catch (error) {
    return judge(toProblem(error), acts)
  }
}

/** Sends until nothing is due or the network gives up. True when it came to the end. */
async function sendAll(touched: Set<string>): Promise<boolean> {
  let limit = BATCH
  for (let acts = nextBatch(limit); acts.length > 0; acts = nextBatch(limit)) {
    if (session.get().isExpired) return false
    network.set({ state: 'sending', problem: null })
    const { events, goOn, singly } = await sendBatch(acts)
    for (const { command } of acts) touched.add(command.on)
    await hear(...events)
    if (!goOn) return false
    limit = singly ? 1 : limit
  }
  return true
}

const alone = async (work: () => Promise<boolean>): Promise<boolean> =>
  navigator.locks ? navigator.locks.request('xiangji-sync', work) : work()

/** Sends what is due now. Called after each act, on reconnecting, on returning to the page, and by its own timer. */
export async function sync(isForced = false): Promise<void> {
  const { phase, isExpired } = session.get()
  if (phase !== 'signedIn' || isExpired) return
  // An attempt that cannot leave the phone would only blur what the server may have.
  if (!navigator.onLine && !isForced) return
  if (running) {
    isWantedAgain = true
    return
  }
  running = true
  clearTimeout(timer)
  const touched = new Set<string>()
  const isDone = await alone(async () => {
    await mergeKept()
    return sendAll(touched)
  }).catch(() => false)
  running = false
  const station = session.get().work?.station.id
  if (isDone) {
    failures = 0
    network.set(QUIET)
    if (station && touched.size > 0) void readAgain(station, touched)
  } else if (session.get().isExpired) network.set(QUIET)
  else {
    failures++
    timer = setTimeout(() => void sync(), pauseMs())
  }
  if (isWantedAgain) {
    isWantedAgain = false
    if (isDone) void sync()
  }
}

/** Sends at once, without waiting for the pause to end. */
export function syncNow(): void {
  failures = 0
  void sync(true)
}

/** Wires the moments at which sending is worth a try. */
export function watchNetwork(): void {
  addEventListener('online', () => {
    reached.set(true)
    syncNow()
  })
  addEventListener('offline', () => reached.set(false))
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void sync()
  })
  // With nothing to send, somebody must still notice that the server is back.
  setInterval(() => {
    if (!reached.get() && navigator.onLine && document.visibilityState === 'visible') void checkSession()
  }, CHECK_MS)
  let wasReached = reached.get()
  reached.subscribe(() => {
    const isBack = reached.get() && !wasReached
    wasReached = reached.get()
    if (isBack) syncNow()
  })
  session.subscribe(() => {
    if (session.get().phase === 'signedIn' && !session.get().isExpired) void sync()
  })
}
