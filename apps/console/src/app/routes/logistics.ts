import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './root.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const routesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/routes',
  validateSearch: (search: Record<string, unknown>): { tab?: 'plans' | undefined; from?: string | undefined } => ({
    tab: search.tab === 'plans' ? 'plans' : undefined,
    from: typeof search.from === 'string' && UUID.test(search.from) ? search.from : undefined,
  }),
  component: lazyRouteComponent(() => import('../../features/logistics/Routes.tsx'), 'RoutesPage'),
})

const planRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/routes/$id',
  component: lazyRouteComponent(() => import('../../features/logistics/PlanPage.tsx'), 'PlanPage'),
})

export const logisticsRoutes = [routesRoute, planRoute] as const
