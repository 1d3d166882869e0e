import { Component, lazy, type ReactNode, Suspense } from 'react'
import { SignIn } from '../features/identity/SignIn.tsx'
import { Home } from '../features/station/Home.tsx'
import { Report } from '../features/station/Report.tsx'
import { Today } from '../features/station/Today.tsx'
import { t, useLanguage } from '../lib/i18n/index.ts'
import { type Route, useRoute } from '../lib/router.ts'
import { mayFillIn, mayKeep, session, signOut } from '../lib/session.ts'
import type { Me } from '../lib/wire.ts'
import { Button } from '../ui/Button.tsx'
import { Snack } from '../ui/Snack.tsx'
import { DemoStrip, NetStrip, Notices } from './Strips.tsx'
import { Tabs } from './Tabs.tsx'
import { UpdateStrip } from './update.tsx'

const History = lazy(() => import('../features/station/History.tsx').then((m) => ({ default: m.History })))
const Day = lazy(() => import('../features/station/Day.tsx').then((m) => ({ default: m.Day })))
const Import = lazy(() => import('../features/station/Import.tsx').then((m) => ({ default: m.Import })))
const Pick = lazy(() => import('../features/station/Pick.tsx').then((m) => ({ default: m.Pick })))
const Settings = lazy(() => import('../features/identity/Settings.tsx').then((m) => ({ default: m.Settings })))
const Devices = lazy(() => import('../features/identity/Devices.tsx').then((m) => ({ default: m.Devices })))
const Password = lazy(() => import('../features/identity/Password.tsx').then((m) => ({ default: m.Password })))

function Screen({ route }: { route: Route }) {
  switch (route.name) {
    case 'today':
      return <Today />
    case 'report':
      return <Report />
    case 'history':
      return <History />
    case 'day':
      return <Day key={route.on} on={route.on} />
    case 'settings':
      return <Settings />
    case 'import':
      return <Import />
    case 'devices':
      return <Devices />
    case 'password':
      return <Password isForced={false} />
    case 'pick':
      return <Pick canReturn />
    default:
      return <Home />
  }
}

function Plain({ children }: { children: ReactNode }) {
  return (
    <div className="app plain">
      <main>
        <Suspense fallback={null}>{children}</Suspense>
      </main>
    </div>
  )
}

function NoRight() {
  return (
    <div className="empty">
      <p>{t('pick.noRight')}</p>
      <Button isSmall look="plain" onClick={() => void signOut().catch(() => undefined)}>
        {t('settings.signOut')}
      </Button>
    </div>
  )
}

/** Money and accounts need a second factor, which is set up on a larger screen. */
function MustEnrol() {
  return (
    <div className="empty">
      <p>{t('factor.must')}</p>
      <Button isSmall onClick={() => location.assign('/console/')}>
        {t('factor.toConsole')}
      </Button>
      <Button isSmall look="plain" onClick={() => void signOut().catch(() => undefined)}>
        {t('settings.signOut')}
      </Button>
    </div>
  )
}

/** The page that stands before all others, if one does: who are you, is the password yours, whose ledger is it. */
function gate(me: Me, hasWork: boolean): ReactNode {
  if (me.mustChangePassword) return <Password isForced />
  if (me.mustEnrolSecondFactor) return <MustEnrol />
  if (!mayKeep(me) && !mayFillIn(me)) return <NoRight />
  return hasWork ? null : <Pick canReturn={false} />
}

function Pages() {
  const route = useRoute()
  const { phase, me, work, isExpired } = session.use()
  if (phase === 'starting')
    return (
      <Plain>
        <p className="empty">{t('app.loading')}</p>
      </Plain>
    )
  const wantsSignIn = isExpired && route.name === 'signIn'
  if (phase === 'signedOut' || !me || wantsSignIn)
    return (
      <Plain>
        <SignIn />
      </Plain>
    )
  const before = gate(me, work !== null)
  if (before) return <Plain>{before}</Plain>
  return (
    <div className="app">
      <header>
        <DemoStrip />
        <UpdateStrip />
        <NetStrip />
        <Notices />
      </header>
      <main>
        <Suspense fallback={<div className="body" />}>
          <Screen route={route} />
        </Suspense>
      </main>
      <Tabs />
      <Snack />
    </div>
  )
}

/** A page that breaks says what is kept and how to go on. */
class Guard extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false }
  static getDerivedStateFromError() {
    return { isBroken: true }
  }
  override render() {
    if (!this.state.isBroken) return this.props.children
    return (
      <div className="empty">
        <p>{t('app.broken')}</p>
        <Button isSmall onClick={() => location.assign(import.meta.env.BASE_URL)}>
          {t('app.reopen')}
        </Button>
      </div>
    )
  }
}

export function App() {
  const language = useLanguage()
  return (
    <Guard>
      <div key={language}>
        <Pages />
      </div>
    </Guard>
  )
}
