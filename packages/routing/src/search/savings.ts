import type { Flat } from './flat.ts'

/**
 * A first solution by savings (Clarke & Wright 1964): tours of one stop, joined end to begin where that saves most, as far as load and
 * windows allow. Returns the tours; each stop is in one.
 */
export function savings(flat: Flat): number[][] {
  const { stops, size, distance, demand, capacity } = flat
  const tours = Array.from({ length: stops + 1 }, (_, v): number[] | undefined => (v === 0 ? undefined : [v]))
  const tourOf = Int32Array.from({ length: stops + 1 }, (_, v) => v)
  const load = Int32Array.from(demand)
  for (const { from, to } of pairs(flat)) {
    const a = tourOf[from]!
    const b = tourOf[to]!
    const head = tours[a]!
    const tail = tours[b]!
    if (a === b || head.at(-1) !== from || tail[0] !== to || load[a]! + load[b]! > capacity) continue
    const joined = [...head, ...tail]
    if (flat.isTimed && !isInTime(flat, joined)) continue
    tours[a] = joined
    tours[b] = undefined
    load[a]! += load[b]!
    for (const v of tail) tourOf[v] = a
  }
  return tours.filter((tour) => tour !== undefined)

  function pairs({ near, nearCount }: Flat): { from: number; to: number }[] {
    const found: { from: number; to: number; saving: number }[] = []
    for (let from = 1; from <= stops; from++)
      for (let k = 0; k < nearCount; k++) {
        const to = near[from * nearCount + k]!
        const saving = distance[from * size]! + distance[to * size]! - distance[from * size + to]!
        found.push({ from, to, saving }, { from: to, to: from, saving })
      }
    return found.sort((a, b) => b.saving - a.saving)
  }
}

function isInTime({ opens, closes, open, close, service, duration, size }: Flat, tour: readonly number[]): boolean {
  let at = 0
  let now = opens
  for (const v of tour) {
    now = Math.max(now + duration[at * size + v]!, open[v]!)
    if (now > close[v]!) return false
    now += service[v]!
    at = v
  }
  return now + duration[at * size]! <= closes
}
