import { useNavigate, useSearch } from '@tanstack/react-router'
import { today } from '../lib/format.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/

export const readAsOf = (search: Record<string, unknown>): { asOf?: string | undefined } => ({
  asOf: typeof search.asOf === 'string' && DAY.test(search.asOf) ? search.asOf : undefined,
})

/** The day whose figures the pages show: in the URL, today where none is. */
export function useAsOf() {
  const navigate = useNavigate()
  const { asOf } = readAsOf(useSearch({ strict: false }))
  const now = today()
  return {
    asOf: asOf ?? now,
    isPast: asOf !== undefined && asOf !== now,
    setAsOf: (day: string | undefined) =>
      void navigate({
        to: '.',
        search: (before: Record<string, unknown>) => ({ ...before, asOf: day === now ? undefined : day }),
        resetScroll: false,
      }),
  }
}
