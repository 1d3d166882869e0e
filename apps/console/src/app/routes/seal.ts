import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './root.ts'

const sealRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/seals',
  component: lazyRouteComponent(() => import('../../features/seal/Seals.tsx'), 'Seals'),
})

export const sealRoutes = [sealRoute] as const
