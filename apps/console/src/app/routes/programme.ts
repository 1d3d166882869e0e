import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { sessionQuery } from '../../lib/session.ts'
import { queryClient } from '../query-client.ts'
import { signedInRoute } from './root.ts'

const overviewRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  // A province has no programme of its own: its first page is the table of its counties.
  beforeLoad: async () => {
    const me = await queryClient.ensureQueryData(sessionQuery)
    if (me?.permissions.includes('programme.readCounties') && !me.permissions.includes('programme.read'))
      throw redirect({ to: '/counties' })
  },
  component: lazyRouteComponent(() => import('../../features/programme/overview/Overview.tsx'), 'Overview'),
})

const countiesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/counties',
  component: lazyRouteComponent(() => import('../../features/programme/counties/Counties.tsx'), 'Counties'),
})

const TABS = ['budget', 'rules', 'tasks', 'phases', 'targets', 'money', 'external', 'document', 'check'] as const
export type PlanTab = (typeof TABS)[number]

const planRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/plan',
  validateSearch: (
    search: Record<string, unknown>,
  ): { tab?: PlanTab | undefined; view?: 'picture' | undefined; line?: number | undefined } => ({
    tab: TABS.find((tab) => tab === search.tab),
    line: Number(search.line) > 0 ? Math.trunc(Number(search.line)) : undefined,
    view: search.view === 'picture' ? 'picture' : undefined,
  }),
  component: lazyRouteComponent(() => import('../../features/programme/plan/Plan.tsx'), 'Plan'),
})

const checkTextRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/check-text',
  component: lazyRouteComponent(() => import('../../features/programme/check/CheckText.tsx'), 'CheckText'),
})

export const programmeRoutes = [overviewRoute, countiesRoute, planRoute, checkTextRoute] as const
