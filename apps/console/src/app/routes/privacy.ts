import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './root.ts'

const TABS = ['consents', 'retention', 'register'] as const

const privacyRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/privacy',
  validateSearch: (search: Record<string, unknown>): { tab?: (typeof TABS)[number] | undefined } => ({
    tab: TABS.find((known) => known === search.tab),
  }),
  component: lazyRouteComponent(() => import('../../features/privacy/Privacy.tsx'), 'Privacy'),
})

export const privacyRoutes = [privacyRoute] as const
