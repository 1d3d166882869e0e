import { Button } from 'antd'
import { t } from '../../lib/i18n.ts'

type MoreProps = { hasMore: boolean; isBusy: boolean; isShown: boolean; onMore: () => void }

/** The next page of a list that is read by a cursor. */
export function More({ hasMore, isBusy, isShown, onMore }: MoreProps) {
  if (!isShown) return null
  return (
    <p style={{ padding: '16px 0', textAlign: 'center', color: 'var(--ink-soft)' }}>
      {hasMore ? (
        <Button loading={isBusy} onClick={onMore}>
          {t('access.more')}
        </Button>
      ) : (
        t('access.all')
      )}
    </p>
  )
}
