/** Keeps an answer for a moment, so that a thousand scans at once ask the database once. What fails is not kept. */
export function createKept<T>({ forMs, atMost, now }: { forMs: number; atMost: number; now: () => number }) {
  const entries = new Map<string, { until: number; value: Promise<T> }>()

  return (key: string, make: () => Promise<T>): Promise<T> => {
    const at = now()
    const found = entries.get(key)
    if (found && found.until > at) return found.value
    if (entries.size >= atMost) for (const [old, { until }] of entries) if (until <= at) entries.delete(old)
    if (entries.size >= atMost) entries.clear()
    const value = make()
    entries.set(key, { until: at + forMs, value })
    value.catch(() => entries.delete(key))
    return value
  }
}
