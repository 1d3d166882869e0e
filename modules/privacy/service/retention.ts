import { type Caller, systemCaller } from '#platform/authz'
import { addDays, civilDay } from '#platform/clock'
import { inTransaction } from '#platform/db'
import { record } from '#platform/journal'
import type { RetentionOutlook } from '../schema.ts'
import { eventOf, type Needs } from './needs.ts'

/** Rows of one transaction, and transactions of one rule a day: what is left waits for tomorrow and holds nobody up. */
const BATCH = 500
const MOST_BATCHES = 40
const MONTH_DAYS = 30
const YEAR_DAYS = 365

/** Erases what is kept no longer than it is needed (个人信息保护法第十九条). */
export function createRetention({ db, personal, now }: Needs) {
  const rules = personal.flatMap(({ retention }) => retention)
  return {
    /** What will be erased when; nothing is. */
    retention: (caller: Caller): Promise<RetentionOutlook[]> =>
      inTransaction(db, caller, async (tx) => {
        const today = civilDay(now())
        const outlook: RetentionOutlook[] = []
        for (const { id, text, due } of rules) {
          const [at, month, year] = [
            await due(tx, caller.county, today),
            await due(tx, caller.county, addDays(today, MONTH_DAYS)),
            await due(tx, caller.county, addDays(today, YEAR_DAYS)),
          ]
          outlook.push({
            ...{ id, text, dueNow: at.count, dueIn30: month.count, dueInYear: year.count, firstOn: at.firstOn },
          })
        }
        return outlook
      }),

    /** One day's round over a county. Each batch and its event are one transaction. @returns how many rows were emptied, by rule */
    expire: async (county: string): Promise<Record<string, number>> => {
      const system = systemCaller(county)
      const by = civilDay(now())
      const erased: Record<string, number> = {}
      for (const { id, run } of rules) {
        for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
          const count = await inTransaction(db, system, async (tx) => {
            const emptied = await run(tx, county, { by, limit: BATCH })
            const event = { kind: 'expired', subject: `retention:${id}`, data: { rule: id, count: emptied } }
            if (emptied > 0) await record(tx, system, [eventOf(system, now(), event)])
            return emptied
          })
          if (count > 0) erased[id] = (erased[id] ?? 0) + count
          if (count < BATCH) break
        }
      }
      return erased
    },
  }
}
