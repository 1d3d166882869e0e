import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './root.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/
const readDay = (search: Record<string, unknown>): { on?: string | undefined } => ({
  on: typeof search.on === 'string' && DAY.test(search.on) ? search.on : undefined,
})

const stationsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/stations',
  component: lazyRouteComponent(() => import('../../features/station/register/Stations.tsx'), 'Stations'),
})

const stationRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/stations/$id',
  validateSearch: readDay,
  component: lazyRouteComponent(() => import('../../features/station/detail/StationPage.tsx'), 'StationPage'),
})

const reportsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/reports',
  validateSearch: readDay,
  component: lazyRouteComponent(() => import('../../features/station/report/Reports.tsx'), 'Reports'),
})

const sitingRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/siting',
  component: lazyRouteComponent(() => import('../../features/station/siting/Siting.tsx'), 'SitingPage'),
})

export const stationRoutes = [stationsRoute, stationRoute, reportsRoute, sitingRoute] as const
