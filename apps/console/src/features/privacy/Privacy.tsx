import { LinkOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Tabs } from 'antd'
import { inLanguage, t } from '../../lib/i18n.ts'
import type { Column } from '../../ui/data-table/column.ts'
import { DataTable } from '../../ui/data-table/DataTable.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Consents } from './Consents.tsx'
import { type Outlook, type RegisterEntry, registerQuery, retentionQuery } from './queries.ts'
import { Requests } from './Requests.tsx'

/** What persons asked of their data, what they agreed to, what goes when, and what there is at all. */
export function Privacy() {
  const { tab } = useSearch({ from: '/signed-in/privacy' })
  const navigate = useNavigate()
  const open = (key: string) => {
    const next = (['consents', 'retention', 'register'] as const).find((known) => known === key)
    void navigate({ to: '/privacy', search: next ? { tab: next } : {} })
  }
  return (
    <>
      <PageHeader
        title={t('privacy.title')}
        about={
          <>
            {t('privacy.about')}{' '}
            <a href="/privacy" target="_blank" rel="noreferrer">
              <LinkOutlined aria-hidden /> {t('privacy.public')}
            </a>
          </>
        }
      />
      <Tabs
        activeKey={tab ?? 'requests'}
        onChange={open}
        destroyOnHidden
        items={[
          { key: 'requests', label: t('privacy.tab.requests'), children: <Requests /> },
          { key: 'consents', label: t('privacy.tab.consents'), children: <Consents /> },
          { key: 'retention', label: t('privacy.tab.retention'), children: <Retention /> },
          { key: 'register', label: t('privacy.tab.register'), children: <Register /> },
        ]}
      />
    </>
  )
}

const outlookColumns = (): Column<Outlook>[] => [
  { key: 'text', title: t('retention.rule'), value: ({ text }) => inLanguage(text), isProse: true },
  { key: 'dueNow', title: t('retention.now'), value: ({ dueNow }) => dueNow, align: 'right' },
  { key: 'dueIn30', title: t('retention.in30'), value: ({ dueIn30 }) => dueIn30, align: 'right' },
  { key: 'dueInYear', title: t('retention.inYear'), value: ({ dueInYear }) => dueInYear, align: 'right' },
  { key: 'firstOn', title: t('retention.firstOn'), value: ({ firstOn }) => firstOn ?? t('retention.nothing') },
]

function Retention() {
  const asked = useQuery(retentionQuery)
  return (
    <>
      <p className="form-about">{t('retention.about')}</p>
      <DataTable
        id="retention"
        caption={t('privacy.tab.retention')}
        columns={outlookColumns()}
        rows={asked}
        rowKey={({ id }) => id}
        empty={{ text: t('state.empty') }}
      />
    </>
  )
}

const registerColumns = (): Column<RegisterEntry>[] => [
  { key: 'name', title: t('register.name'), value: ({ name }) => inLanguage(name), isProse: true },
  { key: 'of', title: t('register.of'), value: ({ of }) => inLanguage(of), filter: 'values' },
  { key: 'purpose', title: t('register.purpose'), value: ({ purpose }) => inLanguage(purpose), isProse: true },
  {
    key: 'basis',
    title: t('register.basis'),
    value: ({ basis }) => t(`privacyBasis.${basis}`),
    filter: 'values',
    isProse: true,
  },
  { key: 'keptFor', title: t('register.keptFor'), value: ({ keptFor }) => inLanguage(keptFor), isProse: true },
  { key: 'sealed', title: t('register.sealed'), value: ({ isSealed }) => t(isSealed ? 'table.yes' : 'table.no') },
]

function Register() {
  const asked = useQuery(registerQuery)
  return (
    <DataTable
      id="register"
      caption={t('privacy.tab.register')}
      columns={registerColumns()}
      rows={asked}
      rowKey={({ id }) => id}
      empty={{ text: t('state.empty') }}
    />
  )
}
