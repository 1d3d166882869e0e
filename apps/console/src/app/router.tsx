import { createRouter } from '@tanstack/react-router'
import { NotFound } from './NotFound.tsx'
import { PageError } from './PageError.tsx'
import { PagePending } from './PagePending.tsx'
import { accessRoutes } from './routes/access.ts'
import { accountRoutes } from './routes/accounts.ts'
import { backupRoutes } from './routes/backup.ts'
import { disclosureRoutes } from './routes/disclosure.ts'
import { divisionRoutes } from './routes/division.ts'
import { identityRoutes } from './routes/identity.ts'
import { logisticsRoutes } from './routes/logistics.ts'
import { privacyRoutes } from './routes/privacy.ts'
import { programmeRoutes } from './routes/programme.ts'
import { rootRoute, signedInRoute } from './routes/root.ts'
import { sealRoutes } from './routes/seal.ts'
import { stationRoutes } from './routes/station.ts'
import { statisticsRoutes } from './routes/statistics.ts'
import { parseSearch, stringifySearch } from './search-params.ts'

const routeTree = rootRoute.addChildren([
  ...identityRoutes,
  signedInRoute.addChildren([
    ...programmeRoutes,
    ...divisionRoutes,
    ...stationRoutes,
    ...logisticsRoutes,
    ...accountRoutes,
    ...accessRoutes,
    ...disclosureRoutes,
    ...privacyRoutes,
    ...statisticsRoutes,
    ...sealRoutes,
    ...backupRoutes,
  ]),
])

export const router = createRouter({
  routeTree,
  basepath: '/console',
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPendingMs: 300,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: PageError,
  defaultPendingComponent: PagePending,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
