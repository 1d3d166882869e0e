import { useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { t } from '../../../lib/i18n.ts'
import { useMe } from '../../../lib/session.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { PasswordForm } from '../PasswordForm.tsx'
import '../profile.css'
import { ExternalCard } from './ExternalCard.tsx'
import { SecondFactorCard } from './SecondFactorCard.tsx'
import { DeviceCard, SessionCard } from './SessionCard.tsx'

const Card = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="panel">
    <h2>{title}</h2>
    {children}
  </section>
)

/** One's own account: what proves who one is, and where one is signed in. */
export function Profile() {
  const me = useMe()
  const { external } = useSearch({ from: '/signed-in/profile' })
  if (!me) return null
  return (
    <>
      <PageHeader title={t('profile.title')} about={t('profile.about', { name: me.name, username: me.username })} />
      <div className="profile">
        <Card title={t('factor.title')}>
          <SecondFactorCard isDemo={me.isDemo} />
        </Card>
        <Card title={t('session.title')}>
          <SessionCard />
        </Card>
        <Card title={t('password.title')}>
          <PasswordForm />
        </Card>
        <Card title={t('device.title')}>
          <DeviceCard />
        </Card>
        <Card title={t('external.title')}>
          <ExternalCard outcome={external} />
        </Card>
      </div>
    </>
  )
}
