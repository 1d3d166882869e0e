import { Skeleton } from 'antd'
import { t } from '../lib/i18n.ts'

export const PagePending = () => (
  <div role="status" aria-label={t('state.loading')}>
    <Skeleton active paragraph={{ rows: 8 }} />
  </div>
)
