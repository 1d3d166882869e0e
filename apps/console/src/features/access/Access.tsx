import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Badge, Tabs } from 'antd'
import { openAlarmsQuery } from '../../lib/alarms.ts'
import { t } from '../../lib/i18n.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { Alarms } from './Alarms.tsx'
import { Looks } from './Looks.tsx'
import { Requests } from './Requests.tsx'

/** 访问日志与告警: the auditor's page. */
export function Access() {
  const { tab } = useSearch({ from: '/signed-in/access' })
  const navigate = useNavigate()
  const open = useQuery(openAlarmsQuery).data?.open ?? 0
  return (
    <>
      <PageHeader title={t('access.title')} about={t('access.about')} />
      <Tabs
        activeKey={tab ?? 'log'}
        onChange={(key) =>
          void navigate({ to: '/access', search: key === 'alarms' || key === 'looks' ? { tab: key } : {} })
        }
        items={[
          { key: 'log', label: t('access.tab.log'), children: <Requests /> },
          {
            key: 'alarms',
            label: (
              <Badge count={open} size="small" offset={[10, 0]} title={t('nav.openAlarms', { count: open })}>
                {t('access.tab.alarms')}
              </Badge>
            ),
            children: <Alarms />,
          },
          { key: 'looks', label: t('access.tab.looks'), children: <Looks /> },
        ]}
      />
    </>
  )
}
