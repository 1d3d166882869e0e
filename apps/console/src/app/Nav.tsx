import {
  AimOutlined,
  ApartmentOutlined,
  AuditOutlined,
  CarOutlined,
  DashboardOutlined,
  EnvironmentOutlined,
  EyeOutlined,
  FileSearchOutlined,
  FileTextOutlined,
  FormOutlined,
  FundOutlined,
  GlobalOutlined,
  IdcardOutlined,
  MessageOutlined,
  SafetyCertificateOutlined,
  ShopOutlined,
  TeamOutlined,
} from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Badge } from 'antd'
import type { ReactNode } from 'react'
import { openAlarmsQuery } from '../lib/alarms.ts'
import { type TextKey, t } from '../lib/i18n.ts'
import { useCan } from '../lib/session.ts'
import { navGroups } from './nav.ts'

const ICONS: Record<string, ReactNode> = {
  '/': <DashboardOutlined aria-hidden />,
  '/counties': <ApartmentOutlined aria-hidden />,
  '/map': <GlobalOutlined aria-hidden />,
  '/addresses': <EnvironmentOutlined aria-hidden />,
  '/plan': <FundOutlined aria-hidden />,
  '/check-text': <FileSearchOutlined aria-hidden />,
  '/publications': <FileTextOutlined aria-hidden />,
  '/complaints': <MessageOutlined aria-hidden />,
  '/stations': <ShopOutlined aria-hidden />,
  '/siting': <AimOutlined aria-hidden />,
  '/reports': <FormOutlined aria-hidden />,
  '/routes': <CarOutlined aria-hidden />,
  '/accounts': <TeamOutlined aria-hidden />,
  '/privacy': <IdcardOutlined aria-hidden />,
  '/journal': <AuditOutlined aria-hidden />,
  '/seals': <SafetyCertificateOutlined aria-hidden />,
  '/access': <EyeOutlined aria-hidden />,
}

/** The doors that this person may open. */
export function Nav({ isInDrawer = false }: { isInDrawer?: boolean }) {
  const can = useCan()
  const groups = navGroups
    .map((group) => ({ ...group, pages: group.pages.filter((page) => can(page.can)) }))
    .filter(({ pages }) => pages.length > 0)
  return (
    <nav className="nav" aria-label={t('nav.label')}>
      {isInDrawer ? null : (
        <Link to="/" className="nav-brand">
          <img src="/console/icon.svg" alt="" width={28} height={28} />
          <strong>{t('product.name')}</strong>
        </Link>
      )}
      {groups.map((group) => (
        <Group key={group.text ?? 'home'} text={group.text}>
          {group.pages.map(({ to, text }) => (
            <li key={text}>
              <Link to={to} className="nav-link" activeOptions={{ exact: to === '/', includeSearch: false }}>
                {ICONS[to] ?? <ApartmentOutlined aria-hidden />}
                <span>{t(text)}</span>
                {to === '/access' ? <AlarmBadge /> : null}
              </Link>
            </li>
          ))}
        </Group>
      ))}
    </nav>
  )
}

/** How many alarms wait for the auditor. */
function AlarmBadge() {
  const count = useQuery(openAlarmsQuery).data?.open ?? 0
  return <Badge count={count} size="small" title={t('nav.openAlarms', { count })} className="nav-badge" />
}

const Group = ({ text, children }: { text: TextKey | null; children: ReactNode }) => (
  <div className="nav-group">
    {text ? <h2>{t(text)}</h2> : null}
    <ul>{children}</ul>
  </div>
)
