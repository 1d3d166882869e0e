import { createRootRoute, createRoute, lazyRouteComponent, redirect, retainSearchParams } from '@tanstack/react-router'
import { sessionQuery } from '../../lib/session.ts'
import { readAsOf } from '../../ui/as-of.ts'
import { type EvidenceSearch, readEvidenceSearch } from '../../ui/evidence-state.ts'
import { queryClient } from '../query-client.ts'

export const rootRoute = createRootRoute()

export type SignedInSearch = EvidenceSearch & { asOf?: string | undefined }

/** Everything behind the sign-in: the day and the open evidence are in the URL of each page. */
export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  validateSearch: (search: Record<string, unknown>): SignedInSearch => ({
    ...readAsOf(search),
    ...readEvidenceSearch(search),
  }),
  search: { middlewares: [retainSearchParams(['asOf'])] },
  beforeLoad: async ({ location }) => {
    const me = await queryClient.ensureQueryData(sessionQuery)
    if (!me) throw redirect({ to: '/sign-in', search: { next: location.publicHref } })
  },
  component: lazyRouteComponent(() => import('../Layout.tsx'), 'Layout'),
})
