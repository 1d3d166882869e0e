import type { Caller } from '#platform/authz'
import { addDays, startOfDay } from '#platform/clock'
import { type Db, inTransaction } from '#platform/db'
import { DomainError, notFound } from '#platform/errors'
import { listLooks } from '#platform/look'
import type {
  AccessFilter,
  AccessPage,
  AccessQuery,
  AccessRow,
  AccessTrail,
  Alarm,
  AlarmPage,
  AlarmQuery,
  LookPage,
} from '../schema.ts'
import * as store from '../store.ts'
import { createDelivery, type DeliveryOptions } from './delivery.ts'
import { createWatch, journal } from './watch.ts'

export type AccessService = ReturnType<typeof createAccessService>

/** A sheet holds what a person can go through; a longer time is asked for in parts. */
const SHEET_LIMIT = 20_000
const TRAIL_DAYS = 30
const DAY_MS = 86_400_000

type Names = (county: string, accounts: readonly string[]) => Promise<ReadonlyMap<string, string>>

export function createAccessService({
  db,
  names,
  now,
  alarms = {},
  onError,
}: {
  db: Db<'access'>
  names: Names
  now: () => Date
  alarms?: DeliveryOptions
  onError: (error: unknown) => void
}) {
  async function rows(caller: Caller, { from, to, ...query }: AccessQuery): Promise<AccessRow[]> {
    const { county } = caller
    const filter = {
      ...query,
      from: from === undefined ? undefined : startOfDay(from),
      until: to === undefined ? undefined : startOfDay(addDays(to, 1)),
    }
    const found = await inTransaction(db, caller, (tx) => store.list(tx, county, filter))
    const named = await names(county, [...new Set(found.map(({ account }) => account).filter(Boolean))])
    return found.map((row) => ({ ...row, at: row.at.toISOString(), name: named.get(row.account) ?? '' }))
  }

  async function shown(caller: Caller, found: readonly store.StoredAlarm[]): Promise<Alarm[]> {
    const people = found.flatMap(({ facts, acknowledgedBy }) => [facts.account, acknowledgedBy]).filter((id) => !!id)
    const named = await names(caller.county, [...new Set(people as string[])]) // the filter above
    return found.map((alarm) => ({
      ...alarm,
      name: named.get(alarm.facts.account ?? '') ?? '',
      acknowledgedName: alarm.acknowledgedBy === null ? null : (named.get(alarm.acknowledgedBy) ?? ''),
      firstAt: alarm.firstAt.toISOString(),
      lastAt: alarm.lastAt.toISOString(),
      acknowledgedAt: alarm.acknowledgedAt?.toISOString() ?? null,
    }))
  }

  return {
    ...createWatch({ db, now, delivery: createDelivery(alarms), onError }),

    async list(caller: Caller, query: AccessQuery): Promise<AccessPage> {
      const found = await rows(caller, { ...query, limit: query.limit + 1 })
      const page = found.slice(0, query.limit)
      return { rows: page, next: found.length > query.limit ? (page.at(-1)?.id ?? null) : null }
    },

    /** All rows that a filter finds, for a sheet; too many are refused, never cut off in silence. */
    async sheet(caller: Caller, filter: AccessFilter): Promise<AccessRow[]> {
      const found = await rows(caller, { ...filter, limit: SHEET_LIMIT + 1 })
      if (found.length > SHEET_LIMIT) throw new DomainError('access.tooManyRows', { limit: SHEET_LIMIT }, 422)
      return found
    },

    async trail(caller: Caller, account: string): Promise<AccessTrail> {
      const since = new Date(now().getTime() - TRAIL_DAYS * DAY_MS)
      const found = await inTransaction(db, caller, (tx) => store.trail(tx, caller.county, { account, since }))
      const named = await names(caller.county, [account])
      // Whoever never came and has no account here is unknown, also where another county knows him.
      if (found.length === 0 && !named.has(account)) throw notFound('account', account)
      return {
        account,
        name: named.get(account) ?? '',
        since: since.toISOString(),
        addresses: found.map(({ firstAt, lastAt, ...row }) => ({
          ...row,
          firstAt: firstAt.toISOString(),
          lastAt: lastAt.toISOString(),
        })),
      }
    },

    async looks(caller: Caller, { before, limit }: { before?: string | undefined; limit: number }): Promise<LookPage> {
      const { county } = caller
      const found = await inTransaction(db, caller, (tx) => listLooks(tx, { county, before, limit: limit + 1 }))
      const page = found.slice(0, limit)
      const named = await names(county, [...new Set(page.map(({ account }) => account))])
      return {
        rows: page.map((look) => ({ ...look, at: look.at.toISOString(), name: named.get(look.account) ?? '' })),
        next: found.length > limit ? (page.at(-1)?.id ?? null) : null,
      }
    },

    async alarms(caller: Caller, { state, page, pageSize }: AlarmQuery): Promise<AlarmPage> {
      const filter = { state, limit: pageSize, offset: (page - 1) * pageSize }
      const { rows: found, total } = await inTransaction(db, caller, (tx) =>
        store.listAlarms(tx, caller.county, filter),
      )
      return { rows: await shown(caller, found), total }
    },

    countOpen: (caller: Caller): Promise<number> =>
      inTransaction(db, caller, (tx) => store.countOpen(tx, caller.county)),

    async acknowledge(caller: Caller, id: string, note: string): Promise<Alarm> {
      const at = now()
      const saved = await inTransaction(db, caller, async (tx) => {
        const { county, account: by } = caller
        const alarm = await store.acknowledge(tx, county, { id, by, at, note })
        const event = { kind: 'access.alarmAcknowledged', data: { rule: alarm.rule } } as const
        await journal(tx, caller, { county, subject: `alarm:${id}`, at, event })
        return alarm
      })
      const [alarm] = await shown(caller, [saved])
      return alarm as Alarm // one in, one out
    },
  }
}
