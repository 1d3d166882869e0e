import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './root.ts'

const mapRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/map',
  validateSearch: (search: Record<string, unknown>): { hide?: string | undefined } => ({
    hide: typeof search.hide === 'string' ? search.hide : undefined,
  }),
  component: lazyRouteComponent(() => import('../../features/division/map/DivisionMap.tsx'), 'DivisionMap'),
})

const addressesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/addresses',
  component: lazyRouteComponent(() => import('../../features/division/address/Addresses.tsx'), 'Addresses'),
})

export const divisionRoutes = [mapRoute, addressesRoute] as const
