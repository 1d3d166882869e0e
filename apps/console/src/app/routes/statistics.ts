import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './root.ts'

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const DAY = /^\d{4}-\d{2}-\d{2}$/
const day = (value: unknown): string | undefined => (typeof value === 'string' && DAY.test(value) ? value : undefined)

type JournalSearch = {
  kind?: string | undefined
  actor?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

const journalRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/journal',
  validateSearch: ({ kind, actor, from, to }: Record<string, unknown>): JournalSearch => ({
    kind: text(kind),
    actor: text(actor),
    from: day(from),
    to: day(to),
  }),
  component: lazyRouteComponent(() => import('../../features/statistics/Journal.tsx'), 'Journal'),
})

export const statisticsRoutes = [journalRoute] as const
