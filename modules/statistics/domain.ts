import type { Origin } from '#platform/authz'
import { addDays, civilDay } from '#platform/clock'
import type { DistinctIndicator, Indicator, SumIndicator } from '#platform/indicator'
import type { RecordedEvent } from '#platform/journal'

/** A change of one rollup row. `station` is '' for the sum over a division. */
export type Delta = {
  indicator: string
  origin: Origin
  grain: 'day' | 'month'
  place: string
  station: string
  startsOn: string
  value: number
}

/** A change of one member's weight on one day, for one place. */
export type MemberDelta = {
  indicator: string
  origin: Origin
  place: string
  member: string
  seenOn: string
  weight: number
}
export type MemberKey = Pick<MemberDelta, 'indicator' | 'origin' | 'place' | 'member'>

export const monthOf = (day: string): string => `${day.slice(0, 7)}-01`

/** County, town and village of a code: a figure is kept at each. */
const placesOf = (code: string): string[] =>
  [6, 9, 12].filter((length) => length <= code.length).map((length) => code.slice(0, length))

const keyOf = (parts: readonly string[]) => parts.join('|')

/** Adds up changes of the same row, so that a batch writes each row once. */
export function sumDeltas(deltas: Iterable<Delta>): Delta[] {
  const byRow = new Map<string, Delta>()
  for (const delta of deltas) {
    const key = keyOf([delta.indicator, delta.origin, delta.grain, delta.place, delta.station, delta.startsOn])
    const row = byRow.get(key)
    if (row) row.value += delta.value
    else byRow.set(key, { ...delta })
  }
  return [...byRow.values()].filter(({ value }) => value !== 0)
}

/** Both grains of a change on a day. */
function* grains(change: Omit<Delta, 'grain' | 'startsOn'>, day: string): Generator<Delta> {
  yield { ...change, grain: 'day', startsOn: day }
  yield { ...change, grain: 'month', startsOn: monthOf(day) }
}

/** The rollup rows that one event changes by `value`: its county, town, village and outlet, by day and month. */
function* rowsOf(event: RecordedEvent, indicator: string, value: number): Generator<Delta> {
  const day = civilDay(event.at)
  const change = { indicator, origin: event.origin, value }
  for (const place of placesOf(event.place)) yield* grains({ ...change, place, station: '' }, day)
  if (event.station) yield* grains({ ...change, place: event.place, station: event.station }, day)
}

/** What events add to the sums. A late event lies on its own day. */
export function* sumsOf(indicators: readonly Indicator[], events: readonly RecordedEvent[]): Generator<Delta> {
  const sums = indicators.filter((indicator): indicator is SumIndicator => indicator.kind === 'sum')
  for (const event of events) {
    for (const { id, from } of sums) {
      const value = from[event.kind]?.(event) ?? 0
      if (value !== 0) yield* rowsOf(event, id, value)
    }
  }
}

export function membersOf(indicators: readonly Indicator[], events: readonly RecordedEvent[]): MemberDelta[] {
  const distinct = indicators.filter((indicator): indicator is DistinctIndicator => indicator.kind === 'distinct')
  const byRow = new Map<string, MemberDelta>()
  for (const event of events) {
    for (const { id, from } of distinct) {
      const seen = from[event.kind]?.(event)
      if (!seen) continue
      for (const place of placesOf(event.place)) {
        const delta = {
          indicator: id,
          origin: event.origin,
          place,
          member: seen.member,
          seenOn: civilDay(event.at),
          weight: seen.weight,
        }
        const key = keyOf([id, event.origin, place, seen.member, delta.seenOn])
        const row = byRow.get(key)
        if (row) row.weight += delta.weight
        else byRow.set(key, delta)
      }
    }
  }
  return [...byRow.values()]
}

/** The days on which a member comes into a count (+1) or leaves it (-1), from its weights by day. */
export function presence(weights: ReadonlyMap<string, number>): Map<string, number> {
  const turns = new Map<string, number>()
  let total = 0
  for (const [day, weight] of [...weights].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const before = total > 0
    total += weight
    const after = total > 0
    if (before !== after) turns.set(day, after ? 1 : -1)
  }
  return turns
}

/** How the counts change when members' weights change: the new presence less the old one. */
export function* presenceChanges(
  key: MemberKey,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
) {
  const { indicator, origin, place } = key
  const old = presence(before)
  const fresh = presence(after)
  for (const day of new Set([...old.keys(), ...fresh.keys()])) {
    const value = (fresh.get(day) ?? 0) - (old.get(day) ?? 0)
    if (value !== 0) yield* grains({ indicator, origin, place, station: '', value }, day)
  }
}

export const memberKey = ({ indicator, origin, place, member }: MemberKey) => keyOf([indicator, origin, place, member])

/** A span of days as whole months and the days at its ends: few rows, however long the history. Both ends included. */
export function cover(
  from: string | undefined,
  to: string,
): { months: [from: string, before: string] | null; days: [from: string, to: string][] } {
  const firstMonth =
    from === undefined ? '0001-01-01' : monthOf(addDays(from, 0)) === from ? from : monthOf(addDays(monthOf(from), 32))
  const lastMonth = monthOf(addDays(to, 1))
  if (firstMonth >= lastMonth) return { months: null, days: [[from ?? '0001-01-01', to]] }
  const days: [string, string][] = []
  if (from !== undefined && from < firstMonth) days.push([from, addDays(firstMonth, -1)])
  if (lastMonth <= to) days.push([lastMonth, to])
  return { months: [firstMonth, lastMonth], days }
}
