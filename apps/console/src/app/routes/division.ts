import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './root.ts'

const mapRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/map',
  component: lazyRouteComponent(() => import('../../features/division/map/DivisionMap.tsx'), 'DivisionMap'),
})

export const divisionRoutes = [mapRoute] as const
