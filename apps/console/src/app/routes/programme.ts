import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './root.ts'

const overviewRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../../features/programme/overview/Overview.tsx'), 'Overview'),
})

const TABS = ['budget', 'rules', 'tasks', 'phases', 'targets', 'money', 'external', 'document', 'check'] as const
export type PlanTab = (typeof TABS)[number]

const planRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/plan',
  validateSearch: (search: Record<string, unknown>): { tab?: PlanTab | undefined; view?: 'picture' | undefined } => ({
    tab: TABS.find((tab) => tab === search.tab),
    view: search.view === 'picture' ? 'picture' : undefined,
  }),
  component: lazyRouteComponent(() => import('../../features/programme/plan/Plan.tsx'), 'Plan'),
})

export const programmeRoutes = [overviewRoute, planRoute] as const
