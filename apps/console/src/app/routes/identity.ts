import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { sessionQuery } from '../../lib/session.ts'
import { queryClient } from '../query-client.ts'
import { rootRoute } from './root.ts'

const OUTCOMES = ['code', 'unknown', 'ended', 'failed'] as const
type SignInSearch = { next?: string | undefined; external?: (typeof OUTCOMES)[number] | undefined }

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): SignInSearch => ({
    // A second slash or a backslash would be another site's address.
    next: typeof search.next === 'string' && /^\/(?![/\\])/.test(search.next) ? search.next : undefined,
    external: OUTCOMES.find((known) => known === search.external),
  }),
  beforeLoad: async () => {
    if (await queryClient.ensureQueryData(sessionQuery).catch(() => null)) throw redirect({ to: '/' })
  },
  component: lazyRouteComponent(() => import('../../features/identity/SignIn.tsx'), 'SignIn'),
})

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup/$token',
  component: lazyRouteComponent(() => import('../../features/identity/Setup.tsx'), 'Setup'),
})

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation/$token',
  component: lazyRouteComponent(() => import('../../features/identity/Invitation.tsx'), 'Invitation'),
})

export const identityRoutes = [signInRoute, setupRoute, invitationRoute] as const
