/**
 * One act of work on its way to the server. Every field only ever grows (or keeps a greatest or a least value), so an act
 * is a join-semilattice: news about it may come late, twice or in any order and gives the same act.
 */
export type Act<C> = {
  readonly id: string
  /** What is to be done; null when only news of it is here. An id has one command for ever. */
  readonly command: C | null
  /** Acts that must be settled before this one goes out: a report waits for the entries of its day. */
  readonly after: readonly string[]
  /** The act that this one takes back. */
  readonly undoes: string | null
  /** The act that takes this one back. */
  readonly undoneBy: string | null
  /** The last attempt that went out; attempts count from 1. */
  readonly attempt: number
  /** The last attempt that came to nothing: no answer, or none that decides. */
  readonly failedAttempt: number
  readonly refusal: { readonly attempt: number; readonly code: string } | null
  /** Refusals up to this attempt are set aside: a person wants it tried again. */
  readonly waivedAttempt: number
  readonly isAcknowledged: boolean
}

export type SyncLog<C> = ReadonlyMap<string, Act<C>>

export type SyncEvent<C> =
  | { kind: 'enqueued'; id: string; command: C; after?: readonly string[] }
  | { kind: 'sent'; id: string; attempt: number }
  | { kind: 'acknowledged'; id: string }
  | { kind: 'refused'; id: string; attempt: number; code: string }
  | { kind: 'failed'; id: string; attempt: number }
  /** The refusal of `attempt` is set aside. */
  | { kind: 'retried'; id: string; attempt: number }
  /** `eventId` is the id of the act that takes `id` back, `command` what the server is told then. */
  | { kind: 'voided'; id: string; eventId: string; command: C }

/**
 * - `waiting`: to be sent. `sending`: on the wire. `acknowledged`: the server has it. `refused`: the server will not have it.
 * - `dropped`: taken back before it could have reached the server: nobody needs to hear of it.
 * - `voiding`: taken back, the server does not know yet. `voided`: it knows.
 * - `heardOf`: news of an act that is not here.
 */
export type Standing = 'waiting' | 'sending' | 'acknowledged' | 'refused' | 'dropped' | 'voiding' | 'voided' | 'heardOf'

const isAnswered = ({ attempt, failedAttempt, refusal }: Act<unknown>): boolean =>
  attempt <= Math.max(failedAttempt, refusal?.attempt ?? 0)

/** A refusal stands unless it is set aside, a later attempt is out, or the server has the act after all. */
const isRefused = ({ isAcknowledged, refusal, attempt, failedAttempt, waivedAttempt }: Act<unknown>): boolean =>
  !isAcknowledged &&
  refusal !== null &&
  refusal.attempt > waivedAttempt &&
  refusal.attempt >= Math.max(attempt, failedAttempt)

/** An act without an attempt, and one that the server refused, is nowhere but here. */
const isHereOnly = (act: Act<unknown>): boolean =>
  !act.isAcknowledged && (isRefused(act) || (act.attempt === 0 && act.failedAttempt === 0 && act.refusal === null))

export function standingOf<C>(log: SyncLog<C>, act: Act<C>): Standing {
  if (act.undoneBy !== null) return standingOfUndone(log, act)
  if (act.isAcknowledged) return 'acknowledged'
  if (act.command === null) return 'heardOf'
  if (isRefused(act)) return 'refused'
  const target = act.undoes === null ? undefined : log.get(act.undoes)
  if (target && isHereOnly(target)) return 'dropped'
  return isAnswered(act) ? 'waiting' : 'sending'
}

function standingOfUndone<C>(log: SyncLog<C>, act: Act<C>): Standing {
  if (isHereOnly(act)) return 'dropped'
  const undoing = log.get(act.undoneBy ?? '')
  if (undoing?.isAcknowledged) return 'voided'
  // The server keeps what it holds when it refuses to take it back.
  return act.isAcknowledged && undoing !== undefined && isRefused(undoing) ? 'acknowledged' : 'voiding'
}

const isSettled = (standing: Standing): boolean =>
  standing !== 'waiting' && standing !== 'sending' && standing !== 'voiding'

/** Whether the act itself is still to go out: one that is taken back goes out too when the server may have it already. */
function isToSend<C>(log: SyncLog<C>, act: Act<C>): boolean {
  if (act.command === null || act.isAcknowledged || isRefused(act) || !isAnswered(act)) return false
  if (act.undoneBy !== null && isHereOnly(act)) return false
  if (act.undoes !== null) return log.get(act.undoes)?.isAcknowledged === true
  return act.after.every((id) => {
    const before = log.get(id)
    return before === undefined || isSettled(standingOf(log, before))
  })
}

/** What may be sent at this moment, oldest first (ids are time-ordered). Never what the server has acknowledged. */
export const dueActs = <C>(log: SyncLog<C>): Act<C>[] =>
  [...log.values()].filter((act) => isToSend(log, act)).sort((a, b) => (a.id < b.id ? -1 : 1))

/** Attempts without an answer: after a restart they have failed. */
export const inFlight = <C>(log: SyncLog<C>): Act<C>[] =>
  [...log.values()].filter((act) => !act.isAcknowledged && !isAnswered(act))

/** Acts that the server has yet to hear of; a refused one is not among them, for it waits for a person. */
export const unsettled = <C>(log: SyncLog<C>): Act<C>[] =>
  [...log.values()].filter((act) => {
    if (act.command === null || act.isAcknowledged || isRefused(act)) return false
    return standingOf(log, act) !== 'dropped'
  })
