import { PlusOutlined } from '@ant-design/icons'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Tabs } from 'antd'
import { useState } from 'react'
import { t } from '../../../lib/i18n.ts'
import { useCan } from '../../../lib/session.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { AccountDrawer, type Editing } from './AccountDrawer.tsx'
import { AccountTable } from './AccountTable.tsx'
import { type Handover, OneTimePassword } from './OneTimePassword.tsx'
import { RoleTable } from './RoleTable.tsx'

/** Who signs in, with which roles and how far they reach. */
export function Accounts() {
  const { tab } = useSearch({ from: '/signed-in/accounts' })
  const navigate = useNavigate()
  const can = useCan()
  const [editing, setEditing] = useState<Editing | null>(null)
  const [handover, setHandover] = useState<Handover | null>(null)
  return (
    <>
      <PageHeader
        title={t('account.title')}
        about={t('account.about')}
        action={
          can('identity.manage') ? (
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEditing('new')}>
              {t('account.create')}
            </Button>
          ) : null
        }
      />
      <Tabs
        activeKey={tab ?? 'list'}
        onChange={(key) => void navigate({ to: '/accounts', search: key === 'roles' ? { tab: 'roles' } : {} })}
        items={[
          {
            key: 'list',
            label: t('account.tab.list'),
            children: <AccountTable onEdit={setEditing} onHandover={setHandover} />,
          },
          { key: 'roles', label: t('account.tab.roles'), children: <RoleTable /> },
        ]}
      />
      <AccountDrawer editing={editing} onClose={() => setEditing(null)} onHandover={setHandover} />
      <OneTimePassword handover={handover} onClose={() => setHandover(null)} />
    </>
  )
}
