import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './root.ts'

const TABS = ['roles', 'requests', 'keys', 'policy'] as const

const accountsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/accounts',
  validateSearch: (search: Record<string, unknown>): { tab?: (typeof TABS)[number] | undefined } => ({
    tab: TABS.find((known) => known === search.tab),
  }),
  component: lazyRouteComponent(() => import('../../features/identity/accounts/Accounts.tsx'), 'Accounts'),
})

const LINKING = ['linked', 'taken', 'failed'] as const

const profileRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/profile',
  validateSearch: (search: Record<string, unknown>): { external?: (typeof LINKING)[number] | undefined } => ({
    external: LINKING.find((known) => known === search.external),
  }),
  component: lazyRouteComponent(() => import('../../features/identity/profile/Profile.tsx'), 'Profile'),
})

export const accountRoutes = [accountsRoute, profileRoute] as const
