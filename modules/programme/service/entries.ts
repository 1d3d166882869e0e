import type { Caller } from '#platform/authz'
import { civilDay, startOfDay } from '#platform/clock'
import { type Db, inTransaction } from '#platform/db'
import { DomainError, notFound } from '#platform/errors'
import type { Files } from '#platform/files'
import { uuidv7 } from '#platform/ids'
import { type Event, record } from '#platform/journal'
import * as domain from '../domain.ts'
import type { MoneyFacts } from '../indicators.ts'
import type {
  EnterMoney,
  ExternalFigure,
  Fund,
  MoneyEntry,
  MoneyKind,
  ReportTarget,
  ReportTask,
  TargetReport,
} from '../schema.ts'
import * as store from '../store.ts'
import type { PlanService } from './plan.ts'

/** Who entered it, and whether it is real: the server says so, never the one who enters. */
const by = ({ account, origin }: Caller) => ({ enteredBy: account, isSimulated: origin === 'simulated' })

const NOON_MS = 12 * 3_600_000

/** What people enter against the plan, each with its paper. Nothing is changed afterwards: a mistake is a counter-entry. */
export function createEntryService(deps: {
  db: Db<'programme'>
  plans: PlanService
  files: Pick<Files, 'load'>
  /** The people behind account ids; wired by the server. */
  names: (county: string, ids: readonly string[]) => Promise<Map<string, string>>
  now: () => Date
}) {
  const { db, plans, files, names, now } = deps
  /** Old paper lies under its own day. */
  const momentOn = (on: string) => (on === civilDay(now()) ? now() : new Date(startOfDay(on).getTime() + NOON_MS))
  const refuseFuture = (field: string, on: string) => {
    if (on > civilDay(now())) throw new DomainError('programme.dayInFuture', { field, today: civilDay(now()) }, 422)
  }
  /** A paper that is not there, or is another county's, cannot prove anything. */
  const paperName = async (caller: Caller, id: string | null) =>
    id === null ? '' : (await files.load(caller, id)).name

  const eventOf = (caller: Caller, kind: string, on: string, more: Pick<Event, 'id' | 'subject' | 'data'>): Event => ({
    kind,
    at: momentOn(on),
    place: caller.county,
    ...more,
  })

  async function named<R extends { enteredBy: string }>(
    caller: Caller,
    rows: readonly R[],
  ): Promise<(R & { enteredByName: string })[]> {
    const known = await names(caller.county, [...new Set(rows.map(({ enteredBy }) => enteredBy))])
    return rows.map((row) => ({ ...row, enteredByName: known.get(row.enteredBy) ?? row.enteredBy }))
  }
  const namedOne = async <R extends { enteredBy: string }>(caller: Caller, row: R) =>
    (await named(caller, [row]))[0] as R & { enteredByName: string } // one in, one out

  const moneyEvent = (caller: Caller, entry: EnterMoney): Event<string, MoneyFacts> => ({
    id: entry.id,
    kind: 'programme.moneyMoved',
    at: momentOn(entry.movedOn),
    place: caller.county,
    subject: `money:${entry.id}`,
    data: {
      kind: entry.kind,
      fund: entry.fund,
      budgetLine: entry.budgetLine,
      amountFen: entry.amountFen,
      ...{ paper: entry.paper, counterparty: entry.counterparty, fileId: entry.fileId },
    },
  })

  return {
    listMoney: async (
      caller: Caller,
      filter: {
        kind?: MoneyKind | undefined
        fund?: Fund | undefined
        budgetLine?: string | undefined
        limit: number
        offset: number
      },
    ) => {
      const { rows, total } = await inTransaction(db, caller, (tx) => store.listMoney(tx, caller.county, filter))
      return { rows: await named(caller, rows), total }
    },

    enterMoney: async (caller: Caller, command: EnterMoney): Promise<MoneyEntry> => {
      const { pack } = await plans.load(caller)
      domain.refuseMoney(command, { lines: new Set(pack.budget.lines.map(({ id }) => id)), today: civilDay(now()) })
      await paperName(caller, command.fileId)
      const entry = await inTransaction(db, caller, async (tx) => {
        const isNew = await store.insertMoney(tx, caller.county, {
          ...command,
          reverses: null,
          ...by(caller),
        })
        if (isNew) await record(tx, caller, [moneyEvent(caller, command)])
        const entry = await store.findMoney(tx, caller.county, command.id)
        if (!entry || (!isNew && !domain.isSameMoney(entry, command)))
          throw new DomainError('journal.idTaken', { id: command.id })
        return entry
      })
      return namedOne(caller, entry)
    },

    reverseMoney: async (caller: Caller, id: string, command: { id: string; paper: string }): Promise<MoneyEntry> => {
      const counter = await inTransaction(db, caller, async (tx) => {
        const entry = await store.findMoney(tx, caller.county, id)
        if (!entry) throw notFound('moneyEntry', id)
        if (entry.reverses !== null) throw new DomainError('programme.reversalOfReversal', { id })
        const counter = { ...entry, ...command, amountFen: -entry.amountFen, reverses: id, ...by(caller) }
        if (await store.insertMoney(tx, caller.county, counter)) await record(tx, caller, [moneyEvent(caller, counter)])
        const reversal = await store.findMoney(tx, caller.county, command.id)
        if (reversal?.reverses === id) return reversal
        throw reversal
          ? new DomainError('journal.idTaken', { id: command.id })
          : new DomainError('programme.alreadyReversed', { id })
      })
      return namedOne(caller, counter)
    },

    reportTarget: async (caller: Caller, target: string, command: ReportTarget): Promise<void> => {
      refuseFuture('reportedOn', command.reportedOn)
      const { pack } = await plans.load(caller)
      const known = pack.targets.find(({ id }) => id === target)
      if (!known) throw notFound('target', target)
      if ('indicator' in known.measure)
        throw new DomainError('programme.targetIsMeasured', { target, indicator: known.measure.indicator })
      const fileName = await paperName(caller, command.fileId)
      await inTransaction(db, caller, async (tx) => {
        if (!(await store.insertReport(tx, caller.county, { ...command, target, ...by(caller) }))) {
          if (await store.hasReport(tx, caller.county, { ...command, target })) return
          throw new DomainError('journal.idTaken', { id: command.id })
        }
        // Who signed stands in the report; the journal holds nobody's name.
        const { id, value, reportedOn, fileId } = command
        const data = { target, value, fileId, fileName }
        await record(tx, caller, [
          eventOf(caller, 'programme.targetReported', reportedOn, { id, subject: `target:${target}`, data }),
        ])
      })
    },

    targetReports: async (caller: Caller, target: string): Promise<TargetReport[]> => {
      const rows = await inTransaction(db, caller, (tx) => store.listReports(tx, caller.county, target))
      return Promise.all(
        (await named(caller, rows)).map(async (row) => ({ ...row, fileName: await paperName(caller, row.fileId) })),
      )
    },

    enterExternal: async (caller: Caller, figure: ExternalFigure): Promise<void> => {
      refuseFuture('publishedOn', figure.publishedOn)
      await paperName(caller, figure.fileId)
      await inTransaction(db, caller, async (tx) => {
        if (!(await store.insertExternal(tx, caller.county, figure, by(caller))))
          throw new DomainError('programme.externalFigureTaken', { name: figure.name, period: figure.period })
        const { id, name, period, value, unit, publisher } = figure
        const data = { name, period, value, unit, publisher }
        await record(tx, caller, [
          eventOf(caller, 'programme.externalFigureEntered', figure.publishedOn, {
            id,
            subject: `external:${id}`,
            data,
          }),
        ])
      })
    },

    reportTask: async (caller: Caller, task: string, command: ReportTask): Promise<void> => {
      const { pack } = await plans.load(caller)
      if (!pack.tasks.some(({ id }) => id === task)) throw notFound('task', task)
      await paperName(caller, command.fileId)
      await inTransaction(db, caller, async (tx) => {
        if (!(await store.insertTaskReport(tx, caller.county, { ...command, task, ...by(caller) }))) {
          if (await store.hasTaskReport(tx, caller.county, { ...command, task })) return
          throw new DomainError('journal.idTaken', { id: command.id })
        }
        const data = { state: command.state, fileId: command.fileId }
        await record(tx, caller, [
          {
            id: uuidv7(),
            kind: 'programme.taskReported',
            at: now(),
            place: caller.county,
            subject: `task:${task}`,
            data,
          },
        ])
      })
    },
  }
}
export type EntryService = ReturnType<typeof createEntryService>
