import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './root.ts'

const accountsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/accounts',
  validateSearch: (search: Record<string, unknown>): { tab?: 'roles' | undefined } => ({
    tab: search.tab === 'roles' ? 'roles' : undefined,
  }),
  component: lazyRouteComponent(() => import('../../features/identity/accounts/Accounts.tsx'), 'Accounts'),
})

export const accountRoutes = [accountsRoute] as const
