import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './root.ts'

const backupsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/backups',
  component: lazyRouteComponent(() => import('../../features/backup/Backups.tsx'), 'Backups'),
})

export const backupRoutes = [backupsRoute] as const
