import { civilDay } from '../clock.ts'

/** Grandfather, father, son: how many days, weeks and months that have a good backup keep their newest. */
export type RetentionRule = { daily: number; weekly: number; monthly: number }
/** `isGood`: it was read back whole after it was made. */
export type Kept = { name: string; madeAt: Date; isGood: boolean }

/** The Monday of the week in which a civil day falls. */
function weekOf(day: string): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7))
  return at.toISOString().slice(0, 10)
}

/**
 * The names that may be deleted. Never the newest good one; what is newer than it stays too, for it may be the next good one.
 * A span counts only if it has a good backup, so a summer without any deletes nothing.
 */
export function superfluous(backups: readonly Kept[], { daily, weekly, monthly }: RetentionRule): string[] {
  const newestFirst = [...backups].sort((a, b) => b.madeAt.getTime() - a.madeAt.getTime() || (a.name < b.name ? 1 : -1))
  const good = newestFirst.filter(({ isGood }) => isGood)
  const newest = good[0]
  if (!newest) return []
  const keep = new Set([newest.name])
  for (const [spanOf, spans] of [
    [(day: string) => day, daily],
    [weekOf, weekly],
    [(day: string) => day.slice(0, 7), monthly],
  ] as const) {
    const newestOf = new Map<string, string>()
    for (const { name, madeAt } of good) {
      const span = spanOf(civilDay(madeAt))
      if (!newestOf.has(span)) newestOf.set(span, name)
    }
    for (const name of [...newestOf.values()].slice(0, spans)) keep.add(name)
  }
  return newestFirst.filter(({ name, madeAt }) => madeAt <= newest.madeAt && !keep.has(name)).map(({ name }) => name)
}
