import { setTimeout as delay } from 'node:timers/promises'
import { systemCaller } from '#platform/authz'
import { type Db, inTransaction, type Tx } from '#platform/db'
import { type Horizon, nowHorizon } from '#platform/horizon'
import type { Indicator } from '#platform/indicator'
import { countEvents, follow, type RecordedEvent, secondsBehind } from '#platform/journal'
import * as domain from '../domain.ts'
import * as store from '../store.ts'

/** Large enough that many events of one day and outlet meet in one row, small enough to be taken in well under a second. */
const BATCH = 10_000
/** After which what is held up by another is tried again. */
const AGAIN_MS = 50

/** Brings the journal into the rollups that all figures are read from. */
export function createRollups(deps: { db: Db<'statistics'>; indicators: readonly Indicator[]; horizon?: Horizon }) {
  const { db, indicators, horizon = nowHorizon } = deps

  async function applyBatch(tx: Tx<'statistics'>, county: string, events: readonly RecordedEvent[]): Promise<void> {
    const members = domain.membersOf(indicators, events)
    const deltas = [...domain.sumsOf(indicators, events)]
    if (members.length > 0) deltas.push(...(await presenceDeltas(tx, county, members)))
    await store.addUp(tx, county, domain.sumDeltas(deltas))
  }

  async function presenceDeltas(tx: Tx<'statistics'>, county: string, members: readonly domain.MemberDelta[]) {
    const keys = [...new Map(members.map((m) => [domain.memberKey(m), m])).values()]
    const before = domain.weightsByMember(await store.weights(tx, county, keys))
    await store.addWeights(tx, county, members)
    const after = domain.weightsByMember(await store.weights(tx, county, keys))
    const of = (weights: Map<string, domain.Weights>, key: domain.MemberKey) =>
      weights.get(domain.memberKey(key)) ?? new Map()
    return keys.flatMap((key) => [...domain.presenceChanges(key, of(before, key), of(after, key))])
  }

  /** Takes the next events of a county into the rollups. @returns how many; 0 when it is up to date or another follower is at it */
  async function followOnce(county: string): Promise<number> {
    return inTransaction(db, systemCaller(county), async (tx) => {
      const after = await store.takeCursor(tx, county)
      if (!after) return 0
      const { events, cursor } = await follow(tx, { county, after, limit: BATCH, horizon })
      if (events.length === 0) return 0
      await applyBatch(tx, county, events)
      await store.saveCursor(tx, county, cursor)
      return events.length
    })
  }

  /** How far the figures are behind the journal, seconds. */
  const secondsOld = (county: string): Promise<number> =>
    inTransaction(db, systemCaller(county), async (tx) =>
      secondsBehind(tx, { county, after: await store.cursorOf(tx, county) }),
    )

  /**
   * Follows until the journal holds nothing that the figures lack: it waits for what a transaction that still runs, of
   * whichever database of the server, keeps from followers. @returns how many events
   */
  async function catchUp(county: string): Promise<number> {
    for (let total = 0; ; ) {
      const taken = await followOnce(county)
      total += taken
      if (taken === 0 && (await secondsOld(county)) === 0) return total
      if (taken === 0) await delay(AGAIN_MS)
    }
  }

  return {
    followOnce,
    catchUp,
    secondsOld,

    /** Of several processes on one database one follows; the others ask again for its seat. */
    inSeat: (work: (isHeld: () => Promise<boolean>) => Promise<void>) => store.inSeat(db, work),

    /** Throws the rollups of a county away and makes them anew from the journal; the same numbers come out. */
    rebuild: async (county: string, onProgress: (events: number, of: number) => void = () => {}): Promise<number> => {
      let total = 0
      await inTransaction(db, systemCaller(county), async (tx) => {
        while (!(await store.takeCursor(tx, county)) || (await horizon(tx)) === undefined) await delay(AGAIN_MS)
        const of = await countEvents(tx, county)
        await store.clear(tx, county)
        let after = await store.takeCursor(tx, county)
        while (after) {
          const { events, cursor } = await follow(tx, { county, after, limit: BATCH, horizon })
          if (events.length === 0) return
          await applyBatch(tx, county, events)
          await store.saveCursor(tx, county, cursor)
          after = cursor
          total += events.length
          onProgress(total, of)
        }
      })
      return total
    },
  }
}
