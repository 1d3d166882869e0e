import { createRouter } from '@tanstack/react-router'
import { NotFound } from './NotFound.tsx'
import { PageError } from './PageError.tsx'
import { PagePending } from './PagePending.tsx'
import { divisionRoutes } from './routes/division.ts'
import { identityRoutes } from './routes/identity.ts'
import { programmeRoutes } from './routes/programme.ts'
import { rootRoute, signedInRoute } from './routes/root.ts'
import { stationRoutes } from './routes/station.ts'
import { parseSearch, stringifySearch } from './search-params.ts'

const routeTree = rootRoute.addChildren([
  ...identityRoutes,
  signedInRoute.addChildren([...programmeRoutes, ...divisionRoutes, ...stationRoutes]),
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
