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
export type MemberKey = Pick<MemberDelta, 'indicator' | 'place' | 'member'>
/** What a member weighs on each day, by origin. */
export type Weights = ReadonlyMap<Origin, ReadonlyMap<string, number>>

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

type Finest = { indicator: string; origin: Origin; place: string; station: string; day: string; value: number }

/** The rollup rows that a sum at one outlet (or village) on one day changes: county, town, village and outlet, by day and month. */
function* rowsOf({ day, station, place, ...change }: Finest): Generator<Delta> {
  for (const above of placesOf(place)) yield* grains({ ...change, place: above, station: '' }, day)
  if (station !== '') yield* grains({ ...change, place, station }, day)
}

/** What events add to the sums. A late event lies on its own day. */
export function* sumsOf(indicators: readonly Indicator[], events: readonly RecordedEvent[]): Generator<Delta> {
  // Added up at the finest place first: a batch is mostly one day's work at few outlets, and each row of it means eight of the rollup.
  const sums = indicators.filter((indicator): indicator is SumIndicator => indicator.kind === 'sum')
  const byKind = new Map<string, SumIndicator[]>()
  const finest = new Map<string, Finest>()
  for (const event of events) {
    const { kind, origin, place } = event
    const counting = byKind.get(kind) ?? sums.filter(({ from }) => from[kind])
    byKind.set(kind, counting)
    const day = civilDay(event.at)
    const station = event.station ?? ''
    for (const { id, from } of counting) {
      const value = from[kind]?.(event) ?? 0
      if (value === 0) continue
      const key = `${id}|${origin}|${place}|${station}|${day}`
      const row = finest.get(key)
      if (row) row.value += value
      else finest.set(key, { indicator: id, origin, place, station, day, value })
    }
  }
  for (const row of finest.values()) yield* rowsOf(row)
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

/** Live events first: what simulated ones add is only what no other event has counted. */
const ORIGINS: readonly Origin[] = ['live', 'import', 'simulated']

function difference(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): [day: string, value: number][] {
  const days = [...new Set([...a.keys(), ...b.keys()])]
  return days.map((day) => [day, (a.get(day) ?? 0) - (b.get(day) ?? 0)])
}

/**
 * The presence that each origin adds to those before it. One member is one, whoever has seen it, and a station that was
 * imported and is closed by hand is gone: counted by origin alone, neither would hold for the sum.
 */
function presenceByOrigin(weights: Weights): Map<Origin, Map<string, number>> {
  const soFar = new Map<string, number>()
  let before = new Map<string, number>()
  const added = new Map<Origin, Map<string, number>>()
  for (const origin of ORIGINS) {
    for (const [day, weight] of weights.get(origin) ?? []) soFar.set(day, (soFar.get(day) ?? 0) + weight)
    const after = presence(soFar)
    added.set(origin, new Map(difference(after, before)))
    before = after
  }
  return added
}

/** How the counts change when a member's weights change: the new presence less the old one. */
export function* presenceChanges({ indicator, place }: MemberKey, before: Weights, after: Weights): Generator<Delta> {
  const old = presenceByOrigin(before)
  const fresh = presenceByOrigin(after)
  for (const origin of ORIGINS)
    for (const [day, value] of difference(fresh.get(origin) ?? new Map(), old.get(origin) ?? new Map()))
      if (value !== 0) yield* grains({ indicator, origin, place, station: '', value }, day)
}

export const memberKey = ({ indicator, place, member }: MemberKey) => keyOf([indicator, place, member])

/** The weights of many members, each under its key. */
export function weightsByMember(rows: readonly MemberDelta[]): Map<string, Weights> {
  const members = new Map<string, Map<Origin, Map<string, number>>>()
  for (const row of rows) {
    const origins = members.get(memberKey(row)) ?? new Map<Origin, Map<string, number>>()
    const days = origins.get(row.origin) ?? new Map<string, number>()
    members.set(memberKey(row), origins.set(row.origin, days.set(row.seenOn, row.weight)))
  }
  return members
}

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
