/**
 * Whose turn it is among many counties. Each turn is one batch, so that a county with a year of imports keeps nobody waiting for
 * longer than its batch; a county where nothing happens is asked less and less often, down to every `idleMs`. Instants are milliseconds.
 */
export function createTurns({ everyMs, idleMs }: { everyMs: number; idleMs: number }) {
  const turns = new Map<string, { dueMs: number; waitMs: number }>()
  const earliest = () => {
    let first: { county: string; dueMs: number } | undefined
    for (const [county, { dueMs }] of turns) if (!first || dueMs < first.dueMs) first = { county, dueMs }
    return first
  }
  return {
    /** The counties that there are; a new one is due at once. */
    keep(counties: readonly string[], nowMs: number): void {
      const present = new Set(counties)
      for (const county of turns.keys()) if (!present.has(county)) turns.delete(county)
      for (const county of counties) if (!turns.has(county)) turns.set(county, { dueMs: nowMs, waitMs: everyMs })
    },

    next(nowMs: number): string | undefined {
      const first = earliest()
      return first && first.dueMs <= nowMs ? first.county : undefined
    },

    /** A turn is over; whoever had events comes again after all who are due before him. */
    took(county: string, events: number, nowMs: number): void {
      const before = turns.get(county)
      turns.delete(county)
      const waitMs = events > 0 ? everyMs : Math.min(idleMs, (before?.waitMs ?? everyMs) * 2)
      turns.set(county, { dueMs: events > 0 ? nowMs : nowMs + waitMs, waitMs })
    },

    /** How long nobody is due, at most `everyMs`. */
    restMs: (nowMs: number): number => Math.max(0, Math.min(everyMs, (earliest()?.dueMs ?? nowMs + everyMs) - nowMs)),
  }
}
