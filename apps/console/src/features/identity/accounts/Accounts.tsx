import { PlusOutlined, UploadOutlined } from '@ant-design/icons'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { moment } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { useCan } from '../../../lib/session.ts'
import { saveSheet } from '../../../ui/data-table/sheet.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { SheetImport } from '../../../ui/sheet/SheetImport.tsx'
import type { ImportReport } from '../../../ui/sheet/send.ts'
import { AccountDrawer, type Editing } from './AccountDrawer.tsx'
import { AccountTable } from './AccountTable.tsx'
import { CredentialRequests } from './CredentialRequests.tsx'
import { type Handover, HandoverDialog } from './Handover.tsx'
import { KeyTable } from './KeyTable.tsx'
import { PolicyForm } from './PolicyForm.tsx'
import { RoleTable } from './RoleTable.tsx'

const IMPORT = () => ({
  title: t('account.import'),
  route: '/api/accounts/import' as const,
  template: '/api/accounts/template.xlsx',
})

/** The links of the accounts that a sheet made; they are in no other place. */
async function saveInvitations({ invitations = [] }: ImportReport): Promise<void> {
  if (invitations.length === 0) return
  await saveSheet(
    t('account.invitations'),
    [
      { key: 'username', title: t('account.username'), value: ({ username }) => username },
      { key: 'name', title: t('account.name'), value: ({ name }) => name },
      {
        key: 'link',
        title: t('handover.link'),
        value: ({ token }) => `${window.location.origin}/console/invitation/${token}`,
        width: 640,
      },
      { key: 'expires', title: t('handover.until'), value: ({ expiresAt }) => moment(expiresAt), width: 200 },
    ],
    invitations,
  )
}

type Tab = {
  key: 'list' | 'roles' | 'requests' | 'keys' | 'policy'
  label: string
  children: ReactNode
  isShown: boolean
}

/** Who signs in, with which roles and how far they reach. */
export function Accounts() {
  const { tab } = useSearch({ from: '/signed-in/accounts' })
  const navigate = useNavigate()
  const can = useCan()
  const [editing, setEditing] = useState<Editing | null>(null)
  const [handover, setHandover] = useState<Handover | null>(null)
  const [isImporting, setImporting] = useState(false)
  const tabs: Tab[] = [
    {
      key: 'list',
      label: t('account.tab.list'),
      children: <AccountTable onEdit={setEditing} onHandover={setHandover} />,
      isShown: true,
    },
    { key: 'roles', label: t('account.tab.roles'), children: <RoleTable />, isShown: true },
    {
      key: 'requests',
      label: t('account.tab.requests'),
      children: <CredentialRequests onHandover={setHandover} />,
      isShown: can('identity.witness'),
    },
    {
      key: 'keys',
      label: t('account.tab.keys'),
      children: <KeyTable onHandover={setHandover} />,
      isShown: can('identity.keepKeys'),
    },
    { key: 'policy', label: t('account.tab.policy'), children: <PolicyForm />, isShown: can('identity.setPolicy') },
  ]
  const shown = tabs.filter(({ isShown }) => isShown)
  const open = shown.find(({ key }) => key === (tab ?? 'list')) ?? shown[0]
  return (
    <>
      <PageHeader
        title={t('account.title')}
        about={t('account.about')}
        action={
          can('identity.manage') ? (
            <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
              <Button icon={<UploadOutlined aria-hidden />} onClick={() => setImporting(true)}>
                {t('account.import')}
              </Button>
              <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEditing('new')}>
                {t('account.create')}
              </Button>
            </div>
          ) : null
        }
      />
      <nav className="sub-nav" aria-label={t('account.title')}>
        {shown.map(({ key, label }) => (
          <button
            key={key}
            type="button"
            {...(key === open?.key ? { 'aria-current': 'page' } : {})}
            onClick={() => void navigate({ to: '/accounts', search: key === 'list' ? {} : { tab: key } })}
          >
            {label}
          </button>
        ))}
      </nav>
      {open?.children}
      <AccountDrawer editing={editing} onClose={() => setEditing(null)} onHandover={setHandover} />
      <SheetImport
        sheet={isImporting ? IMPORT() : null}
        onClose={() => setImporting(false)}
        onDone={(report) => void saveInvitations(report)}
      />
      <HandoverDialog handover={handover} onClose={() => setHandover(null)} />
    </>
  )
}
