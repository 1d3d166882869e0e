import { type Act, type Standing, type SyncEvent, type SyncLog, standingOf } from './act.ts'

export const EMPTY: SyncLog<never> = new Map()

const unheard = <C>(id: string): Act<C> => ({
  id,
  command: null,
  after: [],
  undoes: null,
  undoneBy: null,
  attempt: 0,
  failedAttempt: 0,
  refusal: null,
  waivedAttempt: 0,
  isAcknowledged: false,
})

/** What an event alone says. */
function acts<C>(event: SyncEvent<C>): Act<C>[] {
  const act = unheard<C>(event.id)
  switch (event.kind) {
    case 'enqueued':
      return [{ ...act, command: event.command, after: [...(event.after ?? [])].sort() }]
    case 'sent':
      return [{ ...act, attempt: event.attempt }]
    case 'acknowledged':
      return [{ ...act, isAcknowledged: true }]
    case 'refused':
      return [{ ...act, refusal: { attempt: event.attempt, code: event.code } }]
    case 'failed':
      return [{ ...act, failedAttempt: event.attempt }]
    case 'retried':
      return [{ ...act, waivedAttempt: event.attempt }]
    case 'voided':
      return [
        { ...act, undoneBy: event.eventId },
        { ...unheard<C>(event.eventId), command: event.command, undoes: event.id },
      ]
  }
}

const least = (a: string | null, b: string | null): string | null => {
  if (a === null || b === null) return a ?? b
  return a < b ? a : b
}

const laterRefusal = (a: Act<unknown>['refusal'], b: Act<unknown>['refusal']): Act<unknown>['refusal'] => {
  if (a === null || b === null) return a ?? b
  if (a.attempt !== b.attempt) return a.attempt > b.attempt ? a : b
  return a.code <= b.code ? a : b
}

const union = (a: readonly string[], b: readonly string[]): readonly string[] =>
  b.length === 0 ? a : [...new Set([...a, ...b])].sort()

const join = <C>(a: Act<C>, b: Act<C>): Act<C> => ({
  id: a.id,
  command: a.command ?? b.command,
  after: union(a.after, b.after),
  undoes: least(a.undoes, b.undoes),
  undoneBy: least(a.undoneBy, b.undoneBy),
  attempt: Math.max(a.attempt, b.attempt),
  failedAttempt: Math.max(a.failedAttempt, b.failedAttempt),
  refusal: laterRefusal(a.refusal, b.refusal),
  waivedAttempt: Math.max(a.waivedAttempt, b.waivedAttempt),
  isAcknowledged: a.isAcknowledged || b.isAcknowledged,
})

function joined<C>(log: SyncLog<C>, news: Iterable<Act<C>>): SyncLog<C> {
  const next = new Map(log)
  for (const act of news) {
    const known = next.get(act.id)
    next.set(act.id, known ? join(known, act) : act)
  }
  return next
}

/** The log after one more piece of news. Any order, any number of times: the same log. */
export const reduce = <C>(log: SyncLog<C>, event: SyncEvent<C>): SyncLog<C> => joined(log, acts(event))

export const reduceAll = <C>(log: SyncLog<C>, events: Iterable<SyncEvent<C>>): SyncLog<C> => {
  let next = log
  for (const event of events) next = reduce(next, event)
  return next
}

/** Two tabs of one device, each with its own news. */
export const merge = <C>(a: SyncLog<C>, b: SyncLog<C>): SyncLog<C> => joined(a, b.values())

const GONE: readonly Standing[] = ['acknowledged', 'voided', 'dropped']

/** Forgets what is settled and what `isOld` says may go; what is refused or on its way always stays. */
export function prune<C>(log: SyncLog<C>, isOld: (act: Act<C>) => boolean): SyncLog<C> {
  const stays = (act: Act<C>) => !GONE.includes(standingOf(log, act)) || !isOld(act)
  const kept = new Map([...log].filter(([, act]) => stays(act)))
  // An act and the one that takes it back are kept or forgotten together.
  for (const act of [...kept.values()])
    for (const id of [act.undoes, act.undoneBy]) {
      const other = id === null ? undefined : log.get(id)
      if (other) kept.set(other.id, other)
    }
  return kept
}
