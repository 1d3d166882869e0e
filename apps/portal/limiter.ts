export type Limiter = (address: string) => { waitMs: number }

const MOST_ADDRESSES = 10_000

/** Lets an address do something `most` times in `withinMs`; `waitMs` above zero is a refusal. */
export function createLimiter({ most, withinMs, now }: { most: number; withinMs: number; now: () => number }): Limiter {
  const seen = new Map<string, number[]>()

  return (address) => {
    const at = now()
    const recent = (seen.get(address) ?? []).filter((time) => time > at - withinMs)
    const first = recent[0]
    if (first !== undefined && recent.length >= most) return { waitMs: first + withinMs - at }
    if (seen.size >= MOST_ADDRESSES) forget(seen, at - withinMs)
    seen.set(address, [...recent, at])
    return { waitMs: 0 }
  }
}

function forget(seen: Map<string, number[]>, before: number): void {
  for (const [address, times] of seen) if ((times.at(-1) ?? 0) <= before) seen.delete(address)
  if (seen.size >= MOST_ADDRESSES) seen.clear()
}
