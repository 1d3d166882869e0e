import {
  EMPTY,
  inFlight,
  merge,
  prune,
  reduce,
  type SyncEvent,
  type SyncLog,
  standingOf,
  unsettled,
} from '@xiangji/sync-log'
import { now } from './clock.ts'
import { newId, timeOfId } from './ids.ts'
import { session } from './session.ts'
import { createStore } from './store.ts'
import { type Command, type KeptAct, vault } from './vault.ts'
import type { EnterCommand } from './wire.ts'

export type Log = SyncLog<Command>

/** What was done on this phone and what became of it. Everything goes in here first; the network comes after. */
export const outbox = createStore<Log>(EMPTY)

const KEPT_MS = 3 * 86_400_000

/** Takes news in, shows it at once and keeps it; resolves when it is kept. */
export async function hear(...events: SyncEvent<Command>[]): Promise<void> {
  const touched = new Set<string>()
  let log: Log = outbox.get()
  for (const event of events) {
    log = reduce(log, event)
    touched.add(event.id)
    if (event.kind === 'voided') touched.add(event.eventId)
  }
  outbox.set(log)
  await vault.putActs([...touched].flatMap((id) => log.get(id) ?? []))
}

/** The kept log after a start: attempts that a closed page left open have failed, old settled acts are forgotten. */
export async function loadOutbox(): Promise<void> {
  await mergeKept()
  const left = inFlight(outbox.get()).map(({ id, attempt }): SyncEvent<Command> => ({ kind: 'failed', id, attempt }))
  if (left.length > 0) await hear(...left)
  const whole = outbox.get()
  const kept = prune(whole, ({ id }) => timeOfId(id) < now() - KEPT_MS)
  outbox.set(kept)
  await vault.dropActs([...whole.keys()].filter((id) => !kept.has(id)))
}

/** Another tab may have worked on the same log. */
export async function mergeKept(): Promise<void> {
  const kept = await vault.acts()
  outbox.set(merge(outbox.get(), new Map(kept.map((act) => [act.id, act]))))
}

const here = () => {
  const { me, work } = session.get()
  return { account: me?.account ?? '', station: work?.station.id ?? '', isOnBehalf: work?.isOnBehalf ?? false }
}

/** Puts an entry into the ledger of its day; one that mends another goes to the station of that one. */
export async function enterEntry(entry: Omit<EnterCommand, 'id'>, on: string, mended?: string): Promise<string> {
  const id = newId()
  const before = mended === undefined ? null : outbox.get().get(mended)?.command
  const { account, station, isOnBehalf } = before?.kind === 'entry' ? before : here()
  await hear({
    kind: 'enqueued',
    id,
    command: { kind: 'entry', account, station, on, isOnBehalf, entry: { ...entry, id } },
  })
  return id
}

/** Takes an entry back, on whichever side of the network it is. */
export async function voidEntry(
  entryId: string,
  on: string,
  { reason, isUploaded }: { reason: string; isUploaded: boolean },
) {
  const { account, station } = here()
  const command: Command = { kind: 'void', account, station, on, entryId, reason }
  const known: SyncEvent<Command>[] = isUploaded ? [{ kind: 'acknowledged', id: entryId }] : []
  await hear(...known, { kind: 'voided', id: entryId, eventId: newId(), command })
}

/** Confirms the report of a day; it goes out after the entries of that day. */
export async function confirmReport(on: string, note = ''): Promise<void> {
  const { account, station } = here()
  const after = unsettled(outbox.get())
    .filter(({ command }) => command?.station === station && command.on === on && command.kind !== 'report')
    .map(({ id }) => id)
  await hear({ kind: 'enqueued', id: newId(), command: { kind: 'report', account, station, on, note }, after })
}

/** Sends a refused act once more as it is, when the reason may have gone. */
export async function retry(act: KeptAct): Promise<void> {
  await hear({ kind: 'retried', id: act.id, attempt: act.refusal?.attempt ?? 0 })
}

export type Tally = { waiting: number; refused: number; ofOthers: number }

/** What the server sent back to this account, newest first. */
export const refusedActs = (log: Log, account: string | undefined): KeptAct[] =>
  [...log.values()]
    .filter((act) => act.command?.account === account && standingOf(log, act) === 'refused')
    .sort((a, b) => (a.id < b.id ? 1 : -1))

/** How many acts of this account are on the way, how many came back, and how many belong to other accounts. */
export function tallyOf(log: Log, account: string | undefined): Tally {
  const open = unsettled(log)
  const mine = open.filter(({ command }) => command?.account === account)
  return {
    // An entry and its taking back are one thing to the eye.
    waiting: new Set(mine.map(({ id, undoes }) => undoes ?? id)).size,
    refused: refusedActs(log, account).length,
    ofOthers: open.length - mine.length,
  }
}

export function useTally(): Tally {
  const { me } = session.use()
  return tallyOf(outbox.use(), me?.account)
}
