import { Link } from '@tanstack/react-router'
import { t } from '../lib/i18n.ts'
import { useMe } from '../lib/session.ts'

/** Two weeks before a password is too old. */
export function PasswordNotice() {
  const days = useMe()?.passwordDaysLeft ?? null
  if (days === null) return null
  return (
    <p className="demo-banner" role="note">
      {t('password.soon', { days })} <Link to="/profile">{t('password.change')}</Link>
    </p>
  )
}
