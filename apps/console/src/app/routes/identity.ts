import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { sessionQuery } from '../../lib/session.ts'
import { queryClient } from '../query-client.ts'
import { rootRoute } from './root.ts'

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { next?: string | undefined } => ({
    next: typeof search.next === 'string' && /^\/(?!\/)/.test(search.next) ? search.next : undefined,
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

export const identityRoutes = [signInRoute, setupRoute] as const
