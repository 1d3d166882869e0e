import { Link, useLocation } from '@tanstack/react-router'
import { t } from '../lib/i18n.ts'
import { useCountyName } from './county.ts'
import { navGroups } from './nav.ts'

/** Where one is: the county, the module, the page. */
export function Trail() {
  const { pathname } = useLocation()
  const county = useCountyName()
  const within = (to: string) => (to === '/' ? pathname === '/' || pathname === '/console/' : pathname.startsWith(to))
  const group = navGroups.find(({ pages }) => pages.some(({ to }) => within(to)))
  const page = group?.pages.find(({ to }) => within(to))
  return (
    <nav className="trail" aria-label={t('breadcrumb.label')}>
      <ol>
        <li>
          <Link to="/">{county}</Link>
        </li>
        {group?.text ? <li className="trail-group">{t(group.text)}</li> : null}
        {page ? <li aria-current="page">{t(page.text)}</li> : null}
      </ol>
    </nav>
  )
}
