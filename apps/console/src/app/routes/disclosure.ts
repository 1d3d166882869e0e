import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './root.ts'

const publicationsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/publications',
  component: lazyRouteComponent(() => import('../../features/disclosure/publication/Publications.tsx'), 'Publications'),
})

const complaintsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/complaints',
  component: lazyRouteComponent(() => import('../../features/disclosure/complaint/Complaints.tsx'), 'Complaints'),
})

export const disclosureRoutes = [publicationsRoute, complaintsRoute] as const
