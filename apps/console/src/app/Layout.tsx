import { MenuOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation, useRouter } from '@tanstack/react-router'
import { Button, Drawer } from 'antd'
import { lazy, Suspense, useEffect, useState } from 'react'
import { PasswordForm } from '../features/identity/PasswordForm.tsx'
import { t } from '../lib/i18n.ts'
import { type Me, sessionQuery } from '../lib/session.ts'
import { useEvidence } from '../ui/evidence-state.ts'
import { AsOfPicker } from './AsOfPicker.tsx'
import { DemoBanner } from './DemoBanner.tsx'
import { LanguageSwitch } from './LanguageSwitch.tsx'
import { Nav } from './Nav.tsx'
import { PasswordNotice } from './PasswordNotice.tsx'
import { Trail } from './Trail.tsx'
import { UserMenu } from './UserMenu.tsx'

const EvidenceDrawer = lazy(() =>
  import('../ui/evidence/EvidenceDrawer.tsx').then((m) => ({ default: m.EvidenceDrawer })),
)

const EnrolSecondFactor = lazy(() =>
  import('../features/identity/profile/EnrolSecondFactor.tsx').then((m) => ({ default: m.EnrolSecondFactor })),
)

/** The frame of every page behind the sign-in. */
export function Layout() {
  const { data: me } = useQuery(sessionQuery)
  const { pathname } = useLocation()
  const router = useRouter()
  const [isNavOpen, setNavOpen] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the drawer
  useEffect(() => setNavOpen(false), [pathname])
  // A session that ended: the route asks again and leads to the sign-in page, with the way back.
  useEffect(() => {
    if (me === null) void router.invalidate()
  }, [me, router])
  if (!me) return null
  return (
    <div className="layout">
      <a className="skip-link" href="#content">
        {t('nav.skip')}
      </a>
      <aside className="layout-side">
        <Nav />
      </aside>
      <Drawer
        open={isNavOpen}
        onClose={() => setNavOpen(false)}
        placement="left"
        size={248}
        title={t('product.name')}
        styles={{ body: { padding: 0 } }}
      >
        <Nav isInDrawer />
      </Drawer>
      <div className="layout-main">
        <header className="layout-top">
          <Button
            className="layout-nav-button"
            type="text"
            icon={<MenuOutlined aria-hidden />}
            aria-label={t('nav.open')}
            onClick={() => setNavOpen(true)}
          />
          <Trail />
          <span className="spacer" />
          <AsOfPicker />
          <LanguageSwitch />
          <UserMenu />
        </header>
        <DemoBanner />
        <PasswordNotice />
        <main id="content" className="layout-content" tabIndex={-1}>
          <Gate me={me} />
        </main>
      </div>
      <Evidence />
    </div>
  )
}

/** The page that stands before all others, if one does: a password of one's own, then the second factor. */
function Gate({ me }: { me: Me }) {
  if (me.mustChangePassword) return <PasswordForm isForced />
  if (!me.mustEnrolSecondFactor) return <Outlet />
  return (
    <Suspense fallback={null}>
      <EnrolSecondFactor isForced />
    </Suspense>
  )
}

function Evidence() {
  const { search } = useEvidence()
  if (search.figure === undefined) return null
  return (
    <Suspense fallback={null}>
      <EvidenceDrawer />
    </Suspense>
  )
}
