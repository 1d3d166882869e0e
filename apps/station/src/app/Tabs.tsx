import { CalendarOutline, EditSOutline, FileOutline, UnorderedListOutline, UserOutline } from 'antd-mobile-icons'
import { t } from '../lib/i18n/index.ts'
import { useTally } from '../lib/outbox.ts'
import { useRoute } from '../lib/router.ts'
import { Link } from '../ui/Link.tsx'

const TABS = [
  { name: 'home', key: 'tab.home', Icon: EditSOutline, also: [] },
  { name: 'today', key: 'tab.today', Icon: UnorderedListOutline, also: [] },
  { name: 'report', key: 'tab.report', Icon: FileOutline, also: [] },
  { name: 'history', key: 'tab.history', Icon: CalendarOutline, also: ['day'] },
  { name: 'settings', key: 'tab.settings', Icon: UserOutline, also: ['import', 'password', 'pick'] },
] as const

export function Tabs() {
  const route = useRoute()
  const { refused } = useTally()
  return (
    <nav className="tabs">
      {TABS.map(({ name, key, Icon, also }) => (
        <Link key={name} to={{ name }} isCurrent={route.name === name || also.some((other) => other === route.name)}>
          <Icon aria-hidden />
          {t(key)}
          {name === 'today' && refused > 0 && <span className="badge">{refused}</span>}
        </Link>
      ))}
    </nav>
  )
}
