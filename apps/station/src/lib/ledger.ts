import { type SyncLog, standingOf } from '@xiangji/sync-log'
import type { Command, KeptAct } from './vault.ts'
import type { DailyReport, DayTotals, EnterCommand, Entry, Service, StationDay } from './wire.ts'

export type EntryState = 'uploaded' | 'waiting' | 'sending' | 'refused' | 'voided'
export type ShownEntry = EnterCommand & {
  state: EntryState
  /** Why the server would not have it, or would not take it back. */
  code: string | null
  isOnBehalf: boolean
  isImported: boolean
  isSimulated: boolean
  voidReason: string | null
  /** It is still to be told to the server that this one is taken back. */
  isVoidPending: boolean
}

export type ReportState = 'none' | 'waiting' | 'refused' | 'confirmed'
type SentReport = { state: ReportState; code: string | null; is: DailyReport | null }
export type ShownDay = {
  on: string
  entries: ShownEntry[]
  totals: DayTotals
  /** Entries of this day that the server does not have yet, and those it sent back. */
  waiting: number
  refused: number
  report: SentReport & { isOutdated: boolean }
  missing: string[]
  openedOn: string | null
  isSimulated: boolean
}

const NO_TOTALS: DayTotals = {
  saleCount: 0,
  saleFen: 0,
  parcelsCollected: 0,
  parcelsSent: 0,
  convenienceCount: 0,
  convenienceFen: 0,
}

const add = (totals: DayTotals, { service, quantity, amountFen }: EnterCommand): DayTotals => {
  if (service === 'produceSale')
    return { ...totals, saleCount: totals.saleCount + 1, saleFen: totals.saleFen + amountFen }
  if (service === 'collected') return { ...totals, parcelsCollected: totals.parcelsCollected + quantity }
  if (service === 'sent') return { ...totals, parcelsSent: totals.parcelsSent + quantity }
  return {
    ...totals,
    convenienceCount: totals.convenienceCount + quantity,
    convenienceFen: totals.convenienceFen + amountFen,
  }
}

const COUNTED: readonly EntryState[] = ['uploaded', 'waiting', 'sending']

/** As the server sums a day, over what it has and what is still on the phone. */
export const totalsOf = (entries: readonly ShownEntry[]): DayTotals =>
  entries.filter(({ state }) => COUNTED.includes(state)).reduce(add, NO_TOTALS)

/** The server says so of what it has (`isReportOutdated`); without a network the phone must see for itself. */
const differ = (a: DayTotals, b: DayTotals): boolean =>
  (Object.keys(NO_TOTALS) as (keyof DayTotals)[]).some((name) => a[name] !== b[name]) // the keys of its type

type Log = SyncLog<Command>

const localState = (log: Log, act: KeptAct): EntryState | null => {
  const standing = standingOf(log, act)
  if (standing === 'heardOf' || standing === 'dropped') return null
  if (standing === 'acknowledged') return 'uploaded'
  return standing === 'voiding' ? 'voided' : standing
}

/** What the phone says about an entry that the server has. */
function uploaded(log: Log, entry: Entry): ShownEntry {
  const act = log.get(entry.id)
  const undoing = act?.undoneBy ? log.get(act.undoneBy) : undefined
  const standing = act && standingOf(log, act)
  const isTakenBack = entry.voidedAt !== null || standing === 'voiding' || standing === 'voided'
  const reason = undoing?.command?.kind === 'void' ? undoing.command.reason : null
  return {
    ...entry,
    state: isTakenBack ? 'voided' : 'uploaded',
    code: isTakenBack ? null : (undoing?.refusal?.code ?? null),
    isOnBehalf: entry.via === 'onBehalf',
    isImported: entry.via === 'import',
    isSimulated: entry.origin === 'simulated',
    voidReason: entry.voidReason ?? reason,
    isVoidPending: entry.voidedAt === null && standing === 'voiding',
  }
}

function onPhone(log: Log, act: KeptAct, command: Extract<Command, { kind: 'entry' }>): ShownEntry | null {
  const state = localState(log, act)
  if (state === null) return null
  const undoing = act.undoneBy ? log.get(act.undoneBy) : undefined
  return {
    ...command.entry,
    state,
    code: state === 'refused' ? (act.refusal?.code ?? null) : null,
    isOnBehalf: command.isOnBehalf,
    isImported: false,
    isSimulated: false,
    voidReason: undoing?.command?.kind === 'void' ? undoing.command.reason : null,
    isVoidPending: standingOf(log, act) === 'voiding',
  }
}

type Wanted = { station: string; on: string }
const isOf = (command: Command | null, { station, on }: Wanted): command is Command =>
  command !== null && command.station === station && command.on === on

function reportOf(snapshot: StationDay | null, log: Log, wanted: Wanted): SentReport {
  if (snapshot?.report) return { state: 'confirmed', code: null, is: snapshot.report }
  let refused: string | null = null
  for (const act of log.values()) {
    if (!isOf(act.command, wanted) || act.command.kind !== 'report') continue
    const standing = standingOf(log, act)
    if (standing === 'acknowledged') return { state: 'confirmed', code: null, is: act.command.confirmed ?? null }
    if (standing === 'waiting' || standing === 'sending') return { state: 'waiting', code: null, is: null }
    if (standing === 'refused') refused = act.refusal?.code ?? null
  }
  return { state: refused === null ? 'none' : 'refused', code: refused, is: null }
}

/** Days whose report has been asked for on this phone are missing no more. */
function missingOf(snapshot: StationDay | null, log: Log, station: string): string[] {
  return (snapshot?.missing ?? []).filter((on) => {
    const { state } = reportOf(null, log, { station, on })
    return state === 'none' || state === 'refused'
  })
}

/** A day as the keeper sees it: the server's last word and what the phone has done since. */
export function shownDay(snapshot: StationDay | null, log: Log, wanted: Wanted): ShownDay {
  const entries = (snapshot?.entries ?? []).map((entry) => uploaded(log, entry))
  const known = new Set(entries.map(({ id }) => id))
  for (const act of log.values()) {
    if (!isOf(act.command, wanted) || act.command.kind !== 'entry' || known.has(act.id)) continue
    const entry = onPhone(log, act, act.command)
    if (entry) entries.push(entry)
  }
  entries.sort((a, b) => (a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1))
  const totals = totalsOf(entries)
  const report = reportOf(snapshot, log, wanted)
  return {
    on: wanted.on,
    entries,
    totals,
    waiting: entries.filter(({ state, isVoidPending }) => state === 'waiting' || state === 'sending' || isVoidPending)
      .length,
    refused: entries.filter(({ state }) => state === 'refused').length,
    report: { ...report, isOutdated: report.is !== null && differ(report.is, totals) },
    missing: missingOf(snapshot, log, wanted.station),
    openedOn: snapshot?.station.openedOn ?? null,
    isSimulated: snapshot?.station.origin === 'simulated' || entries.some(({ isSimulated }) => isSimulated),
  }
}

export const PARCEL: readonly Service[] = ['collected', 'sent']
