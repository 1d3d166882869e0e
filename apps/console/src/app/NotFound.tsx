import { Link } from '@tanstack/react-router'
import { t } from '../lib/i18n.ts'
import { PageHeader } from '../ui/page-header.tsx'

export const NotFound = () => (
  <div className="page-narrow">
    <PageHeader title={t('notFound.title')} about={t('notFound.text')} />
    <Link to="/">{t('action.home')}</Link>
  </div>
)
