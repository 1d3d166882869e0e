import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './root.ts'

const TABS = ['alarms', 'looks'] as const
const ACTS = ['read', 'personal', 'export', 'change', 'signIn', 'log'] as const
const DAY = /^\d{4}-\d{2}-\d{2}$/
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const day = (value: unknown): string | undefined => (typeof value === 'string' && DAY.test(value) ? value : undefined)

type AccessSearch = {
  tab?: (typeof TABS)[number] | undefined
  account?: string | undefined
  route?: string | undefined
  address?: string | undefined
  act?: (typeof ACTS)[number] | undefined
  refused?: 'true' | undefined
  from?: string | undefined
  to?: string | undefined
}

const accessRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/access',
  validateSearch: (search: Record<string, unknown>): AccessSearch => ({
    tab: TABS.find((tab) => tab === search.tab),
    account: text(search.account),
    route: text(search.route),
    address: text(search.address),
    act: ACTS.find((act) => act === search.act),
    refused: search.refused === 'true' ? 'true' : undefined,
    from: day(search.from),
    to: day(search.to),
  }),
  component: lazyRouteComponent(() => import('../../features/access/Access.tsx'), 'Access'),
})

export const accessRoutes = [accessRoute] as const
