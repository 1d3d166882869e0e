import { stationIndicators } from '#modules/station'
import { addDays, civilDay } from '#platform/clock'
import type { Indicator } from '#platform/indicator'
import type { RecordedEvent } from '#platform/journal'

export type Question = { place: string; station?: string; from?: string; to: string }
type Count = { value: number; simulated: number }

const byId = new Map(stationIndicators.map((indicator) => [indicator.id, indicator]))
const isReal = ({ origin }: RecordedEvent) => origin !== 'simulated'
const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)

/** What an event adds to a sum. */
const valueIn = (indicator: Indicator, event: RecordedEvent): number =>
  indicator.kind === 'sum' ? (indicator.from[event.kind]?.(event) ?? 0) : 0

function present(indicator: Indicator, events: readonly RecordedEvent[], until: string): number {
  if (indicator.kind !== 'distinct') return 0
  const weights = new Map<string, number>()
  for (const event of events) {
    const seen = indicator.from[event.kind]?.(event)
    if (seen && civilDay(event.at) <= until) weights.set(seen.member, (weights.get(seen.member) ?? 0) + seen.weight)
  }
  return [...weights.values()].filter((weight) => weight > 0).length
}

function active(indicator: Indicator, events: readonly RecordedEvent[], { to, days }: { to: string; days: number }) {
  const moved = new Set<string>()
  for (let back = 0; back < days; back++) {
    const today = events.filter((event) => civilDay(event.at) === addDays(to, -back))
    for (const [station, some] of Map.groupBy(today, (event) => event.station))
      if (station && sum(some.map((event) => valueIn(indicator, event))) > 0) moved.add(station)
  }
  return moved
}

/** Counts a figure anew by walking through all events, slowly and plainly: the oracle of the rollups. */
export function recount(id: string, journal: readonly RecordedEvent[], question: Question): Count {
  const { place, station, from, to } = question
  const indicator = byId.get(id)
  if (!indicator) throw new Error(`no indicator ${id}`)
  const events = journal.filter((e) => e.place.startsWith(place) && (station === undefined || e.station === station))
  const real = events.filter(isReal)
  const isDuring = (event: RecordedEvent) =>
    civilDay(event.at) <= to && (from === undefined || civilDay(event.at) >= from)
  if (indicator.kind === 'ratio') return recount(indicator.of, journal, question)
  if (indicator.kind === 'active') {
    const of = byId.get(indicator.of) as Indicator // declared beside it
    const all = active(of, events, { to, days: indicator.days })
    const withoutSimulated = active(of, real, { to, days: indicator.days })
    return { value: all.size, simulated: [...all].filter((one) => !withoutSimulated.has(one)).length }
  }
  if (indicator.kind === 'distinct') {
    const change = (some: readonly RecordedEvent[]) =>
      present(indicator, some, to) - (from === undefined ? 0 : present(indicator, some, addDays(from, -1)))
    return { value: change(events), simulated: change(events) - change(real) }
  }
  const during = (some: readonly RecordedEvent[]) =>
    sum(some.filter(isDuring).map((event) => valueIn(indicator, event)))
  return { value: during(events), simulated: during(events) - during(real) }
}
